import datetime as dt

import pytest
from django.utils import timezone

from people import ledger
from people.models import Appointment, Decision, EarlierService, Employee
from people.movements.hiring import hire, rehire
from people.movements.leaving import close_accounts_of_leavers, leave
from people.movements.rules import CannotMove
from people.movements.seats import appoint, end_seat, name_acting
from people.movements.transfers import name_head, transfer
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, UserFactory

from .conftest import day

pytestmark = pytest.mark.django_db

PERSON = {"number": "4711", "given_names": "Citlali", "first_surname": "Ayón"}


def days_from_now(days):
    return timezone.localdate() + dt.timedelta(days=days)


def periods(employee):
    rows = Appointment.objects.filter(employee=employee).order_by("starts_on", "pk")
    return [(row.department.name, row.starts_on.isoformat(), row.ends_on and row.ends_on.isoformat()) for row in rows]


def test_a_hired_person_has_an_appointment_and_an_account_without_password(rh, treasury, post, moved):
    employee = hire(actor=rh, department=treasury, post=post, hired_on=day("2026-03-01"), **PERSON)
    assert periods(employee) == [("Tesorería", "2026-03-01", None)]
    assert employee.user.is_active
    assert not employee.user.has_usable_password()
    assert moved == [({employee.pk}, day("2026-03-01"))]
    assert Decision.objects.get().act == "hire"


def test_a_number_of_somebody_who_left_asks_to_hire_again(rh, treasury, post):
    EmployeeFactory(number="4711", left_on=day("2025-01-01"))
    with pytest.raises(CannotMove, match="quien causó baja"):
        hire(actor=rh, department=treasury, post=post, hired_on=day("2026-03-01"), **PERSON)
    assert Decision.objects.count() == 0


def test_a_wrong_curp_is_refused_and_nothing_is_left_behind(rh, treasury, post):
    with pytest.raises(CannotMove, match="CURP"):
        hire(actor=rh, department=treasury, post=post, hired_on=day("2026-03-01"), curp="X" * 18, **PERSON)
    assert not Employee.objects.exists()


def test_an_account_of_nobody_under_the_number_is_not_taken(rh, treasury, post):
    UserFactory(username="4711")
    with pytest.raises(CannotMove):
        hire(actor=rh, department=treasury, post=post, hired_on=day("2026-03-01"), **PERSON)


def test_leaving_today_ends_appointments_sessions_and_roles(rh, cashier, client, moved):
    client.force_login(cashier.user)
    today = timezone.localdate()
    leave(actor=rh, employee=cashier, day=today, reason="Renuncia")
    cashier.refresh_from_db()
    assert cashier.left_on == today
    assert Appointment.objects.get(employee=cashier).ends_on == today - dt.timedelta(days=1)
    assert not cashier.user.is_active
    assert client.get("/mi-aula/").status_code == 302
    assert moved == [({cashier.pk}, today)]
    assert Decision.objects.get().reason == "Renuncia"


def test_a_leaving_to_come_closes_the_account_on_its_day(rh, cashier):
    leave(actor=rh, employee=cashier, day=days_from_now(3), reason="Renuncia")
    assert close_accounts_of_leavers() == 0
    cashier.user.refresh_from_db()
    assert cashier.user.is_active
    Employee.objects.filter(pk=cashier.pk).update(left_on=timezone.localdate())
    assert close_accounts_of_leavers() == 1
    assert close_accounts_of_leavers() == 0
    cashier.user.refresh_from_db()
    assert not cashier.user.is_active
    assert list(ledger.faults()) == []


def test_who_is_hired_again_keeps_one_record_and_gets_no_old_session(rh, cashier, works, post, client):
    client.force_login(cashier.user)
    leave(actor=rh, employee=cashier, day=day("2026-01-16"), reason="Renuncia")
    again = rehire(actor=rh, employee=cashier, day=day("2026-06-01"), department=works, post=post)
    assert again.pk == cashier.pk
    assert (again.hired_on, again.left_on) == (day("2026-06-01"), None)
    assert list(EarlierService.objects.values_list("hired_on", "left_on")) == [(day("2024-10-01"), day("2026-01-16"))]
    assert again.user.is_active
    assert not again.user.has_usable_password()
    assert client.get("/mi-aula/").status_code == 302
    assert periods(again) == [("Tesorería", "2024-10-01", "2026-01-15"), ("Obras Públicas", "2026-06-01", None)]
    assert Employee.objects.active(day("2026-01-15")).exists()
    assert not Employee.objects.active(day("2026-03-01")).exists()


@pytest.mark.parametrize("left_on", [None, "2026-06-02"])
def test_nobody_is_hired_again_while_working_here(rh, works, post, left_on):
    employee = EmployeeFactory(left_on=left_on and day(left_on))
    with pytest.raises(CannotMove):
        rehire(actor=rh, employee=employee, day=day("2026-06-01"), department=works, post=post)


