"""Spreadsheets as the examiner sees them: heading, number of rows, and the first words for the period they are of."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from .pages import decoded

MOST_MEMBERS = 2_000
MOST_UNPACKED = 150 * 1024 * 1024
MOST_SHEETS = 12
MOST_ROWS = 200_000
MOST_COLUMNS = 60
LONGEST_CELL = 80
# Rows that may stand above the heading: crest, title, period.
ROWS_ABOVE = 25
ROWS_OF_WORDS = 60
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
DAMAGE = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    ParseError,
    TypeError,
    IndexError,
    AttributeError,
)
Row = list[str]


def look_at_archive(data: bytes) -> tuple[dict[str, Any], str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {one.filename for one in members}
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                return {"kind": "archive", "trouble": "too_large"}, ""
            if any(one.flag_bits & 1 for one in members):
                return {"kind": "archive", "trouble": "locked"}, ""
            if "xl/workbook.xml" in names:
                return _table("xlsx", _sheets_of_xlsx(data))
            if "mimetype" in names and archive.read("mimetype").strip().endswith(b".spreadsheet"):
                return _table("ods", _sheets_of_ods(archive))
    except DAMAGE:
        return {"kind": "archive", "trouble": "damaged"}, ""
    return {"kind": "archive", "trouble": ""}, ""


def look_at_csv(data: bytes, charset: str) -> tuple[dict[str, Any], str]:
    text = decoded(data, charset)
    first = "\n".join(text.splitlines()[:20])
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(1024 * 1024)
    try:
        return _table("csv", [("", ([*map(_cell, row)] for row in csv.reader(io.StringIO(text), delimiter=delimiter)))])
    except csv.Error:
        return {"kind": "csv", "trouble": "damaged"}, ""


def _table(kind: str, sheets: Iterable[tuple[str, Iterable[Row]]]) -> tuple[dict[str, Any], str]:
    """The sheet with the most rows is the table; the words of all of them may say the period."""
    best: dict[str, Any] = {"header": [], "rows": 0}
    words: list[str] = []
    number = 0
    try:
        for name, rows in sheets:
            number += 1
            found, said = _one_sheet(rows)
            words.append(f"{name}\n{said}")
            if number == 1 or found["rows"] > best["rows"]:
                best = found
    except DAMAGE:
        return {"kind": kind, "trouble": "damaged"}, ""
    return {"kind": kind, "trouble": "", "sheets": number, **best}, "\n".join(words)


def _one_sheet(rows: Iterable[Row]) -> tuple[dict[str, Any], str]:
    """Its heading: of the first rows the one with the most cells that hold text, the upper one of equals."""
    first: list[Row] = []
    filled = 0
    for row in rows:
        if not any(row):
            continue
        filled += 1
        if len(first) < ROWS_OF_WORDS:
            first.append(row[:MOST_COLUMNS])
        if filled >= MOST_ROWS:
            break
    place = max(range(min(len(first), ROWS_ABOVE)), key=lambda number: (_texts(first[number]), -number), default=0)
    header = [cell for cell in first[place] if cell] if first else []
    below = filled - place - 1 if first else 0
    return {"header": header, "rows": max(below, 0)}, "\n".join(" · ".join(filter(None, row)) for row in first)


def _texts(row: Row) -> int:
    return sum(1 for cell in row if cell and not cell.replace(".", "").replace(",", "").isdigit())


def _cell(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())[:LONGEST_CELL]


def _sheets_of_xlsx(data: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets[:MOST_SHEETS]:
        # A sheet may claim a million empty columns; what it really has is found by reading.
        sheet.reset_dimensions()
        yield sheet.title, ([*map(_cell, row[:MOST_COLUMNS])] for row in sheet.iter_rows(values_only=True))


def _sheets_of_ods(archive: zipfile.ZipFile) -> Iterator[tuple[str, list[Row]]]:
    from defusedxml.ElementTree import iterparse

    table, row_tag = OFFICE % "table" + "table", OFFICE % "table" + "table-row"
    rows: list[Row] = []
    with archive.open("content.xml") as content:
        for event, element in iterparse(content, events=("start", "end")):
            if event == "start" and element.tag == table:
                rows = []
            elif event == "end" and element.tag == row_tag:
                row = _row_of_ods(element)
                # Repeated rows are the empty ones below the table, a million of them.
                if any(row) and len(rows) < MOST_ROWS:
                    rows.append(row)
                element.clear()
            elif event == "end" and element.tag == table:
                yield element.get(OFFICE % "table" + "name") or "", rows


def _row_of_ods(element) -> Row:
    row: Row = []
    for cell in element:
        if cell.tag != OFFICE % "table" + "table-cell":
            continue
        day = cell.get(OFFICE % "office" + "date-value")
        said = _cell(day or " ".join("".join(line.itertext()) for line in cell.iter(OFFICE % "text" + "p")))
        times = min(int(cell.get(OFFICE % "table" + "number-columns-repeated") or 1), MOST_COLUMNS - len(row))
        row.extend([said] * times)
        if len(row) >= MOST_COLUMNS:
            break
    return row
