import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.utils import timezone

from people import ledger
from people.models import Appointment, Decision
from people.movements.correcting import correct, correct_data, correct_service, remove
from people.movements.leaving import leave
from people.movements.rules import CannotMove
from people.movements.transfers import transfer
from people.roles import ADMINISTRATION

from .conftest import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cashier):
    return Appointment.objects.get(employee=cashier)


def test_a_wrong_day_is_put_right_and_both_stand_in_the_ledger(rh, held, moved):
    correct(actor=rh, appointment=held, reason="Se capturó mal", starts_on=day("2024-10-16"))
    held.refresh_from_db()
    assert held.starts_on == day("2024-10-16")
    decision = Decision.objects.get()
    assert (decision.before["starts_on"], decision.after["starts_on"]) == ("2024-10-01", "2024-10-16")
    assert moved[0][1] == day("2024-10-01")


def test_a_correction_that_overlaps_is_refused(rh, cashier, works, post, held):
    transfer(actor=rh, employee=cashier, department=works, post=post, day=day("2026-03-01"))
    with pytest.raises(CannotMove, match="otro nombramiento principal"):
        correct(actor=rh, appointment=held, reason="x", ends_on=day("2026-03-01"))
    with pytest.raises(CannotMove, match="No hay ningún cambio"):
        correct(actor=rh, appointment=held, reason="x", ends_on=day("2026-02-28"))


def test_a_mistaken_transfer_is_removed_and_the_old_place_opened_again(rh, cashier, works, post, held):
    mistaken = transfer(actor=rh, employee=cashier, department=works, post=post, day=day("2026-03-01"))
    remove(actor=rh, appointment=mistaken, reason="Era otra persona")
    correct(actor=rh, appointment=held, reason="Era otra persona", ends_on=None)
    assert list(Appointment.objects.values_list("department__name", "ends_on")) == [("Tesorería", None)]
    assert Decision.objects.filter(act="correct").first().before
    assert list(ledger.faults()) == []


def test_an_appointment_is_not_put_outside_the_time_of_work(rh, held):
    with pytest.raises(CannotMove, match="plantilla"):
        correct(actor=rh, appointment=held, reason="x", starts_on=day("2024-09-30"))


def test_a_leaving_by_mistake_is_taken_back_with_appointment_and_account(rh, cashier, held):
    leave(actor=rh, employee=cashier, day=timezone.localdate(), reason="Renuncia")
    correct_service(actor=rh, employee=cashier, hired_on=cashier.hired_on, left_on=None, reason="Era otra persona")
    cashier.refresh_from_db()
    held.refresh_from_db()
    assert (cashier.left_on, held.ends_on) == (None, None)
    assert cashier.user.is_active
    assert not cashier.user.has_usable_password()


def test_the_first_appointment_follows_a_corrected_hiring(rh, cashier, held):
    correct_service(actor=rh, employee=cashier, hired_on=day("2024-11-01"), left_on=None, reason="Oficio 3")
    held.refresh_from_db()
    assert held.starts_on == day("2024-11-01")


@pytest.mark.parametrize("hired_on", ["2023-05-31", "2023-01-01"])
def test_a_spell_does_not_reach_into_earlier_service(rh, cashier, hired_on):
    cashier.earlier_service.create(hired_on=day("2020-01-01"), left_on=day("2023-06-01"))
    with pytest.raises(CannotMove, match="servicio anterior"):
        correct_service(actor=rh, employee=cashier, hired_on=day(hired_on), left_on=None, reason="x")


def test_the_account_follows_number_and_address(rh, cashier):
    account = cashier.user
    account.username = cashier.number
    account.email = "vieja@ejemplo.test"
    account.save()
    EmailAddress.objects.create(user=account, email="vieja@ejemplo.test")
    correct_data(actor=rh, employee=cashier, number="00042", email="nueva@ejemplo.test")
    account.refresh_from_db()
    assert (account.username, account.email) == ("00042", "nueva@ejemplo.test")
    assert not EmailAddress.objects.filter(user=account).exists()


def test_the_address_of_an_account_with_a_role_stays(rh, cashier):
    cashier.user.groups.add(Group.objects.get(name=ADMINISTRATION))
    correct_data(actor=rh, employee=cashier, email="quien-registra@ejemplo.test")
    cashier.user.refresh_from_db()
    assert cashier.user.email == ""


def test_a_number_of_somebody_else_is_refused(rh, cashier):
    from tests.factories import EmployeeFactory

    EmployeeFactory(number="99")
    with pytest.raises(CannotMove, match="ya es de"):
        correct_data(actor=rh, employee=cashier, number="99")


def test_the_days_of_a_spell_stand_in_order(rh, cashier):
    with pytest.raises(CannotMove, match="anterior al ingreso"):
        correct_service(
            actor=rh,
            employee=cashier,
            hired_on=cashier.hired_on,
            left_on=cashier.hired_on - dt.timedelta(days=1),
            reason="x",
        )
