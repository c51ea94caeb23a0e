"""What a file of earlier training would record, row by row, without writing anything."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, Unfit, User, day_of_cell, fold, text_of_cell

from ...models import Completion, CoursePage, TrainingRequirement
from .reading import Row

MOST_HOURS = Decimal(999)
LONGEST = {"institution": 200, "document": 200}
MARKUP = re.compile(r"[<>]|^[=@+]|^-\D")


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be recorded, as plain values; `name` and `course` are for people to read."""

    row: int
    employee_id: int
    number: str
    name: str
    course_id: int
    course: str
    day: str
    hours: str
    institution: str
    document: str


@dataclasses.dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot: which cell (a name of COLUMNS), what it shows and why."""

    row: int
    column: str
    shown: str
    reason: str


@dataclasses.dataclass(frozen=True)
class Plan:
    """`ready` will be recorded, `known` is recorded already (row numbers), `refused` is not."""

    ready: tuple[Entry, ...]
    known: tuple[int, ...]
    refused: tuple[Refusal, ...]

    @property
    def counts(self) -> dict[str, int]:
        wrong = {one.row for one in self.refused}
        read = len(self.ready) + len(self.known) + len(wrong)
        return {"read": read, "ready": len(self.ready), "known": len(self.known), "refused": len(wrong)}

    @property
    def digest(self) -> str:
        """Differs when something else would be recorded than what was shown."""
        return hashlib.sha256(json.dumps([dataclasses.astuple(one) for one in self.ready]).encode()).hexdigest()

    def as_plain(self) -> dict[str, Any]:
        return {
            "ready": [dataclasses.asdict(one) for one in self.ready],
            "known": list(self.known),
            "refused": [dataclasses.asdict(one) for one in self.refused],
        }


class _Wrong(ValueError):
    """A cell that cannot be taken: its column and the reason."""

    def __init__(self, column: str, reason: str):
        self.column, self.reason = column, reason
        super().__init__(reason)


def plan(rows: Sequence[Row], *, by: User) -> Plan:
    """The Plan of `rows` as the database stands, for somebody who may record anybody's training but their own."""
    people = {one.number: one for one in Employee.objects.filter(number__in=_numbers(rows))}
    reader = _Reader(people=people, courses=_courses(), today=timezone.localdate(), own=by.pk)
    entries, refused = [], []
    for row in rows:
        try:
            entries.append(reader.entry(row))
        except _Wrong as error:
            shown = text_of_cell(row.cells.get(error.column))[:120]
            refused.append(Refusal(row.number, error.column, shown, error.reason))
    recorded = _recorded({one.employee_id for one in entries})
    ready, known, seen = [], [], set()
    for entry in entries:
        key = (entry.employee_id, entry.course_id, entry.day)
        if key in seen:
            refused.append(Refusal(entry.row, "course", entry.course, _("The file has this training twice.")))
        elif key in recorded:
            known.append(entry.row)
        else:
            ready.append(entry)
        seen.add(key)
    return Plan(tuple(ready), tuple(known), tuple(sorted(refused, key=lambda one: one.row)))


def _numbers(rows: Iterable[Row]) -> set[str]:
    return {text_of_cell(row.cells.get("number")).strip() for row in rows}


def _courses() -> dict[str, list[CoursePage]]:
    """The courses by their title, by the last part of their address, and by the code of a requirement they satisfy."""
    courses = {page.pk: page for page in CoursePage.objects.order_by("path")}
    found: dict[str, list[CoursePage]] = {}
    for page in courses.values():
        for name in {fold(page.title), fold(page.slug)}:
            found.setdefault(name, []).append(page)
    links = TrainingRequirement.courses.through.objects.filter(trainingrequirement__is_active=True)
    for code, course_id in links.values_list("trainingrequirement__code", "coursepage_id"):
        of_code = found.setdefault(fold(code), [])
        if course_id in courses and courses[course_id] not in of_code:
            of_code.append(courses[course_id])
    return found


def _recorded(employee_ids: set[int]) -> set[tuple[int, int, str]]:
    rows = Completion.objects.filter(employee__in=employee_ids).values_list("employee_id", "course_id", "completed_at")
    return {(employee, course, timezone.localdate(at).isoformat()) for employee, course, at in rows}


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    people: dict[str, Employee]
    courses: dict[str, list[CoursePage]]
    today: dt.date
    own: int

    def entry(self, row: Row) -> Entry:
        employee, course = self._employee(row), self._course(row)
        return Entry(
            row=row.number,
            employee_id=employee.pk,
            number=employee.number,
            name=employee.sorting_name,
            course_id=course.pk,
            course=course.title,
            day=self._day(row, employee).isoformat(),
            hours=str(self._hours(row, course)),
            institution=self._words(row, "institution"),
            document=self._words(row, "document"),
        )

    def _employee(self, row: Row) -> Employee:
        number = text_of_cell(row.cells.get("number")).strip()
        if not number:
            raise _Wrong("number", _("The employee number is missing."))
        employee = self.people.get(number)
        if employee is None:
            raise _Wrong("number", _("Nobody on the roster has this number."))
        if employee.user_id == self.own:
            raise _Wrong("number", _("Nobody records training of their own: ask a colleague."))
        return employee

    def _course(self, row: Row) -> CoursePage:
        name = text_of_cell(row.cells.get("course"))
        if not name.strip():
            raise _Wrong("course", _("The course is missing."))
        found = self.courses.get(fold(name), [])
        if not found:
            raise _Wrong("course", _("No course has this title or code. Write it as in the catalogue."))
        if len(found) > 1:
            raise _Wrong("course", _("Several courses go by this. Write the title as in the catalogue."))
        return found[0]

    def _day(self, row: Row, employee: Employee) -> dt.date:
        if row.cells.get("day") is None:
            raise _Wrong("day", _("The day is missing."))
        try:
            day = day_of_cell(row.cells["day"], today=self.today)
        except Unfit as error:
            raise _Wrong("day", str(error)) from error
        if day > self.today:
            raise _Wrong("day", _("This day has not come yet."))
        return day

    def _hours(self, row: Row, course: CoursePage) -> Decimal:
        """The load of the row; that of the course where the row says nothing."""
        text = text_of_cell(row.cells.get("hours")).strip().lower().removesuffix("horas").removesuffix("hrs")
        text = text.removesuffix("h").strip().replace(",", ".")
        if not text:
            return course.hours
        try:
            hours = Decimal(text).quantize(Decimal("0.1"))
        except InvalidOperation as error:
            raise _Wrong("hours", _("These are no hours. Write a number such as 20 or 1.5.")) from error
        if not hours.is_finite() or not 0 < hours <= MOST_HOURS:
            raise _Wrong("hours", _("The hours must be more than 0 and at most 999."))
        return hours

    def _words(self, row: Row, column: str) -> str:
        text = text_of_cell(row.cells.get(column)).strip()
        if len(text) > LONGEST[column]:
            raise _Wrong(column, _("The text is too long."))
        if MARKUP.search(text):
            raise _Wrong(column, _("It looks like a formula or HTML code. Leave only the words."))
        return text
