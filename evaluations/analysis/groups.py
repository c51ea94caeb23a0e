"""How well each training requirement is mastered and how each department does, without a group so small that it names
somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from people.api import Appointment, Department

from .rows import AnswerRow, AttemptRow, Rows

#: A figure about fewer people could be traced to one of them.
SMALLEST_GROUP = 5
#: The unit of a department is shown as part of it.
UNIT = Department.Kind.UNIT


@dataclass(frozen=True)
class RequirementRow:
    """How a training requirement is mastered. ``percent``: the points earned of those that its questions gave."""

    code: str
    title: str
    percent: float
    people: int
    questions: int
    answers: int
    #: «Aspecto 44 …»: what it stands for in the instruments that evaluate the municipality.
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class DepartmentRow:
    """How the people of one department do; ``is_merged`` where several small ones stand together."""

    name: str
    people: int
    mean_score: float
    #: Of the attempts that count, out of 100.
    passed: float
    #: The requirement that it masters least.
    weakest: RequirementRow | None = None
    is_merged: bool = False
    merged_count: int = 0


@dataclass
class _Sum:
    earned: float = 0.0
    possible: float = 0.0
    people: set[int] = field(default_factory=set)
    questions: set[int] = field(default_factory=set)
    answers: int = 0

    def add(self, answer: AnswerRow, employee: int) -> None:
        points = float(answer.points)
        self.earned += float(answer.fraction) * points
        self.possible += points
        self.people.add(employee)
        self.questions.add(answer.question)
        self.answers += 1


def by_requirement(
    answers: Iterable[AnswerRow],
    attempts: Mapping[int, AttemptRow],
    *,
    titles: Mapping[str, str],
    aspects: Mapping[str, tuple[str, ...]],
) -> list[RequirementRow]:
    """A row per training requirement that was asked about, the least mastered first."""
    sums: dict[str, _Sum] = {}
    for answer in answers:
        for code in answer.requirements:
            sums.setdefault(code, _Sum()).add(answer, attempts[answer.attempt].employee)
    rows = [
        RequirementRow(
            code=code,
            title=titles.get(code, ""),
            percent=100 * one.earned / one.possible,
            people=len(one.people),
            questions=len(one.questions),
            answers=one.answers,
            aspects=aspects.get(code, ()),
        )
        for code, one in sums.items()
        if one.possible
    ]
    return sorted(rows, key=lambda row: (row.percent, row.code))


class Place(NamedTuple):
    """A department of the chart of offices: a unit stands for the one it belongs to."""

    id: int
    name: str


class Posting(NamedTuple):
    starts_on: dt.date
    ends_on: dt.date | None
    is_main: bool
    department: int


def places(attempts: Mapping[int, AttemptRow], employees) -> dict[int, Place | None]:
    """Where each attempt's person worked on the day it was submitted, by attempt; two queries.

    ``employees`` is a queryset of the ids of those people.
    """
    postings: dict[int, list[Posting]] = {}
    found = Appointment.objects.filter(employee__in=employees).order_by("starts_on", "pk")
    for employee, *posting in found.values_list("employee_id", "starts_on", "ends_on", "is_main", "department_id"):
        postings.setdefault(employee, []).append(Posting(*posting))
    departments = _departments()
    return {
        pk: departments.get(_department_on(postings.get(one.employee, ()), timezone.localdate(one.submitted_at)))
        for pk, one in attempts.items()
    }


def _department_on(postings: Sequence[Posting], day: dt.date) -> int | None:
    held = [one for one in postings if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)]
    held.sort(key=lambda one: (one.is_main, one.starts_on))
    return held[-1].department if held else None


def _departments() -> dict[int, Place]:
    """Every department as the office it belongs to: itself, or what the unit is part of."""
    found = list(Department.objects.order_by("path").values_list("pk", "path", "name", "kind"))
    by_path = {path: (pk, name, kind) for pk, path, name, kind in found}
    offices = {}
    for pk, path, _name, _kind in found:
        above = path
        while by_path[above][2] == UNIT and above[: -Department.steplen] in by_path:
            above = above[: -Department.steplen]
        offices[pk] = Place(*by_path[above][:2])
    return offices


def by_department(
    rows: Rows,
    where: Mapping[int, Place | None],
    *,
    titles: Mapping[str, str],
    words: Mapping[str, str],
) -> list[DepartmentRow]:
    """A row per department, the lowest mean first; small ones stand together as one row, or not at all.

    ``words``: {"others", "nowhere"}, what merged departments and people without an appointment are called.
    """
    groups: dict[Place | None, list[int]] = {}
    for attempt in rows.attempts:
        groups.setdefault(where.get(attempt), []).append(attempt)
    shown, merged = apart(groups, rows.attempts)
    answers: dict[int, list[AnswerRow]] = {}
    for answer in rows.answers:
        answers.setdefault(answer.attempt, []).append(answer)
    sections = [(place.name if place else words["nowhere"], attempts, 0) for place, attempts in shown.items()]
    if merged:
        sections.append((words["others"], [one for attempts in merged.values() for one in attempts], len(merged)))
    found = [_department(*section, rows=rows.attempts, answers=answers, titles=titles) for section in sections]
    return sorted(found, key=lambda row: (row.is_merged, row.mean_score, row.name))


def apart(
    groups: Mapping[Place | None, list[int]], attempts: Mapping[int, AttemptRow]
) -> tuple[dict[Place | None, list[int]], dict[Place | None, list[int]]]:
    """The groups that can be shown each by itself, and those that stand together; neither, if all are too few.

    What stands together has enough people too, else a group that is large enough joins it: otherwise the total less
    what is shown would tell the figure that is withheld.
    """

    def people(pk) -> int:
        return len({attempts[attempt].employee for attempt in groups[pk]})

    by_size = sorted(groups, key=lambda pk: (people(pk), str(pk)))
    merged = [pk for pk in by_size if people(pk) < SMALLEST_GROUP]
    waiting = by_size[len(merged) :]
    while merged and waiting and len({attempts[one].employee for pk in merged for one in groups[pk]}) < SMALLEST_GROUP:
        merged.append(waiting.pop(0))
    if merged and len({attempts[one].employee for pk in merged for one in groups[pk]}) < SMALLEST_GROUP:
        return {}, {}
    return {pk: groups[pk] for pk in waiting}, {pk: groups[pk] for pk in merged}


def _department(
    name: str,
    attempts: list[int],
    merged_count: int,
    *,
    rows: Mapping[int, AttemptRow],
    answers: Mapping[int, list[AnswerRow]],
    titles: Mapping[str, str],
) -> DepartmentRow:
    own = [rows[attempt] for attempt in attempts]
    requirements = by_requirement(
        (answer for attempt in attempts for answer in answers.get(attempt, ())), rows, titles=titles, aspects={}
    )
    # Of a requirement that few of them were asked about the figure would be theirs.
    known = [row for row in requirements if row.people >= SMALLEST_GROUP]
    return DepartmentRow(
        name=name,
        people=len({one.employee for one in own}),
        mean_score=sum(one.score for one in own) / len(own),
        passed=100 * sum(one.passed for one in own) / len(own),
        weakest=known[0] if known else None,
        is_merged=merged_count > 0,
        merged_count=merged_count,
    )
