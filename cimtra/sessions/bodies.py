"""Who holds sessions, and who sits there on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from people.api import Appointment, Department

from ..models import CouncilSession

#: People sit on these beside their work. The pleno is one of them: its members have their offices elsewhere.
KINDS = (Department.Kind.COMMISSION, Department.Kind.COUNCIL)


@dataclass(frozen=True, slots=True)
class Seat:
    employee_id: int
    name: str
    post: str


def bodies() -> QuerySet[Department]:
    """The bodies in use that can be called to a session."""
    return Department.objects.filter(kind__in=KINDS, is_active=True).order_by("path")


def seats_of(body: Department, day: dt.date) -> list[Seat]:
    """Who sits on `body` on `day` by an appointment, whoever presides first; one query."""
    rows = Appointment.objects.on(day).filter(department=body).select_related("employee", "post")
    seats: dict[int, Seat] = {}
    for row in rows.order_by("-is_head", "employee__first_surname", "employee__pk"):
        seats.setdefault(row.employee_id, Seat(row.employee_id, row.employee.full_name, row.post.name))
    return list(seats.values())


def next_number(body: Department, kind: str, year: int) -> int:
    """The number that follows the last session of that kind this year."""
    held = CouncilSession.objects.filter(body=body, kind=kind, year=year)
    return (held.aggregate(last=Max("number"))["last"] or 0) + 1
