"""What happens to an attempt: it is started, its answers are saved, it is submitted.

Each act is one transaction that first locks the row it is about, and each is safe to repeat:
the second time returns what the first one did.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.api import Enrolment, complete_step, outline_of, progress_of

from . import drawing, grading
from .models import Answer, Attempt, AttemptQuestion, QuizPage
from .signals import attempt_submitted


class CannotStart(Exception):
    """No further attempt: the reason is the subclass."""


class StepNotOpen(CannotStart):
    """The course goes step by step and earlier steps are missing, or the quiz is no published step of it."""


class EnrolmentClosed(CannotStart):
    """The course of this enrolment has been completed."""


class AlreadyPassed(CannotStart):
    """A passed quiz is not repeated."""


class NoAttemptsLeft(CannotStart):
    """All attempts that the quiz allows have been submitted."""


class AlreadySubmitted(Exception):
    """The attempt is closed: its answers cannot change any more."""

    def __init__(self, attempt: Attempt):
        self.attempt = attempt
        super().__init__(f"attempt {attempt.uuid} was submitted")


@dataclass(frozen=True)
class Saved:
    """What is stored after a save; ``is_stale`` tells that a newer answer was there and this one was ignored."""

    selected: Any
    seq: int
    received_at: Any
    is_stale: bool


def frozen_rules(quiz: QuizPage, *, questions: int) -> dict:
    """The rules that hold for an attempt whatever happens to the quiz later."""
    return {
        "title": quiz.title,
        "questions": questions,
        "pass_mark": quiz.pass_mark,
        "max_attempts": quiz.max_attempts,
        "review_policy": quiz.review_policy,
    }


def attempts_left(quiz: QuizPage, *, submitted: int) -> int | None:
    """How many more attempts the quiz allows after ``submitted`` ones; None means without limit."""
    return None if quiz.max_attempts == 0 else max(0, quiz.max_attempts - submitted)


def start(*, enrolment: Enrolment, quiz: QuizPage, at: dt.datetime | None = None) -> Attempt:
    """The open attempt of this enrolment at this quiz, drawn now (or as of `at`) if there is none.

    Raises CannotStart or drawing.QuizNotReady.
    """
    with transaction.atomic():
        enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("course").get(pk=enrolment.pk)
        earlier = list(Attempt.objects.filter(enrolment=enrolment, quiz=quiz).order_by("number"))
        for attempt in earlier:
            if attempt.is_open:
                return attempt
        if any(attempt.has_passed for attempt in earlier):
            raise AlreadyPassed
        if not enrolment.is_open:
            raise EnrolmentClosed
        if attempts_left(quiz, submitted=len(earlier)) == 0:
            raise NoAttemptsLeft
        if not _is_step_open(enrolment, quiz):
            raise StepNotOpen
        return _create(enrolment=enrolment, quiz=quiz, number=len(earlier) + 1, now=at or timezone.now())


def _is_step_open(enrolment: Enrolment, quiz: QuizPage) -> bool:
    outline = outline_of(enrolment.course_id)
    step = progress_of(enrolment, outline, is_sequential=enrolment.course.is_sequential).step(quiz.pk)
    return step is not None and step["available"]


def _create(*, enrolment: Enrolment, quiz: QuizPage, number: int, now: dt.datetime) -> Attempt:
    seed = secrets.randbits(63)
    drawn = drawing.draw(quiz, seed=seed)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        number=number,
        seed=seed,
        rules=frozen_rules(quiz, questions=len(drawn)),
        started_at=now,
    )
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(attempt=attempt, position=position, version=one.version, option_order=one.option_order)
        for position, one in enumerate(drawn, start=1)
    )
    # The course opens here again on another device.
    started_at = enrolment.started_at or now
    Enrolment.objects.filter(pk=enrolment.pk).update(last_step=quiz.pk, started_at=started_at)
    return attempt


def save_answer(*, attempts, uuid, position: int, raw: Any, seq: int | None = None, floor: int = 0) -> Saved:
    """Store an answer to question ``position`` of the attempt ``uuid`` among ``attempts`` (a queryset: whose they are).

    ``seq`` counts the saves of this answer in the browser: a lower one than the stored one came late and is ignored.
    None means a form that the person has just sent: it counts as the newest, with a number of ``floor`` or more.
    Raises AttemptQuestion.DoesNotExist, AlreadySubmitted or plugins.InvalidAnswer; nothing is stored then.
    """
    with transaction.atomic():
        question = (
            AttemptQuestion.objects.select_for_update(of=("attempt",))
            .select_related("attempt", "version")
            .get(attempt__in=attempts, attempt__uuid=uuid, position=position)
        )
        if not question.attempt.is_open:
            raise AlreadySubmitted(question.attempt)
        selected = question.version.type.clean(raw, option_ids=question.option_order)
        # Read only now: before the lock was ours another save may have been under way.
        answer = Answer.objects.filter(attempt_question=question).first()
        if answer is None:
            answer = Answer(attempt_question=question, seq=0)
        elif seq is not None and seq < answer.seq:
            return Saved(answer.selected, answer.seq, answer.received_at, is_stale=True)
        answer.selected = selected
        answer.seq = max(answer.seq + 1, floor) if seq is None else seq
        answer.received_at = timezone.now()
        answer.save()
    return Saved(answer.selected, answer.seq, answer.received_at, is_stale=False)


def submit(*, attempt: Attempt, at: dt.datetime | None = None) -> Attempt:
    """Close and grade the attempt; if it passes, the quiz is a completed step of the course.

    A submitted attempt comes back as it is, however often and from wherever it is submitted.
    """
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update(of=("self",)).select_related("enrolment", "quiz").get(pk=attempt.pk)
        if not attempt.is_open:
            return attempt
        graded = _graded_questions(attempt)
        result = grading.total((mark for _question, mark in graded), pass_mark=attempt.rules["pass_mark"])
        _store_marks(graded)
        attempt.state = Attempt.State.SUBMITTED
        attempt.submitted_at = at or timezone.now()
        attempt.score = result.score
        attempt.passed = result.passed
        attempt.save(update_fields=["state", "submitted_at", "score", "passed"])
        if attempt.passed:
            complete_step(enrolment=attempt.enrolment, step=attempt.quiz, score=attempt.score, at=attempt.submitted_at)
        attempt_submitted.send(sender=Attempt, attempt=attempt)
    return attempt


def recompute(attempt: Attempt) -> grading.Result:
    """The result that the stored answers and the frozen keys give; it must equal the stored one."""
    marks = (mark for _question, mark in _graded_questions(attempt))
    return grading.total(marks, pass_mark=attempt.rules["pass_mark"])


def _graded_questions(attempt: Attempt) -> list[tuple[AttemptQuestion, grading.Mark]]:
    questions = attempt.questions.select_related("version__key", "answer").order_by("position")
    return [
        (
            question,
            grading.grade(kind=question.version.kind, selected=question.selected, correct=question.version.key.correct),
        )
        for question in questions
    ]


def _store_marks(graded: list[tuple[AttemptQuestion, grading.Mark]]) -> None:
    answers = []
    for question, mark in graded:
        answer = question.stored_answer
        if answer is not None:
            answer.is_correct, answer.marks = mark.is_correct, mark.fraction
            answers.append(answer)
    Answer.objects.bulk_update(answers, ["is_correct", "marks"])
