"""What the lists of the admin share: the ways to their other pages, and their rows as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.core.paginator import Page
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from .sheets import Column, csv_file, xlsx_file

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
#: The formats of `table_file`.
TABLE_FORMATS = ("xlsx", "csv")


class Narrowing(Protocol):
    """What a list is narrowed to, as an address; `changes` are put over it."""

    def as_query(self, **changes: Any) -> str: ...


def page_links(page: Page, narrowing: Narrowing) -> list[dict[str, Any]]:
    """What people/_pages.html shows; nothing where one page holds everything."""
    if not page.has_other_pages():
        return []
    return [
        {
            "label": str(number),
            "url": "" if number == page.paginator.ELLIPSIS else narrowing.as_query(pagina=number),
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]


def table_file(
    kind: str,
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    criteria: Sequence[tuple[str, Any]],
    author: str,
) -> bytes:
    """The rows as one of TABLE_FORMATS; a workbook says on a sheet of its own by which criteria they were chosen."""
    if kind == "csv":
        return csv_file(columns, rows)
    return xlsx_file(
        title=title, columns=columns, rows=rows, criteria_title=_("Criteria"), criteria=criteria, author=author
    )


def attached(content: bytes, *, name: str) -> HttpResponse:
    """The answer that a browser saves as `name`, whose ending tells the kind of file; no cache keeps it."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
