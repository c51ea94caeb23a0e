"""What is adapted for one person at quizzes: granted and ended here, and at once true of what they have begun."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from people.api import Employee, User, record_decision

from .models import Accommodation, Attempt, QuizPage
from .timing import adapted_for, deadline_of, is_over

GRANTED, ENDED = "evaluations.grant_accommodation", "evaluations.end_accommodation"
#: Left to somebody who is answering when an accommodation ends: enough to finish the sentence and submit in peace.
TIME_TO_FINISH = dt.timedelta(minutes=5)


class OwnAccommodation(Exception):
    """Nobody adapts a quiz for themselves."""


class AlreadyAdapted(Exception):
    """Something else is in force for this person at this quiz: it must be ended first."""

    def __init__(self, accommodation: Accommodation):
        self.accommodation = accommodation
        super().__init__(f"accommodation {accommodation.pk} is in force")


@dataclass(frozen=True)
class Terms:
    """What is given; the extra minutes are added after the per cent."""

    extra_percent: int = 0
    extra_minutes: int = 0
    extra_attempts: int = 0
    closes_at: dt.datetime | None = None

    @classmethod
    def of(cls, accommodation: Accommodation) -> Terms:
        return cls(**{one.name: getattr(accommodation, one.name) for one in fields(cls)})


@dataclass(frozen=True)
class Change:
    """An accommodation granted or ended, and the open attempts whose deadline it moved."""

    accommodation: Accommodation
    moved: list[Attempt]


def grant(
    *,
    employee: Employee,
    quiz: QuizPage | None,
    terms: Terms,
    reason: str,
    granted_by: User,
    at: dt.datetime | None = None,
) -> Change:
    """Adapt one quiz for a person, or with None all of them; attempts under way get their new deadline at once.

    The same terms again are the accommodation in force. Raises OwnAccommodation, AlreadyAdapted, or IntegrityError
    when the terms give nothing.
    """
    _check_not_own(employee.pk, granted_by)
    now = at or timezone.now()
    with transaction.atomic():
        _lock(employee.pk)
        known = Accommodation.objects.in_force().filter(employee=employee, quiz=quiz).first()
        if known is not None:
            if Terms.of(known) != terms:
                raise AlreadyAdapted(known)
            return Change(known, [])
        accommodation = Accommodation.objects.create(
            employee=employee, quiz=quiz, reason=reason.strip(), granted_by=granted_by, **vars(terms)
        )
        moved = _move_deadlines(accommodation, at=now)
        log(instance=accommodation, action=GRANTED, user=granted_by, data={"reason": accommodation.reason})
        _record(accommodation, by=granted_by, reason=accommodation.reason, after=vars(terms))
    return Change(accommodation, moved)


def end(*, accommodation: Accommodation, ended_by: User, at: dt.datetime | None = None) -> Change:
    """End it now; what was granted stays recorded. Ending it again changes nothing. Raises OwnAccommodation.

    Whoever is answering keeps the time that they were told, or five minutes of it if that is less than what is left:
    a deadline that jumped into the past would grade an answer half written.
    """
    _check_not_own(accommodation.employee_id, ended_by)
    now = at or timezone.now()
    with transaction.atomic():
        _lock(accommodation.employee_id)
        accommodation = Accommodation.objects.get(pk=accommodation.pk)
        if accommodation.ended_at:
            return Change(accommodation, [])
        accommodation.ended_at = now
        accommodation.save(update_fields=["ended_at"])
        moved = _move_deadlines(accommodation, at=now)
        log(instance=accommodation, action=ENDED, user=ended_by)
        _record(accommodation, by=ended_by, before=vars(Terms.of(accommodation)), after={"ended_at": now})
    return Change(accommodation, moved)


def _record(accommodation: Accommodation, *, by: User, reason: str = "", **values) -> None:
    record_decision(
        act="adapt", actor=by, subject=accommodation, employee=accommodation.employee, reason=reason, **values
    )


def _lock(employee_id: int) -> None:
    """One change at a time for one person; attempts.start takes this lock too, so no attempt begins in between."""
    Employee.objects.select_for_update(no_key=True).get(pk=employee_id)


def _check_not_own(employee_id: int, user: User) -> None:
    employee = getattr(user, "employee", None)
    if employee is not None and employee.pk == employee_id:
        raise OwnAccommodation


def _move_deadlines(accommodation: Accommodation, *, at: dt.datetime) -> list[Attempt]:
    """Give the attempts under way the deadline that holds now."""
    attempts = (
        Attempt.objects.select_for_update(of=("self",))
        .open()
        .filter(enrolment__employee=accommodation.employee_id, deadline__isnull=False)
        .order_by("pk")
    )
    if accommodation.quiz_id:
        attempts = attempts.filter(quiz=accommodation.quiz_id)
    moved = []
    for attempt in attempts:
        # Whether the job has come by yet must not decide about an attempt whose time was over.
        if is_over(attempt, at=at):
            continue
        deadline = _deadline_now(attempt, employee_id=accommodation.employee_id, at=at)
        if deadline != attempt.deadline:
            attempt.deadline = deadline
            attempt.save(update_fields=["deadline"])
            moved.append(attempt)
    return moved


def _deadline_now(attempt: Attempt, *, employee_id: int, at: dt.datetime) -> dt.datetime:
    adapted = adapted_for(employee_id=employee_id, quiz_id=attempt.quiz_id)
    deadline = deadline_of(rules=attempt.rules, started_at=attempt.started_at, adapted=adapted)
    return max(deadline, min(attempt.deadline, at + TIME_TO_FINISH))
