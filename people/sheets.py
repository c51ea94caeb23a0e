"""Tables as files: XLSX and CSV with the same columns, in which no text ever turns into a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\u180e"
FORMULA_SIGNS = "=+-@＝＋－＠"
TRUE_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")
TELEPHONE = re.compile(r"\+\d{1,3}( \d{2,})+")
# XML cannot carry these, and Excel refuses a file that tries.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
LONGEST_CELL = 32_000


@dataclass(frozen=True)
class Column:
    """One column: its heading, how to take its value from a row, and how wide it is in characters."""

    label: str
    value: Callable[[Any], Any]
    width: int = 16


def safe_text(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula: an apostrophe before whatever looks like one.

    Numbers such as «-5» and telephone numbers such as «+52 33 1234 5678» are left as they are.
    """
    bare = text.lstrip(INVISIBLE + " \t\r\n\v\f\u00a0\u2007\u202f\u3000")
    if not bare or bare[0] not in FORMULA_SIGNS:
        return text
    if TRUE_NUMBER.fullmatch(text) or TELEPHONE.fullmatch(text):
        return text
    return f"'{text}"


def csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d") if timezone.is_aware(value) else f"{value:%Y-%m-%d}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return safe_text(str(value))


def csv_file(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """The table as CSV that Excel opens with its accents (UTF-8 with BOM), dates as 2026-11-23."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([safe_text(column.label) for column in columns])
    writer.writerows([csv_cell(column.value(row)) for column in columns] for row in rows)
    return buffer.getvalue().encode("utf-8-sig", errors="replace")


def xlsx_file(
    *,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Any],
    criteria_title: str,
    criteria: Sequence[tuple[str, Any]],
    author: str,
) -> bytes:
    """The table as a workbook: a first sheet with the criteria, then the rows with a fixed, filtered heading."""
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        }
        book = xlsxwriter.Workbook(file, options)
        book.set_properties({"title": title, "author": author})
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#14505C", "font_color": "#FFFFFF", "text_wrap": True}),
            "strong": book.add_format({"bold": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left", "valign": "top"}),
        }
        write_criteria(book.add_worksheet(criteria_title), title, criteria, formats)
        write_table(book.add_worksheet(title[:31]), columns, rows, formats)
        book.close()
        file.seek(0)
        return file.read()


def write_criteria(sheet, title: str, criteria: Sequence[tuple[str, Any]], formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, title, formats["title"])
    for line, (label, value) in enumerate(criteria, start=2):
        sheet.write_string(line, 0, label, formats["strong"])
        write_cell(sheet, line, 1, value, {**formats, "day": formats["moment"]}, formats["wrap"])


def write_table(sheet, columns: Sequence[Column], rows: Sequence[Any], formats: dict[str, Any]) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.label, formats["head"])
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            write_cell(sheet, line, place, column.value(row), formats)


def write_cell(sheet, line: int, place: int, value: Any, formats: dict[str, Any], text_format=None) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.datetime):
        if timezone.is_aware(value):
            value = timezone.localtime(value).replace(tzinfo=None)
        sheet.write_datetime(line, place, value, formats["day"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(line, place, value, formats["day"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, UNPRINTABLE.sub("\ufffd", str(value))[:LONGEST_CELL], text_format)
