"""Recording training that was not made here: one completion or thousands, by the same few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from people.api import Appointment, Employee, User

from ..models import Completion, CoursePage, Enrolment
from ..renewal.met import Earlier, Satisfied, earlier_of, rules_for, satisfied
from ..requirements import requirement_lines
from ..signals import course_completed


@dataclass(frozen=True, slots=True)
class Training:
    """What somebody completed elsewhere or before: the day, its load, and what proves it (plain values)."""

    employee: Employee
    course: CoursePage
    completed_on: dt.date
    hours: Decimal
    grounds: dict[str, Any]

    @property
    def at(self) -> dt.datetime:
        """Noon of the day: the hour is not known, and noon is that day in any calendar."""
        return timezone.make_aware(dt.datetime.combine(self.completed_on, dt.time(12)))


@transaction.atomic
def record(trainings: Iterable[Training], *, source: str, recorded_by: User) -> list[Completion]:
    """Write a Completion for each of `trainings` and announce it.

    One that still counts closes the open cycle of its course; one that has run out is written as history beside it, so
    that nobody is freed from a duty by an old paper. Costs the same few queries for ten trainings or ten thousand.
    """
    trainings = sorted(trainings, key=lambda one: (one.completed_on, one.course.pk))
    met = _what_they_satisfy(trainings)
    enrolments = _enrolments_for(trainings, met)
    lines = {
        line["id"]: line for line in requirement_lines({one.pk: one for m in met for one in m.requirements}.values())
    }
    seats = _appointments_of(trainings)
    completions = Completion.objects.bulk_create(
        [
            _completion(training, found, enrolment, seats, lines, source=source, recorded_by=recorded_by)
            for training, found, enrolment in zip(trainings, met, enrolments, strict=True)
        ],
        batch_size=500,
    )
    for completion in completions:
        course_completed.send(Completion, completion=completion)
    return completions


def _what_they_satisfy(trainings: Sequence[Training]) -> list[Satisfied]:
    rules = rules_for({one.course.pk for one in trainings})
    earlier = earlier_of({one.employee.pk for one in trainings})
    found = []
    for one in trainings:
        own = earlier[one.employee.pk]
        met = satisfied(course_id=one.course.pk, completed_on=one.completed_on, rules=rules[one.course.pk], earlier=own)
        ids = frozenset(requirement.pk for requirement in met.requirements)
        own.append(Earlier(one.course.pk, one.completed_on, met.valid_until, ids))
        found.append(met)
    return found


def _enrolments_for(trainings: Sequence[Training], met: Sequence[Satisfied]) -> list[Enrolment]:
    people, courses = {one.employee.pk for one in trainings}, {one.course.pk for one in trainings}
    rows = Enrolment.objects.filter(employee__in=people, course__in=courses)
    open_ones = {(one.employee_id, one.course_id): one for one in rows.open().select_for_update()}
    numbers = defaultdict(int)
    for employee, course, number in rows.order_by().values_list("employee", "course").annotate(Max("cycle")):
        numbers[employee, course] = number
    today = timezone.localdate()
    chosen = []
    for training, found in zip(trainings, met, strict=True):
        key = (training.employee.pk, training.course.pk)
        counts = found.valid_until is None or found.valid_until >= today
        enrolment = open_ones.pop(key, None) if counts else None
        if enrolment is None:
            numbers[key] += 1
            enrolment = Enrolment(
                employee=training.employee, course=training.course, cycle=numbers[key], enrolled_at=training.at
            )
        enrolment.completed_at, enrolment.valid_until = training.at, found.valid_until
        chosen.append(enrolment)
    Enrolment.objects.bulk_update([one for one in chosen if one.pk], ["completed_at", "valid_until"], batch_size=500)
    Enrolment.objects.bulk_create([one for one in chosen if not one.pk], batch_size=500)
    return chosen


def _appointments_of(trainings: Sequence[Training]) -> dict[int, list[Appointment]]:
    """The appointments of each person, the main and latest ones first: the paper names the seat of its day."""
    found = defaultdict(list)
    rows = Appointment.objects.filter(employee__in={one.employee.pk for one in trainings})
    for seat in rows.select_related("department", "post").order_by("-is_main", "-starts_on"):
        found[seat.employee_id].append(seat)
    return found


def _completion(training, met, enrolment, seats, lines, *, source, recorded_by) -> Completion:
    day = training.completed_on
    seat = next(
        (
            one
            for one in seats[training.employee.pk]
            if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)
        ),
        None,
    )
    return Completion(
        enrolment=enrolment,
        employee=training.employee,
        course=training.course,
        employee_name=training.employee.full_name,
        department_name=seat.department.name if seat else "",
        post_name=seat.post.name if seat else "",
        course_title=training.course.title,
        hours=training.hours,
        started_at=training.at,
        completed_at=training.at,
        valid_until=met.valid_until,
        requirements=[lines[requirement.pk] for requirement in met.requirements],
        source=source,
        recorded_by=recorded_by,
        grounds=training.grounds,
    )
