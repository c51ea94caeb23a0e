"""A report on paper: carta landscape, tagged, with its filters, the ledger's last line and the print of the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from people.api import draw_paper

from .charts import drawing_of
from .listing import Listing
from .report import DATE, NUMBER, ReportColumn

#: What the width of a sheet holds, in the characters by which columns are measured.
WIDTH_OF_A_SHEET = 180


def pdf_file(listing: Listing, *, criteria: list[tuple[str, Any]], ledger: tuple[int, str]) -> bytes:
    return draw_paper("pdf/report.html", paper_context(listing, criteria=criteria, ledger=ledger))


def paper_context(listing: Listing, *, criteria: list[tuple[str, Any]], ledger: tuple[int, str]) -> dict[str, Any]:
    columns = listing.asked.columns
    rows = list(listing.rows)
    return {
        "report": listing.report,
        "listing": listing,
        "figures": listing.findings.figures,
        "chart": listing.findings.chart,
        "drawing": drawing_of(listing.findings.chart) if listing.findings.chart else None,
        "criteria": [(label, paper_text(value)) for label, value in criteria],
        "ledger_number": ledger[0],
        "ledger_digest": ledger[1],
        "parts": [paper_table(part, rows, listing.findings.totals) for part in parts_of(columns, listing)],
    }


def parts_of(columns: list[ReportColumn], listing: Listing) -> Iterator[list[ReportColumn]]:
    """The columns in tables as wide as a sheet; each begins with those that tell whose row it is."""
    own = columns[: listing.report.identifying]
    taken = sum(column.width for column in own)
    part, width = list(own), taken
    for column in columns[len(own) :]:
        if width + column.width > WIDTH_OF_A_SHEET and len(part) > len(own):
            yield part
            part, width = list(own), taken
        part.append(column)
        width += column.width
    yield part


def paper_table(columns: list[ReportColumn], rows: list[Any], totals: dict[str, Any]) -> dict[str, Any]:
    whole = sum(column.width for column in columns)
    return {
        "columns": [
            {
                "label": column.label,
                "is_number": column.kind == NUMBER,
                "percent": max(1, column.width * 100 // whole),
            }
            for column in columns
        ],
        "rows": [[paper_cell(column, row, place) for place, column in enumerate(columns)] for row in rows],
        "totals": [paper_total(column, totals) for column in columns] if totals else [],
    }


def paper_total(column: ReportColumn, totals: dict[str, Any]) -> dict[str, Any]:
    return {"text": paper_text(totals.get(column.key)), "is_number": column.kind == NUMBER}


def paper_cell(column: ReportColumn, row: Any, place: int) -> dict[str, Any]:
    return {
        "text": paper_text(column.value(row)),
        "is_number": column.kind == NUMBER,
        "is_nowrap": column.kind == DATE,
        "is_heading": place == 0,
        "state": column.state(row) if column.state else "",
    }


def paper_text(value: Any) -> str:
    """A value as people read it: days as 31/03/2026, moments with the hour of the centre."""
    if value is None:
        return ""
    if hasattr(value, "hour"):
        return date_format(timezone.localtime(value), "d/m/Y H:i")
    if hasattr(value, "isoformat"):
        return value.strftime("%d/%m/%Y")
    return str(value)
