"""What no movement may break, and how each of them is told and recorded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Appointment, Department, Employee, User
from ..organisation import SEATS
from ..signals import people_moved

ONE_DAY = dt.timedelta(days=1)


class CannotMove(ValueError):
    """A movement that the rules do not allow; its text tells the person who asked why."""


def take(employee: Employee, actor: User) -> Employee:
    """The row of `employee`, locked until the transaction ends; CannotMove when `actor` decides about themselves."""
    if employee.user_id is not None and employee.user_id == actor.pk:
        raise CannotMove(_("Nobody decides about themselves: ask somebody else of Human Resources to record it."))
    return Employee.objects.select_for_update().get(pk=employee.pk)


def told(day: dt.date) -> str:
    # Django's Mexican month names begin with a capital letter, which Spanish does not use.
    return date_format(day).lower()


def overlapping(appointments: QuerySet[Appointment], starts_on: dt.date, ends_on: dt.date | None) -> QuerySet:
    """Those of `appointments` that are in force on some day from `starts_on` to `ends_on` (None: for ever)."""
    found = appointments.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    return found if ends_on is None else found.filter(starts_on__lte=ends_on)


def spells_of(employee: Employee) -> list[tuple[dt.date, dt.date | None]]:
    """Each spell of work as first day and first day off the roll (None: still works), the last one first."""
    earlier = employee.earlier_service.values_list("hired_on", "left_on")
    return [(employee.hired_on, employee.left_on), *earlier]


def refuse_off_the_roll(employee: Employee, starts_on: dt.date, ends_on: dt.date | None = None) -> None:
    """CannotMove unless the person works here from `starts_on` to `ends_on` (None: for ever), in one spell."""
    for hired_on, left_on in spells_of(employee):
        last_day = left_on - ONE_DAY if left_on else None
        if hired_on <= starts_on and (last_day is None or (ends_on is not None and ends_on <= last_day)):
            return
    raise CannotMove(
        _("%(name)s is not on the roll for all of that time: check the days of hiring and leaving.")
        % {"name": employee.full_name}
    )


def refuse_disorder(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise CannotMove(_("The last day comes before the first."))


def refuse_closed(department: Department, starts_on: dt.date, ends_on: dt.date | None = None) -> None:
    """CannotMove unless the department exists from `starts_on` to `ends_on`.

    Its row is locked until the transaction ends, so that nobody closes it, or begins to head it, at the same moment.
    """
    department = Department.objects.select_for_update().get(pk=department.pk)
    if department.starts_on and starts_on < department.starts_on:
        raise CannotMove(
            _("%(department)s exists only from %(day)s.")
            % {"department": department, "day": told(department.starts_on)}
        )
    if department.ends_on and (ends_on is None or ends_on > department.ends_on):
        raise CannotMove(
            _("%(department)s exists only until %(day)s.") % {"department": department, "day": told(department.ends_on)}
        )


def refuse_wrong_kind(department: Department, *, is_main: bool) -> None:
    """CannotMove where work would be put on a commission, or a seat in an office."""
    if is_main and department.kind in SEATS:
        raise CannotMove(_("%(department)s has seats, no posts: give a seat instead.") % {"department": department})
    if not is_main and department.kind not in SEATS:
        raise CannotMove(
            _("Seats are given on commissions and councils; %(department)s is neither.") % {"department": department}
        )


def refuse_second_main(
    employee: Employee, starts_on: dt.date, ends_on: dt.date | None, *, besides: Appointment | None = None
) -> None:
    """CannotMove when another main appointment is in force on one of those days."""
    others = Appointment.objects.filter(employee=employee, is_main=True).exclude(pk=besides and besides.pk)
    other = overlapping(others, starts_on, ends_on).select_related("department", "post").first()
    if other:
        raise CannotMove(_("On those days there is another main appointment: %(one)s.") % {"one": described(other)})


def refuse_second_head(
    department: Department, starts_on: dt.date, ends_on: dt.date | None, *, besides: Appointment | None = None
) -> None:
    """CannotMove when the department has a head of its own on one of those days."""
    heads = Appointment.objects.filter(department=department, is_head=True, is_acting=False)
    head = overlapping(heads.exclude(pk=besides and besides.pk), starts_on, ends_on).select_related("employee").first()
    if head:
        raise CannotMove(
            _(
                "%(name)s heads %(department)s since %(day)s. Record first that the appointment ends, by a transfer "
                "or by leaving; for an absence name somebody in charge for the time being."
            )
            % {"name": head.employee.full_name, "department": department, "day": told(head.starts_on)}
        )


def described(appointment: Appointment) -> str:
    """«Cajera, Tesorería, from 1 March 2026 to 31 May 2026»."""
    words = {
        "post": appointment.post,
        "department": appointment.department,
        "start": told(appointment.starts_on),
        "end": told(appointment.ends_on) if appointment.ends_on else "",
    }
    if appointment.ends_on:
        return _("%(post)s, %(department)s, from %(start)s to %(end)s") % words
    return _("%(post)s, %(department)s, from %(start)s") % words


def values_of(appointment: Appointment) -> dict[str, Any]:
    """What the ledger keeps of an appointment."""
    return {
        "department": appointment.department.name,
        "post": appointment.post.name,
        "starts_on": appointment.starts_on,
        "ends_on": appointment.ends_on,
        "is_head": appointment.is_head,
        "is_main": appointment.is_main,
        "is_acting": appointment.is_acting,
        "document": appointment.document,
    }


def tell_moved(employees: set[int], day: dt.date) -> None:
    people_moved.send(sender=Employee, employees=employees, day=day)
