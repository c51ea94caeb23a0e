"""The workbook that people download: the sheet of questions with its lists, how to fill it in, an example of each kind.

Every cell is written as text, so nothing that somebody once typed can run as a formula when the file is opened.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from .exchange import Image
from .xlsx_examples import EXAMPLES, explanations, introduction
from .xlsx_layout import (
    CREDITS,
    DIFFICULTIES,
    EXAMPLES_SHEET,
    HELP_SHEET,
    IMAGES_SHEET,
    KINDS,
    LISTS_SHEET,
    OFFERED_OPTIONS,
    QUESTIONS_SHEET,
    UNIT_RULES,
    Column,
    columns,
    letter,
)

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel's own limit is 32,767.
LONGEST_CELL = 32_000
#: So many rows have drop-down lists, filled in or not.
ROWS_WITH_LISTS = 1_000

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def template_xlsx(*, categories: Sequence[str], requirements: Sequence[str]) -> bytes:
    """The empty template with its lists.

    ``categories`` are paths as ``xlsx_syntax.category`` writes them; ``requirements`` are codes, or «code — title».
    """
    return workbook(rows=[], images={}, categories=categories, requirements=requirements, options=OFFERED_OPTIONS)


def workbook(
    *,
    rows: Sequence[Mapping[str, str]],
    images: Mapping[str, Image],
    categories: Sequence[str],
    requirements: Sequence[str],
    options: int,
) -> bytes:
    """The workbook with the rows (texts by the key of their column) in the sheet of questions."""
    # Its import takes a while, and only this needs it.
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"title": _("Questions for the bank")})
    look = _Look(book)
    sheet = book.add_worksheet(QUESTIONS_SHEET)
    table = columns(options)
    _write_table(sheet, look, table, rows)
    _write_help(book.add_worksheet(HELP_SHEET), look, table)
    examples = book.add_worksheet(EXAMPLES_SHEET)
    examples.set_tab_color("#8A8F98")
    _write_table(examples, look, columns(OFFERED_OPTIONS), EXAMPLES)
    lists = {
        "kind": list(KINDS.values()),
        "difficulty": list(DIFFICULTIES.values()),
        "credit": list(CREDITS.values()),
        "unit_rule": list(UNIT_RULES.values()),
        "category": list(categories),
        "requirement": list(requirements),
    }
    _write_lists(book, sheet, look, table, lists, last_row=max(ROWS_WITH_LISTS, len(rows) + 200))
    if images:
        _write_images(book, look, images)
    sheet.activate()
    book.close()
    return buffer.getvalue()


class _Look:
    def __init__(self, book) -> None:
        head = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
        self.needed = book.add_format(head | {"bg_color": "#14505C"})
        self.optional = book.add_format(head | {"bg_color": "#5B6B73"})
        # The format «text»: what is typed later stays what was typed, 1/2 and 007 too.
        self.cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": "#14505C"})


def _say(sheet, row: int, column: int, text: str, form) -> None:
    """Write `text` as text, whatever it looks like."""
    sheet.write_string(row, column, _NOT_XML.sub("", text), form)


def _write_table(sheet, look: _Look, table: Sequence[Column], rows: Sequence[Mapping[str, str]]) -> None:
    needed = {"kind", "stem", "correct", "option A", "option B"}
    sheet.set_row(0, 32)
    for place, column in enumerate(table):
        sheet.set_column(place, place, column.width, look.cell)
        _say(sheet, 0, place, column.heading, look.needed if column.key in needed else look.optional)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(table) - 1)
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.repeat_rows(0)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(table):
            if row.get(column.key):
                _say(sheet, number, place, row[column.key], look.cell)


def _write_help(sheet, look: _Look, table: Sequence[Column]) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 95)
    sheet.hide_gridlines(2)
    _say(sheet, 0, 0, _("How to fill in this workbook"), look.title)
    line = 2
    for heading, text in [*introduction(), *explanations(table)]:
        _say(sheet, line, 0, heading, look.strong)
        _say(sheet, line, 1, text, look.words)
        line += 1


def _write_lists(book, sheet, look: _Look, table, lists: Mapping[str, Sequence[str]], *, last_row: int) -> None:
    """The drop-down lists; they stand in a hidden sheet, since a list inside a cell may have 255 characters."""
    hidden = book.add_worksheet(LISTS_SHEET)
    hidden.hide()
    place_of = {column.key: place for place, column in enumerate(table)}
    for place, (key, items) in enumerate(lists.items()):
        for row, item in enumerate(items):
            _say(hidden, row, place, item, look.words)
        if not items:
            continue
        name = letter(place)
        sheet.data_validation(
            1,
            place_of[key],
            last_row,
            place_of[key],
            {
                "validate": "list",
                "source": f"={LISTS_SHEET}!${name}$1:${name}${len(items)}",
                # Percentages, several codes and new categories may be typed.
                "show_error": key in {"kind", "difficulty", "unit_rule"},
                "error_title": _("Choose from the list"),
                "error_message": _("Choose one of the values of the list."),
            },
        )


def _write_images(book, look: _Look, images: Mapping[str, Image]) -> None:
    sheet = book.add_worksheet(IMAGES_SHEET)
    sheet.set_column(0, 1, 24)
    for place, heading in enumerate((_("Name"), _("Kind"), _("Data (do not change)"))):
        _say(sheet, 0, place, heading, look.optional)
    for row, image in enumerate(images.values(), start=1):
        data = base64.b64encode(image.data).decode()
        parts = [data[start : start + LONGEST_CELL] for start in range(0, len(data), LONGEST_CELL)]
        for place, text in enumerate((image.name, image.mime, *parts)):
            _say(sheet, row, place, text, None)
