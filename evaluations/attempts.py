"""What happens to an attempt: it is started, its answers are saved, it is submitted, it is graded.

Each act is one transaction that first locks the row it is about, and each is safe to repeat:
the second time returns what the first one did. The states it goes through are in ``lifecycle``.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.api import Enrolment, complete_step
from people.api import Employee

from . import drawing, grading, lifecycle, opening, remedial, stored_answers
from .judging import RESULT_FIELDS, Judged, answers_to_update, is_pending, judge, result_of, take_result
from .models import Answer, Attempt, AttemptQuestion, QuizPage
from .review import frozen_review
from .signals import attempt_submitted
from .standing import standing_of
from .timing import adapted_for, deadline_of, is_over, is_past_deadline

logger = logging.getLogger(__name__)
CHUNK = 100


class AlreadySubmitted(Exception):
    """The attempt is closed: its answers cannot change any more."""

    def __init__(self, attempt: Attempt):
        self.attempt = attempt
        super().__init__(f"attempt {attempt.uuid} was submitted")


class TimeIsOver(AlreadySubmitted):
    """The answer arrived after the deadline and its grace; what was saved before counts."""


class AlreadyChecked(Exception):
    """The person asked whether this answer is right: it stays as it was then."""


@dataclass(frozen=True)
class Saved:
    """What is stored after a save; ``is_stale`` tells that a newer answer was there and this one was ignored."""

    selected: Any
    fields: dict[str, list[str]]
    is_answered: bool
    seq: int
    received_at: dt.datetime
    #: Of the attempt, as it is now: an accommodation may have moved it meanwhile.
    deadline: dt.datetime | None
    is_stale: bool


def frozen_rules(quiz: QuizPage, *, drawn: list[drawing.Drawn]) -> dict:
    """The rules that hold for an attempt whatever happens to the quiz later."""
    return {
        "title": quiz.title,
        "questions": len(drawn),
        "pass_mark": quiz.pass_mark,
        "max_attempts": quiz.max_attempts,
        "grading_method": quiz.grading_method,
        "mastery_mark": quiz.mastery_mark,
        "requirements": {code: title for one in drawn for code, title in one.requirements.items()},
        "review": frozen_review(quiz),
        "time_limit": quiz.time_limit,
        "grace_seconds": quiz.grace_seconds,
        "closes_at": quiz.closes_at.isoformat() if quiz.closes_at else None,
        "second_marker": quiz.needs_second_marker,
        "marker_tolerance": quiz.marker_tolerance,
        "appeal_days": quiz.appeal_days,
    }


def start(
    *, enrolment: Enrolment, quiz: QuizPage, at: dt.datetime | None = None, access_code: str = "", is_rehearsal=False
) -> Attempt:
    """The open attempt of this enrolment at this quiz, drawn now (or as of `at`) if there is none.

    A rehearsal asks for no code and knows no opening hours. Raises opening.CannotStart or drawing.QuizNotReady.
    """
    with transaction.atomic():
        # First the person, as accommodations.grant does: what is granted meanwhile either waits or is seen here.
        Employee.objects.select_for_update(no_key=True).get(pk=enrolment.employee_id)
        enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("course").get(pk=enrolment.pk)
        earlier = list(Attempt.objects.filter(enrolment=enrolment, quiz=quiz).order_by("number"))
        for attempt in earlier:
            if attempt.is_open:
                return attempt
        now = at or timezone.now()
        adapted = adapted_for(employee_id=enrolment.employee_id, quiz_id=quiz.pk)
        candidate = opening.Candidate(enrolment=enrolment, quiz=quiz, earlier=earlier, adapted=adapted, at=now)
        opening.check(candidate)
        if not is_rehearsal:
            opening.check_code(quiz, access_code)
        return _create(candidate)


def _create(candidate: opening.Candidate) -> Attempt:
    enrolment, quiz, now = candidate.enrolment, candidate.quiz, candidate.at
    seed = secrets.randbits(63)
    drawn = drawing.draw(quiz, seed=seed, earlier=candidate.counted)
    rules = frozen_rules(quiz, drawn=drawn)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        number=len(candidate.earlier) + 1,
        seed=seed,
        rules=rules,
        started_at=now,
        deadline=deadline_of(rules=rules, started_at=now, adapted=candidate.adapted),
    )
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(
            attempt=attempt,
            position=position,
            version=one.version,
            option_order=one.option_order,
            points=one.points,
            requirements=list(one.requirements),
            carried_from_id=one.carried_from_id,
        )
        for position, one in enumerate(drawn, start=1)
    )
    # The course opens here again on another device.
    started_at = enrolment.started_at or now
    Enrolment.objects.filter(pk=enrolment.pk).update(last_step=quiz.pk, started_at=started_at)
    return attempt


def save_answer(
    *, attempts, uuid, position: int, fields: Any, seq: int | None = None, floor: int = 0, at: dt.datetime | None = None
) -> Saved:
    """Store an answer to question ``position`` of the attempt ``uuid`` among ``attempts`` (a queryset: whose they are).

    ``fields`` are those of the form, see plugins.Fields. ``seq`` counts the saves of this answer in the browser: one
    lower than the stored one came late and is ignored. None means a form that the person has just sent: it counts as
    the newest, with a number of ``floor`` or more. ``at`` is when the request arrived, now unless told.
    Raises AttemptQuestion.DoesNotExist, AlreadySubmitted, TimeIsOver, AlreadyChecked or plugins.InvalidAnswer; nothing
    is stored then.
    """
    arrived = at or timezone.now()
    with transaction.atomic():
        question = (
            AttemptQuestion.objects.select_for_update(of=("attempt",))
            .select_related("attempt", "version")
            .get(attempt__in=attempts, attempt__uuid=uuid, position=position, carried_from=None)
        )
        if not question.attempt.is_open:
            raise AlreadySubmitted(question.attempt)
        if is_over(question.attempt, at=arrived):
            raise TimeIsOver(question.attempt)
        if question.checked_at:
            raise AlreadyChecked
        selected = question.version.type.read(fields, asked=question.asked)
        number = stored_answers.store(
            attempt_question_id=question.pk, selected=selected, seq=seq, floor=floor, received_at=arrived
        )
        if number is None:
            stored = Answer.objects.get(attempt_question=question)
            return _saved(question, stored, is_stale=True)
    return _saved(question, Answer(selected=selected, seq=number, received_at=arrived), is_stale=False)


def _saved(question: AttemptQuestion, answer: Answer, *, is_stale: bool) -> Saved:
    kind = question.version.type
    return Saved(
        selected=answer.selected,
        fields=kind.fields(answer.selected),
        is_answered=not kind.is_blank(answer.selected),
        seq=answer.seq,
        received_at=answer.received_at,
        deadline=question.attempt.deadline,
        is_stale=is_stale,
    )


def submit(
    *,
    attempt: Attempt,
    at: dt.datetime | None = None,
    closing: str = Attempt.Closing.LEARNER,
    closed_by=None,
    reason: str = "",
) -> Attempt:
    """Close the attempt and grade it, unless a person must first mark something in it.

    A closed attempt comes back as it is, however often and from wherever it is submitted. One that the person submits
    after its deadline, because the clock did it or later, counts as closed by the deadline.
    """
    now = at or timezone.now()
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment", "quiz").get(pk=attempt.pk)
        if not attempt.is_open:
            return attempt
        if closing == Attempt.Closing.LEARNER and is_past_deadline(attempt, at=now):
            now, closing = attempt.deadline, Attempt.Closing.DEADLINE
        lifecycle.move(attempt, Attempt.State.AWAITING)
        attempt.submitted_at = now
        attempt.closing, attempt.closed_by, attempt.closing_reason = closing, closed_by, reason
        attempt.save(update_fields=["state", "submitted_at", "closing", "closed_by", "closing_reason"])
        _settle(attempt, judge(attempt))
        attempt_submitted.send(sender=Attempt, attempt=attempt)
    return attempt


def close_when_over(*, attempt: Attempt, at: dt.datetime | None = None) -> Attempt:
    """Close an attempt whose time is over and grade what was saved in time; one that still has time stays open.

    It counts as submitted at its deadline, however late somebody or a job notices.
    """
    now = at or timezone.now()
    # Nearly always there is time left, and then a page need not lock anything.
    if not attempt.is_open or not is_over(attempt, at=now):
        return attempt
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
        if not attempt.is_open or not is_over(attempt, at=now):
            return attempt
        return submit(attempt=attempt, at=attempt.deadline, closing=Attempt.Closing.DEADLINE)


@dataclass
class Sweep:
    """What one run of close_overdue did."""

    closed: int = 0
    #: The attempts that could not be closed, by their uuid; the next run tries them again.
    failed: list[str] = field(default_factory=list)


def close_overdue(*, at: dt.datetime | None = None, limit: int = 1000) -> Sweep:
    """Close up to ``limit`` attempts whose browser never came back, each in a transaction of its own.

    One that cannot be closed is logged and does not keep the others from it.
    """
    now = at or timezone.now()
    sweep = Sweep()
    for attempt in _past_deadline(now):
        if sweep.closed == limit:
            break
        try:
            sweep.closed += not close_when_over(attempt=attempt, at=now).is_open
        except Exception:
            logger.exception("The attempt %s could not be closed", attempt.uuid)
            sweep.failed.append(str(attempt.uuid))
    return sweep


def _past_deadline(now: dt.datetime) -> Iterator[Attempt]:
    """Those that may be over, a chunk at a time: closing them changes the table that is being read."""
    last = 0
    while True:
        found = Attempt.objects.open().filter(deadline__lt=now, pk__gt=last).order_by("pk")
        chunk = list(found[:CHUNK])
        if not chunk:
            return
        yield from chunk
        last = chunk[-1].pk


def settle(*, attempt: Attempt) -> Attempt:
    """Give an attempt that waits for marks its result, if none is missing any more. Safe to repeat."""
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment", "quiz").get(pk=attempt.pk)
        if attempt.state == Attempt.State.AWAITING:
            _settle(attempt, judge(attempt))
    return attempt


def _settle(attempt: Attempt, judged: list[Judged]) -> None:
    _store_marks(judged)
    if is_pending(judged):
        return
    store_result(attempt, result_of(attempt, judged))
    remedial.send_back(attempt, judged)
    complete_if_passed(attempt)


def store_result(attempt: Attempt, result: grading.Result) -> None:
    """Write score, verdict and parts; the caller holds the attempt's lock."""
    lifecycle.move(attempt, Attempt.State.SUBMITTED)
    take_result(attempt, result)
    attempt.save(update_fields=RESULT_FIELDS)


def complete_if_passed(attempt: Attempt) -> None:
    """Report the step of the course done when the attempts so far pass it; in the caller's transaction."""
    siblings = Attempt.objects.filter(enrolment=attempt.enrolment_id, quiz=attempt.quiz_id).submitted()
    standing = standing_of(list(siblings))
    if standing.has_passed:
        complete_step(enrolment=attempt.enrolment, step=attempt.quiz, score=standing.score, at=attempt.submitted_at)


def recompute(attempt: Attempt) -> grading.Result:
    """The result that the stored answers and the keys in force give; it must equal the stored one."""
    return result_of(attempt, judge(attempt))


def _store_marks(judged: list[Judged]) -> None:
    Answer.objects.bulk_update(answers_to_update(judged), ["is_correct", "marks"])
