"""Who is told about the deliveries of a department: its liaisons, and whoever heads it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from people.api import Appointment, Department, Employee

STEP = Department.steplen
DELIVERS = {"content_type__app_label": "cimtra", "codename": "deliver"}


@dataclass(frozen=True, slots=True)
class Audience:
    """Ids of employees. `first` are told at once: the liaisons, or the heads where there is no liaison."""

    liaisons: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()

    @property
    def first(self) -> frozenset[int]:
        return self.liaisons or self.heads

    @property
    def everybody(self) -> frozenset[int]:
        return self.liaisons | self.heads


def audiences(departments: Iterable[int], day: dt.date | None = None) -> dict[int, Audience]:
    """Who is told on `day` about each of `departments` (ids); three queries for all.

    Where a department has nobody, the nearest one above it that has somebody is asked.
    """
    day = day or timezone.localdate()
    wanted = dict(Department.objects.filter(pk__in=set(departments)).values_list("pk", "path"))
    if not wanted:
        return {}
    present = Appointment.objects.on(day).filter(employee__in=Employee.objects.active(day))
    role = {f"employee__user__groups__permissions__{name}": value for name, value in DELIVERS.items()}
    liaisons = _by_path(present.filter(Q(employee__user__is_active=True), **role))
    heads = _by_path(present.filter(is_head=True))
    return {pk: Audience(_nearest(path, liaisons), _nearest(path, heads)) for pk, path in wanted.items()}


def _by_path(appointments) -> dict[str, set[int]]:
    found = defaultdict(set)
    for path, person in appointments.values_list("department__path", "employee"):
        found[path].add(person)
    return found


def _nearest(path: str, people_at: dict[str, set[int]]) -> frozenset[int]:
    while path and path not in people_at:
        path = path[:-STEP]
    return frozenset(people_at.get(path, ()))
