"""The activation page: a letter, a password of one's own, the classroom."""

import datetime as dt
import logging

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import AccessCode, User
from people.roles import ADMINISTRATION
from tests.english import assert_spanish
from tests.factories import PASSWORD, EmployeeFactory
from tests.people.access_factories import code_for, official, waiting_employee

pytestmark = pytest.mark.django_db
PAGE, SECOND_PAGE = "/cuenta/activar/", "/cuenta/activar/contrasena/"
CHOSEN = "una-frase-que-solo-yo-se"


def type_code(client, number, code):
    return client.post(PAGE, {"number": number, "code": code})


def choose(client, password=CHOSEN, again=None, **fields):
    return client.post(SECOND_PAGE, {"password1": password, "password2": again or password, **fields})


def test_number_and_code_lead_to_a_password_and_into_the_classroom(client):
    employee = waiting_employee(number="0815", given_names="Citlali")
    code = code_for(employee)
    assert type_code(client, "0815", code).url == SECOND_PAGE
    assert "Citlali" in client.get(SECOND_PAGE).content.decode()
    response = choose(client)
    assert response.url == "/mi-aula/"
    assert client.session["_auth_user_id"] == str(employee.user_id)
    client.logout()
    client.post(reverse("account_login"), {"login": "0815", "password": CHOSEN})
    assert client.session["_auth_user_id"] == str(employee.user_id)


@pytest.mark.parametrize("written", ["{a}-{b}", "{a} {b}", " {a}{b} ", "{a}–{b}"])
def test_the_code_is_understood_however_it_is_copied(client, written):
    employee = waiting_employee(number="0815")
    code = code_for(employee)
    typed = written.format(a=code[:5].lower(), b=code[5:])
    assert type_code(client, " 0815 ", typed).url == SECOND_PAGE


def test_a_code_opens_once(client):
    employee = waiting_employee(number="0815")
    code = code_for(employee)
    type_code(client, "0815", code)
    choose(client)
    other = Client()
    assert type_code(other, "0815", code).status_code == 200
    assert other.get(SECOND_PAGE).url == PAGE


def test_two_browsers_with_one_code_get_one_account(client):
    employee = waiting_employee(number="0815")
    code = code_for(employee)
    other = Client()
    type_code(client, "0815", code)
    type_code(other, "0815", code)
    assert choose(client).url == "/mi-aula/"
    assert choose(other, "otra-frase-distinta").url == PAGE
    employee.user.refresh_from_db()
    assert employee.user.check_password(CHOSEN)


def test_a_newer_code_replaces_the_older_one(client):
    employee = waiting_employee(number="0815")
    older = code_for(employee)
    newer = code_for(employee)
    assert "más reciente" in type_code(client, "0815", older).content.decode()
    assert type_code(client, "0815", newer).url == SECOND_PAGE


@pytest.mark.parametrize(("channel", "days"), [(AccessCode.Channel.LETTER, 30), (AccessCode.Channel.EMAIL, 3)])
def test_a_code_ends_after_its_days(client, channel, days):
    employee = waiting_employee(number="0815")
    with time_machine.travel(timezone.now() - dt.timedelta(days=days, minutes=1), tick=False):
        old = code_for(employee, channel=channel)
    assert type_code(client, "0815", old).status_code == 200
    with time_machine.travel(timezone.now() - dt.timedelta(days=days - 1), tick=False):
        young = code_for(employee, channel=channel)
    assert type_code(client, "0815", young).status_code == 302


def test_the_code_of_one_person_does_not_open_the_account_of_another(client):
    code = code_for(waiting_employee(number="0815"))
    code_for(waiting_employee(number="0816"))
    assert type_code(client, "0816", code).status_code == 200


def test_a_wrong_code_and_an_unknown_number_get_the_same_page(client):
    code_for(waiting_employee(number="0815"))
    known = type_code(client, "0815", "CDF34GHJ79").content.decode()
    unknown = type_code(client, "9999", "CDF34GHJ79").content.decode()
    without_token = [page.partition("csrfmiddlewaretoken")[2][90:] for page in (known, unknown)]
    assert without_token[0].replace("0815", "") == without_token[1].replace("9999", "")


