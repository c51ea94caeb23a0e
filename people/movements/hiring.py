"""Hiring somebody new, and hiring again somebody who had left."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..ledger import record_decision
from ..models import Appointment, Department, EarlierService, Employee, Post, User
from . import rules
from .accounts import open_account
from .rules import CannotMove
from .vacating import end_acting


@transaction.atomic
def hire(
    *,
    actor: User,
    number: str,
    given_names: str,
    first_surname: str,
    department: Department,
    post: Post,
    hired_on: dt.date,
    second_surname: str = "",
    email: str = "",
    curp: str = "",
    rfc: str = "",
    is_head: bool = False,
    document: str = "",
    reason: str = "",
) -> Employee:
    """Put a new person on the roll with a main appointment and an account without password.

    CannotMove when the number, the CURP or the RFC is somebody's already (also of somebody who left: hire them
    again), when the department does not exist that day, or has a head already.
    """
    employee = Employee(
        number=number.strip(),
        given_names=given_names.strip(),
        first_surname=first_surname.strip(),
        second_surname=second_surname.strip(),
        email=email.strip(),
        curp=curp.strip().upper(),
        rfc=rfc.strip().upper(),
        hired_on=hired_on,
    )
    refuse_known(employee)
    _clean(employee)
    employee.save()
    open_account(employee)
    appointment = _first_appointment(employee, department, post, hired_on, is_head=is_head, document=document)
    rules.tell_moved({employee.pk}, hired_on)
    record_decision(
        act="hire",
        actor=actor,
        subject=employee,
        employee=employee,
        reason=reason,
        after={"number": employee.number, "hired_on": hired_on, "appointment": rules.values_of(appointment)},
    )
    return employee


@transaction.atomic
def rehire(
    *,
    actor: User,
    employee: Employee,
    day: dt.date,
    department: Department,
    post: Post,
    is_head: bool = False,
    document: str = "",
    reason: str = "",
) -> Employee:
    """Hire again somebody who left: the same record goes on, and the spell that ended becomes earlier service.

    A closed account is opened again without its password and without its roles. CannotMove while the person still
    works here, or when `day` comes before the last spell ended.
    """
    employee = rules.take(employee, actor)
    if employee.left_on is None:
        raise CannotMove(_("%(name)s works here: there is nothing to hire again.") % {"name": employee.full_name})
    if day < employee.left_on:
        raise CannotMove(
            _("%(name)s was on the roll until %(day)s; the new hiring cannot come before.")
            % {"name": employee.full_name, "day": rules.told(employee.left_on)}
        )
    before = {"hired_on": employee.hired_on, "left_on": employee.left_on}
    # A spell of no day at all (hired and gone the same day) leaves no earlier service behind.
    if employee.left_on > employee.hired_on:
        EarlierService.objects.create(employee=employee, **before)
    employee.hired_on, employee.left_on = day, None
    employee.save(update_fields=["hired_on", "left_on"])
    if employee.user is None or not employee.user.is_active:
        open_account(employee)
    appointment = _first_appointment(employee, department, post, day, is_head=is_head, document=document)
    rules.tell_moved({employee.pk}, day)
    record_decision(
        act="rehire",
        actor=actor,
        subject=employee,
        employee=employee,
        reason=reason,
        before=before,
        after={"hired_on": day, "appointment": rules.values_of(appointment)},
    )
    return employee


def refuse_known(employee: Employee) -> None:
    """CannotMove when the number, the CURP or the RFC belongs to somebody on the roster, now or before."""
    same = {
        _("employee number"): Employee.objects.filter(number=employee.number),
        "CURP": Employee.objects.filter(curp=employee.curp) if employee.curp else Employee.objects.none(),
        "RFC": Employee.objects.filter(rfc=employee.rfc) if employee.rfc else Employee.objects.none(),
    }
    for label, people in same.items():
        if other := people.exclude(pk=employee.pk).first():
            words = {"label": label, "name": other.full_name, "number": other.number}
            if other.left_on:
                raise CannotMove(
                    _("This %(label)s belongs to %(name)s (%(number)s), who left: hire that person again instead.")
                    % words
                )
            raise CannotMove(_("This %(label)s belongs to %(name)s (%(number)s).") % words)


def _clean(employee: Employee) -> None:
    """CannotMove with the model's own sentences, so that a wrong CURP is refused here as in a form."""
    try:
        employee.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise CannotMove(" ".join(error.messages)) from error


def _first_appointment(employee, department, post, day, *, is_head, document) -> Appointment:
    rules.refuse_wrong_kind(department, is_main=True)
    rules.refuse_closed(department, day)
    if is_head:
        rules.refuse_second_head(department, day, None)
        end_acting(department, day)
    return Appointment.objects.create(
        employee=employee, department=department, post=post, starts_on=day, is_head=is_head, document=document
    )
