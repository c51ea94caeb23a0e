"""What the training office may do with an attempt that got stuck: grade what was saved, or cancel it. Never its own.

Both take a reason, which the person reads, and leave a line in the log of the site.
"""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import log

from people.api import User, record_decision

from . import attempts, lifecycle
from .models import Attempt

CLOSED, CANCELLED = "evaluations.close_attempt", "evaluations.cancel_attempt"


class OwnAttempt(Exception):
    """Nobody decides about an attempt of their own."""


def close(*, attempt: Attempt, by: User, reason: str) -> Attempt:
    """Grade what was saved in an open attempt; one that is closed comes back as it is. Raises OwnAttempt."""
    _check_not_own(attempt, by)
    with transaction.atomic():
        attempt = _locked(attempt)
        if not attempt.is_open:
            return attempt
        attempt = attempts.submit(attempt=attempt, closing=Attempt.Closing.STAFF, closed_by=by, reason=reason.strip())
        log(instance=attempt, action=CLOSED, user=by, data={"reason": attempt.closing_reason})
        _record(attempt, by)
    return attempt


def cancel(*, attempt: Attempt, by: User, reason: str) -> Attempt:
    """Make an open attempt count for nothing, not even as one of those that the quiz allows. Safe to repeat.

    Raises OwnAttempt, or lifecycle.ImpossibleTransition when it was submitted in the meantime.
    """
    _check_not_own(attempt, by)
    with transaction.atomic():
        attempt = _locked(attempt)
        if attempt.state == Attempt.State.CANCELLED:
            return attempt
        lifecycle.move(attempt, Attempt.State.CANCELLED)
        attempt.closing, attempt.closed_by, attempt.closing_reason = Attempt.Closing.STAFF, by, reason.strip()
        attempt.save(update_fields=["state", "closing", "closed_by", "closing_reason"])
        log(instance=attempt, action=CANCELLED, user=by, data={"reason": attempt.closing_reason})
        _record(attempt, by)
    return attempt


def _record(attempt: Attempt, by: User) -> None:
    record_decision(
        act="close_attempt",
        actor=by,
        subject=attempt,
        employee=attempt.enrolment.employee,
        reason=attempt.closing_reason,
        after={"state": attempt.state, "score": attempt.score},
    )


def _locked(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)


def _check_not_own(attempt: Attempt, by: User) -> None:
    employee = getattr(by, "employee", None)
    if employee is not None and employee.pk == attempt.enrolment.employee_id:
        raise OwnAttempt
