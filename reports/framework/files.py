"""A report as a file: XLSX, CSV or PDF with the rows of the screen, and the two lines that say who took it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import CONTENT_TYPES, User, last_line, record_decision, table_file

from ..models import ReportDownload
from .listing import Listing
from .paper import pdf_file

#: Above these a file is made by the worker, lest a person wait before a page that does not answer: drawing a sheet of
#: paper with twenty rows takes about as long as writing two thousand rows into a workbook.
CELLS_AT_ONCE = {"pdf": 4_000, "xlsx": 20_000, "csv": 20_000}
#: Beyond this a PDF is a thousand sheets that nobody reads.
CELLS_ON_PAPER = 50_000


class TooLarge(Exception):
    """The report does not fit on paper; the message says what to do instead."""


@dataclass(frozen=True)
class ReportFileMade:
    """A report as a file. `rows` and `criteria` are what the register of downloads keeps of it."""

    name: str
    content: bytes
    content_type: str
    rows: int
    criteria: dict[str, Any]
    ledger: tuple[int, str]


def is_long_work(listing: Listing, kind: str) -> bool:
    """Whether the worker must make this file instead of the page."""
    return listing.cells > CELLS_AT_ONCE[kind]


def check_size(listing: Listing, kind: str) -> None:
    """Raise TooLarge when `kind` cannot hold the rows of `listing`."""
    if kind == "pdf" and listing.cells > CELLS_ON_PAPER:
        raise TooLarge(
            _(
                "A PDF of %(rows)d rows and %(columns)d columns would be too long to draw and to read. "
                "Narrow it, choose fewer columns, or take the XLSX."
            )
            % {"rows": len(listing.rows), "columns": len(listing.asked.columns)}
        )


def make_file(listing: Listing, kind: str, *, author: str) -> ReportFileMade:
    """The file of `kind` with the rows of `listing`; raises TooLarge. Writes nothing."""
    check_size(listing, kind)
    criteria = listing.criteria(author)
    ledger = last_line()
    if kind == "pdf":
        content = pdf_file(listing, criteria=criteria, ledger=ledger)
    else:
        content = table_file(
            kind,
            title=str(listing.report.title),
            columns=listing.sheet_columns(),
            rows=listing.rows,
            criteria=criteria,
            author=author,
        )
    return ReportFileMade(
        name=file_name(listing, kind),
        content=content,
        content_type=CONTENT_TYPES[kind],
        rows=len(listing.rows),
        criteria={label: _plain(value) for label, value in criteria},
        ledger=ledger,
    )


def file_name(listing: Listing, kind: str) -> str:
    """«quien-falta_2026-03-31_120-renglones.xlsx»: the report, the day that it is about, how many rows."""
    count = len(listing.rows)
    rows = slugify(ngettext("%(number)d row", "%(number)d rows", count) % {"number": count})
    return f"{listing.report.slug}_{listing.asked.day.isoformat()}_{rows}.{kind}"


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def record_download(*, file: ReportFileMade, report: str, kind: str, user: User) -> ReportDownload:
    """Write who took the file into the register of downloads and into the ledger of decisions."""
    download = ReportDownload.objects.create(
        report=report,
        format=kind,
        criteria=file.criteria,
        rows=file.rows,
        file_name=file.name,
        user=user,
        user_name=user.get_full_name() or user.get_username(),
    )
    record_decision(
        act="export",
        actor=user,
        subject=download,
        after={"report": report, "format": kind, "rows": file.rows, "criteria": file.criteria},
    )
    return download
