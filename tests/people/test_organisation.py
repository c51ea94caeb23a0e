import datetime as dt

import pytest

from people.models import Department, Employee
from people.organisation import current_appointment, departments_with_branches, team_of
from tests import factories

pytestmark = pytest.mark.django_db


def test_who_held_which_post_on_any_day():
    employee = factories.EmployeeFactory()
    before = factories.AppointmentFactory(employee=employee, ends_on=dt.date(2025, 6, 30))
    after = factories.AppointmentFactory(employee=employee, starts_on=dt.date(2025, 7, 1))
    assert current_appointment(employee, dt.date(2025, 6, 30)) == before
    assert current_appointment(employee, dt.date(2025, 7, 1)) == after
    assert current_appointment(employee, dt.date(2024, 1, 1)) is None


def test_branches_come_with_their_department():
    works = factories.DepartmentFactory(name="Obras Públicas")
    roads = factories.DepartmentFactory(name="Caminos", parent=works)
    factories.DepartmentFactory(name="Padrón")
    works.refresh_from_db()
    assert set(departments_with_branches([works])) == {works, roads}


def test_a_head_has_the_people_of_the_department_and_its_branches():
    works = factories.DepartmentFactory()
    roads = factories.DepartmentFactory(parent=Department.objects.get(pk=works.pk))
    head = factories.AppointmentFactory(department=works, is_head=True).employee
    colleague = factories.AppointmentFactory(department=works).employee
    below = factories.AppointmentFactory(department=roads).employee
    factories.AppointmentFactory(department=works, ends_on=dt.date(2025, 1, 1))
    factories.AppointmentFactory()
    assert set(team_of(head)) == {colleague, below}
    assert list(team_of(colleague)) == []


def test_headcount_on_a_day_counts_those_hired_and_not_gone():
    factories.EmployeeFactory(hired_on=dt.date(2025, 1, 1), left_on=dt.date(2025, 6, 1))
    assert Employee.objects.active(dt.date(2025, 5, 31)).count() == 1
    assert Employee.objects.active(dt.date(2025, 6, 1)).count() == 0
    assert Employee.objects.active(dt.date(2024, 12, 31)).count() == 0
