"""What became of a result after it was given, as its page tells it: reviews asked for, regrades."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from . import appeals
from .models import Appeal, Attempt, MarkDecision, RegradeChange
from .review import ReviewedQuestion


@dataclass(frozen=True)
class AppealEntry:
    """Beside one question: the way to ask for a review, or what became of it."""

    position: int
    url: str = ""
    last_day: dt.date | None = None
    appeal: Appeal | None = None
    #: The new mark, where it was granted.
    decision: MarkDecision | None = None


def appeal_entries(attempt: Attempt, questions: Sequence[ReviewedQuestion]) -> list[AppealEntry]:
    """For those of the shown questions that have one. Who may not see a mark cannot disagree with it."""
    if not questions:
        return []
    pks = [one.attempt_question_pk for one in questions]
    made = Appeal.objects.filter(attempt_question__in=pks).in_bulk(field_name="attempt_question_id")
    decided = {}
    if made:
        decisions = MarkDecision.objects.filter(attempt_question__in=made).order_by("pk")
        decided = {decision.attempt_question_id: decision for decision in decisions}
    ways = _ways_to_ask(attempt) if any(one.fraction is not None and one.fraction < 1 for one in questions) else {}
    entries = []
    for one in questions:
        pk = one.attempt_question_pk
        if pk in made:
            entries.append(AppealEntry(position=one.position, appeal=made[pk], decision=decided.get(pk)))
        elif pk in ways and one.fraction is not None:
            entries.append(AppealEntry(position=one.position, url=ways[pk][0], last_day=ways[pk][1]))
    return entries


def _ways_to_ask(attempt: Attempt) -> dict[int, tuple[str, dt.date]]:
    last_day = appeals.last_day(attempt)
    if last_day is None or timezone.localdate() > last_day:
        return {}
    return {
        one.pk: (reverse("evaluations:appeal", args=[attempt.uuid, one.position]), last_day)
        for one in appeals.open_to_appeal(attempt)
    }


def regrades_of(attempt: Attempt) -> list[RegradeChange]:
    """The regrades that changed this result, the newest first."""
    return list(RegradeChange.objects.filter(attempt=attempt).select_related("regrade").order_by("-pk"))
