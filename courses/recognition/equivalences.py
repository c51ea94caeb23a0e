"""Rules of equivalence, and recognising one person's earlier training under one of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, User, private_storage, record_decision

from ..assigning.applying import recompute
from ..models import Completion, Equivalence
from .recording import Training, record


class CannotRecognise(Exception):
    """The training cannot be recognised; the message says why, in words for the screen."""


@transaction.atomic
def recognise(
    *,
    employee: Employee,
    equivalence: Equivalence,
    completed_on: dt.date,
    hours: Decimal,
    document: str,
    recognised_by: User,
    file: File | None = None,
) -> Completion:
    """Record what `employee` completed elsewhere as the course of the rule `equivalence`; no constancia follows.

    The rule holds for training that ended on one of its days. Raises CannotRecognise.
    """
    Employee.objects.select_for_update().get(pk=employee.pk)
    _check(employee, equivalence, completed_on, hours, document, recognised_by)
    grounds = {
        "equivalence": equivalence.pk,
        "title": equivalence.title,
        "institution": equivalence.institution,
        "basis": equivalence.basis,
        "document": document.strip(),
        "file": private_storage().save(f"reconocimientos/{completed_on:%Y}/{file.name}", file) if file else "",
    }
    training = Training(employee, equivalence.course, completed_on, hours, grounds)
    (completion,) = record([training], source=Completion.Source.EQUIVALENCE, recorded_by=recognised_by)
    recompute(employees={employee.pk})
    record_decision(
        act="recognise",
        actor=recognised_by,
        subject=completion,
        employee=employee,
        reason=equivalence.basis,
        after={**grounds, "completed_on": completed_on, "hours": hours, "valid_until": completion.valid_until},
    )
    return completion


def _check(
    employee: Employee, rule: Equivalence, completed_on: dt.date, hours: Decimal, document: str, by: User
) -> None:
    if employee.user_id is not None and employee.user_id == by.pk:
        raise CannotRecognise(_("Nobody recognises training of their own: ask a colleague."))
    if not document.strip():
        raise CannotRecognise(_("Give the document that proves the training."))
    if completed_on > timezone.localdate():
        raise CannotRecognise(_("This day has not come yet."))
    if completed_on < rule.starts_on or (rule.ends_on and completed_on > rule.ends_on):
        raise CannotRecognise(_("The rule does not hold for training that ended on this day."))
    if rule.minimum_hours and hours < rule.minimum_hours:
        raise CannotRecognise(_("The rule asks for at least %(hours)s hours.") % {"hours": f"{rule.minimum_hours:g}"})
    known = Completion.objects.filter(employee=employee, course=rule.course, source=Completion.Source.EQUIVALENCE)
    if any(timezone.localdate(one.completed_at) == completed_on for one in known):
        raise CannotRecognise(_("This training is recorded already."))


@transaction.atomic
def save_rule(*, equivalence: Equivalence, saved_by: User, before: dict[str, Any] | None = None) -> Equivalence:
    """Store a rule, new or changed; `before` is what it said (plain_rule). What it recognised so far stays as it is."""
    equivalence.full_clean()
    equivalence.save()
    record_decision(
        act="equivalence",
        actor=saved_by,
        subject=equivalence,
        reason=equivalence.basis,
        before=before,
        after=plain_rule(equivalence),
    )
    return equivalence


def plain_rule(equivalence: Equivalence) -> dict[str, Any]:
    return {
        "title": equivalence.title,
        "institution": equivalence.institution,
        "course": equivalence.course.title,
        "minimum_hours": equivalence.minimum_hours,
        "starts_on": equivalence.starts_on,
        "ends_on": equivalence.ends_on,
        "basis": equivalence.basis,
    }
