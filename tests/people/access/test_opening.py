"""One account opened or closed by human resources, from the page about it."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from people.access.giving import OutOfReach
from people.access.opening import close_for, open_for
from people.models import AccessCode, Decision
from people.movements.correcting import correct_service
from people.movements.rules import CannotMove
from people.roles import ADMINISTRATION, ALL_ROLES, CONSULTANCY, HUMAN_RESOURCES, LIAISON
from tests.english import english_in
from tests.factories import EmployeeFactory, UserFactory, employee_with_role
from tests.people.access_factories import code_for, missing_employee, official, waiting_employee

pytestmark = pytest.mark.django_db
WHY = "Perdió el teléfono"


def address(name, person):
    return reverse(f"people_access:{name}", args=[person.pk])


@pytest.fixture
def rh():
    client = Client()
    client.user = official()
    client.force_login(client.user)
    return client


def closed_employee():
    person = EmployeeFactory()
    close_for(employee=person, actor=official(), reason=WHY)
    return person


def test_the_missing_account_of_one_person_is_made_without_a_password(rh):
    person, other = missing_employee(), missing_employee()
    page = rh.post(address("open", person), follow=True).content.decode()
    assert "La cuenta está abierta" in page
    assert address("reset", person) in page
    person.refresh_from_db()
    other.refresh_from_db()
    assert person.user.is_active
    assert not person.user.has_usable_password()
    assert other.user is None
    line = Decision.objects.get(act="open_account")
    assert (line.actor, line.employee, line.before) == (rh.user, person, {"account": None})


def test_a_closed_account_opens_again_without_password_and_without_roles(rh):
    person = EmployeeFactory()
    # Closed elsewhere than here, with everything that it had.
    person.user.is_active, person.user.is_staff = False, True
    person.user.save()
    person.user.groups.add(Group.objects.get(name=HUMAN_RESOURCES))
    rh.post(address("open", person))
    person.user.refresh_from_db()
    assert person.user.is_active
    assert not person.user.is_staff
    assert not person.user.has_usable_password()
    assert not person.user.groups.exists()


def test_opening_twice_makes_one_line(rh):
    person = closed_employee()
    for _ in range(2):
        rh.post(address("open", person))
    assert Decision.objects.filter(act="open_account").count() == 1


def test_closing_ends_sessions_codes_and_roles_of_somebody_who_goes_on_working(rh):
    person = waiting_employee()
    code_for(person, made_by=rh.user)
    person.user.groups.add(Group.objects.get(name=HUMAN_RESOURCES))
    signed_in = Client()
    signed_in.force_login(person.user)
    page = rh.get(address("close", person)).content.decode()
    assert HUMAN_RESOURCES in page
    page = rh.post(address("close", person), {"reason": WHY}, follow=True).content.decode()
    assert "Abrir la cuenta" in page
    person.refresh_from_db()
    assert person.left_on is None
    assert not person.user.is_active
    assert not person.user.groups.exists()
    assert not AccessCode.objects.open().exists()
    assert signed_in.get(reverse("courses:my_classroom")).status_code == 302
    line = Decision.objects.get(act="close_account")
    assert (line.actor, line.reason, line.before["roles"]) == (rh.user, WHY, [HUMAN_RESOURCES])


def test_a_session_from_before_stays_ended_when_the_account_opens_again(rh):
    person = EmployeeFactory()
    signed_in = Client()
    signed_in.force_login(person.user)
    rh.post(address("close", person), {"reason": WHY})
    rh.post(address("open", person))
    assert signed_in.get(reverse("courses:my_classroom")).status_code == 302


def test_closing_without_a_reason_or_by_looking_changes_nothing(rh):
    person = EmployeeFactory()
    rh.get(address("close", person))
    assert rh.post(address("close", person), {"reason": " "}).status_code == 200
    person.user.refresh_from_db()
    assert person.user.is_active
    assert rh.get(address("open", person)).status_code == 405


def test_accounts_out_of_reach_are_neither_closed_nor_opened(rh):
    own, superuser = EmployeeFactory(user=rh.user), EmployeeFactory(user__is_superuser=True)
    others = [EmployeeFactory() for _ in range(2)]
    for person, role in zip(others, (ADMINISTRATION, CONSULTANCY), strict=True):
        person.user.groups.add(Group.objects.get(name=role))
    for person in (own, superuser, *others):
        assert rh.post(address("close", person), {"reason": WHY}).status_code == 404
        assert address("close", person) not in rh.get(address("person", person)).content.decode()
        person.user.refresh_from_db()
        assert person.user.is_active
    for person in others:
        person.user.is_active = False
        person.user.save()
        page = rh.post(address("open", person), follow=True).content.decode()
        assert "no es una que usted pueda abrir" in page
        assert 'action="' + address("open", person) not in page
        person.user.refresh_from_db()
        assert not person.user.is_active
    assert not Decision.objects.exists()


def test_the_domain_refuses_as_well():
    rh = official()
    with pytest.raises(CannotMove, match="Nadie decide"):
        close_for(employee=EmployeeFactory(user=rh), actor=rh, reason=WHY)
    with pytest.raises(OutOfReach):
        close_for(employee=EmployeeFactory(user__is_superuser=True), actor=rh, reason=WHY)
    with pytest.raises(CannotMove):
        open_for(employee=missing_employee(left_on="2025-01-01"), actor=rh)


def test_a_number_that_names_somebody_elses_account_opens_nothing(rh):
    person = missing_employee(number="8123")
    UserFactory(username="8123")
    page = rh.post(address("open", person), follow=True).content.decode()
    assert "8123" in page
    person.refresh_from_db()
    assert person.user is None


@pytest.mark.parametrize("role", ALL_ROLES)
def test_only_rh_and_administration_open_and_close(client, role):
    client.force_login(employee_with_role(role))
    missing, closing = missing_employee(), EmployeeFactory()
    client.post(address("open", missing))
    client.post(address("close", closing), {"reason": WHY})
    missing.refresh_from_db()
    closing.user.refresh_from_db()
    allowed = role in {HUMAN_RESOURCES, ADMINISTRATION}
    assert (missing.user is not None, closing.user.is_active) == (allowed, not allowed)


def test_people_who_have_left_are_not_found(rh):
    gone = EmployeeFactory(left_on="2025-01-01")
    assert rh.post(address("open", gone)).status_code == 404
    assert rh.post(address("close", gone), {"reason": WHY}).status_code == 404


def test_the_screens_are_in_spanish(rh):
    liaison = EmployeeFactory()
    liaison.user.groups.add(Group.objects.get(name=LIAISON))
    liaison.user.is_active = False
    liaison.user.save()
    missing, closed, normal = missing_employee(), closed_employee(), EmployeeFactory()
    screens = [address("person", one) for one in (missing, closed, liaison)] + [address("close", normal)]
    for screen in screens:
        assert english_in(rh.get(screen).content.decode(), by_words=False) == []


def test_putting_the_day_of_hiring_right_opens_no_account_that_was_closed():
    person = closed_employee()
    hired_on = person.hired_on + dt.timedelta(days=1)
    correct_service(actor=official(), employee=person, hired_on=hired_on, left_on=None, reason="Fecha mal escrita")
    person.user.refresh_from_db()
    assert not person.user.is_active
