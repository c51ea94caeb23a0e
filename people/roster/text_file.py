"""CSV as it leaves spreadsheets: any of four delimiters, in UTF-8, UTF-16 or Windows-1252, perhaps two mixed."""

from __future__ import annotations

import codecs
import csv
import io
import re

from django.utils.translation import gettext as _

from .reading import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Book, Sheet, Trouble, UnreadableRoster, Value, too_many_rows
from .words import tidy

DELIMITERS = ",;\t|"
LOOKED_AT = 40
UTF8, UTF16, WINDOWS = "UTF-8", "UTF-16", "Windows-1252"

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
# How Python keeps a byte that is not UTF-8 in a text: a lone surrogate.
_STRAY = re.compile("[\udc80-\udcff]")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_text(data: bytes) -> Book:
    """The one table of a CSV file; raises UnreadableRoster when it is not text."""
    text, encoding = decoded(data)
    if "\x00" in text:
        raise UnreadableRoster(_("The file is neither an Excel workbook nor text. Save the table as .xlsx or as CSV."))
    told = _SEPARATOR_LINE.match(text)
    delimiter = told[1] if told else delimiter_of(text)
    if told:
        # The line stays as an empty one, so that rows keep their numbers.
        text = "\n" + text[told.end() :]
    remarks = [] if encoding == UTF8 else [_("The file was read as %(encoding)s.") % {"encoding": encoding}]
    return Book([Sheet("CSV", list(_rows(text, delimiter)))], remarks)


def decoded(data: bytes) -> tuple[str, str]:
    """The characters and the encoding. Single bytes that do not fit into a UTF-8 file stay as lone surrogates."""
    if data.startswith(_UTF16_MARKS):
        try:
            return data.decode("utf-16"), UTF16
        except UnicodeDecodeError as error:
            raise UnreadableRoster(_("The file is damaged. Save it again as CSV UTF-8.")) from error
    whole = sum(len(found) for found in _MULTIBYTE.findall(data))
    beyond = sum(len(found) for found in _BEYOND_ASCII.findall(data))
    if data.startswith(codecs.BOM_UTF8) or whole * 2 >= beyond:
        return data.decode("utf-8-sig", errors="surrogateescape"), UTF8
    # Five bytes mean nothing in Windows-1252.
    return data.decode("cp1252", errors="replace"), WINDOWS


def delimiter_of(text: str) -> str:
    """The sign that splits most lines into the same number of cells, at least two."""
    lines = text.splitlines()[:LOOKED_AT]

    def merit(delimiter):
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
        most_usual = max(set(widths), key=widths.count, default=0)
        return (widths.count(most_usual), most_usual)

    try:
        return max(DELIMITERS, key=merit)
    except csv.Error as error:
        raise UnreadableRoster(_("The file is damaged. Save it again as CSV UTF-8.")) from error


def _rows(text: str, delimiter: str):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            values = [value_of(cell) for cell in cells[:MOST_COLUMNS]]
            if any(value is not None for value in values):
                yield number, values
            # A cell may span lines; a row is called by its first line, as a text editor counts.
            number = reader.line_num + 1
            if number > MOST_ROWS:
                raise too_many_rows()
    except csv.Error as error:
        raise UnreadableRoster(
            _("Line %(line)d cannot be split into columns. Save the table as .xlsx or as CSV UTF-8.") % {"line": number}
        ) from error


def value_of(cell: str) -> Value:
    """The text of a cell; Trouble where its characters cannot be known or nobody would type that much."""
    if _STRAY.search(cell):
        shown = _STRAY.sub(lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace"), cell)
        reason = _("It is in another encoding than the rest of the file. Type it again and save the file as UTF-8.")
        return Trouble(tidy(shown)[:LONGEST_CELL], reason)
    text = tidy(cell)
    if len(text) > LONGEST_CELL:
        return Trouble(text[:80] + "…", _("The text is too long."))
    return text or None
