import datetime as dt

import pytest
from django.utils import timezone

from people.models import Department, EarlierService
from people.movements.departments import close_department, retire_departments
from people.movements.headcount import headcount
from people.movements.rules import CannotMove
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory

from .conftest import day

pytestmark = pytest.mark.django_db


def numbers(counted):
    return {place.department.name: (place.own, place.whole) for place in counted.places}


def test_people_count_where_they_worked_that_day_and_above_it(treasury):
    unit = DepartmentFactory(name="Catastro", kind="jefatura", parent=treasury)
    AppointmentFactory(department=treasury)
    moved = AppointmentFactory(department=treasury, ends_on=day("2026-02-28"))
    AppointmentFactory(employee=moved.employee, department=unit, starts_on=day("2026-03-01"))
    assert numbers(headcount(day("2026-02-28"))) == {"Tesorería": (2, 2), "Catastro": (0, 0)}
    assert numbers(headcount(day("2026-03-01"))) == {"Tesorería": (1, 2), "Catastro": (1, 1)}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2019-12-31", 0),
        ("2020-01-01", 1),
        ("2023-05-31", 1),
        ("2023-06-01", 0),
        ("2024-09-30", 0),
        ("2024-10-01", 1),
        ("2026-01-15", 1),
        ("2026-01-16", 0),
    ],
)
def test_who_was_hired_twice_counts_in_both_spells(on, expected):
    employee = EmployeeFactory(left_on=day("2026-01-16"))
    EarlierService.objects.create(employee=employee, hired_on=day("2020-01-01"), left_on=day("2023-06-01"))
    assert headcount(day(on)).total == expected


def test_the_parts_add_up_to_the_total(treasury):
    AppointmentFactory(department=treasury)
    EmployeeFactory()
    counted = headcount()
    assert (counted.total, counted.placed, counted.without_appointment) == (2, 1, 1)


def test_a_seat_is_nobodys_headcount_but_a_member(treasury):
    council = DepartmentFactory(name="Consejo", kind="consejo")
    employee = AppointmentFactory(department=treasury).employee
    AppointmentFactory(employee=employee, department=council, is_main=False)
    counted = headcount()
    assert numbers(counted)["Consejo"] == (0, 0)
    assert [one.employee_id for one in counted.seats[0].members] == [employee.pk]


def test_an_office_in_charge_of_somebody_is_still_vacant(treasury, works):
    AppointmentFactory(department=works, is_head=True)
    AppointmentFactory(department=treasury, is_head=True, is_acting=True, is_main=False)
    counted = headcount()
    assert [place.department.name for place in counted.vacancies] == ["Tesorería"]
    assert len(counted.vacancies[0].acting) == 1


def test_the_headcount_costs_five_queries_for_any_number(treasury, django_assert_num_queries):
    for _ in range(12):
        AppointmentFactory(department=treasury)
    with django_assert_num_queries(5):
        headcount(day("2026-03-01"))


def test_a_department_closes_only_when_nobody_works_there(rh, treasury):
    appointment = AppointmentFactory(department=treasury)
    with pytest.raises(CannotMove, match="1 persona"):
        close_department(actor=rh, department=treasury, day=day("2026-06-30"))
    appointment.ends_on = day("2026-06-30")
    appointment.save()
    close_department(actor=rh, department=treasury, day=day("2026-06-30"), reason="Reglamento nuevo")
    treasury.refresh_from_db()
    assert (treasury.ends_on, treasury.is_active) == (day("2026-06-30"), False)
    assert "Tesorería" in numbers(headcount(day("2026-06-30")))
    assert "Tesorería" not in numbers(headcount(day("2026-07-01")))


def test_a_department_does_not_close_over_what_goes_on_below(rh, treasury):
    DepartmentFactory(name="Catastro", parent=treasury)
    with pytest.raises(CannotMove, match="Catastro"):
        close_department(actor=rh, department=treasury, day=day("2026-06-30"))


def test_what_ended_is_offered_no_more_from_the_next_night(treasury, works):
    Department.objects.filter(pk=treasury.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    Department.objects.filter(pk=works.pk).update(ends_on=timezone.localdate())
    assert retire_departments() == 1
    assert retire_departments() == 0
    assert Department.objects.get(is_active=True) == works
