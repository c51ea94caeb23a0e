"""All reports on screen and as files, under one permission; what is asked stands in the address."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.api import CONTENT_TYPES, attached, frame, page_links

from ..kept.saved_views import roles_to_share_with
from ..views import sees_progress
from .charts import drawing_of
from .files import TooLarge, check_size, is_long_work, make_file, record_download
from .listing import Listing
from .long_files import start_file
from .registry import reports
from .report import Report
from .screen import filter_fields, headings, screen_rows, totals_row


def report_or_404(slug: str) -> Report:
    report = reports.get(slug)
    if report is None:
        raise Http404
    return report


@require_safe
@sees_progress
def index(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "reports/framework/index.html",
        {**frame(_("Training reports"), icon="clipboard-list"), "reports": list(reports)},
    )


@require_safe
@sees_progress
def show(request: HttpRequest, slug: str) -> HttpResponse:
    report = report_or_404(slug)
    listing = Listing.of(report, request.GET)
    asked, findings = listing.asked, listing.findings
    page = Paginator(listing.rows, report.per_page).get_page(asked.page)
    address = reverse("reports_hr:show", args=[slug])
    query = asked.as_query(pagina=page.number if page.number > 1 else "")
    parents = [(_("Training reports"), reverse("reports_hr:index"))]
    return render(
        request,
        "reports/framework/report.html",
        {
            **frame(str(report.title), icon="clipboard-list", parents=parents),
            "report": report,
            "listing": listing,
            "asked": asked,
            "findings": findings,
            "figures": findings.figures,
            "fields": filter_fields(asked),
            "headings": headings(asked),
            "rows": screen_rows(asked.columns, page.object_list),
            "totals": totals_row(asked.columns, findings.totals),
            "page_obj": page,
            "page_links": page_links(page, asked),
            "chart": findings.chart,
            "drawing": drawing_of(findings.chart) if findings.chart else None,
            "clear_url": address,
            "save_roles": roles_to_share_with(),
            "own_link": request.build_absolute_uri(f"{address}?{query}" if query else address),
            "download_kinds": [
                (kind, _("Download %(format)s") % {"format": kind.upper()}, is_long_work(listing, kind))
                for kind in CONTENT_TYPES
            ],
        },
    )


@require_POST
@sees_progress
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The rows of the screen as a file. It is a POST since it writes into the register and the ledger."""
    report = report_or_404(slug)
    if kind not in CONTENT_TYPES:
        raise Http404
    listing = Listing.of(report, request.POST)
    try:
        check_size(listing, kind)
    except TooLarge as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('reports_hr:show', args=[slug])}?{listing.asked.as_query()}")
    if is_long_work(listing, kind):
        return redirect("people_works:show", start_file(listing=listing, kind=kind, user=request.user).uuid)
    file = make_file(listing, kind, author=request.user.get_full_name() or request.user.get_username())
    record_download(file=file, report=slug, kind=kind, user=request.user)
    return attached(file.content, name=file.name)
