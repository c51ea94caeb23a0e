"""Who looks after whom: the heads of many people at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from .models import Appointment, Department, Employee
from .organisation import delegations_on

STEP = Department.steplen


def superiors_of(employees: Iterable[int], on: dt.date | None = None) -> dict[int, set[int]]:
    """For each of `employees` (ids) the ids of those who look after them on the day `on`; four queries for all.

    That is the head of the department of the main appointment, or of the nearest one above that has a head; nobody is
    their own superior. Who is in charge for the time being goes before who holds the post, and a deputy before the
    head who delegated, since those are away. People without appointment or anybody above are left out.
    """
    day = on or timezone.localdate()
    wanted = set(employees)
    if not wanted:
        return {}
    heads_at = _heads_by_path(day)
    deputies = defaultdict(set)
    for head, deputy in delegations_on(day).values_list("head", "deputy"):
        deputies[head].add(deputy)
    found: dict[int, set[int]] = {}
    places = Appointment.objects.on(day).filter(employee__in=wanted).order_by("is_main", "starts_on")
    for person, path in places.values_list("employee", "department__path"):
        # The main appointment comes last, so it has the last word.
        if above := _nearest(person, path, heads_at, deputies):
            found[person] = above
    return found


def _heads_by_path(day: dt.date) -> dict[str, set[int]]:
    """The heads of each department by its path: those in charge for the time being where there are any."""
    of_department = defaultdict(lambda: {True: set(), False: set()})
    heads = Appointment.objects.on(day).filter(Q(is_head=True), employee__in=Employee.objects.active(day))
    for path, person, is_acting in heads.values_list("department__path", "employee", "is_acting"):
        of_department[path][is_acting].add(person)
    return {path: found[True] or found[False] for path, found in of_department.items()}


def _nearest(person: int, path: str, heads_at: dict[str, set[int]], deputies: dict[int, set[int]]) -> set[int]:
    while path:
        found = set()
        for head in heads_at.get(path, set()) - {person}:
            found |= (deputies[head] - {person} if head in deputies else set()) or {head}
        if found:
            return found
        path = path[:-STEP]
    return set()
