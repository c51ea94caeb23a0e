"""Workbooks to read from, as Excel would leave them."""

from __future__ import annotations

import io

import openpyxl

from evaluations.formats.exchange import ExchangedQuestion
from evaluations.formats.xlsx import read

HEADINGS = ["Tipo", "Pregunta", "Opción A", "Opción B", "Opción C", "Correctas"]
CHOICE = ["Opción única", "¿Cuál?", "Uno", "Dos", "Tres", "B"]


def workbook(*rows: list, sheet: str = "Reactivos", above: list[list] | None = None) -> bytes:
    """A workbook as Excel would leave it, numbers and dates as such."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in [*(above or []), *rows]:
        page.append(row)
        for cell in page[page.max_row]:
            # What begins with «= » was typed into a cell that holds text.
            cell.data_type = "s" if str(cell.value).startswith("= ") else cell.data_type
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def only(data: bytes) -> ExchangedQuestion:
    reading = read(data)
    assert [refusal.reason for refusal in reading.refusals] == []
    assert len(reading.questions) == 1
    return reading.questions[0]


def filled(**cells) -> ExchangedQuestion | str:
    """The question of one row with these cells by their heading, or why it was refused."""
    reading = read(workbook(list(cells), list(cells.values())))
    assert reading.read_count == 1
    return reading.questions[0] if reading.questions else reading.refusals[0].reason
