"""What each activity points at, counted: one question to the database per subject, however many activities."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Count as CountOf
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.api import CoursePage, Enrolment

from ..models import (
    ActivityNote,
    CouncilSession,
    Delivery,
    Finding,
    MonitoringRun,
    Obligation,
    PlanActivity,
)
from ..periods import quarter_of
from . import addresses

DELIVERED = Delivery.State.ACCEPTED


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    done: int
    total: int
    address: str = ""


@dataclass(slots=True)
class Counted:
    """What one activity counts, and how many notes say in words what was done for it."""

    counts: list[Count] = field(default_factory=list)
    notes: int = 0


def counted(activities: list[PlanActivity]) -> dict[int, Counted]:
    """{pk of the activity: Counted}; the number of queries does not grow with the activities."""
    found = {activity.pk: Counted() for activity in activities}
    for subject in (_findings, _deliveries, _courses, _rooms, _council, _monitoring):
        for pk, count in subject(activities):
            found[pk].counts.append(count)
    notes = ActivityNote.objects.filter(activity__in=activities).order_by().values("activity")
    for row in notes.annotate(number=CountOf("pk")):
        found[row["activity"]].notes = row["number"]
    return found


def quarters_of(activity: PlanActivity) -> list[dt.date]:
    """The first days of the quarters that it names; what is no day is left out."""
    days = []
    for text in activity.quarters:
        try:
            days.append(dt.date.fromisoformat(str(text)))
        except ValueError:
            continue
    return sorted(days)


def _pairs(activities: list[PlanActivity], relation: str) -> dict[int, list[int]]:
    """{activity: [what it is tied to by the relation]} in one query."""
    through = getattr(PlanActivity, relation).through
    target = PlanActivity._meta.get_field(relation).m2m_reverse_field_name() + "_id"
    tied = defaultdict(list)
    rows = through.objects.filter(planactivity__in=activities).order_by("pk")
    for activity, other in rows.values_list("planactivity_id", target):
        tied[activity].append(other)
    return tied


def _of_each(
    model: type[models.Model], filters: dict[str, tuple[Q, Q]], *, base: Q | None = None
) -> dict[str, tuple[int, int]]:
    """{name: (done, total)} of rows by {name: (which count, which of these are done)}, all in one query."""
    if not filters:
        return {}
    asked = {}
    for name, (which, done) in filters.items():
        asked[f"{name}_total"] = CountOf("pk", filter=which)
        asked[f"{name}_done"] = CountOf("pk", filter=which & done)
    rows = model._default_manager.filter(base) if base is not None else model._default_manager.all()
    numbers = rows.aggregate(**asked)
    return {name: (numbers[f"{name}_done"], numbers[f"{name}_total"]) for name in filters}


def _findings(activities: list[PlanActivity]) -> Iterator[tuple[int, Count]]:
    """Findings of the evaluation that it names and those chosen one by one, each once."""
    tied = _pairs(activities, "findings")
    filters = {}
    for one in activities:
        if one.round_id or tied[one.pk]:
            which = Q(pk__in=tied[one.pk])
            which |= Q(round=one.round_id) if one.round_id else Q()
            filters[f"a{one.pk}"] = (which, Q(state=Finding.State.VERIFIED))
    numbers = _of_each(Finding, filters)
    for one in activities:
        if f"a{one.pk}" in numbers:
            label = (
                _("Findings of «%(round)s» that are verified") % {"round": one.round}
                if one.round_id
                else _("Findings that are verified")
            )
            yield one.pk, Count(label, *numbers[f"a{one.pk}"], addresses.findings(one.round_id))


def _deliveries(activities: list[PlanActivity]) -> Iterator[tuple[int, Count]]:
    """Deliveries by kind and of the chosen obligations: of the quarters it names, else of those due in its days."""
    tied = _pairs(activities, "obligations")
    kinds = dict(Obligation.Kind.choices)
    filters, labels = {}, {}
    for one in activities:
        quarters = quarters_of(one)
        within = Q(period_start__in=quarters) if quarters else Q(due_on__range=(one.starts_on, one.ends_on))
        within &= ~Q(state=Delivery.State.NOT_APPLICABLE)
        for kind in one.obligation_kinds:
            if kind in kinds:
                name = f"a{one.pk}_{kind}"
                filters[name] = (within & Q(obligation__kind=kind), Q(state=DELIVERED))
                labels[name] = (one.pk, str(kinds[kind]), addresses.deliveries(kind))
        if tied[one.pk]:
            name = f"a{one.pk}_chosen"
            chosen = Q(obligation__in=tied[one.pk]) & ~Q(obligation__kind__in=one.obligation_kinds)
            filters[name] = (within & chosen, Q(state=DELIVERED))
            labels[name] = (one.pk, _("Deliveries of the chosen obligations"), addresses.deliveries())
    for name, numbers in _of_each(Delivery, filters).items():
        pk, label, address = labels[name]
        yield pk, Count(label, *numbers, address)


def _courses(activities: list[PlanActivity]) -> Iterator[tuple[int, Count]]:
    """Who completed the course within its days, of those who were enrolled in it then."""
    tied = _pairs(activities, "courses")
    ids = {pk for several in tied.values() for pk in several}
    titles = dict(CoursePage.objects.filter(pk__in=ids).order_by().values_list("pk", "title")) if ids else {}
    filters = {}
    for one in activities:
        begun = Q(enrolled_at__date__lte=one.ends_on, released_at=None)
        begun &= Q(completed_at=None) | Q(completed_at__date__gte=one.starts_on)
        done = Q(completed_at__date__range=(one.starts_on, one.ends_on))
        for pk in tied[one.pk]:
            filters[f"a{one.pk}_{pk}"] = (begun & Q(course=pk), done)
    numbers = _of_each(Enrolment, filters)
    for one in activities:
        for pk in tied[one.pk]:
            label = _("People who completed «%(course)s»") % {"course": titles[pk]}
            yield one.pk, Count(label, *numbers[f"a{one.pk}_{pk}"], addresses.course())


def _rooms(activities: list[PlanActivity]) -> Iterator[tuple[int, Count]]:
    session = PlanActivity._meta.get_field("training_sessions").related_model
    tied = _pairs(activities, "training_sessions")
    filters = {
        f"a{pk}": (Q(pk__in=ids) & ~Q(state=session.State.CANCELLED), Q(state=session.State.CLOSED))
        for pk, ids in tied.items()
    }
    numbers = _of_each(session, filters)
    for one in activities:
        if f"a{one.pk}" in numbers:
            yield one.pk, Count(_("Sessions in a room that were held"), *numbers[f"a{one.pk}"], addresses.rooms())


def _council(activities: list[PlanActivity]) -> Iterator[tuple[int, Count]]:
    tied = _pairs(activities, "council_sessions")
    state = CouncilSession.State
    filters = {f"a{pk}": (Q(pk__in=ids) & ~Q(state=state.CANCELLED), Q(state=state.HELD)) for pk, ids in tied.items()}
    numbers = _of_each(CouncilSession, filters)
    for one in activities:
        if f"a{one.pk}" in numbers:
            yield (
                one.pk,
                Count(_("Sessions of the council that were held"), *numbers[f"a{one.pk}"], addresses.council()),
            )


def _monitoring(activities: list[PlanActivity]) -> Iterator[tuple[int, Count]]:
    """A quarter is monitored when a run of visits for it came to its end."""
    asked = {pk: quarters_of(one) for pk, one in ((one.pk, one) for one in activities)}
    days = {day for several in asked.values() for day in several}
    if not days:
        return
    ended = MonitoringRun.objects.filter(quarter_start__in=days, ended_at__isnull=False).order_by()
    seen = set(ended.values_list("quarter_start", flat=True).distinct())
    for pk, several in asked.items():
        for day in several:
            label = _("Monitoring of the quarter: %(quarter)s") % {"quarter": quarter_of(day).label}
            yield pk, Count(label, int(day in seen), 1, addresses.monitoring(day))
