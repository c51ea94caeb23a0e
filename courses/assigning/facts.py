"""What has happened so far around one rule: cycles, duties and exemptions, each read by one query."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q

from ..models import CoursePage, Duty, Enrolment, Exemption, TrainingRequirement
from .roll import sorting_name
from .rules import Rule


class Cycle(NamedTuple):
    """An enrolment as far as assignments look at it."""

    pk: int
    course_id: int
    number: int
    completed_at: dt.datetime | None
    valid_until: dt.date | None
    renews_id: int | None
    due_on: dt.date | None

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None

    @property
    def lasts_until(self) -> dt.date:
        return self.valid_until or dt.date.max

    def counts_on(self, day: dt.date) -> bool:
        return self.is_done and self.lasts_until >= day

    def lasts_longer_than(self, other: Cycle) -> bool:
        return self.pk != other.pk and self.lasts_until > other.lasts_until


class OpenDuty(NamedTuple):
    """A duty of this assignment that is still open; `reached` is its first day, due days that changed included."""

    pk: int
    enrolment_id: int
    is_done: bool
    reached: dt.date
    due_on: dt.date | None
    reason: str
    number: str
    name: str


@dataclasses.dataclass(slots=True)
class Facts:
    """Cycles and open duties by person, and every cycle by id.

    `courses` are the live courses that meet the rule; `meeting` counts those that are no longer published too.
    """

    courses: tuple[int, ...]
    meeting: frozenset[int]
    renewal_course_id: int | None
    cycles: dict[int, list[Cycle]]
    known: dict[int, Cycle]
    duties: dict[int, list[OpenDuty]]
    exempt: frozenset[int]

    @property
    def course_id(self) -> int | None:
        return self.courses[0] if self.courses else None

    def answers(self, cycle: Cycle, held: Collection[int]) -> bool:
        """Whether `cycle` may answer for the rule: a shorter course does only as a renewal, or when it was asked."""
        return cycle.course_id in self.meeting or cycle.renews_id is not None or cycle.pk in held

    def is_takeable(self, cycle: Cycle) -> bool:
        return cycle.course_id in self.courses or cycle.course_id == self.renewal_course_id


def facts_of(rule: Rule, day: dt.date, employees: Collection[int] | None = None) -> Facts:
    """Everything that the simulation of `rule` on `day` looks at, of all people or of `employees` (ids) only."""
    courses, renewal = _courses_of(rule)
    meeting = _meeting(rule)
    cycles, known = _cycles_of(rule, meeting, employees)
    return Facts(
        courses=courses,
        meeting=meeting,
        renewal_course_id=renewal,
        cycles=cycles,
        known=known,
        duties=_open_duties(rule, employees),
        exempt=_exempt(rule, day),
    )


def _courses_of(rule: Rule) -> tuple[tuple[int, ...], int | None]:
    """The live courses of the rule in the order of the catalogue, and the live one that renews its requirement."""
    live = CoursePage.objects.live().order_by("path")
    if rule.course_id:
        return tuple(live.filter(pk=rule.course_id).values_list("pk", flat=True)), None
    courses = tuple(live.filter(requirements=rule.requirement_id).values_list("pk", flat=True))
    return courses, live.filter(renews=rule.requirement_id).values_list("pk", flat=True).first()


def _meeting(rule: Rule) -> frozenset[int]:
    """Courses that are no longer published count too: who completed one of them has met the requirement."""
    if rule.course_id:
        return frozenset({rule.course_id})
    links = TrainingRequirement.courses.through.objects.filter(trainingrequirement=rule.requirement_id)
    return frozenset(links.values_list("coursepage", flat=True))


def _cycles_of(
    rule: Rule, meeting: frozenset[int], employees: Collection[int] | None
) -> tuple[dict[int, list[Cycle]], dict[int, Cycle]]:
    shorter = TrainingRequirement.renewal_courses.through.objects.filter(trainingrequirement=rule.requirement_id)
    rows = Enrolment.objects.filter(Q(course__in=meeting) | Q(course__in=shorter.values("coursepage")))
    if employees is not None:
        rows = rows.filter(employee__in=employees)
    cycles, known = defaultdict(list), {}
    columns = ("pk", "course", "cycle", "completed_at", "valid_until", "renews", "due_on")
    for employee, *values in rows.order_by("pk").values_list("employee", *columns):
        cycle = Cycle(*values)
        cycles[employee].append(cycle)
        known[cycle.pk] = cycle
    return dict(cycles), known


def _open_duties(rule: Rule, employees: Collection[int] | None) -> dict[int, list[OpenDuty]]:
    """The open duties by person. Closed ones are read along: a changed due day does not begin the count anew."""
    if rule.assignment_id is None:
        return {}
    rows = Duty.objects.filter(assignment=rule.assignment_id)
    if employees is not None:
        rows = rows.filter(employee__in=employees)
    names = [f"employee__{name}" for name in ("number", "first_surname", "second_surname", "given_names")]
    columns = ("pk", "enrolment", "enrolment__completed_at", "since", "due_on", "reason", "ended", "ended_at")
    duties, reached = defaultdict(list), {}
    for employee, *values, number, first, second, given in rows.order_by("pk").values_list(
        "employee", *columns, *names
    ):
        pk, enrolment, completed_at, since, due_on, reason, ended, ended_at = values
        first_day = reached.pop(enrolment, since)
        if ended_at is not None:
            if ended == Duty.Ended.CHANGED:
                reached[enrolment] = first_day
            continue
        name = sorting_name(first, second, given)
        is_done = completed_at is not None
        duties[employee].append(OpenDuty(pk, enrolment, is_done, first_day, due_on, reason, number, name))
    return dict(duties)


def _exempt(rule: Rule, day: dt.date) -> frozenset[int]:
    if not rule.requirement_id:
        return frozenset()
    rows = Exemption.objects.filter(requirement=rule.requirement_id, starts_on__lte=day, withdrawn_at=None)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    return frozenset(rows.values_list("employee", flat=True))
