"""Exempting somebody from a requirement, and withdrawing it: nothing is deleted, both stand in the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, User, record_decision

from ..assigning.applying import recompute
from ..models import Assignment, Exemption, TrainingRequirement


@dataclass(frozen=True)
class State:
    """How an exemption stands today: a word for addresses, and what screens show of it."""

    name: str
    label: str
    tone: str
    icon: str


def state_of(exemption: Exemption) -> State:
    """Withdrawn, to come, in force or ended."""
    today = timezone.localdate()
    if exemption.withdrawn_at:
        return State("withdrawn", _("withdrawn"), "neutral", "ban")
    if exemption.is_in_force:
        return State("in_force", _("in force"), "ok", "check-circle")
    if exemption.starts_on > today:
        return State("to_come", _("to come"), "info", "calendar")
    return State("ended", _("ended"), "neutral", "clock")


class CannotExempt(Exception):
    """The exemption cannot be given or withdrawn; the message says why, in words for the screen."""


@transaction.atomic
def exempt(
    *,
    employee: Employee,
    requirement: TrainingRequirement,
    reason: str,
    document: str,
    approved_by: User,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    file: File | None = None,
) -> Exemption:
    """Exempt `employee` from `requirement`, from the first day to the last one, inclusive (None: until withdrawn).

    What the requirement asks of the person ends with it; what was completed stays. Raises CannotExempt.
    """
    starts_on = starts_on or timezone.localdate()
    _refuse_own(employee, approved_by)
    if ends_on and ends_on < starts_on:
        raise CannotExempt(_("The last day is before the first one."))
    if not reason.strip() or not document.strip():
        raise CannotExempt(_("Give the reason and the document that supports it."))
    # Two people at once: whoever comes second waits here and then sees what the first has written.
    Employee.objects.select_for_update().get(pk=employee.pk)
    if found := _overlapping(employee, requirement, starts_on, ends_on):
        raise CannotExempt(
            _("There is an exemption from this requirement already: «%(document)s».") % {"document": found.document}
        )
    exemption = Exemption.objects.create(
        employee=employee,
        requirement=requirement,
        reason=reason.strip(),
        document=document.strip(),
        file=file or "",
        approved_by=approved_by,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _bring_duties_in_line(exemption)
    record_decision(
        act="exempt",
        actor=approved_by,
        subject=exemption,
        employee=employee,
        reason=exemption.reason,
        after=_plain(exemption),
    )
    return exemption


@transaction.atomic
def withdraw(*, exemption: Exemption, reason: str, withdrawn_by: User) -> Exemption:
    """End `exemption` today, so that the requirement is asked again. Repeating it changes nothing.

    Raises CannotExempt.
    """
    exemption = Exemption.objects.select_for_update().get(pk=exemption.pk)
    if exemption.withdrawn_at:
        return exemption
    _refuse_own(exemption.employee, withdrawn_by)
    if not reason.strip():
        raise CannotExempt(_("Give the reason of the withdrawal."))
    before = _plain(exemption)
    exemption.withdrawn_at = timezone.now()
    exemption.withdrawn_by = withdrawn_by
    exemption.withdrawal_reason = reason.strip()
    exemption.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _bring_duties_in_line(exemption)
    record_decision(
        act="withdraw_exemption",
        actor=withdrawn_by,
        subject=exemption,
        employee=exemption.employee,
        reason=exemption.withdrawal_reason,
        before=before,
        after=_plain(exemption),
    )
    return exemption


def _refuse_own(employee: Employee, user: User) -> None:
    if employee.user_id is not None and employee.user_id == user.pk:
        raise CannotExempt(_("Nobody decides about an exemption of their own: ask a colleague."))


def _overlapping(
    employee: Employee, requirement: TrainingRequirement, starts_on: dt.date, ends_on: dt.date | None
) -> Exemption | None:
    standing = Exemption.objects.filter(employee=employee, requirement=requirement, withdrawn_at=None)
    others = (one for one in standing if one.ends_on is None or one.ends_on >= starts_on)
    return next((one for one in others if ends_on is None or one.starts_on <= ends_on), None)


def _bring_duties_in_line(exemption: Exemption) -> None:
    concerned = Assignment.objects.filter(requirement=exemption.requirement_id)
    recompute(concerned, employees={exemption.employee_id})


def _plain(exemption: Exemption) -> dict[str, Any]:
    return {
        "requirement": exemption.requirement.code,
        "document": exemption.document,
        "starts_on": exemption.starts_on,
        "ends_on": exemption.ends_on,
        "has_file": bool(exemption.file),
        "withdrawn_at": exemption.withdrawn_at,
    }
