import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from people.models import GuessCounter
from tests.certificates.factories import certificate
from tests.certificates.verification_factories import text

pytestmark = pytest.mark.django_db
WRONG = "No hay ninguna constancia con este folio y este apellido"


@pytest.fixture
def made():
    return certificate(employee_name="Citlali Ávila Peña")


def ask(client, folio, surname="Ávila", address="198.51.100.7"):
    return client.post("/verificar/folio/", {"folio": folio, "surname": surname}, REMOTE_ADDR=address)


def test_folio_and_surname_open_the_page(client, made):
    response = ask(client, made.folio)
    assert response.status_code == 302
    assert response["Location"] == made.verification_path


def test_wrong_and_unknown_get_one_answer(client, made):
    wrong, unknown = ask(client, made.folio, "Pérez"), ask(client, made.folio[:-6] + "999999", "Pérez")
    assert wrong.status_code == unknown.status_code == 404
    assert WRONG in text(wrong)
    assert text(wrong).replace(made.folio, "") == text(unknown).replace(made.folio[:-6] + "999999", "")


def test_what_is_missing_is_asked_for(client):
    response = ask(client, "", "")
    assert response.status_code == 400
    assert "Escriba el apellido" in text(response)
    assert "Escriba el folio" in text(response)


def test_after_five_wrong_surnames_one_waits_and_then_goes_on(client, made):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        answers = [ask(client, made.folio, f"Apellido{n}").status_code for n in range(6)]
        assert answers == [404] * 5 + [429]
        waiting = ask(client, made.folio)
        assert waiting.status_code == 429
        assert 0 < int(waiting["Retry-After"]) <= 60
        assert made.holder_name not in text(waiting)
        assert ask(client, "TUX-CAP-2026-999999").status_code == 404
    with time_machine.travel(start + dt.timedelta(seconds=61), tick=False):
        assert ask(client, made.folio).status_code == 302


def test_an_unknown_folio_makes_one_wait_just_the_same(client):
    assert [ask(client, "NO-HAY-1", "Pérez").status_code for _ in range(6)] == [404] * 5 + [429]


def test_a_prankster_keeps_nobody_else_out(client, made):
    for number in range(40):
        ask(client, made.folio, "Pérez", address=f"203.0.113.{number}")
    assert ask(client, made.folio, address="203.0.113.1").status_code == 429
    assert ask(client, made.folio, address="198.51.100.7").status_code == 302


def test_a_network_that_tries_folio_after_folio_waits(client):
    answers = [ask(client, f"TUX-CAP-2026-{number:06d}").status_code for number in range(25)]
    assert answers.count(404) == 20
    assert set(answers[20:]) == {429}


def test_an_office_that_checks_a_pile_does_not_wait(client, made):
    assert {ask(client, made.folio).status_code for _ in range(30)} == {302}


def test_the_counters_name_nobody(client, made):
    ask(client, made.folio, "Pérez")
    for key in GuessCounter.objects.values_list("key", flat=True):
        assert len(key) == 64
        assert made.folio not in key
