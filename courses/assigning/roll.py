"""The roll of a day, read once: who works here, in which departments and posts."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from people.api import Appointment, Department, Employee, WorkingCalendar, working_calendar


class Seat(NamedTuple):
    """An appointment on the day: where, as what, since when."""

    department_id: int | None
    department: str
    path: str
    post_id: int | None
    post: str
    starts_on: dt.date
    is_head: bool
    is_acting: bool
    is_main: bool


@dataclasses.dataclass(slots=True)
class Person:
    """Somebody on the roll; `pk` is None for a person who is only proposed. The main appointment stands first."""

    pk: int | None
    number: str
    name: str
    hired_on: dt.date
    seats: list[Seat] = dataclasses.field(default_factory=list)

    @property
    def main(self) -> Seat | None:
        return self.seats[0] if self.seats else None


@dataclasses.dataclass(slots=True)
class Roll:
    """Everybody who works here on `day`, by id; the tree of departments and the working days come along."""

    day: dt.date
    people: dict[int, Person]
    paths: dict[int, str]
    calendar: WorkingCalendar


def sorting_name(first: str, second: str, given: str) -> str:
    return f"{' '.join(part for part in (first, second) if part)}, {given}"


def roll_on(day: dt.date, employees: Collection[int] | None = None) -> Roll:
    """The roll of `day`, of all people or of `employees` (ids) only; four queries however many they are."""
    active = Employee.objects.active(day)
    if employees is not None:
        active = active.filter(pk__in=employees)
    names = ("pk", "number", "first_surname", "second_surname", "given_names", "hired_on")
    people = {
        pk: Person(pk, number, sorting_name(first, second, given), hired_on)
        for pk, number, first, second, given, hired_on in active.order_by().values_list(*names)
    }
    seats = Appointment.objects.on(day).order_by("-is_main", "starts_on", "pk")
    if employees is not None:
        seats = seats.filter(employee__in=employees)
    columns = ("department", "department__name", "department__path", "post", "post__name", "starts_on")
    for employee, *seat in seats.values_list("employee", *columns, "is_head", "is_acting", "is_main"):
        if employee in people:
            people[employee].seats.append(Seat(*seat))
    paths = dict(Department.objects.order_by().values_list("pk", "path"))
    return Roll(day=day, people=people, paths=paths, calendar=working_calendar())
