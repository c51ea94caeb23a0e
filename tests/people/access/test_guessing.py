"""Guessing is slow, and nobody outside can keep a person out."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.access import guessing
from people.models import GuessCounter
from tests.factories import PASSWORD, EmployeeFactory, UserFactory
from tests.people.access_factories import code_for, waiting_employee

pytestmark = pytest.mark.django_db
ATTACKER, VICTIM = "198.51.100.7", "203.0.113.20"
WAIT = "Espere"


def sign_in(client, login, password=PASSWORD, address=VICTIM):
    return client.post(reverse("account_login"), {"login": login, "password": password}, REMOTE_ADDR=address)


def is_in(client):
    return "_auth_user_id" in client.session


def attack(login, times, *, address=ATTACKER, every=1.0, start=None):
    """So many wrong passwords from one network; returns how many were looked at."""
    looked_at = 0
    start = start or timezone.now()
    for number in range(times):
        with time_machine.travel(start + dt.timedelta(seconds=number * every), tick=False):
            page = sign_in(Client(), login, f"mala-{number}", address).content.decode()
        looked_at += WAIT not in page
    return looked_at


def test_a_quarter_of_an_hour_of_guessing_is_ten_tries_at_most():
    UserFactory(username="4711")
    assert attack("4711", 300, every=3) <= 10


def test_a_day_of_guessing_is_a_hundred_tries_or_so():
    UserFactory(username="4711")
    assert attack("4711", 24 * 30, every=120) <= 110


def test_the_victim_enters_from_another_network_on_a_device_never_seen():
    UserFactory(username="4711")
    attack("4711", 40)
    client = Client()
    sign_in(client, "4711")
    assert is_in(client)


def test_the_victim_enters_on_their_own_device_within_the_same_network():
    UserFactory(username="4711")
    own = Client()
    sign_in(own, "4711", address=ATTACKER)
    own.post(reverse("account_logout"))
    attack("4711", 40)
    sign_in(own, "4711", address=ATTACKER)
    assert is_in(own)


def test_somebody_elses_device_is_slowed_down_like_a_stranger():
    UserFactory(username="4711")
    UserFactory(username="4712")
    other = Client()
    sign_in(other, "4712", address=ATTACKER)
    other.post(reverse("account_logout"))
    attack("4711", 6)
    assert WAIT in sign_in(other, "4711", address=ATTACKER).content.decode()


def test_a_known_device_does_not_guess_faster():
    UserFactory(username="4711")
    own = Client()
    sign_in(own, "4711")
    own.post(reverse("account_logout"))
    start = timezone.now()
    looked_at = 0
    for number in range(100):
        with time_machine.travel(start + dt.timedelta(seconds=number * 9), tick=False):
            looked_at += WAIT not in sign_in(own, "4711", "mala").content.decode()
    assert looked_at <= 10


def test_a_forged_device_cookie_is_no_device():
    UserFactory(username="4711")
    attack("4711", 6)
    client = Client()
    client.cookies["aula_device"] = "eyJhIjoiYiJ9:1abcde:falsa"
    assert WAIT in sign_in(client, "4711", address=ATTACKER).content.decode()


def test_the_pause_grows_and_is_no_lock():
    pauses = [guessing.pause_after(failures) for failures in range(14)]
    assert pauses[:5] == [0] * 5
    assert pauses[5:10] == [30, 60, 120, 240, 480]
    assert set(pauses[10:]) == {900}


def test_after_the_pause_the_right_password_enters():
    UserFactory(username="4711")
    start = timezone.now()
    attack("4711", 5, every=0, start=start, address=VICTIM)
    client = Client()
    with time_machine.travel(start + dt.timedelta(seconds=29), tick=False):
        assert WAIT in sign_in(client, "4711").content.decode()
    with time_machine.travel(start + dt.timedelta(seconds=31), tick=False):
        sign_in(client, "4711")
        assert is_in(client)


def test_a_try_during_the_pause_does_not_make_it_longer():
    UserFactory(username="4711")
    start = timezone.now()
    attack("4711", 5, every=0, start=start)
    before = set(GuessCounter.objects.values_list("key", "count"))
    attack("4711", 5, every=1, start=start)
    assert set(GuessCounter.objects.values_list("key", "count")) == before


def test_an_account_that_does_not_exist_is_slowed_down_in_the_same_words():
    UserFactory(username="4711")
    start = timezone.now()
    attack("4711", 6, start=start)
    attack("no-existe", 6, start=start)
    pages = []
    for login in ("4711", "no-existe"):
        with time_machine.travel(start + dt.timedelta(seconds=10), tick=False):
            pages.append(sign_in(Client(), login, "mala", ATTACKER).content.decode())
    known, unknown = (page.partition("csrfmiddlewaretoken")[2][90:] for page in pages)
    assert WAIT in known
    assert known.replace("4711", "") == unknown.replace("no-existe", "")


def test_number_and_e_mail_of_one_account_share_its_counter():
    UserFactory(username="4711", email="ana@tuxpan.example")
    start = timezone.now()
    attack("4711", 3, every=0, start=start)
    assert attack("ANA@tuxpan.example", 5, every=0, start=start) == 2


def test_a_header_that_anybody_can_write_changes_no_network():
    UserFactory(username="4711")
    for number in range(8):
        page = Client().post(
            reverse("account_login"),
            {"login": "4711", "password": "mala"},
            REMOTE_ADDR=ATTACKER,
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}",
        )
    assert WAIT in page.content.decode()


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_wrote(settings, rf):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.9.8.7, {VICTIM}")
    assert guessing.network_of(request) == VICTIM
    neighbours = [rf.get("/", HTTP_X_FORWARDED_FOR=f"2001:db8:1:2::{end}") for end in (1, 9)]
    assert {guessing.network_of(one) for one in neighbours} == {"2001:db8:1:2::/64"}


def test_many_accounts_from_one_network_are_slowed_down_together():
    looked_at = sum(attack(f"cuenta-{number}", 1, every=0) for number in range(130))
    assert looked_at == guessing.NETWORK_FAILURES


def test_a_town_hall_behind_one_address_signs_in_at_nine():
    people = [UserFactory() for _ in range(60)]
    entered = 0
    for place, user in enumerate(people):
        client = Client()
        if place % 4 == 0:
            sign_in(client, user.username, "mal escrita")
        sign_in(client, user.username)
        entered += is_in(client)
    assert entered == 60


def test_the_network_forgets_drop_by_drop():
    start = timezone.now()
    for _ in range(guessing.NETWORK_FAILURES):
        with time_machine.travel(start, tick=False):
            guessing._pour("x")
    with time_machine.travel(start + dt.timedelta(seconds=14), tick=False), pytest.raises(guessing.Wait) as wait:
        guessing._look_into("x")
    assert wait.value.seconds <= 2
    with time_machine.travel(start + dt.timedelta(seconds=46), tick=False):
        guessing._look_into("x")
        guessing._pour("x")
    assert GuessCounter.objects.get(key="x").count == guessing.NETWORK_FAILURES - 2


def test_activation_is_slowed_down_and_apart_from_signing_in(client):
    employee = waiting_employee(number="0815")
    code = code_for(employee)
    activate = reverse("people_account:activate")
    for _ in range(6):
        page = client.post(activate, {"number": "0815", "code": "CDF34GHJ79"}, REMOTE_ADDR=ATTACKER)
    assert WAIT in page.content.decode()
    assert client.post(activate, {"number": "0815", "code": code}, REMOTE_ADDR=ATTACKER).status_code == 200
    assert client.post(activate, {"number": "0815", "code": code}, REMOTE_ADDR=VICTIM).status_code == 302


def test_an_open_session_does_not_become_the_account_by_guessing_the_password(client):
    employee = EmployeeFactory()
    client.force_login(employee.user)
    new = {"password1": "otra-frase-larga", "password2": "otra-frase-larga"}
    for _ in range(6):
        page = client.post(reverse("account_change_password"), {"oldpassword": "mala", **new})
    assert WAIT in page.content.decode()
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    employee.user.refresh_from_db()
    assert employee.user.check_password(PASSWORD)


def test_the_table_says_neither_who_nor_where():
    UserFactory(username="4711")
    attack("4711", 2)
    for key in GuessCounter.objects.values_list("key", flat=True):
        assert len(key) == 64
        assert "4711" not in key
        assert ATTACKER not in key


def test_old_counters_are_deleted_at_night():
    GuessCounter.objects.create(key="a", count=3, since=timezone.now() - dt.timedelta(hours=25))
    GuessCounter.objects.create(key="b", count=3)
    assert guessing.purge() == 1
    assert GuessCounter.objects.get().key == "b"


def test_a_success_starts_with_a_clean_slate():
    UserFactory(username="4711")
    for _ in range(3):
        attack("4711", 4, every=0, address=VICTIM)
        client = Client()
        sign_in(client, "4711")
        assert is_in(client)
