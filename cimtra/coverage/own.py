"""/mi-area/cobertura/: the aspects for which the own departments answer, for their heads and liaisons."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.api import User, team_of

from ..area import OwnArea, for_own_area, trail
from ..models import AspectResponsible
from .behind import behind
from .board import Board, Line, board, only
from .look import shown


def named_by(user: User) -> set[int]:
    """Whose training a head may see by name: the team, and the own one; nobody's for a liaison."""
    team = set(team_of(user.employee).values_list("pk", flat=True))
    return team | {user.employee.pk} if team else team


def _own_board(request: HttpRequest, area: OwnArea) -> Board:
    return only(board(day=timezone.localdate(), viewer=request.user), area.ids)


@require_safe
@for_own_area
def own(request: HttpRequest, area: OwnArea) -> HttpResponse:
    found = _own_board(request, area)
    rows = [shown(line) for line in found.lines]
    return render(request, "cimtra/coverage/own.html", {"area": area, "trail": trail(), "board": found, "rows": rows})


@require_safe
@for_own_area
def own_aspect(request: HttpRequest, area: OwnArea, pk: int) -> HttpResponse:
    """One of those aspects; 404 for one for which no own department answers."""
    found = _own_board(request, area)
    line: Line | None = next((one for one in found.lines if one.aspect.pk == pk), None)
    if line is None:
        raise Http404
    context = {
        "area": area,
        "trail": trail((_("Coverage"), reverse("cimtra:area_coverage"))),
        **shown(line),
        "links": {"finding": "cimtra:area_finding", "delivery": "cimtra:area_delivery"},
        "behind": behind(line, day=found.day, named=named_by(request.user), departments=area.ids),
    }
    return render(request, "cimtra/coverage/own_aspect.html", context)


def pages(request: HttpRequest) -> list[tuple[str, str]]:
    """The entry of the menu below /mi-area/; of an area that answers for nothing the page says so."""
    return [(_("Coverage"), reverse("cimtra:area_coverage"))]


def section(request: HttpRequest, area: OwnArea) -> dict[str, Any] | None:
    """Of /mi-area/: for how many aspects the own departments answer, and the way to them. One query."""
    number = _answers(area)
    if not number:
        return None
    return {"template": "cimtra/coverage/own_section.html", "context": {"number": number}}


def _answers(area: OwnArea) -> int:
    rows = AspectResponsible.objects.on().filter(department__in=area.ids, aspect__instrument__is_current=True)
    return rows.values("aspect").distinct().count()
