"""What stands behind one line of the board: each area with its people's training, deliveries, addresses, findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from courses.api import TrainingRequirement
from people.api import Appointment, Department, Employee
from reports.api import Organisation, requirement_states, state_label

from ..findings.lists import is_overdue
from ..models import Delivery, Finding, PublishedAddress
from ..obligations.lights import OPEN, Light, light_of
from ..obligations.lists import period_label
from .answering import people_by_department, people_of
from .board import Line
from .training import LACKING, States, Training, requirements_by_aspect, state_of, training_of

#: How many deliveries and findings are shown; the lists of each have them all.
MOST = 40


@dataclass(frozen=True)
class PersonLine:
    """One person with the state in each requirement of the aspect: (state, its word, the day that says most)."""

    employee: Employee
    post: str
    standing: str
    states: list[tuple[str, str, dt.date | None]]


@dataclass(frozen=True)
class Area:
    """A department that answers, with the counts of its people; `people` is empty for those who may not see them."""

    department: Department
    is_main: bool
    training: Training
    people: list[PersonLine] = field(default_factory=list)


@dataclass(frozen=True)
class DeliveryLine:
    delivery: Delivery
    period: str
    light: Light


@dataclass(frozen=True)
class Behind:
    requirements: list[TrainingRequirement]
    areas: list[Area]
    deliveries: list[DeliveryLine]
    addresses: list[PublishedAddress]
    findings: list[tuple[Finding, bool]]
    names_people: bool


def behind(
    line: Line, *, day: dt.date, named: Collection[int] | None, departments: Collection[int] | None = None
) -> Behind:
    """All that explains `line`; the number of queries does not grow with people, deliveries or findings.

    `named` are the ids of the people who may be named, None for everybody: of the others only counts are told. With
    `departments`, only what is theirs: for heads and liaisons, who see the own area.
    """
    shown = [one for one in line.departments if departments is None or one.pk in departments]
    needed = requirements_by_aspect([line.aspect.pk])[line.aspect.pk]
    requirements = sorted(TrainingRequirement.objects.filter(pk__in=needed), key=lambda one: one.code)
    return Behind(
        requirements=requirements,
        areas=_areas(line, shown, requirements, day, named),
        deliveries=_deliveries(line, departments, day),
        addresses=_addresses(line, departments),
        findings=_findings(line, departments, day),
        names_people=named is None or bool(named),
    )


def _areas(
    line: Line,
    shown: list[Department],
    requirements: list[TrainingRequirement],
    day: dt.date,
    named: Collection[int] | None,
) -> list[Area]:
    people = people_of(shown, Organisation(), people_by_department(day))
    everybody = set().union(*people.values())
    states = requirement_states(day, [one.pk for one in requirements], people=everybody)
    told = everybody if named is None else everybody & set(named)
    persons = _persons(told, requirements, states, day) if told else {}
    order = {LACKING: 0}
    return [
        Area(
            department=one,
            is_main=one == line.departments[0],
            training=training_of(people[one.pk], [requirement.pk for requirement in requirements], states),
            people=sorted(
                (persons[pk] for pk in people[one.pk] if pk in persons),
                key=lambda person: (order.get(person.standing, 1), person.employee.sorting_name),
            ),
        )
        for one in shown
    ]


def _persons(
    ids: set[int], requirements: list[TrainingRequirement], states: States, day: dt.date
) -> dict[int, PersonLine]:
    posts = {}
    for appointment in Appointment.objects.on(day).filter(employee__in=ids).select_related("post").order_by("is_main"):
        # The main one comes last and stays.
        posts[appointment.employee_id] = appointment.post.name
    found = {}
    for pk, employee in Employee.objects.in_bulk(ids).items():
        own = [states.get((pk, one.pk), ("not_required", None)) for one in requirements]
        found[pk] = PersonLine(
            employee=employee,
            post=posts.get(pk, ""),
            standing=state_of(pk, [one.pk for one in requirements], states),
            states=[(state, state_label(state), when) for state, when in own],
        )
    return found


def _deliveries(line: Line, departments: Collection[int] | None, day: dt.date) -> list[DeliveryLine]:
    """What is late first, then what was due last."""
    rows = Delivery.objects.filter(obligation__aspects=line.aspect, period_start__lte=day)
    if departments is not None:
        rows = rows.filter(department__in=departments)
    rows = rows.select_related("obligation", "department", "document", "session__body").order_by("-due_on", "-pk")
    late = list(rows.filter(due_on__lt=day, state__in=OPEN)[:MOST])
    known = {one.pk for one in late}
    last = [one for one in rows[:MOST] if one.pk not in known]
    return [DeliveryLine(one, period_label(one), light_of(one, day)) for one in [*late, *last][:MOST]]


def _addresses(line: Line, departments: Collection[int] | None) -> list[PublishedAddress]:
    rows = PublishedAddress.objects.filter(aspect=line.aspect) | PublishedAddress.objects.filter(
        obligation__aspects=line.aspect
    )
    if departments is not None:
        rows = rows.filter(department__in=departments)
    return list(rows.distinct().select_related("department", "last_check").order_by("title", "pk")[:MOST])


def _findings(line: Line, departments: Collection[int] | None, day: dt.date) -> list[tuple[Finding, bool]]:
    """The open ones, what is due first, each with whether its day has passed."""
    rows = Finding.objects.filter(aspect=line.aspect, state__in=Finding.OPEN).select_related("department")
    if departments is not None:
        rows = rows.filter(department__in=departments)
    return [(one, is_overdue(one, day)) for one in rows.order_by("due_on", "number")[:MOST]]
