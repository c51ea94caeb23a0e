"""What an aspect has elsewhere: observations, deliveries, its last score, as ways to the screens that show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ..findings.lists import open_counts
from ..models import Aspect
from ..obligations.lists import standing
from ..rounds.scoring import latest, score


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: str
    text: str
    tone: str
    icon: str
    url: str


def around(aspect: Aspect, *, day: dt.date) -> list[Tile]:
    """At most ten queries."""
    return [_findings(aspect, day), _deliveries(aspect, day), _score(aspect)]


def _findings(aspect: Aspect, day: dt.date) -> Tile:
    counts = open_counts([aspect.pk], day).get(aspect.pk)
    number, overdue = (counts.open, counts.overdue) if counts else (0, 0)
    text = ngettext("%(number)d overdue", "%(number)d overdue", overdue) % {"number": overdue}
    tone = "bad" if overdue else "warn" if number else "ok"
    url = f"{reverse('cimtra_findings:list')}?aspecto={aspect.pk}"
    icon = "check-circle" if tone == "ok" else "alert"
    return Tile(_("Open observations"), str(number), text, tone, icon, url)


def _deliveries(aspect: Aspect, day: dt.date) -> Tile:
    found = standing([aspect.pk], day)[aspect.pk]
    url = f"{reverse('cimtra_obligations:deliveries')}?aspecto={aspect.pk}"
    label = _("Obligations up to date")
    if not found.total:
        return Tile(label, "–", _("No obligation to publish is recorded"), "neutral", "calendar", url)
    value = _("%(current)d of %(total)d") % {"current": found.current, "total": found.total}
    text = ngettext("%(number)d late", "%(number)d late", found.late) % {"number": found.late}
    tone, icon = ("bad", "alert") if found.late else ("ok", "check-circle")
    return Tile(label, value, text, tone, icon, url)


def _score(aspect: Aspect) -> Tile:
    evaluation = latest(aspect.instrument)
    label = pgettext("of an aspect", "Last score")
    if evaluation is None:
        text = _("No evaluation with results yet")
        return Tile(label, "–", text, "neutral", "chart", reverse("cimtra_rounds:list"))
    found = score(evaluation)
    result = found.by_aspect.get(aspect.pk)
    # Of an official evaluation only what was published of the aspect is shown; its total may still be worked out here.
    origin = _("Published score") if evaluation.is_official else _("Internal estimate")
    text = _("%(origin)s · %(round)s") % {"origin": origin, "round": evaluation}
    value = "–"
    if result is not None and result.score is not None:
        value = f"{number_format(result.score.normalize(), use_l10n=True)} %"
    return Tile(label, value, text, "info", "chart", reverse("cimtra_rounds:one", args=[evaluation.pk]))
