"""Builds obligations, deliveries, sessions and a small instrument for tests."""

import datetime as dt

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from cimtra.models import (
    Aspect,
    AspectResponsible,
    Block,
    CouncilSession,
    Delivery,
    Field,
    Frequency,
    Instrument,
    Obligation,
)
from people.api import LIAISON, Department
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = Obligation

    title = factory.Sequence(lambda n: f"Publicar el aspecto {n}")
    department = factory.SubFactory(DepartmentFactory)
    starts_on = dt.date(2026, 1, 1)


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    obligation = factory.SubFactory(ObligationFactory)
    department = factory.SelfAttribute("obligation.department")
    period_start = dt.date(2026, 7, 1)
    period_end = dt.date(2026, 9, 30)
    due_on = dt.date(2026, 10, 15)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = CouncilSession

    body = factory.SubFactory(DepartmentFactory, kind=Department.Kind.COMMISSION)
    number = factory.Sequence(lambda n: n + 1)
    starts_at = factory.LazyFunction(lambda: timezone.make_aware(dt.datetime(2026, 3, 10, 20, 30)))
    state = CouncilSession.State.HELD


def mini_instrument(*, blocks=2, aspects=3):
    """A version in force of `blocks` blocks with `aspects` aspects each; returns its aspects by number."""
    instrument = Instrument.objects.create(
        code="mini", version="m-6", name="Herramienta", label="De prueba", is_current=True
    )
    field = Field.objects.create(instrument=instrument, number=1, code="campo", title="Campo")
    made = []
    for number in range(1, blocks + 1):
        block = Block.objects.create(
            field=field, number=number, roman="I" * number, code=f"b{number}", title=f"Bloque {number}"
        )
        for _place in range(aspects):
            n = len(made) + 1
            made.append(
                Aspect.objects.create(
                    block=block, number=n, title=f"Aspecto {n}", frequency=Frequency.QUARTERLY, open_format=True
                )
            )
    return made


def answers_for(department, aspect):
    return AspectResponsible.objects.create(aspect=aspect, department=department, starts_on=dt.date(2026, 1, 1))


def liaison(department):
    """An employee of `department` who holds the role of a liaison."""
    employee = EmployeeFactory()
    employee.user.groups.add(Group.objects.get(name=LIAISON))
    AppointmentFactory(employee=employee, department=department, is_head=False)
    return employee


def head(department):
    return AppointmentFactory(department=department, is_head=True).employee
