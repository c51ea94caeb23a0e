"""Builds sessions in a room for tests: planned, with places, with attendance."""

import datetime as dt

from django.utils import timezone

from courses.models import Attendance, SessionMeeting, SessionPlace, TrainingSession
from courses.sessions import booking
from people.api import HUMAN_RESOURCES
from tests.factories import EmployeeFactory, course_page, employee_with_role


def organiser():
    return employee_with_role(HUMAN_RESOURCES)


def session(*, course=None, meetings=1, starts_in=dt.timedelta(days=7), **fields):
    """A planned session: `meetings` of four hours on consecutive days, the first of which begins after `starts_in`."""
    course = course or course_page(title="Archivos y transparencia", lessons=2)
    values = {
        "title": "Archivos, grupo 1",
        "place": "Sala de Regidores",
        "instructor": "Ofelia Prado Íñiguez",
        "capacity": 20,
        **fields,
    }
    actor = values.pop("created_by", None) or organiser()
    made = TrainingSession.objects.create(course=course, created_by=actor, **values)
    first = timezone.now() + starts_in
    for number in range(meetings):
        starts = first + dt.timedelta(days=number)
        SessionMeeting.objects.create(session=made, starts_at=starts, ends_at=starts + dt.timedelta(hours=4))
    return made


def running(**fields):
    """A session whose only meeting began an hour ago."""
    return session(starts_in=-dt.timedelta(hours=1), **fields)


def held(*, meetings=1, **fields):
    """A session whose meetings are all over."""
    return session(meetings=meetings, starts_in=-dt.timedelta(days=meetings, hours=5), **fields)


def place(of, employee=None, *, state=SessionPlace.State.BOOKED):
    """A place of `employee`, or of somebody new; written without the acts."""
    return SessionPlace.objects.create(session=of, employee=employee or EmployeeFactory(), state=state)


def booked(of, number):
    """`number` new people with a place, given by the act."""
    people = [EmployeeFactory() for _n in range(number)]
    booking.book(session=of, employees=people, actor=of.created_by)
    return people


def states(of):
    """{employee id: state} of all places."""
    return dict(of.places.values_list("employee", "state"))


def standing_lines():
    return Attendance.objects.filter(withdrawn_at=None)
