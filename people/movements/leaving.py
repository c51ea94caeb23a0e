"""Leaving: the last day, the appointments that end with it, and the account that closes on the right day."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..ledger import record_decision
from ..models import Appointment, Employee, User
from . import rules
from .accounts import accounts_to_close, close_account
from .rules import CannotMove
from .vacating import end_before


@transaction.atomic
def leave(*, actor: User, employee: Employee, day: dt.date, reason: str) -> Employee:
    """Take somebody off the roll: `day` is the first one without work here. Nothing of the person's history goes.

    Appointments end the day before; the account closes now, or on `day` when that is still to come. CannotMove when
    the person has left already, or `day` comes before the hiring.
    """
    employee = rules.take(employee, actor)
    if employee.left_on is not None:
        raise CannotMove(
            _("%(name)s is off the roll from %(day)s already; if that is wrong, correct it.")
            % {"name": employee.full_name, "day": rules.told(employee.left_on)}
        )
    if day < employee.hired_on:
        raise CannotMove(
            _("%(name)s was hired on %(day)s and cannot leave before.")
            % {"name": employee.full_name, "day": rules.told(employee.hired_on)}
        )
    ended = end_before(Appointment.objects.filter(employee=employee), day)
    employee.left_on = day
    employee.save(update_fields=["left_on"])
    closed = {}
    if day <= timezone.localdate() and employee.user and employee.user.is_active:
        closed = close_account(employee.user)
    rules.tell_moved({employee.pk}, day)
    record_decision(
        act="leave",
        actor=actor,
        subject=employee,
        employee=employee,
        reason=reason,
        before={"left_on": None, "appointments": ended, **closed},
        after={"left_on": day},
    )
    return employee


def close_accounts_of_leavers() -> int:
    """Each night: close the accounts of those whose day has come; how many. Safe to repeat."""
    found = list(accounts_to_close(timezone.localdate()).values_list("pk", flat=True))
    return sum(_close_one(pk) for pk in found)


@transaction.atomic
def _close_one(pk: int) -> int:
    employee = Employee.objects.select_for_update().get(pk=pk)
    # Somebody may have hired the person again between the two looks.
    if employee.left_on is None or not employee.user or not employee.user.is_active:
        return 0
    had = close_account(employee.user)
    record_decision(
        act="close_account",
        actor=None,
        subject=employee,
        employee=employee,
        before=had,
        after={"is_active": False, "left_on": employee.left_on},
    )
    return 1
