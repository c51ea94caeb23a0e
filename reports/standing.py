"""Where people stand in courses on a day, pair by pair: the one source of the matrix and of every list of duties."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils import timezone

from courses.api import Facts, Terms, TrainingRequirement, renewal_state, strictest_terms

from . import asof
from .states import MISSING, word_of

FIRST_CYCLE = 1
FIELDS = (
    "employee_id",
    "course_id",
    "cycle",
    "then_for",
    "enrolled_at",
    "then_begun",
    "then_done",
    "valid_until",
    "then_due",
    "obliges",
    "is_released",
    "pk",
)


@dataclass(slots=True)
class Standing:
    """One person in one course on a day. `state` is a key of states.WORDS; the days are None where there is none."""

    employee_id: int
    course_id: int
    state: str
    enrolment_id: int | None = None
    requirement_id: int | None = None
    obliges: bool = False
    is_overdue: bool = False
    enrolled_on: dt.date | None = None
    due_on: dt.date | None = None
    completed_on: dt.date | None = None
    valid_until: dt.date | None = None
    grace_until: dt.date | None = None

    @property
    def is_missing(self) -> bool:
        """Somebody asks for it and no completion counts; the exempt are apart."""
        return self.obliges and self.state in MISSING

    @property
    def day(self) -> dt.date | None:
        """The day that says most about the state: until when it counts, since when it counts, or by when it is due."""
        if self.state in ("not_started", "in_progress", "overdue"):
            return self.due_on
        if self.state in ("completed", "exempt", "not_required"):
            return self.completed_on
        return self.valid_until


@dataclass
class Rulebook:
    """Requirements with their courses and periods, in two queries; exemptions in force on the day, in one."""

    day: dt.date
    requirements: dict[int, TrainingRequirement] = field(default_factory=dict)
    courses_of: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    requirements_of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    exempt: set[tuple[int, int]] = field(default_factory=set)
    _terms: dict[tuple[int, int | None], Terms] = field(default_factory=dict)

    @classmethod
    def on(cls, day: dt.date) -> Rulebook:
        book = cls(day)
        for requirement in TrainingRequirement.objects.order_by("code"):
            book.requirements[requirement.pk] = requirement
        links = TrainingRequirement.courses.through.objects.order_by("trainingrequirement__code")
        for requirement_id, course_id in links.values_list("trainingrequirement_id", "coursepage_id"):
            book.courses_of[requirement_id].add(course_id)
            book.requirements_of[course_id].append(requirement_id)
        book.exempt = set(asof.exemptions(day).values_list("employee_id", "requirement_id"))
        return book

    def is_exempt(self, employee_id: int, course_id: int, requirement_id: int | None = None) -> bool:
        """From the requirement that the enrolment answers to, or without one from all that the course satisfies."""
        named = [requirement_id] if requirement_id else self.requirements_of.get(course_id, [])
        return bool(named) and all((employee_id, pk) in self.exempt for pk in named)

    def terms_for(self, course_id: int, requirement_id: int | None) -> Terms:
        """The periods of the requirement that the enrolment answers to, else of the strictest of the course."""
        key = (course_id, requirement_id)
        if key not in self._terms:
            own = self.requirements.get(requirement_id)
            others = [self.requirements[pk] for pk in self.requirements_of.get(course_id, ())]
            self._terms[key] = strictest_terms([own] if own and own.validity_months else others)
        return self._terms[key]


def standings(
    day: dt.date,
    *,
    people: Collection[int] | None = None,
    course_ids: Collection[int] | None = None,
    only_missing: bool = False,
    rulebook: Rulebook | None = None,
) -> Iterator[Standing]:
    """Everybody's standing in every course with an enrolment by `day`; four queries, whatever the numbers.

    Of several cycles, the completion that lasts longest and the newest open cycle count together.
    """
    book = rulebook or Rulebook.on(day)
    rows = asof.enrolments(day)
    if people is not None:
        rows = rows.filter(employee__in=people)
    if course_ids is not None:
        rows = rows.filter(course__in=course_ids)
    if only_missing:
        # Naming the cycle leads SQLite through the unique index, and not through everybody in the course.
        sisters = asof.enrolments(day).filter(
            employee=OuterRef("employee"), course=OuterRef("course"), cycle__gte=FIRST_CYCLE
        )
        rows = rows.filter(~Exists(sisters.filter(asof.valid(day))))
    yes, no = Value(True), Value(False)
    rows = rows.annotate(
        then_begun=F("begun_at"),
        then_done=F("done_at"),
        then_due=F("due_day"),
        then_for=F("for_requirement"),
        obliges=Case(When(asof.obliging(day), then=yes), default=no),
        is_released=Case(When(asof.released(day), then=yes), default=no),
    )
    found = rows.order_by("employee_id", "course_id", "cycle").values_list(*FIELDS)
    zone = timezone.get_current_timezone()
    for cycles in _by_pair(found.iterator(chunk_size=2000)):
        standing = _standing(day, cycles, book, zone)
        if not only_missing or standing.is_missing:
            yield standing


def _by_pair(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    pair, cycles = None, []
    for row in rows:
        if row[:2] != pair and cycles:
            yield cycles
            cycles = []
        pair = row[:2]
        cycles.append(row)
    if cycles:
        yield cycles


def _standing(day: dt.date, cycles: list[tuple], book: Rulebook, zone: dt.tzinfo) -> Standing:
    by_name = [dict(zip(FIELDS, row, strict=True)) for row in cycles]
    newest = by_name[-1]
    done = [one for one in by_name if one["then_done"]]
    best = max(done, key=lambda one: (one["valid_until"] is None, one["valid_until"] or day)) if done else None
    under_way = newest if newest["then_done"] is None else None
    employee_id, course_id, requirement_id = newest["employee_id"], newest["course_id"], newest["then_for"]
    # A completion that has run out, and that nobody asks to be renewed, asks for nothing any more.
    is_let_go = under_way is None and best is not None and newest["is_released"]
    facts = Facts(
        completed_on=_day(best["then_done"], zone) if best else None,
        valid_until=best["valid_until"] if best else None,
        assigned_on=_day(newest["enrolled_at"], zone) if under_way or is_let_go else None,
        started_on=_day(under_way["then_begun"], zone) if under_way else None,
        due_on=under_way["then_due"] if under_way else None,
        released_on=day if newest["is_released"] else None,
        is_exempt=book.is_exempt(employee_id, course_id, requirement_id),
    )
    found = renewal_state(day, facts, book.terms_for(course_id, requirement_id))
    return Standing(
        employee_id=employee_id,
        course_id=course_id,
        state=word_of(found.shown),
        enrolment_id=newest["pk"],
        requirement_id=requirement_id,
        obliges=newest["obliges"],
        is_overdue=found.is_overdue,
        enrolled_on=_day(newest["enrolled_at"], zone),
        due_on=facts.due_on,
        completed_on=facts.completed_on,
        valid_until=facts.valid_until,
        grace_until=found.grace_until,
    )


def _day(moment: dt.datetime | None, zone: dt.tzinfo) -> dt.date | None:
    return moment.astimezone(zone).date() if moment else None


def missing(day: dt.date, **narrowing: Any) -> Iterator[Standing]:
    return standings(day, only_missing=True, **narrowing)
