"""Who works in the areas that answer for an aspect, on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from people.api import Appointment, Department, Employee
from reports.api import Organisation


def branch_of(organisation: Organisation, department_id: int) -> set[int]:
    """The department and the units below it that report as part of it.

    Not the whole branch: of the mayor's office, on which every other office hangs, that would be the municipality.
    """
    office = organisation.offices[department_id]
    below = organisation.with_branches(department_id)
    return {department_id} | {pk for pk in below if organisation.offices[pk] == office}


def people_by_department(day: dt.date) -> dict[int, set[int]]:
    """{department id: ids of the active people with an appointment there on `day`}; one query.

    Seats on a commission or council count as well: its members answer for what it publishes.
    """
    found: dict[int, set[int]] = defaultdict(set)
    rows = Appointment.objects.on(day).filter(employee__in=Employee.objects.active(day))
    for department_id, employee_id in rows.values_list("department_id", "employee_id"):
        found[department_id].add(employee_id)
    return found


def people_of(
    departments: Iterable[Department], organisation: Organisation, staff: Mapping[int, set[int]]
) -> dict[int, set[int]]:
    """{department id: ids of its people, units included} for each of `departments`; no query."""
    return {
        department.pk: set().union(*(staff.get(pk, ()) for pk in branch_of(organisation, department.pk)))
        for department in departments
    }
