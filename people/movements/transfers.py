"""The main appointment: moving to another department or post, and becoming a head."""

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
def transfer(
    *,
    actor: User,
    employee: Employee,
    department: Department,
    post: Post,
    day: dt.date,
    is_head: bool = False,
    document: str = "",
    reason: str = "",
    act: str = "transfer",
) -> Appointment:
    """End the main appointment the day before `day` and begin another; the first one of all just begins.

    CannotMove when a main appointment begins on `day` or later (that one must be corrected), when nothing would
    change, when the person is not on the roll, or when the place is closed or has a head already.
    """
    employee = rules.take(employee, actor)
    last_day = employee.left_on - rules.ONE_DAY if employee.left_on else None
    rules.refuse_off_the_roll(employee, day, last_day)
    rules.refuse_disorder(day, last_day)
    rules.refuse_wrong_kind(department, is_main=True)
    rules.refuse_closed(department, day)
    previous = _main_to_end(employee, day)
    if previous and (previous.department, previous.post, previous.is_head) == (department, post, is_head):
        raise CannotMove(_("That is the appointment that %(name)s has.") % {"name": employee.full_name})
    before = {"appointment": rules.values_of(previous)} if previous else {}
    if previous:
        previous.ends_on = day - rules.ONE_DAY
        previous.save(update_fields=["ends_on"])
    if is_head:
        rules.refuse_second_head(department, day, None)
        before["acting"] = end_acting(department, day)
    appointment = Appointment.objects.create(
        employee=employee,
        department=department,
        post=post,
        starts_on=day,
        ends_on=last_day,
        is_head=is_head,
        document=document,
    )
    rules.tell_moved({employee.pk}, day)
    record_decision(
        act=act,
        actor=actor,
        subject=appointment,
        employee=employee,
        reason=reason,
        before=before,
        after={"appointment": rules.values_of(appointment)},
    )
    return appointment


def name_head(
    *,
    actor: User,
    employee: Employee,
    department: Department,
    post: Post,
    day: dt.date,
    document: str = "",
    reason: str = "",
) -> Appointment:
    """Make somebody the head of a department from `day` on; whoever was in charge for the time being goes.

    The head of an office works there, so it is a transfer; the one who presides over a commission takes a seat.
    """
    words = {"actor": actor, "employee": employee, "department": department, "post": post, "document": document}
    if department.kind in rules.SEATS:
        from .seats import appoint

        return appoint(**words, starts_on=day, is_head=True, reason=reason)
    return transfer(**words, day=day, is_head=True, reason=reason, act="appoint")


def _main_to_end(employee: Employee, day: dt.date) -> Appointment | None:
    mains = Appointment.objects.filter(employee=employee, is_main=True).select_related("department", "post")
    found = list(rules.overlapping(mains, day, None).order_by("starts_on"))
    for main in found:
        if main.starts_on >= day:
            raise CannotMove(
                _("An appointment begins on %(day)s already: %(one)s. Correct that one instead.")
                % {"day": rules.told(main.starts_on), "one": rules.described(main)}
            )
    return found[0] if found else None
