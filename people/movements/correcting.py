"""Putting right a row that was wrong from the start. What happened later is an act of its own, no correction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..ledger import record_decision
from ..models import Appointment, Employee, User
from . import rules
from .accounts import close_account, free_address, open_account
from .hiring import refuse_known
from .rules import CannotMove

CORRECTED = ("department", "post", "starts_on", "ends_on", "is_head", "document")
DATA = ("number", "given_names", "first_surname", "second_surname", "email", "curp", "rfc")


@transaction.atomic
def correct(*, actor: User, appointment: Appointment, reason: str, **values: Any) -> Appointment:
    """Change what was written wrongly in an appointment: `values` are some of CORRECTED.

    CannotMove when the result would overlap another main appointment, another seat in the same place or another
    head, or reach beyond the time of work.
    """
    unknown = set(values) - set(CORRECTED)
    if unknown:
        raise TypeError(f"An appointment has no {', '.join(sorted(unknown))} to correct.")
    employee = rules.take(appointment.employee, actor)
    appointment = Appointment.objects.select_related("department", "post", "employee").get(pk=appointment.pk)
    before = rules.values_of(appointment)
    first_day = appointment.starts_on
    for name, value in values.items():
        setattr(appointment, name, value)
    if rules.values_of(appointment) == before:
        raise CannotMove(_("Nothing has changed."))
    _refuse_wrong_row(employee, appointment)
    appointment.save()
    rules.tell_moved({employee.pk}, min(first_day, appointment.starts_on))
    record_decision(
        act="correct",
        actor=actor,
        subject=appointment,
        employee=employee,
        reason=reason,
        before=before,
        after=rules.values_of(appointment),
    )
    return appointment


def _refuse_wrong_row(employee: Employee, row: Appointment) -> None:
    rules.refuse_disorder(row.starts_on, row.ends_on)
    rules.refuse_off_the_roll(employee, row.starts_on, row.ends_on)
    rules.refuse_closed(row.department, row.starts_on, row.ends_on)
    if not row.is_acting:
        rules.refuse_wrong_kind(row.department, is_main=row.is_main)
    if row.is_main:
        rules.refuse_second_main(employee, row.starts_on, row.ends_on, besides=row)
    if row.is_head and not row.is_acting:
        rules.refuse_second_head(row.department, row.starts_on, row.ends_on, besides=row)


@transaction.atomic
def remove(*, actor: User, appointment: Appointment, reason: str) -> None:
    """Take away an appointment that never was. The ledger keeps what it said."""
    employee = rules.take(appointment.employee, actor)
    appointment = Appointment.objects.select_related("department", "post", "employee").get(pk=appointment.pk)
    before, subject = rules.values_of(appointment), str(appointment)
    first_day = appointment.starts_on
    appointment.delete()
    rules.tell_moved({employee.pk}, first_day)
    record_decision(act="correct", actor=actor, subject=subject, employee=employee, reason=reason, before=before)


@transaction.atomic
def correct_service(
    *, actor: User, employee: Employee, hired_on: dt.date, left_on: dt.date | None, reason: str
) -> Employee:
    """Put right the days of hiring and leaving of the last spell; `left_on` None takes a leaving back.

    Appointments that began with the old hiring or ended with the old leaving follow. An account that the leaving
    had closed opens again without its password and roles. CannotMove when the spell would touch earlier service,
    or an appointment would stand outside of it.
    """
    employee = rules.take(employee, actor)
    before = {"hired_on": employee.hired_on, "left_on": employee.left_on}
    after = {"hired_on": hired_on, "left_on": left_on}
    if before == after:
        raise CannotMove(_("Nothing has changed."))
    if left_on is not None and left_on < hired_on:
        raise CannotMove(_("Nobody leaves before being hired."))
    if employee.earlier_service.filter(left_on__gt=hired_on).exists():
        raise CannotMove(_("Those days are part of an earlier time of service."))
    _move_ends(employee, **after)
    employee.hired_on, employee.left_on = hired_on, left_on
    employee.save(update_fields=["hired_on", "left_on"])
    _follow_with_account(employee, had_left=before["left_on"] is not None)
    rules.tell_moved({employee.pk}, min(hired_on, before["hired_on"]))
    record_decision(
        act="correct", actor=actor, subject=employee, employee=employee, reason=reason, before=before, after=after
    )
    return employee


def _move_ends(employee: Employee, *, hired_on: dt.date, left_on: dt.date | None) -> None:
    """Let the appointments that began or ended with the spell go on doing so; CannotMove when one does not fit."""
    own = Appointment.objects.filter(employee=employee)
    if employee.left_on is not None:
        ended = own.filter(ends_on=employee.left_on - rules.ONE_DAY, starts_on__gte=employee.hired_on)
    else:
        ended = own.filter(ends_on=None)
    last_day = left_on - rules.ONE_DAY if left_on else None
    first = own.filter(starts_on=employee.hired_on)
    for row in (first | ended).distinct().select_related("department", "post"):
        row.starts_on = hired_on if row.starts_on == employee.hired_on else row.starts_on
        if row.ends_on is None or (employee.left_on and row.ends_on == employee.left_on - rules.ONE_DAY):
            row.ends_on = last_day
        if row.ends_on is not None and row.ends_on < row.starts_on:
            raise CannotMove(
                _("An appointment begins on %(day)s: correct it or remove it first.")
                % {"day": rules.told(row.starts_on)}
            )
        row.save(update_fields=["starts_on", "ends_on"])
    outside = own.filter(starts_on__gte=employee.hired_on, starts_on__lt=hired_on)
    if row := (outside | (own.filter(ends_on__gte=left_on) if left_on else own.none())).first():
        raise CannotMove(
            _("An appointment stands outside of those days: %(one)s. Correct it first.") % {"one": rules.described(row)}
        )


def _follow_with_account(employee: Employee, *, had_left: bool) -> None:
    """An account that was closed for another reason than the leaving stays closed when days are put right."""
    has_left = employee.left_on is not None and employee.left_on <= timezone.localdate()
    if employee.user and employee.user.is_active and has_left:
        close_account(employee.user)
    elif had_left and not has_left and (employee.user is None or not employee.user.is_active):
        open_account(employee)


@transaction.atomic
def correct_data(*, actor: User, employee: Employee, reason: str = "", **values: str) -> Employee:
    """Change name, number, e-mail, CURP or RFC; constancias that exist keep what they said.

    The account follows, unless it has a role: whoever could change the e-mail of an administrator could take the
    account over. CannotMove when something is somebody else's already.
    """
    unknown = set(values) - set(DATA)
    if unknown:
        raise TypeError(f"A person has no {', '.join(sorted(unknown))} to correct.")
    employee = rules.take(employee, actor)
    before = {name: getattr(employee, name) for name in DATA}
    for name, value in values.items():
        setattr(employee, name, value.strip())
    employee.curp, employee.rfc = employee.curp.upper(), employee.rfc.upper()
    after = {name: getattr(employee, name) for name in DATA}
    changed = [name for name in DATA if before[name] != after[name]]
    if not changed:
        raise CannotMove(_("Nothing has changed."))
    refuse_known(employee)
    try:
        employee.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise CannotMove(" ".join(error.messages)) from error
    employee.save()
    if employee.user:
        _rename_account(employee, before["number"])
    record_decision(
        act="correct",
        actor=actor,
        subject=employee,
        employee=employee,
        reason=reason,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return employee


def _rename_account(employee: Employee, old_number: str) -> None:
    account = employee.user
    if account.is_superuser or account.groups.exists():
        return
    if account.username == old_number != employee.number:
        if User.objects.filter(username__iexact=employee.number).exclude(pk=account.pk).exists():
            raise CannotMove(_("Another account has that number as its name. Ask the administration."))
        account.username = employee.number
    if account.email.lower() != employee.email.lower():
        account.email = free_address(employee.email)
        # An address that is no longer the person's must not open the account any more.
        account.emailaddress_set.all().delete()
    account.save(update_fields=["username", "email"])
