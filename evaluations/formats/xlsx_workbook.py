"""The workbook as a file: looked at as a zip before anything of it is opened, then read cell by cell as text."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import ParseError

# Without a document type there are no entities, and a document type ends the parsing.
from xml.parsers.expat import ExpatError, ParserCreate

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from .decimals import canonical
from .exchange import NESTING, TooMuch, UnreadableFile
from .xlsx_layout import FALSE, TRUE, letter

ENTRIES = 1_000
UNPACKED_BYTES = 60 * 1024 * 1024
#: A part this large that shrank more than this is not a table of texts.
RATIO, RATIO_FROM = 300, 4 * 1024 * 1024
ROWS = 20_000
COLUMNS = 256
#: Five thousand questions with forty columns are fewer.
CELLS = 400_000
#: Of one part, with all that stands inside its cells.
ELEMENTS = 2_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How a workbook writes signs that XML cannot hold: «_x000D_». Others look the same when somebody typed them.
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|[dD][89a-fA-F][0-9A-Fa-f]{2}|[fF]{3}[eEfF])_")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufeff\ufffe\uffff]|[\ud800-\udfff]")
_PLAIN_FORMAT = re.compile(r"General|@|0|0\.0+|#,##0(?:\.0+)?|#")
# What openpyxl and the zip and XML beneath it raise for files that are not what they say.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    ExpatError,
    DefusedXmlException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
)


@dataclass(frozen=True)
class Cell:
    """A cell as text, as Excel shows it where that can be known."""

    text: str
    #: Why it cannot be taken as it stands.
    problem: str = ""
    #: How Excel's own reading of it differs from what was probably typed.
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    name: str
    #: (number of the row, {place of the column from 0: cell}), rows and cells without content left out.
    rows: list[tuple[int, dict[int, Cell]]]


@dataclass(frozen=True)
class Book:
    sheets: list[Sheet]
    #: What of the file is not read at all.
    remarks: list[str]


def opened(data: bytes) -> Book:
    """All sheets of the workbook; raises ``UnreadableFile``, or ``TooMuch`` for what unpacks to too much."""
    parts, remarks = _checked(data)
    # Its import takes a while, and only this needs it.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(_packed(parts), read_only=True, keep_vba=False, keep_links=False)
        try:
            sheets = [Sheet(sheet.title, list(_rows(sheet))) for sheet in book.worksheets]
        finally:
            book.close()
    except (*_BROKEN, InvalidFileException) as error:
        raise _damaged() from error
    return Book(sheets, remarks)


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """A workbook of these parts alone, so that a sheet under the name of a picture is not opened either."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    buffer.seek(0)
    return buffer


def _damaged() -> UnreadableFile:
    return UnreadableFile(_("The workbook is damaged. Open it in Excel, save it again and try once more."))


# Before opening


