"""Many at the same moment: no more tries get through, and one code gives one password."""

import threading

import pytest
from django.db import connections
from django.test import RequestFactory

from people.access import codes, guessing
from people.models import AccessCode
from tests.people.access_factories import code_for, waiting_employee

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
AT_ONCE = 12


def all_at_once(act):
    """Runs `act(number)` in as many threads, started together; returns what each came to."""
    barrier, outcomes = threading.Barrier(AT_ONCE), []

    def run(number):
        barrier.wait()
        try:
            outcomes.append(act(number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_dozen_tries_at_once_are_five_that_are_looked_at():
    def attempt(number):
        request = RequestFactory().post("/", REMOTE_ADDR="198.51.100.7")
        try:
            guessing.begin_try(request, act="sign-in", name="no-existe", account_id=None)
        except guessing.Wait:
            return False
        return True

    outcomes = all_at_once(attempt)
    assert len(outcomes) == AT_ONCE
    assert outcomes.count(True) == guessing.FREE_TRIES


def test_a_dozen_uses_of_one_code_at_once_are_one():
    employee = waiting_employee(number="0815")
    code_for(employee)
    code = AccessCode.objects.select_related("user__employee", "made_by").get()

    def use(number):
        try:
            codes.open_account(code=code, password=f"una-frase-larga-{number}")
        except codes.CodeRefused:
            return None
        return number

    winners = [outcome for outcome in all_at_once(use) if outcome is not None]
    assert len(winners) == 1
    employee.user.refresh_from_db()
    assert employee.user.check_password(f"una-frase-larga-{winners[0]}")
