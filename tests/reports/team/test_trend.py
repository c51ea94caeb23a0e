import datetime as dt

import pytest
from django.utils import timezone

from reports.models import MonthlyTally
from reports.progress import Organisation
from reports.tallies import month_ends
from reports.team.trend import MONTHS, trend_of
from tests.factories import AppointmentFactory, DepartmentFactory, course_page
from tests.reports.situations import duty, enrol

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return DepartmentFactory()


def test_each_month_end_is_told_as_it_was(office):
    course = course_page(modules=0)
    assignment = duty(course)
    for completed in (-1, -70):
        enrolment = enrol(
            AppointmentFactory(department=office).employee, course, assignment=assignment, completed=completed
        )
        enrolment.enrolled_at = timezone.now() - dt.timedelta(days=300)
        enrolment.save()
    trend = trend_of({office.pk}, Organisation())
    assert trend.first.percent == 0
    assert [point.percent for point in trend.points][-1] == 100
    assert 50 in [point.percent for point in trend.points]
    assert all(0 <= point.x <= trend.width and 0 <= point.y <= trend.height for point in trend.points)


def test_the_cost_is_two_queries_a_month_for_any_team(office, django_assert_num_queries):
    organisation = Organisation()
    for _ in range(8):
        AppointmentFactory(department=office)
    with django_assert_num_queries(1 + 2 * (MONTHS + 1)):
        trend_of({office.pk}, organisation)


def test_counted_months_are_taken_where_whole_direcciones_are_headed(office, django_assert_num_queries):
    AppointmentFactory(department=office)
    ends = month_ends(timezone.localdate() - dt.timedelta(days=1), MONTHS)
    for end in ends:
        MonthlyTally.objects.create(month=end, department=office, counts={"completed": 3}, total=4)
    organisation = Organisation()
    with django_assert_num_queries(3):
        trend = trend_of({office.pk}, organisation)
    assert [point.percent for point in trend.points[:-1]] == [75] * MONTHS


def test_the_head_of_a_unit_does_not_get_the_figures_of_the_direccion(office):
    unit = DepartmentFactory(kind="jefatura", parent=office)
    AppointmentFactory(department=unit)
    for end in month_ends(timezone.localdate() - dt.timedelta(days=1), MONTHS):
        MonthlyTally.objects.create(month=end, department=office, counts={"completed": 3}, total=4)
    trend = trend_of({unit.pk}, Organisation())
    assert {point.total for point in trend.points} == {1}


def test_nothing_is_drawn_of_nobody(office):
    assert trend_of({office.pk}, Organisation()) is None
