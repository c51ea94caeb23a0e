"""Where people stand in courses on a day, pair by pair: the one source of the matrix and of every list of duties."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, Value, When
from django.utils import timezone

from courses.api import Facts, Terms, TrainingRequirement, renewal_state, strictest_terms

from . import asof
from .states import MISSING, word_of

FIRST_CYCLE = 1


class Cycle(NamedTuple):
    """An enrolment as the query gives it. Days and moments are as the database stores them: see `_Calendar`."""

    employee_id: int
    course_id: int
    cycle: int
    then_for: int | None
    raw_enrolled: Any
    raw_begun: Any
    raw_done: Any
    raw_valid: Any
    raw_due: Any
    is_asked_for: int
    was_released: int
    has_duties: int
    has_known_duties: int | None
    has_duty_in_force: int
    pk: int


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
    exempt_people: set[int] = field(default_factory=set)
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
        book.exempt_people = {employee_id for employee_id, _requirement_id in book.exempt}
        return book

    def is_exempt(self, employee_id: int, course_id: int, requirement_id: int | None = None) -> bool:
        """From the requirement that the enrolment answers to, or without one from all that the course satisfies."""
        if employee_id not in self.exempt_people:
            return False
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
    rows = rows.annotate(
        then_for=F("for_requirement"),
        raw_enrolled=_Raw("enrolled_at"),
        raw_begun=_Raw("begun_at"),
        raw_done=_Raw("done_at"),
        raw_valid=_Raw("valid_until"),
        raw_due=_Raw("due_day"),
        **{name: _flag(condition) for name, condition in asof.marks(day).items()},
    )
    found = rows.order_by("employee_id", "course_id", "cycle").values_list(*Cycle._fields)
    reckoning = _Reckoning(day, book)
    for cycles in _by_pair(map(Cycle._make, found.iterator(chunk_size=2000))):
        standing = reckoning.standing(cycles)
        if not only_missing or standing.is_missing:
            yield standing


class _Raw(Func):
    """A column as the driver gives it: Django's converters of dates are half the time of a matrix of 200,000 cells.

    Not the bare column, whose declared type would have SQLite's driver convert it.
    """

    function = "COALESCE"
    template = "%(function)s(%(expressions)s, NULL)"
    output_field = CharField()

    def __init__(self, name: str) -> None:
        super().__init__(F(name))


def _flag(condition: Q | None) -> Case | Value:
    # Said to be text, since an integer would pass a converter in each row; the driver gives 0 or 1 all the same.
    if condition is None:
        return Value(None, CharField())
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=CharField())


def _by_pair(cycles: Iterable[Cycle]) -> Iterator[list[Cycle]]:
    person, course, found = None, None, []
    for cycle in cycles:
        if found and (cycle.employee_id != person or cycle.course_id != course):
            yield found
            found = []
        person, course = cycle.employee_id, cycle.course_id
        found.append(cycle)
    if found:
        yield found


class _Reckoning:
    """Works out Standings of one day. What came out for the same days and marks once is not worked out again."""

    def __init__(self, day: dt.date, book: Rulebook) -> None:
        self.day = day
        self.book = book
        self.calendar = _Calendar(timezone.get_current_timezone())
        self._found: dict[tuple, tuple[str, bool, dt.date | None]] = {}

    def standing(self, cycles: list[Cycle]) -> Standing:
        newest, day_of = cycles[-1], self.calendar.day_of
        best = self._best(cycles)
        under_way = newest if newest.raw_done is None else None
        obliges = bool(newest.has_duty_in_force or (newest.is_asked_for and not newest.has_duties))
        had_duties = newest.has_duties if newest.has_known_duties is None else newest.has_known_duties
        is_released = bool((newest.was_released or had_duties) and not newest.has_duty_in_force)
        # A completion that has run out, and that nobody asks to be renewed, asks for nothing any more.
        is_let_go = under_way is None and best is not None and is_released
        enrolled_on = day_of(newest.raw_enrolled)
        facts = (
            day_of(best.raw_done) if best else None,
            day_of(best.raw_valid) if best else None,
            enrolled_on if under_way or is_let_go else None,
            day_of(under_way.raw_begun) if under_way else None,
            day_of(under_way.raw_due) if under_way else None,
            self.day if is_released else None,
            self.book.is_exempt(newest.employee_id, newest.course_id, newest.then_for),
        )
        state, is_overdue, grace_until = self._state(newest.course_id, newest.then_for, facts)
        return Standing(
            employee_id=newest.employee_id,
            course_id=newest.course_id,
            state=state,
            enrolment_id=newest.pk,
            requirement_id=newest.then_for,
            obliges=obliges,
            is_overdue=is_overdue,
            enrolled_on=enrolled_on,
            due_on=facts[4],
            completed_on=facts[0],
            valid_until=facts[1],
            grace_until=grace_until,
        )

    def _best(self, cycles: list[Cycle]) -> Cycle | None:
        """Of the completed cycles the one that counts longest; the earliest of equals."""
        done = [one for one in cycles if one.raw_done is not None]
        if len(done) < 2:
            return done[0] if done else None
        day_of = self.calendar.day_of
        return max(done, key=lambda one: (one.raw_valid is None, day_of(one.raw_valid) or self.day))

    def _state(self, course_id: int, requirement_id: int | None, facts: tuple) -> tuple[str, bool, dt.date | None]:
        key = (course_id, requirement_id, *facts)
        if key not in self._found:
            found = renewal_state(self.day, Facts(*facts), self.book.terms_for(course_id, requirement_id))
            self._found[key] = (word_of(found.shown), found.is_overdue, found.grace_until)
        return self._found[key]


class _Calendar(dict):
    """Local days by what the driver gave: text on SQLite (moments in UTC), dates and moments on PostgreSQL."""

    def __init__(self, zone: dt.tzinfo) -> None:
        self.zone = zone

    def __missing__(self, raw: Any) -> dt.date | None:
        value = raw
        if isinstance(raw, str):
            value = dt.datetime.fromisoformat(raw) if len(raw) > len("2026-01-01") else dt.date.fromisoformat(raw)
        if isinstance(value, dt.datetime):
            aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
            value = aware.astimezone(self.zone).date()
        self[raw] = value
        return value

    def day_of(self, raw: Any) -> dt.date | None:
        # To the minute: no time zone's offset is finer, and many moments share one.
        return self[raw[:16] if isinstance(raw, str) else raw]


def missing(day: dt.date, **narrowing: Any) -> Iterator[Standing]:
    return standings(day, only_missing=True, **narrowing)
