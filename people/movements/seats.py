"""What people hold beside their post: seats on commissions and councils, and being in charge for the time being."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ..ledger import record_decision
from ..models import Appointment, Department, Employee, Post, User
from . import rules
from .rules import CannotMove
from .vacating import end_acting


@transaction.atomic
def appoint(
    *,
    actor: User,
    employee: Employee,
    department: Department,
    post: Post,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    is_head: bool = False,
    document: str = "",
    reason: str = "",
) -> Appointment:
    """Give somebody a seat on a commission or council; `is_head` presides over it.

    CannotMove when the person has a seat there on one of those days, or somebody else presides over it.
    """
    employee = rules.take(employee, actor)
    rules.refuse_wrong_kind(department, is_main=False)
    _refuse_days(employee, department, starts_on, ends_on)
    seats = Appointment.objects.filter(employee=employee, department=department)
    if taken := rules.overlapping(seats, starts_on, ends_on).select_related("department", "post").first():
        raise CannotMove(_("On those days there is a seat already: %(one)s.") % {"one": rules.described(taken)})
    if is_head:
        rules.refuse_second_head(department, starts_on, ends_on)
        end_acting(department, starts_on)
    appointment = Appointment(is_main=False, is_head=is_head)
    return _begin(appointment, actor, employee, department, post, starts_on, ends_on, document, reason)


@transaction.atomic
def name_acting(
    *,
    actor: User,
    employee: Employee,
    department: Department,
    post: Post,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    document: str = "",
    reason: str = "",
) -> Appointment:
    """Put somebody in charge of a department for the time being (encargo de despacho), beside the own post.

    While the department has a head, who is absent, the last day must be said. CannotMove when somebody else is in
    charge on one of those days, or the person is the head there.
    """
    employee = rules.take(employee, actor)
    _refuse_days(employee, department, starts_on, ends_on)
    heading = Appointment.objects.filter(department=department, is_head=True).select_related("employee")
    heading = rules.overlapping(heading, starts_on, ends_on)
    if acting := heading.filter(is_acting=True).first():
        raise CannotMove(
            _("%(name)s is in charge of %(department)s on one of those days, since %(day)s.")
            % {"name": acting.employee.full_name, "department": department, "day": rules.told(acting.starts_on)}
        )
    if heading.filter(employee=employee).exists():
        raise CannotMove(_("%(name)s is the head of that department.") % {"name": employee.full_name})
    if ends_on is None and (head := heading.first()):
        raise CannotMove(
            _("%(department)s has a head, %(name)s: say the last day of the absence.")
            % {"department": department, "name": head.employee.full_name}
        )
    appointment = Appointment(is_main=False, is_head=True, is_acting=True)
    return _begin(appointment, actor, employee, department, post, starts_on, ends_on, document, reason)


@transaction.atomic
def end_seat(*, actor: User, appointment: Appointment, day: dt.date, reason: str = "") -> Appointment:
    """End a seat or a time in charge: `day` is its last one. A main appointment ends by a transfer or by leaving."""
    employee = rules.take(appointment.employee, actor)
    appointment = Appointment.objects.select_related("department", "post").get(pk=appointment.pk)
    if appointment.is_main:
        raise CannotMove(_("A main appointment ends by a transfer or when the person leaves."))
    rules.refuse_disorder(appointment.starts_on, day)
    if appointment.ends_on is not None and appointment.ends_on <= day:
        raise CannotMove(_("It ends on %(day)s already.") % {"day": rules.told(appointment.ends_on)})
    before = rules.values_of(appointment)
    appointment.ends_on = day
    appointment.save(update_fields=["ends_on"])
    rules.tell_moved({employee.pk}, day + rules.ONE_DAY)
    record_decision(
        act="end_appointment",
        actor=actor,
        subject=appointment,
        employee=employee,
        reason=reason,
        before=before,
        after=rules.values_of(appointment),
    )
    return appointment


def _refuse_days(employee: Employee, department: Department, starts_on: dt.date, ends_on: dt.date | None) -> None:
    rules.refuse_disorder(starts_on, ends_on)
    rules.refuse_off_the_roll(employee, starts_on, ends_on)
    rules.refuse_closed(department, starts_on, ends_on)


def _begin(appointment, actor, employee, department, post, starts_on, ends_on, document, reason) -> Appointment:
    appointment.employee, appointment.department, appointment.post = employee, department, post
    appointment.starts_on, appointment.ends_on, appointment.document = starts_on, ends_on, document
    appointment.save()
    rules.tell_moved({employee.pk}, starts_on)
    record_decision(
        act="appoint",
        actor=actor,
        subject=appointment,
        employee=employee,
        reason=reason,
        after=rules.values_of(appointment),
    )
    return appointment