def test_a_wrong_code_costs_the_same_queries_as_an_unknown_number(client, django_assert_num_queries):
    code_for(waiting_employee(number="0815"))
    type_code(client, "0815", "CDF34GHJ79")
    type_code(client, "9999", "CDF34GHJ79")
    for number in ("0815", "9999"):
        with django_assert_num_queries(13):
            type_code(client, number, "CDF34GHJ79")


def test_the_second_page_without_the_code_leads_to_the_first(client):
    assert client.get(SECOND_PAGE).url == PAGE
    assert choose(client).url == PAGE


def test_the_second_page_ends_with_its_time(client):
    employee = waiting_employee(number="0815")
    type_code(client, "0815", code_for(employee))
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=21)):
        assert choose(client).url == PAGE
    employee.user.refresh_from_db()
    assert not employee.user.has_usable_password()


@pytest.mark.parametrize(
    ("password", "again"), [("corta", None), ("12345678", None), ("password", None), ("buena-y-larga", "otra-y-larga")]
)
def test_a_poor_password_is_refused_and_the_code_stays_good(client, password, again):
    type_code(client, "0815", code_for(waiting_employee(number="0815")))
    assert choose(client, password, again).status_code == 200
    assert choose(client).url == "/mi-aula/"


def test_who_has_left_opens_nothing(client):
    employee = waiting_employee(number="0815")
    code = code_for(employee)
    employee.left_on = timezone.localdate()
    employee.save()
    assert type_code(client, "0815", code).status_code == 200


def test_a_letter_does_not_open_an_account_that_became_an_administrators(client):
    employee = waiting_employee(number="0815")
    code = code_for(employee)
    type_code(client, "0815", code)
    employee.user.groups.add(Group.objects.get(name=ADMINISTRATION))
    assert choose(client).url == PAGE
    assert type_code(Client(), "0815", code).status_code == 200


def test_a_letter_of_an_official_who_lost_no_role_works_after_they_are_gone(client):
    employee, giver = waiting_employee(number="0815"), official()
    code = code_for(employee, made_by=giver)
    User.objects.filter(pk=giver.pk).update(is_active=False)
    assert type_code(client, "0815", code).status_code == 302


def test_the_browser_gets_a_new_session_key_with_the_code_and_with_the_password(client):
    session = client.session
    session["x"] = 1
    session.save()
    keys = {client.session.session_key}
    type_code(client, "0815", code_for(waiting_employee(number="0815")))
    keys.add(client.session.session_key)
    choose(client)
    keys.add(client.session.session_key)
    assert len(keys) == 3


def test_neither_code_nor_password_reach_the_database_or_the_log(client, caplog, db):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    caplog.set_level(logging.DEBUG)
    employee = waiting_employee(number="0815")
    with CaptureQueriesContext(connection) as queries:
        code = code_for(employee)
        type_code(client, "0815", code)
        choose(client)
    written = "\n".join(query["sql"] for query in queries)
    for secret in (code, f"{code[:5]}-{code[5:]}", CHOSEN):
        assert secret not in written
        assert secret not in "\n".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")


def test_both_pages_and_what_they_answer_are_in_spanish(client):
    assert_spanish(client.get(PAGE))
    assert_spanish(type_code(client, "0815", "CDF34GHJ79"))
    assert_spanish(client.post(PAGE, {}))
    type_code(client, "0816", code_for(waiting_employee(number="0816")))
    assert_spanish(client.get(SECOND_PAGE))
    assert_spanish(choose(client, "12345678", "87654321"))


def test_whoever_is_signed_in_is_led_to_the_classroom(client):
    client.force_login(EmployeeFactory().user)
    assert client.get(PAGE).url == "/mi-aula/"


def test_choosing_a_password_otherwise_closes_the_letter(client):
    employee = EmployeeFactory(number="0815")
    client.force_login(employee.user)
    waiting = waiting_employee(number="0816")
    code_for(waiting)
    AccessCode.objects.update(user=employee.user)
    change = {"oldpassword": PASSWORD, "password1": CHOSEN, "password2": CHOSEN}
    client.post(reverse("account_change_password"), change)
    assert AccessCode.objects.get().state == "cancelled"