def test_a_transfer_ends_the_old_place_the_day_before(rh, cashier, works, post, moved):
    transfer(actor=rh, employee=cashier, department=works, post=post, day=day("2026-03-01"))
    assert periods(cashier) == [("Tesorería", "2024-10-01", "2026-02-28"), ("Obras Públicas", "2026-03-01", None)]
    assert moved == [({cashier.pk}, day("2026-03-01"))]


@pytest.mark.parametrize("on", ["2024-10-01", "2024-09-30"])
def test_a_transfer_on_or_before_the_first_day_is_a_correction(rh, cashier, works, post, on):
    with pytest.raises(CannotMove):
        transfer(actor=rh, employee=cashier, department=works, post=post, day=day(on))


def test_a_transfer_that_changes_nothing_is_refused(rh, cashier, treasury):
    held = Appointment.objects.get(employee=cashier)
    with pytest.raises(CannotMove, match="ese nombramiento"):
        transfer(actor=rh, employee=cashier, department=treasury, post=held.post, day=day("2026-03-01"))


def test_who_is_off_the_roll_is_not_transferred(rh, works, post):
    employee = EmployeeFactory(left_on=day("2026-01-01"))
    with pytest.raises(CannotMove):
        transfer(actor=rh, employee=employee, department=works, post=post, day=day("2026-03-01"))


def test_who_will_leave_is_transferred_until_then(rh, cashier, works, post):
    leave(actor=rh, employee=cashier, day=days_from_now(30), reason="Jubilación")
    transfer(actor=rh, employee=cashier, department=works, post=post, day=days_from_now(5))
    assert periods(cashier)[-1] == (
        "Obras Públicas",
        days_from_now(5).isoformat(),
        days_from_now(29).isoformat(),
    )


def test_a_department_has_one_head(rh, cashier, treasury, post):
    AppointmentFactory(department=treasury, is_head=True)
    with pytest.raises(CannotMove, match="es titular de Tesorería"):
        name_head(actor=rh, employee=cashier, department=treasury, post=post, day=day("2026-03-01"))


def test_a_new_head_ends_the_time_in_charge(rh, cashier, treasury, works, post):
    other = EmployeeFactory()
    name_acting(actor=rh, employee=other, department=treasury, post=post, starts_on=day("2026-01-01"))
    name_head(actor=rh, employee=cashier, department=treasury, post=post, day=day("2026-03-01"))
    assert Appointment.objects.get(is_acting=True).ends_on == day("2026-02-28")
    assert Appointment.objects.get(is_head=True, is_acting=False).employee == cashier


def test_in_charge_during_an_absence_needs_a_last_day(rh, cashier, treasury, works, post):
    AppointmentFactory(department=works, is_head=True)
    words = {"actor": rh, "employee": cashier, "department": works, "post": post, "starts_on": day("2026-03-01")}
    with pytest.raises(CannotMove, match="último día"):
        name_acting(**words)
    acting = name_acting(**words, ends_on=day("2026-03-15"))
    assert (acting.is_main, acting.is_head, acting.is_acting) == (False, True, True)
    with pytest.raises(CannotMove, match="está a cargo"):
        name_acting(**words | {"employee": EmployeeFactory(), "ends_on": day("2026-03-20")})


def test_a_seat_stands_beside_the_post_and_ends_by_itself(rh, cashier, post):
    council = DepartmentFactory(kind="consejo", name="Consejo")
    seat = appoint(actor=rh, employee=cashier, department=council, post=post, starts_on=day("2026-03-01"))
    assert not seat.is_main
    with pytest.raises(CannotMove, match="asiento"):
        appoint(actor=rh, employee=cashier, department=council, post=post, starts_on=day("2026-05-01"))
    end_seat(actor=rh, appointment=seat, day=day("2026-04-30"), reason="Renuncia al asiento")
    appoint(actor=rh, employee=cashier, department=council, post=post, starts_on=day("2026-05-01"))
    assert list(ledger.faults()) == []


def test_work_is_not_put_on_a_commission_nor_a_seat_in_an_office(rh, cashier, works, post):
    commission = DepartmentFactory(kind="comision")
    with pytest.raises(CannotMove):
        transfer(actor=rh, employee=cashier, department=commission, post=post, day=day("2026-03-01"))
    with pytest.raises(CannotMove):
        appoint(actor=rh, employee=cashier, department=works, post=post, starts_on=day("2026-03-01"))


def test_nobody_decides_about_themselves(cashier, works, post):
    for act in (
        lambda actor: transfer(actor=actor, employee=cashier, department=works, post=post, day=day("2026-03-01")),
        lambda actor: leave(actor=actor, employee=cashier, day=day("2026-03-01"), reason="x"),
        lambda actor: name_acting(
            actor=actor, employee=cashier, department=works, post=post, starts_on=day("2026-03-01")
        ),
    ):
        with pytest.raises(CannotMove, match="Nadie"):
            act(cashier.user)
    assert Decision.objects.count() == 0


def test_a_closed_department_takes_nobody(rh, cashier, works, post):
    works.ends_on = day("2026-02-28")
    works.save()
    with pytest.raises(CannotMove, match="hasta el"):
        transfer(actor=rh, employee=cashier, department=works, post=post, day=day("2026-03-01"))
