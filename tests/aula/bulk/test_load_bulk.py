import datetime as dt
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q

from aula.bulk import people, training
from courses.models import Completion, Duty, Enrolment
from people.models import Appointment, Department, Employee
from tests.factories import EmployeeFactory, catalog_page

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def load(employees=60, courses=2, seed=1):
    catalog_page()
    chance = Random(seed)
    staff = people.load_people(employees, chance=chance, today=TODAY)
    pages = training.load_courses(courses)
    duties = training.load_duties(pages, today=TODAY)
    return staff, training.load_history(staff, pages, duties, chance=chance, today=TODAY)


@pytest.fixture(autouse=True)
def few_departments(monkeypatch):
    monkeypatch.setattr(people, "OFFICES", 4)


def test_it_writes_people_with_history_and_cycles():
    staff, rows = load()
    assert Employee.objects.count() == len(staff) == 60
    assert Enrolment.objects.count() == Duty.objects.count() == rows > 120
    assert Enrolment.objects.filter(cycle=2, renews__cycle=1, renews__employee=F("employee")).exists()
    assert Completion.objects.count() == Enrolment.objects.completed().count()
    assert Employee.objects.exclude(left_on=None).exists()
    assert Employee.objects.annotate(n=Count("appointments")).filter(n=2).exists()


def test_each_department_has_one_head_and_nobody_two_open_appointments():
    load()
    headed = Department.objects.annotate(heads=Count("appointments", filter=Q(appointments__is_head=True)))
    assert set(headed.values_list("heads", flat=True)) == {1}
    open_ones = Appointment.objects.filter(ends_on=None).values("employee").annotate(n=Count("pk"))
    assert not open_ones.filter(n__gt=1).exists()


def test_nothing_happens_before_hiring_or_after_leaving():
    load()
    assert not Completion.objects.filter(completed_at__date__lt=F("employee__hired_on")).exists()
    assert not Completion.objects.filter(completed_at__date__gte=F("employee__left_on")).exists()


def test_the_same_seed_gives_the_same_people():
    first, second = ([people._person(n, Random(7), TODAY).full_name for n in range(3)] for _again in range(2))
    assert first == second


def test_a_roster_in_use_is_left_alone():
    EmployeeFactory()
    with pytest.raises(CommandError):
        call_command("load_bulk", stdout=StringIO())
    assert Employee.objects.count() == 1
