"""A small town for the board: six aspects, two areas, and people who stand differently in the training of aspect 1."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cimtra.models import (
    Aspect,
    AspectRequirement,
    AspectResponsible,
    Delivery,
    Finding,
    Instrument,
    Obligation,
)
from courses.models import CoursePage, TrainingRequirement
from people.models import Department, Employee
from tests.cimtra.rounds.rounds_factories import instrument
from tests.factories import DepartmentFactory, TrainingRequirementFactory, UserFactory, course_page
from tests.reports.situations import enrol, person

SINCE = dt.date(2025, 1, 1)


def today() -> dt.date:
    return timezone.localdate()


@dataclass
class Town:
    """Treasury answers for aspects 1 and 2 (helped with 1 by the clerk), the clerk for 3; 4 to 6 are nobody's.

    Of the treasury `trained` has the training, `untrained` lacks it, and nobody asked `newcomer`; `head` heads it.
    """

    instrument: Instrument
    treasury: Department
    clerk: Department
    requirement: TrainingRequirement
    course: CoursePage
    head: Employee
    trained: Employee
    untrained: Employee
    newcomer: Employee
    secretary: Employee

    def aspect(self, number: int) -> Aspect:
        return Aspect.objects.get(instrument=self.instrument, number=number)


def town() -> Town:
    made = instrument(blocks=2, aspects=3, variables=1)
    treasury, clerk = DepartmentFactory(name="Hacienda Municipal"), DepartmentFactory(name="Secretaría General")
    course = course_page(title="Gastos a la vista", lessons=1)
    requirement = TrainingRequirementFactory(code="CAP-GASTOS", title="Gastos y proveedores a la vista")
    requirement.courses.add(course)
    head = person(treasury, is_head=True, given_names="Celedonia", first_surname="Titularzzi", number="90001")
    head.user = UserFactory()
    head.save()
    found = Town(
        instrument=made,
        treasury=treasury,
        clerk=clerk,
        requirement=requirement,
        course=course,
        head=head,
        trained=person(treasury, given_names="Prudencia", first_surname="Acreditadazzi", number="90002"),
        untrained=person(treasury, given_names="Fulgencio", first_surname="Pendientezzi", number="90003"),
        newcomer=person(treasury, given_names="Nicanor", first_surname="Recientezzi", number="90004"),
        secretary=person(clerk, given_names="Hermelinda", first_surname="Secretariazzi", number="90005"),
    )
    enrol(head, course, requirement=requirement, completed=-30)
    enrol(found.trained, course, requirement=requirement, completed=-20)
    enrol(found.untrained, course, requirement=requirement, due=-5)
    AspectRequirement.objects.create(aspect=found.aspect(1), requirement=requirement)
    for number, department, is_main in ((1, treasury, True), (1, clerk, False), (2, treasury, True), (3, clerk, True)):
        answers(found.aspect(number), department, is_main=is_main)
    return found


def answers(aspect: Aspect, department: Department, **fields) -> AspectResponsible:
    return AspectResponsible.objects.create(aspect=aspect, department=department, **{"starts_on": SINCE, **fields})


def delivery(aspect: Aspect, department: Department, *, due: int = -10, delivered: bool = True, **fields) -> Delivery:
    """One delivery, due that many days from today, of an obligation of its own."""
    obligation = Obligation.objects.create(
        department=department,
        title=f"Actualización {Obligation.objects.count() + 1}",
        starts_on=SINCE,
    )
    obligation.aspects.add(aspect)
    day = today() + dt.timedelta(days=due)
    return Delivery.objects.create(
        obligation=obligation,
        department=department,
        period_start=day - dt.timedelta(days=100),
        period_end=day - dt.timedelta(days=10),
        due_on=day,
        state=Delivery.State.ACCEPTED if delivered else Delivery.State.WAITING,
        delivered_on=day - dt.timedelta(days=1) if delivered else None,
        **fields,
    )


def finding(aspect: Aspect, department: Department, **fields) -> Finding:
    number = Finding.objects.count() + 1
    return Finding.objects.create(
        number=number, text=f"Falta publicar el trimestre {number}.", aspect=aspect, department=department, **fields
    )
