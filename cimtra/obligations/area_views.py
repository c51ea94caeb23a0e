"""/mi-area/entregas/: what heads and liaisons owe and hand in for their own departments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from ..area import OwnArea, for_own_area, trail
from ..models import Delivery
from .acting import Attempt, attempt, form_of
from .lights import LIGHTS, OPEN
from .lists import Narrowed, departments_in, tally, with_what_is_shown
from .look import last_return, row_of, rows_of, story_of

PER_PAGE = 30
NEAREST = 5
ALL = "todas"
UNSETTLED = (*OPEN, Delivery.State.IN_REVIEW)
# What a liaison does; the rest is decided by others.
OWN_ACTS = ("entregar", "retirar")


def own(area: OwnArea) -> QuerySet[Delivery]:
    return with_what_is_shown(Delivery.objects.filter(department__in=area.ids))


@require_safe
@for_own_area
def deliveries(request: HttpRequest, area: OwnArea) -> HttpResponse:
    """What is owed or in review first; the address asks for something else."""
    today = timezone.localdate()
    narrowed = Narrowed.asked(request.GET)
    shown = request.GET.get("semaforo", "")
    found = narrowed.of(own(area), today)
    if not narrowed.light and shown != ALL:
        found = found.filter(state__in=UNSETTLED)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = narrowed.as_query(**({"semaforo": ALL} if shown == ALL else {}))
    return render(
        request,
        "cimtra/obligations/area_list.html",
        {
            "trail": trail(),
            "rows": rows_of(page, today),
            "page_obj": page,
            "query": f"{query}&" if query else "",
            "narrowed": narrowed,
            "shown": shown if shown == ALL else narrowed.light,
            "lights": LIGHTS.values(),
            "departments": departments_in(Delivery.objects.filter(department__in=area.ids)),
        },
    )


@require_safe
@for_own_area
def delivery(request: HttpRequest, area: OwnArea, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(own(area), pk=pk))


@require_POST
@for_own_area
def act(request: HttpRequest, area: OwnArea, pk: int, name: str) -> HttpResponse:
    one = get_object_or_404(own(area), pk=pk)
    tried = attempt(name, one, by=request.user, data=request.POST)
    if not tried.done:
        return _page(request, tried.now or one, name, tried)
    messages.success(request, tried.done)
    return redirect("cimtra:area_delivery", pk)


def _page(request: HttpRequest, one: Delivery, name: str = "", tried: Attempt | None = None) -> HttpResponse:
    story = list(story_of(one))
    forms: dict[str, Any] = {act: form_of(act, one) for act in OWN_ACTS}
    if tried:
        forms[name] = tried.form
    return render(
        request,
        "cimtra/obligations/area_one.html",
        {
            "trail": trail((pgettext("obligations", "Deliveries"), reverse("cimtra:area_deliveries"))),
            "row": row_of(one, timezone.localdate()),
            "delivery": one,
            "aspects": one.obligation.aspects.order_by("number"),
            "returned": last_return(story) if one.state == Delivery.State.RETURNED else None,
            "story": story,
            "deliver_form": forms["entregar"],
            "take_back_form": forms["retirar"],
            "newer": tried.now if tried else None,
        },
        status=tried.status if tried else 200,
    )


def section(request: HttpRequest, area: OwnArea) -> dict[str, Any] | None:
    """Of /mi-area/: how the own deliveries stand, and the nearest ones; nothing where there are none."""
    today = timezone.localdate()
    found = own(area)
    counts = tally(found, today)
    if not any(counts.values()):
        return None
    nearest = found.filter(state__in=OPEN)[:NEAREST]
    context = {"counts": counts, "rows": rows_of(nearest, today)}
    return {"template": "cimtra/obligations/_area_section.html", "context": context}


def pages(request: HttpRequest) -> list[tuple[str, str]]:
    return [(pgettext("obligations", "Deliveries"), reverse("cimtra:area_deliveries"))]
