"""A small scene of findings: an instrument of two blocks with three aspects each, departments and their people."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from cimtra.findings.acts import open_finding
from cimtra.models import Aspect, Block, Field, Frequency, Instrument, Round, Variable
from people.models import User
from people.roles import CONSULTANCY, LIAISON, TRANSPARENCY_UNIT
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, UserFactory


class InstrumentFactory(DjangoModelFactory):
    class Meta:
        model = Instrument

    code = factory.Sequence(lambda n: f"pequena-{n}")
    version = "2020"
    name = "Herramienta pequeña"
    label = "Dos bloques"


def small_instrument(**values) -> Instrument:
    """Two blocks with aspects 1–3 and 4–6; each aspect has the variables «n.1» and «n.2»."""
    instrument = InstrumentFactory(**values)
    field = Field.objects.create(instrument=instrument, number=1, code="gobierno", title="Gobierno")
    for number, roman in ((1, "I"), (2, "II")):
        block = Block.objects.create(
            field=field, number=number, roman=roman, code=f"b{number}", title=f"Bloque {roman}"
        )
        for place in range(1, 4):
            aspect = Aspect.objects.create(
                block=block,
                number=(number - 1) * 3 + place,
                title=f"Aspecto {roman}.{place}",
                frequency=Frequency.QUARTERLY,
            )
            for part in (1, 2):
                Variable.objects.create(
                    aspect=aspect, number=f"{aspect.number}.{part}", title=f"Variable {part}", sort_order=part
                )
    return instrument


def in_role(role: str, **values) -> User:
    """An account with the role, of a person on the roll."""
    from django.contrib.auth.models import Group

    employee = EmployeeFactory(**values)
    employee.user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=employee.user.pk)


def consultant() -> User:
    return in_role(CONSULTANCY)


def transparency() -> User:
    return in_role(TRANSPARENCY_UNIT)


def head_of(department) -> User:
    return AppointmentFactory(department=department, is_head=True).employee.user


def liaison_of(department) -> User:
    user = in_role(LIAISON)
    AppointmentFactory(department=department, employee=user.employee)
    return user


def finding(*, by=None, **values):
    values = {"text": "Falta publicar las actas del trimestre.", **values}
    return open_finding(by=by or UserFactory(), **values)


def department(name: str, **values):
    return DepartmentFactory(name=name, **values)


def round_of(instrument, **values) -> Round:
    values = {"name": "Evaluación de agosto", "cutoff_on": dt.date(2026, 8, 31), **values}
    return Round.objects.create(instrument=instrument, **values)
