"""Departments come and go on a day; one that somebody works in does not close."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..ledger import record_decision
from ..models import Appointment, Department, User
from . import rules
from .rules import CannotMove


@transaction.atomic
def close_department(*, actor: User, department: Department, day: dt.date, reason: str = "") -> Department:
    """Let a department end: `day` is its last one. Its past stays as it was.

    CannotMove while somebody has an appointment in it, or something below it exists, after that day.
    """
    department = Department.objects.select_for_update().get(pk=department.pk)
    refuse_dates(department, department.starts_on, day)
    before = {"ends_on": department.ends_on, "is_active": department.is_active}
    department.ends_on = day
    department.is_active = day >= timezone.localdate()
    department.save(update_fields=["ends_on", "is_active"])
    record_decision(
        act="close_department",
        actor=actor,
        subject=department,
        reason=reason,
        before=before,
        after={"ends_on": day, "is_active": department.is_active},
    )
    return department


def refuse_dates(department: Department, starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    """CannotMove when somebody holds a place in `department` outside of the days from `starts_on` to `ends_on`."""
    if starts_on and ends_on:
        rules.refuse_disorder(starts_on, ends_on)
    inside = Appointment.objects.filter(department=department)
    if starts_on and (first := inside.order_by("starts_on").filter(starts_on__lt=starts_on).first()):
        raise CannotMove(
            _("Somebody has an appointment there from %(day)s: it cannot begin later.")
            % {"day": rules.told(first.starts_on)}
        )
    if ends_on is None:
        return
    number = inside.filter(Q(ends_on=None) | Q(ends_on__gt=ends_on)).values("employee").distinct().count()
    if number:
        raise CannotMove(
            ngettext(
                "%(n)d person has an appointment there after that day: record a transfer or the end first.",
                "%(n)d people have an appointment there after that day: record transfers or ends first.",
                number,
            )
            % {"n": number}
        )
    below = department.get_descendants().filter(Q(ends_on=None) | Q(ends_on__gt=ends_on), is_active=True)
    if other := below.first():
        raise CannotMove(_("%(department)s is below it and goes on: close or move it first.") % {"department": other})


def retire_departments() -> int:
    """Each night: what ended is offered no more; how many. Safe to repeat."""
    return Department.objects.filter(ends_on__lt=timezone.localdate(), is_active=True).update(is_active=False)
