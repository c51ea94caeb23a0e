"""Whether a person may begin another attempt now, and if not, why and since or until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from courses.api import Enrolment, outline_of, progress_of

from . import remedial
from .models import Attempt, QuizPage, RemedialLesson
from .standing import standing_of
from .timing import Adapted


class CannotStart(Exception):
    """No further attempt: the reason is the subclass."""


class StepNotOpen(CannotStart):
    """The course goes step by step and earlier steps are missing, or the quiz is no published step of it."""


class EnrolmentClosed(CannotStart):
    """The course of this enrolment has been completed."""


class AlreadyPassed(CannotStart):
    """A passed quiz is not repeated."""


class NoAttemptsLeft(CannotStart):
    """All attempts that the quiz allows have been used."""


class WaitingForMarks(CannotStart):
    """An earlier attempt is still being marked: another one might be needless."""


class NotYet(CannotStart):
    """Not now: from ``moment`` on."""

    def __init__(self, moment: dt.datetime):
        self.moment = moment
        super().__init__(f"not before {moment.isoformat()}")


class OpensLater(NotYet):
    """The quiz opens on a date that has not come."""


class TooSoon(NotYet):
    """Between two attempts some time must pass."""


class DailyLimit(NotYet):
    """No further attempt today."""


class Closed(CannotStart):
    """The closing date has passed, also the one adapted for this person."""

    def __init__(self, moment: dt.datetime):
        self.moment = moment
        super().__init__(f"closed since {moment.isoformat()}")


class RemedialMissing(CannotStart):
    """Lessons of the failed parts were not opened again: ``lessons`` are the rows."""

    def __init__(self, lessons: Sequence[RemedialLesson]):
        self.lessons = list(lessons)
        super().__init__(f"{len(self.lessons)} lessons to read again")


class WrongCode(CannotStart):
    """The quiz is taken in a supervised room, and the code was not right."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who wants to begin: their enrolment, their attempts so far, and what is adapted for them."""

    enrolment: Enrolment
    quiz: QuizPage
    earlier: Sequence[Attempt]
    adapted: Adapted
    at: dt.datetime
    #: Whether the course lets them in, where the caller knows it already.
    is_step_open: bool | None = None

    @property
    def counted(self) -> list[Attempt]:
        return [attempt for attempt in self.earlier if attempt.state != Attempt.State.CANCELLED]

    @property
    def attempts_left(self) -> int | None:
        return attempts_left(self.quiz, submitted=len(self.counted), extra=self.adapted.extra_attempts)

    @property
    def allowed_from(self) -> dt.datetime | None:
        """When the wait after the last submission ends; None where there is nothing to wait for."""
        done = [attempt.submitted_at for attempt in self.counted if attempt.submitted_at]
        if not self.quiz.wait_minutes or not done:
            return None
        return max(done) + dt.timedelta(minutes=self.quiz.wait_minutes)

    @cached_property
    def lessons_to_open(self) -> list[RemedialLesson]:
        """What the last attempt sends back to before its failed part may be repeated, opened already or not."""
        last = self.counted[-1] if self.counted else None
        if self.quiz.mastery_mark is None or last is None or not last.is_graded or last.has_passed:
            return []
        return remedial.to_open(last)


def attempts_left(quiz: QuizPage, *, submitted: int, extra: int = 0) -> int | None:
    """How many more attempts the quiz allows after ``submitted`` ones; None means without limit."""
    return None if quiz.max_attempts == 0 else max(0, quiz.max_attempts + extra - submitted)


def check(candidate: Candidate) -> None:
    """Raise the CannotStart that says why this person cannot begin now; the access code is asked for last, apart."""
    _check_standing(candidate)
    _check_dates(candidate)
    _check_pace(candidate)
    _check_remedial(candidate)
    if not _is_step_open(candidate):
        raise StepNotOpen


def check_code(quiz: QuizPage, access_code: str) -> None:
    """Raise WrongCode unless the quiz asks for none or this is it; case and spaces are forgiven."""
    if quiz.access_code and _folded(access_code) != _folded(quiz.access_code):
        raise WrongCode


def _folded(code: str) -> str:
    return "".join(code.split()).casefold()


def _check_standing(candidate: Candidate) -> None:
    if standing_of(candidate.counted).has_passed:
        raise AlreadyPassed
    if not candidate.enrolment.is_open:
        raise EnrolmentClosed
    if any(attempt.state == Attempt.State.AWAITING for attempt in candidate.counted):
        raise WaitingForMarks
    if candidate.attempts_left == 0:
        raise NoAttemptsLeft


def _check_dates(candidate: Candidate) -> None:
    quiz = candidate.quiz
    if quiz.opens_at and candidate.at < quiz.opens_at:
        raise OpensLater(quiz.opens_at)
    closes_at = candidate.adapted.closing(quiz.closes_at)
    if closes_at and candidate.at >= closes_at:
        raise Closed(closes_at)


def _check_pace(candidate: Candidate) -> None:
    allowed_from = candidate.allowed_from
    if allowed_from and candidate.at < allowed_from:
        raise TooSoon(allowed_from)
    if candidate.quiz.daily_attempts:
        today = timezone.localdate(candidate.at)
        begun = sum(timezone.localdate(attempt.started_at) == today for attempt in candidate.counted)
        if begun >= candidate.quiz.daily_attempts:
            tomorrow = dt.datetime.combine(today + dt.timedelta(days=1), dt.time())
            raise DailyLimit(timezone.make_aware(tomorrow))


def _check_remedial(candidate: Candidate) -> None:
    missing = [lesson for lesson in candidate.lessons_to_open if lesson.opened_at is None]
    if missing:
        raise RemedialMissing(missing)


def _is_step_open(candidate: Candidate) -> bool:
    if candidate.is_step_open is not None:
        return candidate.is_step_open
    enrolment = candidate.enrolment
    outline = outline_of(enrolment.course_id)
    progress = progress_of(enrolment, outline, is_sequential=enrolment.course.is_sequential)
    step = progress.step(candidate.quiz.pk)
    return step is not None and step["available"]
