"""XLSX: looked at as a zip and as XML before anything is opened, then read as values. Formulas are never worked out."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from .reading import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Book, Sheet, Trouble, UnreadableRoster, Value, too_many_rows
from .words import tidy

ENTRIES = 500
UNPACKED_BYTES = 80 * 1024 * 1024
#: A part this large that shrank more than this is not a table of people.
RATIO, RATIO_FROM = 400, 8 * 1024 * 1024
ELEMENTS = 6_000_000
NESTING = 60
MOST_MERGES = 20_000
CHUNK = 256 * 1024
# The format that shows 7 as 0007.
_PADDED = re.compile("0{2,20}")

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
)


@dataclass
class _Look:
    """What a walk over one part of the workbook found."""

    last_row: int = 0
    last_column: int = 1
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: int = 0


def read_workbook(data: bytes) -> Book:
    """All sheets of the workbook; raises UnreadableRoster for what is damaged, hostile or no table."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        looks = _look_into(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_vba=False, keep_links=False)
        try:
            sheets = [_sheet(sheet, looks) for sheet in book.worksheets]
        finally:
            book.close()
    except (*_BROKEN, InvalidFileException) as error:
        raise UnreadableRoster(
            _("The workbook is damaged. Open it in Excel, save it again and try once more.")
        ) from error
    return Book(sheets)


def _look_into(data: bytes) -> dict[str, _Look]:
    """What each XML part holds, by its path. Sizes are those declared: more than that is never unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        shrunk = any(
            entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1) for entry in entries
        )
        if len(entries) > ENTRIES or unpacked > UNPACKED_BYTES or shrunk:
            raise too_much()
        names = {entry.filename for entry in entries}
        if len(names) < len(entries) or any(entry.flag_bits & 1 for entry in entries):
            raise zipfile.BadZipFile("doubled or encrypted parts")
        if "xl/workbook.xml" not in names:
            raise UnreadableRoster(_("This is not an Excel workbook (.xlsx)."))
        return {name: _Walk().over(archive, name) for name in sorted(names) if name.endswith((".xml", ".rels"))}


def too_much() -> UnreadableRoster:
    return UnreadableRoster(
        _("The workbook unpacks to far more than a table of people would. Copy the table into a new one.")
    )


class _Walk:
    """Goes over one XML part without building anything; remembers where content ends, merges and what is hidden."""

    def __init__(self) -> None:
        self.look = _Look()
        self._depth = self._elements = self._row = 0
        self._letters = ""

    def over(self, archive: zipfile.ZipFile, name: str) -> _Look:
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        with archive.open(name) as part:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return self.look

    def _doctype(self, *_declared) -> None:
        raise UnreadableRoster(_("The workbook declares a document type or entities, which may hide other files."))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > NESTING or self._elements > ELEMENTS:
            raise too_much()
        # Tags may carry a prefix; the dictionary is much faster than a chain of comparisons.
        handle = self._HANDLERS.get(tag.rpartition(":")[2])
        if handle:
            handle(self, attributes)

    def _end(self, _tag: str) -> None:
        self._depth -= 1

    def _on_row(self, attributes) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self.look.hidden_rows += attributes.get("hidden") in {"1", "true"}

    def _on_cell(self, attributes) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        if letters > self._letters or len(letters) > len(self._letters):
            from openpyxl.utils.cell import column_index_from_string

            self._letters = max(letters, self._letters, key=lambda text: (len(text), text))
            self.look.last_column = min(column_index_from_string(self._letters), MOST_COLUMNS)

    def _on_content(self, _attributes) -> None:
        self.look.last_row = max(self.look.last_row, self._row)

    def _on_column(self, attributes) -> None:
        if attributes.get("hidden") in {"1", "true"}:
            last = min(int(attributes["max"]), MOST_COLUMNS)
            self.look.hidden_columns |= set(range(int(attributes["min"]) - 1, last))

    def _on_merge(self, attributes) -> None:
        from openpyxl.utils.cell import range_boundaries

        self.look.merges.append(range_boundaries(attributes["ref"]))
        if len(self.look.merges) > MOST_MERGES:
            raise too_much()

    _HANDLERS = {
        "row": _on_row,
        "c": _on_cell,
        "v": _on_content,
        "f": _on_content,
        "is": _on_content,
        "col": _on_column,
        "mergeCell": _on_merge,
    }


def _sheet(sheet, looks: dict[str, _Look]) -> Sheet:
    look = looks.get(sheet._worksheet_path.lstrip("/"), _Look())
    # Formatted rows without content, a million of them in some files, are not even walked over.
    rows = list(_rows(sheet, look)) if look.last_row else []
    _fill_down(rows, look.merges)
    return Sheet(
        name=sheet.title,
        rows=rows,
        is_hidden=sheet.sheet_state != "visible",
        hidden_columns=frozenset(look.hidden_columns),
        hidden_rows=look.hidden_rows,
    )


def _rows(sheet, look: _Look) -> Iterator[tuple[int, list[Value]]]:
    # The declared size may be anything; it is not believed.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_row=look.last_row, max_col=look.last_column), start=1):
        values = [value_of(cell) for cell in cells]
        if any(value is not None for value in values):
            if number > MOST_ROWS:
                raise too_many_rows()
            while values[-1] is None:
                values.pop()
            yield number, values


def _fill_down(rows: list[tuple[int, list[Value]]], merges: list[tuple[int, int, int, int]]) -> None:
    """Cells merged downwards hold their value in each row: how RH writes a department once for its people."""
    by_number = dict(rows)
    for column, first, _last_column, last in merges:
        if last == first or column > MOST_COLUMNS or first not in by_number:
            continue
        top = by_number[first]
        value = top[column - 1] if column <= len(top) else None
        for number in range(first + 1, min(last, MOST_ROWS) + 1):
            values = by_number.get(number)
            if values is None or value is None:
                continue
            values.extend([None] * (column - len(values)))
            if values[column - 1] is None:
                values[column - 1] = value


def value_of(cell) -> Value:
    """What stands in a cell: text, number or day; Trouble for formulas and errors of Excel."""
    value = cell.value
    if value is None:
        return None
    if isinstance(value, str) and cell.data_type not in {"f", "e"}:
        text = tidy(value)
        return Trouble(text[:80] + "…", _("The text is too long.")) if len(text) > LONGEST_CELL else text or None
    if cell.data_type == "f" or not isinstance(value, str | int | float | dt.date | dt.time | dt.timedelta):
        return Trouble(str(value)[:80], _("It is a formula. Copy the column and paste it as values."))
    if cell.data_type == "e":
        return Trouble(str(value), _("Excel shows an error there."))
    if isinstance(value, int) and _PADDED.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    return _plain(value)


def _plain(value: int | float | dt.date | dt.time | dt.timedelta) -> Value:
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.time | dt.timedelta):
        return Trouble(str(value), _("It is an hour, not a day."))
    if isinstance(value, float):
        if not math.isfinite(value) or abs(value) >= 1e18:
            return Trouble(str(value), _("The number is too large."))
        return int(value) if value.is_integer() else value
    return value
