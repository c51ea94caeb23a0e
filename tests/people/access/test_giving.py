"""Giving access: who may give it to whom, what ends with it, and what is written down."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from people import ledger
from people.access.giving import OutOfReach, give_access, may_receive, with_new_codes
from people.access.states import people_with_accounts
from people.models import AccessCode, Decision, User
from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON
from tests.factories import PASSWORD, EmployeeFactory, UserFactory, employee_with_role
from tests.people.access_factories import code_for, official, person_for, waiting_employee

pytestmark = pytest.mark.django_db
LETTER = AccessCode.Channel.LETTER


def give(actor, *employees, **fields):
    people = list(people_with_accounts(actor).select_related("user").filter(pk__in=[one.pk for one in employees]))
    given = with_new_codes(people, channel=LETTER)
    return give_access(given=given, channel=LETTER, made_by=actor, **fields)


def employee_of_role(role):
    employee = EmployeeFactory()
    employee.user.groups.add(Group.objects.get(name=role))
    return employee


def reachable(actor, employee):
    return may_receive(people_with_accounts(actor)).filter(pk=employee.pk).exists()


def test_only_the_digest_of_a_code_is_stored():
    code = code_for(waiting_employee())
    stored = AccessCode.objects.values_list().get()
    assert all(code not in str(value) for value in stored)
    assert len(AccessCode.objects.get().digest) == 64


def test_a_reset_ends_the_password_and_every_session_at_once():
    employee = EmployeeFactory(number="4711", user__username="4711")
    browser = Client()
    browser.force_login(employee.user)
    assert browser.get("/mi-aula/").status_code == 200
    give(official(), employee)
    assert browser.get("/mi-aula/").status_code == 302
    other = Client()
    other.post(reverse("account_login"), {"login": "4711", "password": PASSWORD})
    assert "_auth_user_id" not in other.session


def test_the_first_access_and_a_reset_leave_different_receipts_and_lines():
    actor = official()
    first, again = waiting_employee(), EmployeeFactory()
    give(actor, first, again, reason="Acudió con identificación")
    purposes = dict(AccessCode.objects.values_list("user", "purpose"))
    assert purposes == {first.user_id: "activation", again.user_id: "reset"}
    lines = {line.act: line for line in Decision.objects.filter(act__in=["give_access", "reset_access"])}
    assert lines["give_access"].employee == first
    assert lines["reset_access"].employee == again
    assert lines["reset_access"].reason == "Acudió con identificación"
    assert lines["reset_access"].actor == actor
    assert list(ledger.faults()) == []


def test_many_people_are_one_line_that_names_them_all():
    people = [waiting_employee() for _ in range(3)]
    give(official(), *people)
    line = Decision.objects.get(act="give_access")
    assert line.employee is None
    assert set(line.after["numbers"]) == {one.number for one in people}


@pytest.mark.parametrize("role", [ADMINISTRATION, CONSULTANCY])
def test_rh_reaches_no_account_with_another_role_in_the_admin(role):
    employee = employee_of_role(role)
    actor = official()
    assert not reachable(actor, employee)
    with pytest.raises(OutOfReach):
        give(actor, employee)
    employee.user.refresh_from_db()
    assert employee.user.check_password(PASSWORD)


@pytest.mark.parametrize("role", [LIAISON, HUMAN_RESOURCES])
def test_rh_reaches_its_colleagues_and_roles_outside_of_the_admin(role):
    assert reachable(official(), employee_of_role(role))


def test_administration_reaches_the_other_roles_but_not_administration():
    administrator = employee_with_role(ADMINISTRATION)
    assert reachable(administrator, employee_of_role(CONSULTANCY))
    assert not reachable(administrator, employee_of_role(ADMINISTRATION))


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_reaches_a_superuser(is_superuser):
    actor = UserFactory(is_superuser=True) if is_superuser else official()
    assert not reachable(actor, EmployeeFactory(user__is_superuser=True))


def test_nobody_reaches_their_own_account():
    actor = official()
    own = EmployeeFactory(user=actor)
    assert not reachable(actor, own)
    with pytest.raises(OutOfReach):
        give(actor, own)


def test_an_account_with_rights_of_its_own_is_out_of_reach():
    employee = EmployeeFactory()
    employee.user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert not reachable(official(), employee)


def test_one_account_out_of_reach_stops_the_whole_act():
    people = [waiting_employee(), EmployeeFactory(user__is_superuser=True)]
    with pytest.raises(OutOfReach):
        give(official(), *people)
    assert not AccessCode.objects.exists()
    assert not Decision.objects.exists()


def test_a_role_given_between_the_page_and_the_act_is_noticed():
    actor, employee = official(), waiting_employee()
    given = with_new_codes([person_for(actor, employee)], channel=LETTER)
    employee.user.groups.add(Group.objects.get(name=ADMINISTRATION))
    with pytest.raises(OutOfReach):
        give_access(given=given, channel=LETTER, made_by=actor)


def test_a_closed_account_gets_no_code():
    employee = waiting_employee()
    User.objects.filter(pk=employee.user_id).update(is_active=False)
    with pytest.raises(OutOfReach):
        give(official(), employee)


def test_an_account_has_one_open_code_at_most():
    employee = waiting_employee()
    for _ in range(3):
        code_for(employee)
    assert AccessCode.objects.open().count() == 1
    assert sorted(code.state for code in AccessCode.objects.all()) == ["cancelled", "cancelled", "open"]


def test_giving_takes_the_same_queries_for_one_and_for_many(django_assert_max_num_queries):
    actor = official()
    one, many = [waiting_employee()], [waiting_employee() for _ in range(12)]
    for people in (one, many):
        given = with_new_codes([person_for(actor, person) for person in people], channel=LETTER)
        with django_assert_max_num_queries(12):
            give_access(given=given, channel=LETTER, made_by=actor)
