"""Who is told of a finding: the person who attends to it, or whoever heads its department on that day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from people.api import Appointment, Department, Employee, delegations_on

from ..models import Finding

STEP = Department.steplen


def answerable(findings: Iterable[Finding], day: dt.date | None = None) -> dict[int, set[int]]:
    """For each finding (id) the ids of the people who attend to it on `day`; five queries for all.

    That is its person while on the roll, else whoever heads its department or the nearest one above that has a head:
    those in charge for the time being before who holds the post, and deputies in the place of who delegated. Findings
    of which nobody can be told are left out.
    """
    day = day or timezone.localdate()
    findings = list(findings)
    if not findings:
        return {}
    people = {one.person_id for one in findings if one.person_id}
    active = set(Employee.objects.active(day).filter(pk__in=people).values_list("pk", flat=True)) if people else set()
    departments = {one.department_id for one in findings if one.department_id and one.person_id not in active}
    heads = heads_of(departments, day) if departments else {}
    found = {}
    for one in findings:
        told = {one.person_id} if one.person_id in active else heads.get(one.department_id, set())
        if told:
            found[one.pk] = told
    return found


def heads_of(departments: Iterable[int], day: dt.date | None = None) -> dict[int, set[int]]:
    """For each department (id) who looks after it on `day`, as `answerable` says; three queries for all."""
    day = day or timezone.localdate()
    paths = dict(Department.objects.filter(pk__in=departments).values_list("pk", "path"))
    at = _heads_by_path(day)
    deputies = defaultdict(set)
    for head, deputy in delegations_on(day).values_list("head", "deputy"):
        deputies[head].add(deputy)
    found = {pk: _nearest(path, at) for pk, path in paths.items()}
    return {pk: {one for head in heads for one in deputies.get(head) or {head}} for pk, heads in found.items() if heads}


def _heads_by_path(day: dt.date) -> dict[str, set[int]]:
    of_department = defaultdict(lambda: {True: set(), False: set()})
    heads = Appointment.objects.on(day).filter(is_head=True, employee__in=Employee.objects.active(day))
    for path, person, is_acting in heads.values_list("department__path", "employee", "is_acting"):
        of_department[path][is_acting].add(person)
    return {path: found[True] or found[False] for path, found in of_department.items()}


def _nearest(path: str, heads_at: dict[str, set[int]]) -> set[int]:
    while path:
        if found := heads_at.get(path):
            return found
        path = path[:-STEP]
    return set()
