"""/mi-area/observaciones/: what heads and liaisons see and do; who was given one finding sees that one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from people.api import private_storage

from ..area import OwnArea, trail
from ..files import served
from ..models import Finding, FindingEvidence
from . import acting, acts
from .acting import comment_form, do_act
from .forms import AttendForm, EvidenceForm
from .lists import WAITING, findings_of, overdue_on, with_names
from .look import look_of, rows_of, story_of
from .narrowing import Narrowed, state_choices

PER_PAGE = 25
NEAREST = 5
State = Finding.State


def findings_for(request: HttpRequest):
    """The findings of the own departments and those given to the person; Http404 where there can be none."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        raise Http404
    area = OwnArea.of(request.user)
    found = findings_of(area.departments, employee.pk)
    if not area and not found.exists():
        raise Http404
    return area, found


def _one(request: HttpRequest, pk: int) -> Finding:
    _area, found = findings_for(request)
    return get_object_or_404(with_names(found), pk=pk)


@require_safe
@login_required
@never_cache
def findings(request: HttpRequest) -> HttpResponse:
    """Open ones first asked for; the address says another state."""
    area, found = findings_for(request)
    narrowed = Narrowed.read(request.GET)
    if "estado" not in request.GET:
        narrowed.values["estado"] = "abiertas"
    page = Paginator(with_names(narrowed.of(found)), PER_PAGE).get_page(narrowed.page)
    return render(
        request,
        "cimtra/findings/area_list.html",
        {
            "area": area,
            "trail": trail(),
            "narrowed": narrowed,
            "rows": rows_of(page.object_list),
            "page_obj": page,
            "query": f"{narrowed.as_query()}&",
            "states": state_choices(),
            "state": narrowed.values.get("estado", ""),
        },
    )


@require_safe
@login_required
@never_cache
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _one(request, pk))


def _page(request: HttpRequest, one: Finding, **bound: Form) -> HttpResponse:
    """The page of a finding; `bound` are the forms that were refused, by the name of their act."""
    status = 422 if bound else 200
    waits = one.state in WAITING
    returned = one.events.filter(act=acts.Act.RETURNED).last() if one.state == State.RETURNED else None
    return render(
        request,
        "cimtra/findings/area_one.html",
        {
            "finding": one,
            "look": look_of(one),
            "row": rows_of([one])[0],
            "returned": returned,
            "waits": waits,
            "may_start": one.state in (State.PENDING, State.RETURNED),
            "attend_form": bound.get("atender") or AttendForm(prefix="atender"),
            "comment_form": bound.get("comentar") or comment_form(),
            "evidence_form": bound.get("evidencia") or EvidenceForm(prefix="evidencia"),
            "evidence": one.evidence.select_related("added_by__employee"),
            "story": story_of(one),
            "trail": trail((_("Findings"), reverse("cimtra:area_findings"))),
        },
        status=status,
    )


@require_POST
@login_required
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One of ACTS on a finding of one's own."""
    one = _one(request, pk)
    return do_act(request, one, name, ACTS[name](request), page=_page, back=reverse("cimtra:area_finding", args=[pk]))


ACTS = {
    "iniciar": acting.start,
    "atender": acting.attend,
    "comentar": acting.comment,
    "evidencia": acting.add_evidence,
}


@require_safe
@login_required
@never_cache
def evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    return file_of(get_object_or_404(FindingEvidence, pk=evidence_pk, finding=_one(request, pk)))


def file_of(kept: FindingEvidence) -> HttpResponse:
    """The kept file as a download; Http404 for an address, and for a file that is gone."""
    if not kept.file or not private_storage().exists(kept.file):
        raise Http404
    return served(kept.file, name=kept.file_name)


def section(request: HttpRequest, area: OwnArea) -> dict[str, Any]:
    """«Observations» on /mi-area/: how many wait, how many are late, and the next ones; two queries."""
    found = Finding.objects.filter(department__in=area.ids)
    counts = found.aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        overdue=Count("pk", filter=overdue_on()),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
        attended=Count("pk", filter=Q(state=State.ATTENDED)),
        verified=Count("pk", filter=Q(state=State.VERIFIED)),
    )
    nearest = with_names(found.filter(state__in=WAITING)).order_by(F("due_on").asc(nulls_last=True), "number")
    return {
        "template": "cimtra/findings/_area_section.html",
        "context": {
            "counts": counts,
            "nearest": rows_of(nearest[:NEAREST]),
        },
    }


def pages(request: HttpRequest) -> list[tuple[str, str]]:
    return [(_("Findings"), reverse("cimtra:area_findings"))]