def _checked(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    if data.startswith(_OLE):
        raise UnreadableFile(
            _("The workbook is in the old .xls format or has a password. Save it as .xlsx without a password.")
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _look_into(archive)
    except _BROKEN as error:
        raise UnreadableFile(_("This is not an Excel workbook (.xlsx).")) from error


def _look_into(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[str]]:
    """The XML parts, looked through, and remarks on what is left unread.

    The sizes are those declared: more than that is never unpacked.
    """
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise TooMuch(_("The workbook has more than %(limit)d parts.") % {"limit": ENTRIES})
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES or any(
        entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1) for entry in entries
    ):
        raise TooMuch(_("The workbook unpacks to far more than a table of questions would. Copy it into a new one."))
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or any(entry.flag_bits & 1 for entry in entries):
        raise _damaged()
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(_("This is not an Excel workbook (.xlsx)."))
    parts = {entry.filename: archive.read(entry) for entry in entries if entry.filename.endswith((".xml", ".rels"))}
    if sum(_Part().cells_in(part) for part in parts.values()) > CELLS:
        raise TooMuch(
            _("The workbook has more than %(limit)d cells. Copy the questions into a new one.") % {"limit": CELLS}
        )
    return parts, _unread(names)


class _Part:
    """Walks over one XML part without building anything, before anybody builds a tree of it."""

    def __init__(self) -> None:
        self._depth = self._elements = self._cells = 0

    def cells_in(self, data: bytes) -> int:
        """How many cells the part has; raises what is wrong with it."""
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(data, True)
        return self._cells

    def _doctype(self, *_declared) -> None:
        raise UnreadableFile(_("The workbook declares a document type or entities, which may hide other files."))

    def _start(self, tag: str, attributes: dict) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > NESTING or self._elements > ELEMENTS:
            raise TooMuch(
                _("The workbook unpacks to far more than a table of questions would. Copy it into a new one.")
            )
        name = tag.rpartition(":")[2]
        self._cells += name == "c"
        if name == "row" and int(attributes.get("r", "0")) > ROWS:
            raise TooMuch(
                _("A sheet has something below row %(limit)d. Delete the rows at the end and save it again.")
                % {"limit": ROWS}
            )

    def _end(self, _tag: str) -> None:
        self._depth -= 1


def _unread(names: set[str]) -> list[str]:
    remarks = []
    if any(name.startswith("xl/media/") for name in names):
        remarks.append(_("Pictures that lie on the sheets were not read."))
    if any(name.startswith("xl/vbaProject") for name in names):
        remarks.append(_("The macros of the workbook were not read."))
    if any(name.startswith("xl/externalLinks/") for name in names):
        remarks.append(_("The links to other workbooks were not followed."))
    return remarks


# Cells


def _rows(sheet) -> Iterator[tuple[int, dict[int, Cell]]]:
    # The declared size may be anything; it is not believed.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS, max_col=COLUMNS), start=1):
        cells = {place: _cell(cell, letter(place)) for place, cell in enumerate(row) if cell.value is not None}
        filled = {place: cell for place, cell in cells.items() if cell.text or cell.problem}
        if filled:
            yield number, filled


def _cell(cell, column: str) -> Cell:
    value, kind = cell.value, cell.data_type
    if kind == "f" or not isinstance(value, str | int | float | dt.date | dt.time | dt.timedelta):
        return Cell("", problem=_("it holds a formula. Copy the column and paste it as values."))
    if kind == "e":
        return Cell(str(value), problem=_("Excel shows an error there (%(text)s).") % {"text": value})
    if isinstance(value, bool):
        return Cell(TRUE if value else FALSE)
    if isinstance(value, str):
        return Cell(_text(value))
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "General", column)
    return _date(value, column)


def _text(value: str) -> str:
    """The words of a cell, on as many lines as it has, without signs that mean nothing."""
    said = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return _NOT_TEXT.sub("", said.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _number(value: int | float, shown_as: str, column: str) -> Cell:
    if not math.isfinite(value) or abs(value) >= 1e30:
        return Cell("", problem=_("the number is too large."))
    # Excel keeps fifteen digits; more are the noise of binary fractions.
    number = Decimal(f"{value:.15g}")
    if "%" in shown_as:
        return Cell(f"{canonical(number * 100)}%")
    text = canonical(number)
    if _PLAIN_FORMAT.fullmatch(shown_as):
        return Cell(text)
    return Cell(
        text,
        note=_("Excel may show the number in column %(column)s in another way; it was read as %(text)s.")
        % {"column": column, "text": text},
    )


def _date(value: dt.date | dt.time | dt.timedelta, column: str) -> Cell:
    if isinstance(value, dt.datetime):
        text = f"{value:%d/%m/%Y}" if value.time() == dt.time() else f"{value:%d/%m/%Y %H:%M}"
    elif isinstance(value, dt.date):
        text = f"{value:%d/%m/%Y}"
    else:
        text = str(value)
    note = _("Excel took what was typed in column %(column)s for a date; it was read as %(text)s.")
    return Cell(text, note=note % {"column": column, "text": text})
