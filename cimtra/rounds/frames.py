"""What the screens of rounds share: the frame, the round of an address, and who may do what."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from people.api import frame

from ..access import RUN
from ..models import Outcome, Round

ICON = "clipboard-list"
#: How each outcome is shown: tone and icon beside its word.
LOOKS = {
    Outcome.UNSEEN: ("neutral", "circle"),
    Outcome.MET: ("ok", "check-circle"),
    Outcome.NOT_MET: ("bad", "x-circle"),
    Outcome.NOT_APPLICABLE: ("info", "minus"),
}


def look_of(outcome: str) -> dict[str, str]:
    """{"label", "tone", "icon"} of an outcome."""
    tone, icon = LOOKS[Outcome(outcome)]
    return {"label": Outcome(outcome).label, "tone": tone, "icon": icon}


def found_round(pk: int) -> Round:
    return get_object_or_404(Round.objects.select_related("instrument", "closed_by__employee"), pk=pk)


def internal_round(pk: int) -> Round:
    """A self-assessment; an official evaluation has nothing to capture or to try out."""
    evaluation = found_round(pk)
    if evaluation.is_official:
        raise Http404
    return evaluation


def round_frame(http: HttpRequest, title: str = "", evaluation: Round | None = None) -> dict[str, Any]:
    """Wagtail's frame below «Evaluation rounds», or below one of them, and whether the person may change things."""
    here = _("Evaluation rounds")
    may = {"may_run": http.user.has_perm(RUN), "evaluation": evaluation}
    if not title and evaluation is None:
        return {**frame(here, icon=ICON), **may}
    parents = [(here, reverse("cimtra_rounds:list"))]
    if title and evaluation is not None:
        parents.append((str(evaluation), reverse("cimtra_rounds:one", args=[evaluation.pk])))
    return {**frame(title or str(evaluation), icon=ICON, parents=parents), **may}
