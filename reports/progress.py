"""Who has been trained: one row per person on the roll, worked out alike for screen, files and public figure."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.api import Completion, Enrolment
from people.api import Department, Employee

from . import asof

OVERDUE, EXPIRED, NOT_STARTED, IN_PROGRESS = "overdue", "expired", "not_started", "in_progress"
COMPLETED, EXEMPT, NOT_REQUIRED = "completed", "exempt", "not_required"
# Who is missing comes first; who is exempt or has no duty is neither missing nor trained.
STATES = (OVERDUE, EXPIRED, NOT_STARTED, IN_PROGRESS, COMPLETED, EXEMPT, NOT_REQUIRED)
MISSING = frozenset({OVERDUE, EXPIRED, NOT_STARTED, IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Subject:
    """What the report is about: all duties, one course, or one requirement (any one of its courses is enough)."""

    course_ids: tuple[int, ...] = ()
    any_is_enough: bool = False


EVERY_DUTY = Subject()


@dataclass(slots=True)
class Person:
    """One person on the roll with the state of the training that was asked about."""

    pk: int
    number: str
    name: str
    department_id: int | None
    department: str
    office_id: int | None
    office: str
    post: str
    state: str = NOT_REQUIRED
    duties: int = 0
    completed: int = 0
    overdue: int = 0
    next_due: dt.date | None = None
    last_completed: dt.datetime | None = None
    department_then: str = ""

    @property
    def pending(self) -> int:
        return self.duties - self.completed

    @property
    def is_missing(self) -> bool:
        return self.state in MISSING


@dataclass(slots=True)
class Tally:
    """How many people are in each state; the total is always the sum."""

    label: str = ""
    pk: int | None = None
    counts: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def missing(self) -> int:
        return sum(self.counts[state] for state in MISSING)

    def of(self, state: str) -> int:
        return self.counts[state]

    @property
    def percent(self) -> int | None:
        return percent_of(self.counts[COMPLETED], self.total)


def plain(text: str) -> str:
    """Small letters without accents, for looking up and for sorting."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def percent_of(part: int, whole: int) -> int | None:
    """Whole per cent rounded down, so that 100 % means everybody; None of nothing."""
    return part * 100 // whole if whole else None


def state_of(
    *,
    day: dt.date,
    due_on: dt.date | None,
    started_at: dt.datetime | None,
    completed_at: dt.datetime | None,
    valid_until: dt.date | None,
    is_exempt: bool,
) -> str:
    """The state of one enrolment on `day`; the same rule as `conditions`, for rows that are already here."""
    if completed_at and (valid_until is None or valid_until >= day):
        return COMPLETED
    if is_exempt:
        return EXEMPT
    if completed_at:
        return EXPIRED
    if due_on and due_on < day:
        return OVERDUE
    return IN_PROGRESS if started_at else NOT_STARTED


def overall_state(counts: dict[str, Any], *, any_is_enough: bool = False) -> str:
    """The state of a person from the number of duties in each state."""
    if any_is_enough and counts[COMPLETED]:
        return COMPLETED
    if not counts["duties"]:
        return EXEMPT if counts[EXEMPT] else NOT_REQUIRED
    if counts[COMPLETED] == counts["duties"]:
        return COMPLETED
    for state in (OVERDUE, EXPIRED):
        if counts[state]:
            return state
    return NOT_STARTED if counts[NOT_STARTED] == counts["duties"] else IN_PROGRESS


def enrolments_that_count(subject: Subject, day: dt.date) -> QuerySet[Enrolment]:
    """One enrolment per person and course: the completion that is valid on `day`, else the latest cycle.

    Asked about everything, only duties and valid completions count: a course begun of one's own accord obliges nobody.
    """
    valid = asof.valid(day)
    # Each look at the sisters of a row names the cycle, so that it goes through the unique index and nothing wider.
    of_the_same = asof.enrolments(day).filter(employee=OuterRef("employee"), course=OuterRef("course"))
    later, earlier = (of_the_same.filter(**{f"cycle__{side}": OuterRef("cycle")}) for side in ("gt", "lt"))
    rows = asof.enrolments(day).filter(
        valid & ~Exists(later.filter(valid)) | ~valid & ~Exists(later) & ~Exists(earlier.filter(valid))
    )
    if subject.course_ids or subject.any_is_enough:
        return rows.filter(valid | ~asof.released(day), course__in=subject.course_ids)
    return rows.filter(valid | asof.obliging(day))


