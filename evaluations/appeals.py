"""«No estoy de acuerdo»: a learner asks to have one mark reviewed, and somebody else answers once, with a reason.

An appeal can raise a mark, never lower it: whoever asks runs no risk.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from people.api import record_decision

from . import rescoring
from .judging import void_versions
from .models import Answer, Appeal, Attempt, AttemptQuestion, MarkDecision

MAX_TEXT = 2000
#: In the log of the question.
ANSWERED = "evaluations.appeal"


class CannotAppeal(Exception):
    """There is no mark to disagree with in this question, or not any more."""


class CannotAnswer(Exception):
    """The appeal takes no such answer from this person."""


class AlreadyAnswered(CannotAnswer):
    """Somebody has answered it; an answer is given once."""


class OwnAppeal(CannotAnswer):
    """Nobody answers what they asked themselves."""


class NotHigher(CannotAnswer):
    """A mark that is granted is higher than the one that it replaces."""


def graded_at(attempt: Attempt) -> dt.datetime:
    """When the person got the result that counts now: on submitting, with the last mark, or by a regrade."""
    later = Attempt.objects.filter(pk=attempt.pk).aggregate(
        Max("questions__markings__marked_at"), Max("regrade_changes__regrade__made_at")
    )
    return max(moment for moment in (attempt.submitted_at, *later.values()) if moment is not None)


def last_day(attempt: Attempt) -> dt.date | None:
    """The last day on which one may appeal; None where the rules of the attempt allow no appeals."""
    days = attempt.rules.get("appeal_days", 0)
    if not days or not attempt.is_graded:
        return None
    return timezone.localdate(graded_at(attempt)) + dt.timedelta(days=days)


def is_in_time(attempt: Attempt, *, on: dt.date | None = None) -> bool:
    day = last_day(attempt)
    return day is not None and (on or timezone.localdate()) <= day


def open_to_appeal(attempt: Attempt) -> list[AttemptQuestion]:
    """The questions whose mark one may disagree with: answered here, not fully right, not void, not appealed yet."""
    found = (
        attempt.questions.filter(carried_from=None, answer__marks__lt=1, appeal=None)
        .exclude(version__in=void_versions())
        .select_related("attempt", "version", "answer")
        .order_by("position")
    )
    return [one for one in found if one.is_answered]


def make(*, question: AttemptQuestion, text: str) -> Appeal:
    """Ask for a review of the mark of this question; a second time returns the first appeal.

    Raises CannotAppeal. Whether the person may see the mark is for the view to ask.
    """
    text = text.strip()[:MAX_TEXT]
    earlier = Appeal.objects.filter(attempt_question=question).first()
    if earlier is not None:
        return earlier
    if not text or not is_in_time(question.attempt) or question not in open_to_appeal(question.attempt):
        raise CannotAppeal
    try:
        with transaction.atomic():
            return Appeal.objects.create(attempt_question=question, text=text)
    except IntegrityError:
        return Appeal.objects.get(attempt_question=question)


def waiting_for(person) -> QuerySet[Appeal]:
    """The appeals that this person may answer: those of others."""
    return Appeal.objects.filter(state=Appeal.State.OPEN).exclude(
        Q(attempt_question__attempt__enrolment__employee__user=person)
    )


def refuse(*, appeal: Appeal, reason: str, answered_by) -> Appeal:
    """The mark stays. Raises CannotAnswer."""
    with transaction.atomic():
        appeal = _locked(appeal, answered_by)
        return _answered(appeal, Appeal.State.REFUSED, reason=reason, by=answered_by)


def grant(*, appeal: Appeal, fraction: Decimal, reason: str, answered_by) -> Appeal:
    """Give the answer another mark and its attempt the result that follows. Raises CannotAnswer."""
    with transaction.atomic():
        appeal = _locked(appeal, answered_by)
        question = appeal.attempt_question
        if not Answer.objects.get(attempt_question=question).marks < fraction <= 1:
            raise NotHigher
        _decide(question, fraction=fraction, reason=reason, by=answered_by)
        return _answered(appeal, Appeal.State.GRANTED, reason=reason, by=answered_by)


def _locked(appeal: Appeal, person) -> Appeal:
    appeal = (
        Appeal.objects.select_for_update(of=("self", "attempt_question__attempt"))
        .select_related("attempt_question__attempt__enrolment__employee", "attempt_question__version__question")
        .get(pk=appeal.pk)
    )
    if appeal.attempt_question.attempt.enrolment.employee.user_id == person.pk:
        raise OwnAppeal
    if appeal.state != Appeal.State.OPEN:
        raise AlreadyAnswered
    return appeal


def _decide(question: AttemptQuestion, *, fraction: Decimal, reason: str, by) -> None:
    # An attempt that repeats a part carries the answer over, and its mark with it.
    counts_in = Q(pk=question.attempt_id) | Q(questions__carried_from=question)
    affected = set(Attempt.objects.filter(counts_in).values_list("pk", flat=True))
    rescoring.lock(affected)
    outcomes = rescoring.outcomes(rescoring.closed_attempts(affected), decisions={question.pk: fraction})
    own = next(one for one in outcomes if one.attempt.pk == question.attempt_id)
    MarkDecision.objects.create(
        attempt_question=question,
        fraction=fraction,
        reason=reason,
        old_score=own.before.score,
        new_score=own.attempt.score,
        made_by=by,
    )
    rescoring.store(outcomes)
    rescoring.complete_steps(outcomes)


def _answered(appeal: Appeal, state: str, *, reason: str, by) -> Appeal:
    appeal.state, appeal.answer = state, reason
    appeal.answered_by, appeal.answered_at = by, timezone.now()
    appeal.save()
    log(
        instance=appeal.attempt_question.version.question,
        action=ANSWERED,
        user=by,
        data={"exam": appeal.attempt_question.attempt.exam_code, "answer": state},
    )
    attempt = appeal.attempt_question.attempt
    record_decision(
        act="answer_appeal",
        actor=by,
        subject=attempt,
        employee=attempt.enrolment.employee,
        reason=reason,
        after={"question": appeal.attempt_question.position, "answer": state},
    )
    return appeal
