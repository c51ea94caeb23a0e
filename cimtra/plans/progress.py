"""How far a work plan has come: counted from findings, deliveries, courses, sessions and monitoring, never typed.

An activity's share is what is done of all that it counts; the plan's is the mean of its activities, so that one with
two hundred findings does not hide one with two quarters to be monitored. What counts nothing yet has no share.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import PlanActivity, PlanObjective, WorkPlan
from .counting import Count, Counted, counted

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that an activity counts; `address` leads to the list behind the numbers, or is empty."""

    label: str
    done: int
    total: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Light:
    """A state by word, icon and tone."""

    key: str
    word: str
    icon: str
    tone: str


DONE = Light("done", _("Done"), "check-circle", "ok")
LATE = Light("late", _("Not finished in time"), "alert", "bad")
GOING = Light("going", _("Going on"), "half", "info")
TO_COME = Light("to_come", _("Not begun yet"), "clock", "neutral")
UNCOUNTED = Light("uncounted", _("Nothing to count yet"), "circle", "neutral")


@dataclass(frozen=True, slots=True)
class ActivityProgress:
    activity: PlanActivity
    parts: list[Part]
    objectives: list[PlanObjective]
    light: Light
    notes: int = 0

    @property
    def done(self) -> int:
        return sum(part.done for part in self.parts)

    @property
    def total(self) -> int:
        return sum(part.total for part in self.parts)

    @property
    def share(self) -> Decimal | None:
        return share_of(self.done, self.total)


@dataclass(frozen=True, slots=True)
class ObjectiveProgress:
    """An objective with the activities that serve it; `share` is the mean of theirs."""

    objective: PlanObjective
    activities: list[ActivityProgress]

    @property
    def share(self) -> Decimal | None:
        return mean_of(one.share for one in self.activities)


@dataclass(frozen=True, slots=True)
class PlanProgress:
    plan: WorkPlan
    activities: list[ActivityProgress]
    objectives: list[ObjectiveProgress] = field(default_factory=list)

    @property
    def share(self) -> Decimal | None:
        """The mean of the activities that count something, 0 to 100; None where none does."""
        return mean_of(one.share for one in self.activities)

    @property
    def uncounted(self) -> int:
        return sum(not one.total for one in self.activities)

    @property
    def has_notes(self) -> bool:
        return any(one.notes for one in self.activities)


def share_of(done: int, total: int) -> Decimal | None:
    return (WHOLE * done / total).quantize(Decimal("0.1")) if total else None


def mean_of(shares: Iterable[Decimal | None]) -> Decimal | None:
    known = [share for share in shares if share is not None]
    return (sum(known) / len(known)).quantize(Decimal("0.1")) if known else None


def light_of(activity: PlanActivity, done: int, total: int, today: dt.date) -> Light:
    if total and done >= total:
        return DONE
    if today < activity.starts_on:
        return TO_COME
    if not total:
        return UNCOUNTED
    return LATE if today > activity.ends_on else GOING


def progress_of(plan: WorkPlan, *, today: dt.date | None = None) -> PlanProgress:
    """The plan with each of its activities; the number of queries does not grow with them."""
    today = today or timezone.localdate()
    activities = list(plan.activities.select_related("department", "round").prefetch_related("objectives"))
    counts = counted(activities)
    rows = [_progress(activity, counts[activity.pk], today) for activity in activities]
    objectives = [
        ObjectiveProgress(objective, [row for row in rows if objective in row.objectives])
        for objective in plan.objectives.all()
    ]
    return PlanProgress(plan, rows, objectives)


def progress_of_activity(activity: PlanActivity, *, today: dt.date | None = None) -> ActivityProgress:
    return _progress(activity, counted([activity])[activity.pk], today or timezone.localdate())


def _progress(activity: PlanActivity, counts: Counted, today: dt.date) -> ActivityProgress:
    parts = [_part(count) for count in counts.counts]
    light = light_of(activity, sum(part.done for part in parts), sum(part.total for part in parts), today)
    return ActivityProgress(activity, parts, list(activity.objectives.all()), light, counts.notes)


def _part(count: Count) -> Part:
    return Part(str(count.label), count.done, count.total, count.address)
