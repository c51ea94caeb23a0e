"""Which requirements a completion satisfies, and until when: with full courses, shorter ones, and old completions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from people.api import Employee

from ..models import Completion, CoursePage, TrainingRequirement
from ..validity import last_day_of_renewal
from .states import Terms, turning_days


@dataclass(frozen=True, slots=True)
class Earlier:
    """A completion that the person already had: its course, its days and the requirements that it satisfied then."""

    course_id: int
    completed_on: dt.date
    valid_until: dt.date | None
    requirement_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement beside the courses that satisfy it and those that only renew it."""

    requirement: TrainingRequirement
    course_ids: frozenset[int]
    renewal_course_ids: frozenset[int]

    def has_met(self, earlier: Earlier) -> bool:
        return earlier.course_id in self.course_ids or self.requirement.pk in earlier.requirement_ids

    def is_met_by(self, course_id: int, before: Iterable[Earlier]) -> bool:
        """A course that only renews counts for those who have met the requirement before, and for nobody else."""
        if course_id in self.course_ids:
            return True
        return course_id in self.renewal_course_ids and any(self.has_met(one) for one in before)

    def last_day(self, completed_on: dt.date, before: Sequence[Earlier]) -> dt.date | None:
        """The last day, inclusive, on which a completion of that day satisfies the requirement."""
        requirement = self.requirement
        ending = [one for one in before if self.has_met(one) and one.valid_until is not None]
        last = max(ending, key=lambda one: one.valid_until, default=None)
        _expiring, renewable_from, _grace = (
            turning_days(last.completed_on, last.valid_until, terms_of(requirement)) if last else (None, None, None)
        )
        return last_day_of_renewal(
            completed_on,
            requirement.validity_months or None,
            counts_from_expiry=requirement.renewal_base == requirement.RenewalBase.EXPIRY,
            old_end=last.valid_until if last else None,
            renewable_from=renewable_from,
            grace_days=requirement.grace_days,
        )


@dataclass(frozen=True, slots=True)
class Satisfied:
    """What one completion satisfies, and the last day on which it counts for all of that (None: for ever)."""

    requirements: list[TrainingRequirement]
    valid_until: dt.date | None


def terms_of(requirement: TrainingRequirement) -> Terms:
    return Terms(requirement.expiring_days, requirement.window_days, requirement.grace_days)


def rules_for(course_ids: Iterable[int]) -> dict[int, list[Rule]]:
    """For each course id, the requirements in force that it satisfies or renews, by code; three queries."""
    wanted = set(course_ids)
    found = TrainingRequirement.objects.filter(
        Q(courses__in=wanted) | Q(renewal_courses__in=wanted), is_active=True
    ).distinct()
    rules = list(_rules(found.order_by("code")))
    return {pk: [rule for rule in rules if pk in rule.course_ids | rule.renewal_course_ids] for pk in wanted}


def _rules(requirements: Iterable[TrainingRequirement]) -> Iterable[Rule]:
    requirements = list(requirements)
    full, shorter = _links(requirements, "courses"), _links(requirements, "renewal_courses")
    for one in requirements:
        yield Rule(one, frozenset(full.get(one.pk, ())), frozenset(shorter.get(one.pk, ())))


def _links(requirements: list[TrainingRequirement], field: str) -> Mapping[int, set[int]]:
    through = getattr(TrainingRequirement, field).through
    found: dict[int, set[int]] = {}
    rows = through.objects.filter(trainingrequirement__in=[one.pk for one in requirements])
    for requirement_id, course_id in rows.values_list("trainingrequirement_id", "coursepage_id"):
        found.setdefault(requirement_id, set()).add(course_id)
    return found


def satisfied(*, course_id: int, completed_on: dt.date, rules: Sequence[Rule], earlier: Iterable[Earlier]) -> Satisfied:
    """What a completion of `course_id` on that day satisfies, given those that the person had before.

    With several requirements the shortest validity counts: the paper must not promise more than any of them.
    """
    before = [one for one in earlier if one.completed_on <= completed_on]
    met = [rule for rule in rules if rule.is_met_by(course_id, before)]
    ends = [end for rule in met if (end := rule.last_day(completed_on, before)) is not None]
    return Satisfied([rule.requirement for rule in met], min(ends, default=None))


def satisfied_by(*, employee: Employee, course: CoursePage, at: dt.datetime) -> Satisfied:
    """What `employee` satisfies by completing `course` at the moment `at`; at most four queries."""
    rules = rules_for([course.pk])[course.pk]
    earlier = earlier_of([employee.pk])[employee.pk] if rules else []
    return satisfied(course_id=course.pk, completed_on=timezone.localdate(at), rules=rules, earlier=earlier)


def earlier_of(employee_ids: Iterable[int]) -> dict[int, list[Earlier]]:
    """For each employee id, all completions so far; one query."""
    found: dict[int, list[Earlier]] = {pk: [] for pk in employee_ids}
    rows = Completion.objects.filter(employee__in=found).order_by("completed_at")
    for employee_id, course_id, completed_at, valid_until, lines in rows.values_list(
        "employee_id", "course_id", "completed_at", "valid_until", "requirements"
    ):
        ids = frozenset(line["id"] for line in lines if "id" in line)
        found[employee_id].append(Earlier(course_id, timezone.localdate(completed_at), valid_until, ids))
    return found
