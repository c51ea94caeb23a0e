"""Ending appointments from a day on, for the acts that leave a place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from ..models import Appointment, Department
from .rules import ONE_DAY, overlapping, values_of


def end_before(appointments: QuerySet[Appointment], day: dt.date) -> list[dict[str, Any]]:
    """End `appointments` the day before `day`; those that would begin later never take effect and go.

    Returns what each was before, for the ledger, which is where a row that went can still be read.
    """
    ending = list(overlapping(appointments, day, None).select_related("department", "post", "employee"))
    was = [values_of(one) | {"name": one.employee.full_name} for one in ending]
    begun = [one.pk for one in ending if one.starts_on < day]
    Appointment.objects.filter(pk__in=begun).update(ends_on=day - ONE_DAY)
    Appointment.objects.filter(pk__in=[one.pk for one in ending if one.starts_on >= day]).delete()
    return was


def end_acting(department: Department, day: dt.date) -> list[dict[str, Any]]:
    """Whoever is in charge for the time being goes when a head begins on `day`."""
    return end_before(Appointment.objects.filter(department=department, is_head=True, is_acting=True), day)
