import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from courses.assigning import applying
from courses.enrolment import enrol
from courses.models import Assignment, Enrolment, Exemption
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return factories.course_page(lessons=1)


@pytest.fixture
def requirement(course):
    requirement = factories.TrainingRequirementFactory(validity_months=12)
    requirement.courses.add(course)
    return requirement


def test_everybody_on_the_roll_is_enrolled_once_however_often_it_is_applied(requirement):
    people = factories.EmployeeFactory.create_batch(3)
    factories.EmployeeFactory(left_on=dt.date(2025, 1, 1))
    assignment = factories.AssignmentFactory(requirement=requirement)
    assert applying.apply(assignment) == 3
    assert applying.apply(assignment) == 0
    assert set(Enrolment.objects.values_list("employee", flat=True)) == {person.pk for person in people}


def test_departments_reach_their_branches_and_nobody_else(requirement):
    works = factories.DepartmentFactory()
    roads = factories.DepartmentFactory(parent=works)
    reached = factories.AppointmentFactory(department=roads).employee
    factories.AppointmentFactory()
    assignment = factories.AssignmentFactory(requirement=requirement, audience=Assignment.Audience.DEPARTMENTS)
    assignment.departments.add(works)
    applying.apply(assignment)
    assert Enrolment.objects.get().employee == reached


def test_posts_reach_only_those_who_hold_them_today(requirement):
    clerk = factories.PostFactory(name="Cajera")
    holder = factories.AppointmentFactory(post=clerk).employee
    factories.AppointmentFactory(post=clerk, ends_on=dt.date(2025, 1, 1))
    assignment = factories.AssignmentFactory(requirement=requirement, audience=Assignment.Audience.POSTS)
    assignment.posts.add(clerk)
    applying.apply(assignment)
    assert Enrolment.objects.get().employee == holder


def test_the_exempt_are_left_out(requirement):
    exempt = factories.EmployeeFactory()
    Exemption.objects.create(
        employee=exempt,
        requirement=requirement,
        reason="Licencia",
        document="OM/12",
        approved_by=factories.UserFactory(),
    )
    assert applying.apply(factories.AssignmentFactory(requirement=requirement)) == 0


def test_an_open_enrolment_takes_the_reason_and_the_due_day(course, requirement):
    employee = factories.EmployeeFactory()
    enrolment = enrol(employee=employee, course=course)
    due = timezone.localdate() + dt.timedelta(days=30)
    assignment = factories.AssignmentFactory(requirement=requirement, due_kind=Assignment.Due.FIXED, due_on=due)
    assert applying.apply(assignment) == 0
    enrolment.refresh_from_db()
    assert (enrolment.assignment, enrolment.due_on) == (assignment, due)


def test_an_expired_completion_opens_a_new_cycle(course, requirement):
    from courses.completion import complete_step

    with time_machine.travel(dt.datetime(2024, 11, 5, 18, tzinfo=dt.UTC)):
        enrolment = enrol(employee=factories.EmployeeFactory(), course=course)
        complete_step(enrolment=enrolment, step=factories.lessons_of(course)[0])
    assignment = factories.AssignmentFactory(requirement=requirement)
    with time_machine.travel(dt.datetime(2025, 11, 4, 18, tzinfo=dt.UTC)):
        assert applying.apply(assignment) == 0
    with time_machine.travel(dt.datetime(2025, 11, 5, 18, tzinfo=dt.UTC)):
        assert applying.apply(assignment) == 1
    assert list(Enrolment.objects.order_by("cycle").values_list("cycle", flat=True)) == [1, 2]


def test_applying_costs_the_same_queries_for_few_and_for_many(requirement, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    assignment = factories.AssignmentFactory(requirement=requirement)
    factories.EmployeeFactory.create_batch(2)
    with CaptureQueriesContext(connection) as few:
        applying.apply(assignment)
    factories.EmployeeFactory.create_batch(30)
    with django_assert_num_queries(len(few)):
        applying.apply(assignment)
