"""When an attempt must end, and what is adapted for one person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from .models import Accommodation, Attempt


@dataclass(frozen=True)
class Adapted:
    """What a person's accommodations give at one quiz: the general one and that for the quiz together."""

    extra_percent: int = 0
    extra_minutes: int = 0
    extra_attempts: int = 0
    closes_at: dt.datetime | None = None

    def time_limit(self, minutes: int) -> dt.timedelta:
        return dt.timedelta(minutes=minutes) * (100 + self.extra_percent) / 100 + dt.timedelta(
            minutes=self.extra_minutes
        )

    def closing(self, closes_at: dt.datetime | None) -> dt.datetime | None:
        """The closing date for this person: never earlier than everybody's."""
        if closes_at is None or self.closes_at is None:
            return closes_at
        return max(closes_at, self.closes_at)


def adapted_for(*, employee_id: int, quiz_id: int) -> Adapted:
    """Both accommodations of one person add up; of two closing dates the later one counts. One query."""
    found = list(
        Accommodation.objects.in_force()
        .filter(employee=employee_id)
        .filter(Q(quiz=quiz_id) | Q(quiz=None))
        .values_list("extra_percent", "extra_minutes", "extra_attempts", "closes_at")
    )
    return Adapted(
        extra_percent=sum(row[0] for row in found),
        extra_minutes=sum(row[1] for row in found),
        extra_attempts=sum(row[2] for row in found),
        closes_at=max((row[3] for row in found if row[3]), default=None),
    )


def deadline_of(*, rules: dict, started_at: dt.datetime, adapted: Adapted) -> dt.datetime | None:
    """The earlier of the time limit and the closing date, as the rules of the attempt say; None without either."""
    closes_at = adapted.closing(parse_datetime(rules["closes_at"]) if rules.get("closes_at") else None)
    limit = rules.get("time_limit")
    ends = [started_at + adapted.time_limit(limit)] if limit else []
    return min([*ends, *([closes_at] if closes_at else [])], default=None)


def last_moment(attempt: Attempt) -> dt.datetime | None:
    """Until when answers that arrive are still saved: the deadline and the seconds of grace."""
    if attempt.deadline is None:
        return None
    return attempt.deadline + dt.timedelta(seconds=attempt.rules.get("grace_seconds", 0))


def is_over(attempt: Attempt, *, at: dt.datetime) -> bool:
    moment = last_moment(attempt)
    return moment is not None and at > moment


def is_past_deadline(attempt: Attempt, *, at: dt.datetime) -> bool:
    """Whether the time as it was told is over; the seconds of grace may still run."""
    return attempt.deadline is not None and at > attempt.deadline


def remaining_seconds(deadline: dt.datetime, *, at: dt.datetime) -> int:
    """Whole seconds until the deadline as it was told, never less than none."""
    return max(0, int((deadline - at).total_seconds()))
