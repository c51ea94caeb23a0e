import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from courses.assigning.applying import recompute
from courses.completion import complete_step
from courses.models import Enrolment
from tests import factories


@pytest.fixture
def on():
    """`on("2025-02-12")` makes it noon of that day."""
    travellers = []

    def travel(day):
        while travellers:
            travellers.pop().stop()
        noon = timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12)))
        traveller = time_machine.travel(noon, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield travel
    while travellers:
        travellers.pop().stop()


@pytest.fixture
def course():
    return factories.course_page(lessons=2)


@pytest.fixture
def requirement(course):
    made = factories.TrainingRequirementFactory(validity_months=12, window_days=60, grace_days=15)
    made.courses.add(course)
    return made


@pytest.fixture
def assignment(requirement):
    return factories.AssignmentFactory(requirement=requirement, starts_on=dt.date(2025, 1, 10))


@pytest.fixture
def employee():
    return factories.EmployeeFactory()


@pytest.fixture
def enrolled(on, assignment, employee):
    """The first cycle, assigned on 10 January 2025."""
    on("2025-01-10")
    recompute([assignment])
    return Enrolment.objects.get(employee=employee)


def study(enrolment):
    """Read all lessons of the enrolment's course today; returns the Completion."""
    for lesson in factories.lessons_of(enrolment.course):
        completion = complete_step(enrolment=enrolment, step=lesson)
    enrolment.refresh_from_db()
    return completion
