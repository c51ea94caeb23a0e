"""Shared computers: a session ends with the browser or with the silence; elsewhere it lasts some weeks."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, EmployeeFactory, UserFactory
from tests.people.access_factories import code_for, waiting_employee

pytestmark = pytest.mark.django_db
CLASSROOM = "/mi-aula/"


def sign_in(client, user, **fields):
    return client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD, **fields})


def later(start, **time):
    return time_machine.travel(start + dt.timedelta(**time), tick=False)


@pytest.fixture
def user():
    return EmployeeFactory().user


def is_in(client):
    return client.get(CLASSROOM).status_code == 200


def test_the_box_is_on_until_somebody_takes_the_tick_away(client, user):
    page = client.get(reverse("account_login")).content.decode()
    assert "Estoy en una computadora compartida" in page
    assert 'name="shared"' in page.partition('type="checkbox"')[2].partition(">")[0]
    assert "checked" in page.partition('type="checkbox"')[2].partition(">")[0]


@pytest.mark.parametrize("fields", [{"shared": "on", "shared-asked": "1"}, {}])
def test_on_a_shared_computer_the_cookie_ends_with_the_browser(client, user, fields):
    sign_in(client, user, **fields)
    assert client.cookies["aula_session"]["max-age"] == ""
    assert client.session.get_expire_at_browser_close()


def test_on_an_own_device_it_lasts_weeks(client, user):
    start = timezone.now()
    with later(start):
        sign_in(client, user, **{"shared-asked": "1"})
        assert client.cookies["aula_session"]["max-age"] == 21 * 24 * 60 * 60
    with later(start, days=20):
        assert is_in(client)
    with later(start, days=22):
        assert not is_in(client)


def test_a_shared_session_ends_after_half_an_hour_without_a_request(client, user):
    start = timezone.now()
    with later(start):
        sign_in(client, user)
    for minutes in (20, 40, 65):
        with later(start, minutes=minutes):
            assert is_in(client)
    with later(start, minutes=96):
        assert not is_in(client)
        assert "estuvo un rato sin usarse" in client.get(reverse("account_login")).content.decode()


def test_a_shared_session_ends_with_the_working_day(client, user):
    start = timezone.now()
    with later(start):
        sign_in(client, user)
    for half_hours in range(1, 21):
        with later(start, minutes=29 * half_hours):
            assert is_in(client)
    with later(start, hours=10, minutes=1):
        assert not is_in(client)


def test_a_page_that_somebody_reads_keeps_the_session(client, user):
    start = timezone.now()
    with later(start):
        sign_in(client, user)
    for minutes in (25, 50, 75):
        with later(start, minutes=minutes):
            assert client.post(reverse("people_account:stay")).status_code == 204
    with later(start, minutes=100):
        assert is_in(client)
    with later(start, minutes=140):
        assert client.post(reverse("people_account:stay")).status_code == 403


def test_a_page_asks_before_the_end_on_a_shared_computer_only(user):
    shared, own = Client(), Client()
    sign_in(shared, user)
    sign_in(own, user, **{"shared-asked": "1"})
    assert 'data-idle="1800"' in shared.get(CLASSROOM).content.decode()
    assert "data-idle" not in own.get(CLASSROOM).content.decode()


def test_looking_at_a_page_writes_the_session_once_a_minute_at_most(client, user, django_assert_num_queries):
    start = timezone.now()
    with later(start):
        sign_in(client, user)
    with later(start, seconds=50):
        client.get("/cuenta/inactiva/")
        with django_assert_num_queries(3):
            client.get("/cuenta/inactiva/")
    with later(start, seconds=70), django_assert_num_queries(6):
        client.get("/cuenta/inactiva/")
    with later(start, seconds=90), django_assert_num_queries(3):
        client.get("/cuenta/inactiva/")


def test_the_activation_asks_the_same_question(client):
    employee = waiting_employee(number="0815")
    client.post(reverse("people_account:activate"), {"number": "0815", "code": code_for(employee)})
    chosen = {"password1": "una-frase-que-solo-yo-se", "password2": "una-frase-que-solo-yo-se"}
    client.post(reverse("people_account:choose_password"), {**chosen, "shared-asked": "1"})
    assert client.session["access"]["shared"] is False
    assert client.cookies["aula_session"]["max-age"] == 21 * 24 * 60 * 60


def test_changing_the_password_ends_the_other_sessions(user):
    here, elsewhere = Client(), Client()
    sign_in(here, user)
    sign_in(elsewhere, user)
    change = {"oldpassword": PASSWORD, "password1": "otra-frase-larga", "password2": "otra-frase-larga"}
    here.post(reverse("account_change_password"), change)
    assert is_in(here)
    assert not is_in(elsewhere)


def test_the_next_person_at_the_computer_finds_an_empty_browser(client, user):
    assert "Clear-Site-Data" not in sign_in(client, user)
    client.post(reverse("account_logout"))
    assert "Clear-Site-Data" not in sign_in(client, user)
    client.cookies.pop("aula_session")
    assert sign_in(client, UserFactory())["Clear-Site-Data"] == '"cache", "storage"'


def test_the_cookie_of_a_device_names_nobody(client, user):
    sign_in(client, user)
    cookie = client.cookies["aula_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert user.username not in cookie.value
    from django.core import signing

    [[account, mark]] = signing.loads(cookie.value, salt="people.access.device")
    assert str(user.pk) != account
    assert len(account) == 24
    assert len(mark) >= 12


def test_a_shared_computer_remembers_its_last_accounts_in_a_small_cookie(client):
    for _ in range(30):
        sign_in(client, UserFactory())
        client.cookies.pop("aula_session")
    assert len(client.cookies["aula_device"].value) < 2500
