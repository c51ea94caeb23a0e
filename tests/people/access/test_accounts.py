"""Accounts for people on the roster."""

import time

import pytest

from people import ledger
from people.access.accounts import make_accounts
from people.access.states import AccountState, overview, people_with_accounts
from people.models import Decision, Department, Employee, User
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, UserFactory
from tests.people.access_factories import code_for, missing_employee, official, waiting_employee

pytestmark = pytest.mark.django_db


def make(*employees, **fields):
    return make_accounts(employee_ids=[one.pk for one in employees], made_by=official(), **fields)


def test_an_account_has_the_employee_number_and_no_password():
    employee = EmployeeFactory(user=None, number="0815", email="ana@tuxpan.example")
    assert make(employee).made == 1
    employee.refresh_from_db()
    assert employee.user.username == "0815"
    assert employee.user.email == "ana@tuxpan.example"
    assert not employee.user.has_usable_password()
    assert Decision.objects.get(act="make_accounts").employee == employee
    assert list(ledger.faults()) == []


def test_making_them_twice_makes_them_once():
    people = [missing_employee() for _ in range(3)]
    assert make(*people).made == 3
    assert make(*people).made == 0
    assert Decision.objects.filter(act="make_accounts").count() == 1


def test_a_number_that_is_an_account_already_is_left_alone_and_named():
    UserFactory(username="ab-1", is_superuser=True)
    employee = EmployeeFactory(user=None, number="AB-1")
    outcome = make(employee, missing_employee())
    assert (outcome.made, outcome.taken) == (1, ["AB-1"])
    employee.refresh_from_db()
    assert employee.user is None


def test_an_e_mail_belongs_to_one_account():
    UserFactory(email="taken@tuxpan.example")
    emails = ["Taken@tuxpan.example", "both@tuxpan.example", "BOTH@tuxpan.example", ""]
    people = [missing_employee(email=email) for email in emails]
    assert make(*people).made == 4
    found = list(User.objects.filter(employee__in=people).order_by("pk").values_list("email", flat=True))
    assert found == ["", "both@tuxpan.example", "", ""]


def test_a_thousand_accounts_take_a_moment_and_few_queries(django_assert_max_num_queries):
    Employee.objects.bulk_create(
        [
            Employee(number=f"9{number:04}", given_names="Ana", first_surname="Luna", hired_on="2024-10-01")
            for number in range(1000)
        ]
    )
    ids = list(Employee.objects.values_list("pk", flat=True))
    actor = official()
    started = time.perf_counter()
    with django_assert_max_num_queries(30):
        outcome = make_accounts(employee_ids=ids, made_by=actor)
    assert outcome.made == 1000
    # Hashing so many passwords would take minutes.
    assert time.perf_counter() - started < 5


def test_each_state_is_told_apart():
    actor = official()
    expected = {
        EmployeeFactory(user=None): AccountState.MISSING,
        waiting_employee(): AccountState.WAITING,
        EmployeeFactory(): AccountState.ACTIVE,
        EmployeeFactory(user__is_active=False): AccountState.CLOSED,
    }
    lettered, linked = waiting_employee(), waiting_employee()
    code_for(lettered, made_by=actor)
    code_for(linked, made_by=actor, channel="email")
    expected |= {lettered: AccountState.LETTER, linked: AccountState.LINK}
    found = dict(people_with_accounts(actor).values_list("pk", "account_state"))
    assert found == {employee.pk: state for employee, state in expected.items()}


def test_the_overview_counts_everybody_on_the_roll_once():
    treasury = DepartmentFactory(name="Hacienda")
    cash = DepartmentFactory(parent=treasury, kind=Department.Kind.UNIT)
    inspection = DepartmentFactory(parent=cash, kind=Department.Kind.UNIT)
    for department in (treasury, cash, inspection):
        AppointmentFactory(employee=waiting_employee(), department=department)
    commission = DepartmentFactory(name="Comisión", kind=Department.Kind.COMMISSION)
    seat = EmployeeFactory()
    AppointmentFactory(employee=seat, department=treasury)
    AppointmentFactory(employee=seat, department=commission, is_main=False)
    EmployeeFactory()
    EmployeeFactory(left_on="2025-01-01")
    rows, total = overview(official())
    assert [(row.office.name if row.office else None, row.total) for row in rows] == [("Hacienda", 4), (None, 1)]
    assert rows[0].counts == {AccountState.WAITING: 3, AccountState.ACTIVE: 1}
    assert total.total == 5


def test_the_overview_takes_two_queries(django_assert_num_queries):
    actor = official()
    for _ in range(4):
        AppointmentFactory()
    overview(actor)
    with django_assert_num_queries(3):
        overview(actor)
    for _ in range(6):
        AppointmentFactory()
    with django_assert_num_queries(3):
        overview(actor)
