"""People and enrolments in a given situation; days are counted from today."""

import datetime as dt

from django.utils import timezone

from courses.models import Assignment, Completion, Enrolment
from tests.factories import AppointmentFactory, EmployeeFactory


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


def moment(number):
    return timezone.now() + dt.timedelta(days=number)


def person(department=None, *, is_head=False, **fields):
    """Somebody on the roll without an account, in `department`."""
    employee = EmployeeFactory(user=None, **fields)
    if department:
        AppointmentFactory(employee=employee, department=department, is_head=is_head)
    return employee


def enrol(employee, course, *, cycle=1, due=None, started=None, completed=None, valid=None, **fields):
    """An enrolment of `employee`; with `assignment` or `requirement` it is a duty."""
    enrolment = Enrolment.objects.create(
        employee=employee,
        course=course,
        cycle=cycle,
        due_on=None if due is None else days(due),
        started_at=None if started is None else moment(started),
        completed_at=None if completed is None else moment(completed),
        valid_until=None if valid is None else days(valid),
        **fields,
    )
    if completed is not None:
        Completion.objects.create(
            enrolment=enrolment,
            employee=employee,
            course=course,
            employee_name=employee.full_name,
            department_name="Dirección de entonces",
            course_title=course.title,
            hours=6,
            score=91,
            started_at=enrolment.completed_at,
            completed_at=enrolment.completed_at,
            valid_until=enrolment.valid_until,
        )
    return enrolment


def duty(course):
    """An assignment that makes `course` a duty; nobody is enrolled by it."""
    return Assignment.objects.create(
        title="Capacitación del año", course=course, starts_on=days(-100), due_kind=Assignment.Due.NONE
    )
