"""The screens of packs in the admin: the list, asking for one, and one with its download."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from people.api import Work, frame, private_storage, record_decision, requires

from ..access import COVERAGE
from ..models import EvidencePack
from .access import visible_packs
from .forms import PackForm
from .making import ask, try_again

PER_PAGE = 30
#: Seconds after which the page of a pack that is being made looks again by itself.
LOOK_AGAIN = 4


def look_of(pack: EvidencePack) -> dict[str, str]:
    """What includes/status.html takes."""
    if pack.file:
        return {"label": pgettext("pack", "Made"), "tone": "ok", "icon_name": "check-circle"}
    if pack.work is None or pack.work.state == Work.State.FAILED:
        return {"label": _("It stopped with an error"), "tone": "bad", "icon_name": "alert"}
    return {"label": pgettext("pack", "Being made"), "tone": "info", "icon_name": "clock"}


def about_of(pack: EvidencePack) -> str:
    return str(pack.aspect or pack.round)


def _listed(request: HttpRequest):
    return visible_packs(request.user).select_related("aspect", "round", "asked_by", "work")


@require_safe
@requires(COVERAGE)
def packs(request: HttpRequest) -> HttpResponse:
    page = Paginator(_listed(request), PER_PAGE).get_page(request.GET.get("pagina"))
    rows = [{"pack": one, "about": about_of(one), "look": look_of(one)} for one in page]
    links = [
        {
            "label": str(number),
            "url": "" if number == page.paginator.ELLIPSIS else urlencode({"pagina": number}),
            "is_current": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number)
    ]
    context = {
        **frame(_("Packs of evidence"), icon="folder-open-inverse"),
        "rows": rows,
        "page_links": links if page.has_other_pages() else [],
    }
    return render(request, "cimtra/packs/list.html", context)


@requires(COVERAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a pack; «aspecto» and «evaluacion» of the address choose what it is about."""
    asked: dict[str, Any] = {"aspect": request.GET.get("aspecto"), "round": request.GET.get("evaluacion")}
    form = PackForm(request.POST or None, initial=asked, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            pack = ask(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The pack is being made. You may leave this page: it stays in the list."))
            return redirect("cimtra_packs:one", pack.uuid)
    parents = [(_("Packs of evidence"), reverse("cimtra_packs:list"))]
    context = {**frame(_("New pack of evidence"), icon="folder-open-inverse", parents=parents), "form": form}
    return render(request, "cimtra/packs/new.html", context)


@require_safe
@requires(COVERAGE)
def one(request: HttpRequest, uuid) -> HttpResponse:
    pack = get_object_or_404(_listed(request), uuid=uuid)
    parents = [(_("Packs of evidence"), reverse("cimtra_packs:list"))]
    is_waiting = not pack.file and pack.work is not None and not pack.work.is_over
    response = render(
        request,
        "cimtra/packs/one.html",
        {
            **frame(about_of(pack), icon="folder-open-inverse", parents=parents),
            "pack": pack,
            "look": look_of(pack),
            "is_waiting": is_waiting,
            "has_stopped": not pack.file and not is_waiting,
        },
    )
    if is_waiting:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@require_POST
@requires(COVERAGE)
def download(request: HttpRequest, uuid) -> HttpResponse:
    """The bytes as they were made. A POST, since it stands in the ledger who took them."""
    pack = get_object_or_404(_listed(request), uuid=uuid)
    if not pack.file or not private_storage().exists(pack.file):
        raise Http404
    record_decision(act="export", actor=request.user, subject=pack, after={"sha256": pack.sha256})
    number = f"aspecto-{pack.aspect.number}" if pack.aspect else f"evaluacion-{pack.round_id}"
    name = f"evidencia_{number}_{pack.as_of.isoformat()}_{pack.audience}.zip"
    response = FileResponse(
        private_storage().open(pack.file), as_attachment=True, filename=name, content_type="application/zip"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@requires(COVERAGE)
def again(request: HttpRequest, uuid) -> HttpResponse:
    pack = get_object_or_404(_listed(request), uuid=uuid)
    try_again(pack, by=request.user)
    return redirect("cimtra_packs:one", pack.uuid)
