"""A person's state in a requirement or a course, from their standings: the cells of the matrix and of other apps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from .standing import Rulebook, Standing, standings
from .states import ACCREDITED, PLACE

NOT_REQUIRED = "not_required"


@dataclass(frozen=True)
class Subject:
    """A requirement (any of its courses is enough) or a course."""

    key: str
    label: str
    course_ids: frozenset[int]
    requirement_id: int | None = None


def requirement_states(
    day: dt.date, requirement_ids: Iterable[int], *, people: Collection[int] | None = None
) -> dict[tuple[int, int], tuple[str, dt.date | None]]:
    """{(employee id, requirement id): (state, the day that says most about it)} on `day`; four queries in all.

    The states are those of reports.states. Whoever is asked for nothing, or was never enrolled, is left out.
    """
    book = Rulebook.on(day)
    subjects = [
        Subject(f"r{pk}", "", frozenset(book.courses_of.get(pk, ())), requirement_id=pk)
        for pk in requirement_ids
        if pk in book.requirements
    ]
    rows_of: dict[int, list[Standing]] = defaultdict(list)
    if subjects:
        for row in standings(day, people=people, rulebook=book):
            rows_of[row.employee_id].append(row)
    # An exempt person need not be enrolled in anything.
    for employee_id in book.exempt_people:
        if people is None or employee_id in people:
            rows_of.setdefault(employee_id, [])
    found = {}
    for employee_id, rows in rows_of.items():
        for subject, cell in zip(subjects, cells(employee_id, rows, subjects, book).values(), strict=True):
            if cell[0] != NOT_REQUIRED:
                found[employee_id, subject.requirement_id] = cell
    return found


def cells(
    employee_id: int, rows: list[Standing], subjects: Sequence[Subject], book: Rulebook
) -> dict[str, tuple[str, dt.date | None]]:
    """State and day of one person in each of `subjects`, by its key; `rows` are all standings of the person."""
    by_course = {row.course_id: row for row in rows}
    by_requirement: dict[int | None, list[Standing]] = defaultdict(list)
    for row in rows:
        by_requirement[row.requirement_id].append(row)
    found = {}
    for subject in subjects:
        own = [by_course[pk] for pk in subject.course_ids if pk in by_course]
        if subject.requirement_id:
            # A shorter course that renews a requirement is none of its courses, but the enrolment names it.
            named = by_requirement.get(subject.requirement_id, ())
            own += [row for row in named if row.course_id not in subject.course_ids]
        found[subject.key] = _cell(employee_id, own, subject, book)
    return found


def _cell(employee_id: int, own: list[Standing], subject: Subject, book: Rulebook) -> tuple[str, dt.date | None]:
    """Any accredited course is enough, else what is most urgent counts."""
    accredited = [row for row in own if row.state in ACCREDITED]
    if accredited:
        best = max(accredited, key=lambda row: (PLACE[row.state], row.valid_until or dt.date.max))
        return best.state, best.day
    asking = [row for row in own if row.is_missing]
    if asking:
        worst = min(asking, key=lambda row: (PLACE[row.state], row.day or dt.date.max))
        return worst.state, worst.day
    if _is_exempt(employee_id, subject, book):
        return "exempt", None
    return NOT_REQUIRED, None


def _is_exempt(employee_id: int, subject: Subject, book: Rulebook) -> bool:
    if subject.requirement_id:
        return (employee_id, subject.requirement_id) in book.exempt
    return any(book.is_exempt(employee_id, course_id) for course_id in subject.course_ids)
