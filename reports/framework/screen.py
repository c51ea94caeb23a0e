"""How a report's columns, rows and filters look on screen: what the templates take."""

from __future__ import annotations

from typing import Any

from .asked import Asked
from .report import DATE, NUMBER, STATE, ReportColumn


def headings(asked: Asked) -> list[dict[str, Any]]:
    """The headings of the table; those that can be sorted by lead to the address that does it."""
    return [
        {
            "label": column.label,
            "is_number": column.kind == NUMBER,
            "url": asked.order_query(column.key) if column.sort else "",
            "sort": ("descending" if asked.descending else "ascending") if column.key == asked.order else "",
        }
        for column in asked.columns
    ]


def screen_rows(columns: list[ReportColumn], rows: list[Any]) -> list[list[dict[str, Any]]]:
    return [[screen_cell(column, row) for column in columns] for row in rows]


def screen_cell(column: ReportColumn, row: Any) -> dict[str, Any]:
    value = column.value(row)
    return {
        "value": value,
        "is_empty": value is None or value == "",
        "is_number": column.kind == NUMBER,
        "is_date": column.kind == DATE and value is not None,
        "is_heading": column.is_heading,
        "state": column.state(row) if column.kind == STATE and column.state else "",
        "url": column.url(row) if column.url else "",
    }


def totals_row(columns: list[ReportColumn], totals: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells of the last line, which counts all pages; nothing for a report without totals."""
    if not any(column.key in totals for column in columns):
        return []
    return [{"value": totals.get(column.key, ""), "is_number": column.kind == NUMBER} for column in columns]


def filter_fields(asked: Asked) -> list[dict[str, Any]]:
    found = []
    for one in asked.report.filters:
        value = one.word(asked.values[one.name], asked.choices)
        found.append(
            {
                "name": one.name,
                "label": one.label,
                "kind": one.kind,
                "value": value,
                "latest": asked.today.isoformat() if getattr(one, "is_past", False) else "",
                "options": [(word, label, word == value) for word, label in one.options(asked.choices)],
            }
        )
    return found
