"""A town with something in every report: direcciones, people in every situation, a plan, constancias."""

import datetime as dt
from types import SimpleNamespace

from courses.models import Duty, Exemption, PlannedTraining
from people.models import Appointment
from tests.certificates.factories import certificate
from tests.factories import (
    DepartmentFactory,
    EmployeeFactory,
    PostFactory,
    TrainingRequirementFactory,
    UserFactory,
    course_page,
)
from tests.reports.situations import days, duty, enrol, moment, person

SITUATIONS = [
    {"due": 9},
    {"started": -1, "due": 45},
    {"due": -3},
    {"completed": -5, "valid": 300},
    {"completed": -400, "valid": -35},
    {"completed": -300, "valid": 20},
]


def owe(employee, course, assignment, **situation):
    """An enrolment with the duty row that stands behind it."""
    enrolment = enrol(
        employee, course, assignment=assignment, enrolled_at=moment(situation.get("enrolled", -410)), **situation
    )
    Duty.objects.create(
        employee=employee,
        assignment=assignment,
        enrolment=enrolment,
        since=days(-410),
        due_on=enrolment.due_on,
        reason=f"Le corresponde por la asignación «{assignment.title}».",
        recorded_at=moment(-410),
    )
    return enrolment


def town(*, people=12, name="Íngrid"):
    """Two direcciones, one with a unit; `name` is the given name of everybody and stands in other texts too."""
    office = DepartmentFactory(name="Hacienda Municipal")
    unit = DepartmentFactory(name="Ingresos", kind="jefatura", parent=office)
    works = DepartmentFactory(name="Obras Públicas")
    post = PostFactory(name="Cajera")
    first, second = course_page(title="Fundamentos", modules=0), course_page(title="Gasto y obra", modules=0)
    requirement = TrainingRequirementFactory(code="CAP-UNO", validity_months=12)
    requirement.courses.set([first])
    both = duty(first), duty(second)
    staff = []
    for place in range(people):
        employee = person([office, unit, works, None][place % 4], given_names=f"{name} {place}")
        staff.append(employee)
        if place % 7:
            owe(employee, first, both[0], **SITUATIONS[place % 6])
        if place % 3 == 0:
            owe(employee, second, both[1], **SITUATIONS[(place + 2) % 6])
    Appointment.objects.create(
        employee=staff[0], department=works, post=post, starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2024, 9, 30)
    )
    Exemption.objects.create(
        employee=staff[0],
        requirement=requirement,
        reason="Comisión",
        document="Oficio 1",
        approved_by=UserFactory(),
        starts_on=days(-30),
        approved_at=moment(-30),
    )
    PlannedTraining.objects.create(year=days(0).year, course=first, people=4, responsible=name)
    PlannedTraining.objects.create(
        year=days(0).year, course=second, department=office, people=2, month_from=1, month_until=1
    )
    certificate(employee=EmployeeFactory(user=None, given_names=f"{name} con constancia"))
    return SimpleNamespace(
        office=office,
        unit=unit,
        works=works,
        course=first,
        other=second,
        requirement=requirement,
        staff=staff,
        assignments=both,
    )