def conditions(day: dt.date) -> dict[str, Q]:
    """For each state, the condition of rows of `enrolments_that_count`; they exclude each other and leave none out."""
    done = Q(done_at__isnull=False)
    run_out = Q(valid_until__isnull=False, valid_until__lt=day)
    late = Q(due_day__isnull=False, due_day__lt=day)
    begun = Q(begun_at__isnull=False)
    excused = Q(is_exempt=True)
    return {
        COMPLETED: done & ~run_out,
        EXPIRED: done & run_out & ~excused,
        OVERDUE: ~done & ~excused & late,
        IN_PROGRESS: ~done & ~excused & ~late & begun,
        NOT_STARTED: ~done & ~excused & ~late & ~begun,
        EXEMPT: excused & (~done | run_out),
    }


def exemption_in_force(day: dt.date, *, own: str = "requirement") -> Exists:
    """Whether the person of an enrolment is exempt from the requirement that it answers to, its field `own`."""
    return Exists(asof.exemptions(day).filter(employee=OuterRef("employee"), requirement=OuterRef(own)))


def exemption_of_person(subject: Subject, day: dt.date) -> Exists:
    """Whether a person is exempt from something that `subject` asks; such people are not enrolled at all."""
    exemptions = asof.exemptions(day).filter(employee=OuterRef("pk"))
    if subject.course_ids or subject.any_is_enough:
        exemptions = exemptions.filter(requirement__courses__in=subject.course_ids)
    return Exists(exemptions)


def duties_per_person(
    subject: Subject, day: dt.date, people: QuerySet[Employee] | None = None
) -> dict[int, dict[str, Any]]:
    """For each employee id, how many duties are in which state, the next due day and the last completion: one query."""
    rows = enrolments_that_count(subject, day)
    if people is not None:
        rows = rows.filter(employee__in=people)
    by_state = conditions(day)
    counted = (
        rows.annotate(is_exempt=exemption_in_force(day, own="for_requirement"))
        .order_by()
        .values("employee_id")
        .annotate(
            **{f"n_{state}": Count("pk", filter=condition) for state, condition in by_state.items()},
            next_due=Min("due_day", filter=Q(done_at=None) & ~by_state[EXEMPT]),
            last_completed=Max("done_at"),
        )
    )
    found = {}
    for row in counted:
        counts = {state: row[f"n_{state}"] for state in by_state}
        counts["duties"] = sum(number for state, number in counts.items() if state != EXEMPT)
        counts["next_due"], counts["last_completed"] = row["next_due"], row["last_completed"]
        found[row["employee_id"]] = counts
    return found


@dataclass(slots=True)
class Duty:
    """One course of one person, with its state on the day of the report."""

    course: str
    state: str
    due_on: dt.date | None
    completed_at: dt.datetime | None
    valid_until: dt.date | None


def duties_of(people: QuerySet[Employee], day: dt.date | None = None) -> dict[int, list[Duty]]:
    """For each employee id, the courses that count and their states, what is missing first; one query."""
    day = day or timezone.localdate()
    rows = (
        enrolments_that_count(EVERY_DUTY, day)
        .filter(employee__in=people)
        .annotate(is_exempt=exemption_in_force(day, own="for_requirement"))
        .order_by("course__title")
        .values_list(
            "employee_id", "course__title", F("due_day"), F("begun_at"), F("done_at"), "valid_until", "is_exempt"
        )
    )
    found: dict[int, list[Duty]] = defaultdict(list)
    for employee_id, course, due_on, started_at, completed_at, valid_until, is_exempt in rows:
        state = state_of(
            day=day,
            due_on=due_on,
            started_at=started_at,
            completed_at=completed_at,
            valid_until=valid_until,
            is_exempt=is_exempt,
        )
        found[employee_id].append(Duty(course, state, due_on, completed_at, valid_until))
    for duties in found.values():
        duties.sort(key=lambda duty: STATES.index(duty.state))
    return found


