"""The microsite in the admin: which version of the instrument has its pages, and making those that are missing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Site

from people.api import frame, requires

from ..access import FOLLOW, RUN
from ..models import Instrument, MicrositePage
from .building import build, missing_pages, with_missing_pages

ICON = "site"


@require_safe
@requires(FOLLOW)
def versions(request: HttpRequest) -> HttpResponse:
    pages = {page.instrument_id: page for page in MicrositePage.objects.order_by("-pk")}
    rows = [
        {"instrument": one, **_shown(pages.get(one.pk), request), "missing": missing_pages(one)}
        for one in with_missing_pages(Instrument.objects.order_by("-is_current", "code", "-version"))
    ]
    context = {**frame(_("Microsite"), icon=ICON), "rows": rows, "may_build": request.user.has_perm(RUN)}
    return render(request, "cimtra/microsite/versions.html", context)


def _shown(page: MicrositePage | None, request: HttpRequest) -> dict[str, str]:
    return {"title": page.title, "url": page.get_url(request) or ""} if page else {}


@require_POST
@requires(RUN)
def build_one(request: HttpRequest, pk: int) -> HttpResponse:
    instrument = get_object_or_404(with_missing_pages(Instrument.objects.all()), pk=pk)
    home = Site.objects.get(is_default_site=True).root_page
    number = missing_pages(instrument)
    build(instrument=instrument, parent=home)
    made = ngettext("%(number)d page was made.", "%(number)d pages were made.", number) % {"number": number}
    messages.success(request, made if number else _("No page was missing."))
    return redirect("cimtra_microsite:versions")
