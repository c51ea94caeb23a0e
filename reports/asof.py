"""Enrolments, duties and exemptions as they stood at the end of a day: whatever happened later is not known.

Past days are told from dated rows alone: an enrolment exists from `enrolled_at`, was begun at `started_at` and
completed at `completed_at`. What somebody entered afterwards (`recorded_at` of a completion that was not made online,
`approved_at` of an exemption) counts from the day of entry on, as the report of that day would have said. The due day
is the one of the duties in force then, and where duties were recorded, none in force means that nobody was obliged.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.api import Completion, Duty, Enrolment, Exemption


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after `day`."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def is_past(day: dt.date) -> bool:
    return day < timezone.localdate()


def start_of_year(year: int) -> dt.datetime:
    return end_of(dt.date(year - 1, 12, 31))


def known_completions(day: dt.date) -> QuerySet[Completion]:
    """The completions up to the end of `day` that had been entered by then."""
    end = end_of(day)
    rows = Completion.objects.filter(completed_at__lt=end)
    if is_past(day):
        rows = rows.filter(Q(source=Completion.Source.ONLINE) | Q(recorded_at__lt=end))
    return rows


def enrolments(day: dt.date) -> QuerySet[Enrolment]:
    """The enrolments that existed on `day`, with aliases of what may change, as it was then.

    `done_at`, `begun_at`, `due_day`, and `for_requirement`: the requirement that the enrolment answered to.
    """
    if not is_past(day):
        return Enrolment.objects.alias(
            done_at=F("completed_at"),
            due_day=F("due_on"),
            begun_at=F("started_at"),
            for_requirement=F("requirement_id"),
        )
    end = end_of(day)
    entered = Q(completion=None) | Q(completion__source=Completion.Source.ONLINE) | Q(completion__recorded_at__lt=end)
    return Enrolment.objects.filter(enrolled_at__lt=end).alias(
        done_at=Case(When(entered & Q(completed_at__lt=end), then=F("completed_at"))),
        due_day=_due_day(day),
        begun_at=Case(When(started_at__lt=end, then=F("started_at"))),
        for_requirement=_requirement(day),
    )


def _due_day(day: dt.date) -> Case:
    """The earliest of the duties in force; an enrolment of before duties were written down keeps its own day."""
    duties = Duty.objects.filter(enrolment=OuterRef("pk"))
    soonest = duties_in_force(duties, day).order_by(F("due_on").asc(nulls_last=True)).values("due_on")[:1]
    return Case(When(Exists(duties), then=Subquery(soonest)), default=F("due_on"))


def _requirement(day: dt.date) -> Coalesce:
    """That of the duties in force, else of the last one before; what a later assignment brought is not known yet."""
    requiring = Duty.objects.filter(enrolment=OuterRef("pk"), assignment__requirement__isnull=False)
    in_force = duties_in_force(requiring, day).order_by(F("due_on").asc(nulls_last=True), "assignment")
    before = requiring.filter(recorded_at__lt=end_of(day)).order_by("-pk")
    brought_by_duty = requiring.filter(assignment__requirement=OuterRef("requirement"))
    return Coalesce(
        Subquery(in_force.values("assignment__requirement")[:1]),
        Subquery(before.values("assignment__requirement")[:1]),
        Case(When(~Exists(brought_by_duty), then=F("requirement_id"))),
        output_field=BigIntegerField(),
    )


def duties_in_force(duties: QuerySet[Duty], day: dt.date) -> QuerySet[Duty]:
    """Those of `duties` that obliged on `day`; one that was closed only afterwards was open then."""
    open_still = Q(until=None) | Q(until__gte=day)
    if is_past(day):
        open_still |= Q(ended_at__gte=end_of(day))
        duties = duties.filter(recorded_at__lt=end_of(day))
    return duties.filter(open_still, since__lte=day)


def obliging(day: dt.date) -> Q:
    """Of `enrolments`: a duty is in force on `day`, or it was asked for before duties were written down."""
    duties = Duty.objects.filter(enrolment=OuterRef("pk"))
    not_released = Q(released_at=None)
    if is_past(day):
        not_released |= Q(released_at__gte=end_of(day))
    asked_for = Q(assignment__isnull=False) | Q(requirement__isnull=False)
    return Q(Exists(duties_in_force(duties, day))) | asked_for & not_released & ~Exists(duties)


def released(day: dt.date) -> Q:
    """Of `enrolments`: somebody asked for it once, and nobody does on `day`."""
    duties = Duty.objects.filter(enrolment=OuterRef("pk"))
    recorded, was_released = duties, Q(released_at__isnull=False)
    if is_past(day):
        recorded = duties.filter(recorded_at__lt=end_of(day))
        was_released = Q(released_at__lt=end_of(day))
    return (was_released | Exists(recorded)) & ~Exists(duties_in_force(duties, day))


def marks(day: dt.date) -> dict[str, Q | None]:
    """What `obliging` and `released` are made of, for those who read every row and put it together themselves.

    Each subquery stands once: it runs for every enrolment. None for `has_known_duties`: the same as `has_duties`.
    """
    duties = Duty.objects.filter(enrolment=OuterRef("pk"))
    not_released, was_released = Q(released_at=None), Q(released_at__isnull=False)
    known = None
    if is_past(day):
        not_released |= Q(released_at__gte=end_of(day))
        was_released = Q(released_at__lt=end_of(day))
        known = Q(Exists(duties.filter(recorded_at__lt=end_of(day))))
    return {
        "is_asked_for": (Q(assignment__isnull=False) | Q(requirement__isnull=False)) & not_released,
        "was_released": was_released,
        "has_duties": Q(Exists(duties)),
        "has_known_duties": known,
        "has_duty_in_force": Q(Exists(duties_in_force(duties, day))),
    }


def valid(day: dt.date) -> Q:
    """Of `enrolments`: completed, and the completion counts on `day`."""
    return Q(done_at__isnull=False) & (Q(valid_until=None) | Q(valid_until__gte=day))


def exemptions(day: dt.date) -> QuerySet[Exemption]:
    """Exemptions in force on `day`, approved and not withdrawn by its end."""
    found = Exemption.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    if not is_past(day):
        return found.filter(withdrawn_at=None)
    end = end_of(day)
    return found.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=end), approved_at__lt=end)