class Organisation:
    """The tree of departments in memory: one query, whatever is asked of it."""

    def __init__(self) -> None:
        rows = list(Department.objects.order_by("path").values_list("pk", "path", "name", "kind", "depth"))
        self.names = {pk: name for pk, _path, name, _kind, _depth in rows}
        self.paths = {pk: path for pk, path, _name, _kind, _depth in rows}
        self.depths = {pk: depth for pk, _path, _name, _kind, depth in rows}
        by_path = {path: (pk, kind) for pk, path, _name, kind, _depth in rows}
        self.offices = {pk: self._office(path, by_path) for pk, path, _name, _kind, _depth in rows}

    @staticmethod
    def _office(path: str, by_path: dict[str, tuple[int, str]]) -> int:
        """The dirección that a unit belongs to: the nearest node that is no mere unit."""
        own = by_path[path][0]
        for length in range(len(path), 0, -Department.steplen):
            pk, kind = by_path[path[:length]]
            if kind != Department.Kind.UNIT:
                return pk
        return own

    def with_branches(self, pk: int) -> set[int]:
        return {other for other, path in self.paths.items() if path.startswith(self.paths[pk])}

    def of_office(self, pk: int) -> set[int]:
        """The department itself and the units that report as part of it."""
        return {other for other, office in self.offices.items() if office == pk} | {pk}


def people_on_the_roll(
    organisation: Organisation, day: dt.date, people: QuerySet[Employee] | None = None, subject: Subject = EVERY_DUTY
) -> list[Person]:
    """Everybody active on `day` with the main appointment of that day, exempt or without duty so far; one query."""
    main = Q(appointments__is_main=True, appointments__starts_on__lte=day) & (
        Q(appointments__ends_on=None) | Q(appointments__ends_on__gte=day)
    )
    active = Employee.objects.active(day) if people is None else people
    rows = (
        active.annotate(
            main=FilteredRelation("appointments", condition=main), is_exempt=exemption_of_person(subject, day)
        )
        .order_by("number", "main__starts_on")
        .values_list(
            "pk",
            "number",
            "first_surname",
            "second_surname",
            "given_names",
            "main__department_id",
            "main__post__name",
            "is_exempt",
        )
    )
    found: dict[int, Person] = {}
    for pk, number, first, second, given, department_id, post, is_exempt in rows:
        office_id = organisation.offices.get(department_id)
        # Two main appointments of one person may overlap for a day: the later one, read last, counts.
        found[pk] = Person(
            pk=pk,
            number=number,
            name=f"{first} {second}".strip() + f", {given}",
            department_id=department_id,
            department=organisation.names.get(department_id, ""),
            office_id=office_id,
            office=organisation.names.get(office_id, ""),
            post=post or "",
            state=EXEMPT if is_exempt else NOT_REQUIRED,
        )
    # The database sorts «Álvarez» after «Zúñiga»; people do not.
    return sorted(found.values(), key=lambda person: plain(person.name))


def progress(
    *,
    subject: Subject = EVERY_DUTY,
    organisation: Organisation | None = None,
    people: QuerySet[Employee] | None = None,
    day: dt.date | None = None,
) -> list[Person]:
    """Everybody (or `people`) with the state of their training on `day`, in order of name: three queries."""
    day = day or timezone.localdate()
    persons = people_on_the_roll(organisation or Organisation(), day, people, subject)
    counted = duties_per_person(subject, day, people)
    for person in persons:
        counts = counted.get(person.pk)
        if counts is None:
            continue
        person.state = overall_state(counts, any_is_enough=subject.any_is_enough)
        person.duties, person.completed = counts["duties"], counts[COMPLETED]
        person.overdue = counts[OVERDUE]
        person.next_due, person.last_completed = counts["next_due"], counts["last_completed"]
    return persons


def add_departments_then(persons: Iterable[Person], subject: Subject) -> None:
    """Write beside each last completion the department as it was frozen that day; one query."""
    wanted = {(person.pk, person.last_completed): person for person in persons if person.last_completed}
    if not wanted:
        return
    rows = Completion.objects.all()
    # A whole roll is cheaper to read through than to name person by person.
    if len(wanted) <= 200:
        rows = rows.filter(employee__in=[pk for pk, _moment in wanted])
    if subject.course_ids:
        rows = rows.filter(course__in=subject.course_ids)
    for pk, moment, department in rows.order_by().values_list("employee_id", "completed_at", "department_name"):
        if person := wanted.get((pk, moment)):
            person.department_then = department


def tally(persons: Iterable[Person]) -> Tally:
    return Tally(counts=Counter(person.state for person in persons))


def tallies_by_office(persons: Iterable[Person]) -> list[Tally]:
    """One tally per dirección, those with most people missing first; people without appointment come last."""
    found: dict[int | None, Tally] = {}
    for person in persons:
        one = found.setdefault(person.office_id, Tally(label=person.office, pk=person.office_id))
        one.counts[person.state] += 1
    return sorted(found.values(), key=lambda one: (one.pk is None, -one.missing, one.label))
