"""Working time that a head gives somebody for training: on the record, and seen by the person."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import CalendarEntry, Employee, User, record_decision, team_of

from .models import TrainingTime

# How far ahead time can be given: a plan for longer would hardly hold.
HORIZON = dt.timedelta(days=180)


class CannotGiveTime(ValueError):
    """Time that cannot be given or taken back; its text says why."""


@transaction.atomic
def grant(
    *,
    actor: User,
    granted_by: Employee,
    employee: Employee,
    day: dt.date,
    minutes: int,
    starts_at: dt.time | None = None,
    note: str = "",
) -> TrainingTime:
    """Give `employee` working time for training on `day`; without `starts_at` whenever it suits that day.

    CannotGiveTime when `granted_by` does not look after that person today, on a day that has passed or is too far
    away, or when the person has been given time for the same hours.
    """
    Employee.objects.select_for_update().get(pk=employee.pk)
    if not team_of(granted_by).filter(pk=employee.pk).exists():
        raise CannotGiveTime(_("You look after nobody of that name today."))
    _refuse_day(employee, day)
    _refuse_overlap(employee, day, starts_at, minutes)
    time = TrainingTime.objects.create(
        employee=employee, granted_by=granted_by, day=day, starts_at=starts_at, minutes=minutes, note=note.strip()
    )
    record_decision(act="give_time", actor=actor, subject=time, employee=employee, reason=note, after=_values(time))
    return time


@transaction.atomic
def withdraw(*, actor: User, withdrawn_by: Employee, time: TrainingTime) -> TrainingTime:
    """Take time back that is still to come; safe to repeat.

    CannotGiveTime when its day has passed, or `withdrawn_by` does not look after the person today.
    """
    time = TrainingTime.objects.select_for_update().get(pk=time.pk)
    if time.withdrawn_at is not None:
        return time
    if not team_of(withdrawn_by).filter(pk=time.employee_id).exists():
        raise CannotGiveTime(_("You look after nobody of that name today."))
    if time.day < timezone.localdate():
        raise CannotGiveTime(_("That day has passed: what was given stays on the record."))
    time.withdrawn_at = timezone.now()
    time.save(update_fields=["withdrawn_at"])
    record_decision(
        act="withdraw_time", actor=actor, subject=time, employee=time.employee, before=_values(time), after={}
    )
    return time


def _refuse_day(employee: Employee, day: dt.date) -> None:
    today = timezone.localdate()
    if day < today:
        raise CannotGiveTime(_("That day has passed."))
    if day > today + HORIZON:
        n = HORIZON.days
        text = ngettext("Choose a day within %(n)d day.", "Choose a day within %(n)d days.", n)
        raise CannotGiveTime(text % {"n": n})
    if employee.left_on is not None and employee.left_on <= day:
        raise CannotGiveTime(_("%(name)s no longer works here on that day.") % {"name": employee.full_name})


def _refuse_overlap(employee: Employee, day: dt.date, starts_at: dt.time | None, minutes: int) -> None:
    for other in TrainingTime.objects.filter(employee=employee, day=day, withdrawn_at=None):
        if _meet((starts_at, minutes), (other.starts_at, other.minutes)):
            raise CannotGiveTime(_("Time was given for those hours already: take it back first to change it."))


def _meet(one: tuple[dt.time | None, int], other: tuple[dt.time | None, int]) -> bool:
    """Whether two times of a day share a minute; two of which neither has an hour do, as they cannot be told apart."""
    if one[0] is None or other[0] is None:
        return one[0] is other[0]
    (first, end), (second, other_end) = (_span(*time) for time in (one, other))
    return first < other_end and second < end


def _span(starts_at: dt.time, minutes: int) -> tuple[int, int]:
    """First minute of the day, and the first one after."""
    first = starts_at.hour * 60 + starts_at.minute
    return first, first + minutes


def _values(time: TrainingTime) -> dict:
    return {
        "day": time.day,
        "starts_at": time.starts_at,
        "minutes": time.minutes,
        "granted_by": time.granted_by.full_name,
    }


def time_to_come(employee: Employee) -> list[TrainingTime]:
    """What was given to `employee` from today on, the next first."""
    rows = TrainingTime.objects.filter(employee=employee, day__gte=timezone.localdate(), withdrawn_at=None)
    return list(rows.select_related("granted_by").order_by("day", "starts_at", "pk"))


def classroom_section(request: HttpRequest, employee: Employee | None) -> list[dict]:
    """The section of /mi-aula/: the time that one has been given, while there is some to come; one query."""
    times = time_to_come(employee) if employee else []
    return [{"template": "courses/training_time.html", "context": {"times": times}}] if times else []


def time_entries(employee: Employee) -> list[CalendarEntry]:
    """The time that was given, for the person's calendar."""
    return [_entry(time) for time in time_to_come(employee)]


def _entry(time: TrainingTime) -> CalendarEntry:
    words = {
        "uid": f"training-time-{time.pk}",
        "summary": _("Time for training"),
        "changed_at": time.granted_at,
        "description": time.note,
    }
    if time.starts_at is None:
        return CalendarEntry(day=time.day, **words)
    starts_at = timezone.make_aware(dt.datetime.combine(time.day, time.starts_at))
    return CalendarEntry(starts_at=starts_at, ends_at=starts_at + dt.timedelta(minutes=time.minutes), **words)
