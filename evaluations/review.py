"""What a person may see of an attempt and when, decided by the table that was told before it started.

Keys are read here and nowhere else outside grading and the author's form, and only when the table allows it now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from . import grading, markup
from .models import Attempt, AttemptQuestion, KeyCorrection, QuizPage
from .opening import attempts_left
from .plugins import Key, ReviewedRow
from .remarks import remarks_on

RIGHT_AFTER = dt.timedelta(hours=1)


class Phase(models.TextChoices):
    DURING = "during", _("While answering")
    AFTER = "after", _("In the hour after submitting")
    LATER = "later", _("Later, while it can be taken again")
    DONE = "done", _("Once passed, without attempts left, or closed")


class Shown(models.TextChoices):
    ANSWERS = "answers", _("Own answers")
    MARKS = "marks", _("Whether they are right")
    KEY = "key", _("The right answers")
    FEEDBACK = "feedback", _("Explanations")


ANSWERS_AND_MARKS = [Shown.ANSWERS, Shown.MARKS]
EVERYTHING = [*Shown]
PRESETS = {
    QuizPage.ReviewPolicy.RESULT: {},
    QuizPage.ReviewPolicy.ANSWERS: {
        Phase.AFTER: ANSWERS_AND_MARKS,
        Phase.LATER: ANSWERS_AND_MARKS,
        Phase.DONE: ANSWERS_AND_MARKS,
    },
    QuizPage.ReviewPolicy.KEY_WHEN_DONE: {
        Phase.AFTER: ANSWERS_AND_MARKS,
        Phase.LATER: ANSWERS_AND_MARKS,
        Phase.DONE: EVERYTHING,
    },
    QuizPage.ReviewPolicy.EVERYTHING: {Phase.AFTER: EVERYTHING, Phase.LATER: EVERYTHING, Phase.DONE: EVERYTHING},
}


@dataclass(frozen=True)
class Allowed:
    answers: bool = False
    marks: bool = False
    key: bool = False
    feedback: bool = False

    @property
    def tells_something(self) -> bool:
        """More than what the person knows anyway."""
        return self.marks or self.key or self.feedback


@dataclass(frozen=True)
class ReviewedQuestion:
    #: Of the row that holds the answer: appeals are about it.
    attempt_question_pk: int
    position: int
    stem: SafeString
    template: str
    rows: list[ReviewedRow]
    is_answered: bool
    #: The part of the mark earned; None when telling it would tell the key, or a person must still mark it.
    fraction: Decimal | None = None
    points: Decimal = Decimal(1)
    #: Voided for everybody: it counts for nothing.
    is_void: bool = False
    #: A person must still mark it.
    is_pending: bool = False
    #: Answered in an earlier attempt, and counts in this one too.
    is_carried: bool = False
    feedback: SafeString | str = ""
    reference: str = ""
    #: What those who marked a written answer say about it.
    remarks: list[str] = field(default_factory=list)

    @property
    def is_correct(self) -> bool | None:
        return None if self.fraction is None else self.fraction == 1

    @property
    def is_partly_correct(self) -> bool:
        return self.fraction is not None and 0 < self.fraction < 1

    @property
    def earned(self) -> str:
        """The points earned, «0.5»; empty where they go without saying or must not be told."""
        tells_more = self.is_partly_correct or (self.points != 1 and self.fraction is not None)
        return _plain(self.fraction * self.points) if tells_more and not self.is_void else ""

    @property
    def worth(self) -> str:
        return _plain(self.points)

    @property
    def state(self) -> str:
        """One of aula_ui's words for a state; empty where nothing may be said."""
        if self.is_void:
            return ""
        if not self.is_answered:
            return "unanswered"
        if self.fraction is None:
            return ""
        return "right" if self.fraction == 1 else "partly_right" if self.fraction else "wrong"


def _plain(points: Decimal) -> str:
    """Without needless zeros, and never with an exponent."""
    return f"{points.quantize(Decimal('0.01')).normalize():f}"


@dataclass(frozen=True)
class Review:
    allowed: Allowed
    #: What the quiz shows once it is done with.
    when_done: Allowed
    #: Fully right ones among those that count.
    correct: int
    #: How many count: not those that were voided.
    total: int
    questions: list[ReviewedQuestion] = field(default_factory=list)
    #: (lesson id, block or None) behind the questions that went wrong, in the order of the questions.
    lessons_to_reread: list[tuple[int, int | None]] = field(default_factory=list)
    #: The positions of the questions voided for everybody.
    voided: list[int] = field(default_factory=list)
    #: How many answers a person must still mark.
    pending: int = 0


def matrix_of(quiz: QuizPage) -> dict[str, list[str]]:
    """What is shown in each phase: a preset, or the author's own table."""
    chosen = quiz.review_matrix if quiz.review_policy == QuizPage.ReviewPolicy.CUSTOM else PRESETS[quiz.review_policy]
    return _in_full(chosen)


def frozen_review(quiz: QuizPage) -> dict[str, list[str]]:
    return matrix_of(quiz)


def _in_full(chosen: Mapping) -> dict[str, list[str]]:
    return {phase.value: [str(item) for item in chosen.get(phase, [])] for phase in Phase}


def matrix_of_attempt(attempt: Attempt) -> dict[str, list[str]]:
    """The table that was told; attempts of the first release only know the name of its preset."""
    rules = attempt.rules
    return rules["review"] if "review" in rules else _in_full(PRESETS[rules["review_policy"]])


def phase_of(attempt: Attempt, *, is_done: bool, at: dt.datetime) -> Phase:
    if attempt.is_open:
        return Phase.DURING
    if is_done:
        return Phase.DONE
    return Phase.AFTER if at - attempt.submitted_at <= RIGHT_AFTER else Phase.LATER


def what_is_allowed(attempt: Attempt, *, may_repeat: bool, at: dt.datetime | None = None) -> Allowed:
    """What the table shows now. While another attempt could still use the key, the quiz is not done with."""
    phase = phase_of(attempt, is_done=not may_repeat, at=at or timezone.now())
    shown = matrix_of_attempt(attempt).get(phase, [])
    return Allowed(**{item.value: item in shown for item in Shown})


def may_repeat(
    attempt: Attempt, *, submitted: int, has_passed: bool, extra: int = 0, closes_at: dt.datetime | None = None
) -> bool:
    """Whether another attempt could still use what this one's key would tell.

    ``has_passed`` is where the person stands after all attempts, ``closes_at`` when the quiz closes for them.
    """
    left = attempts_left(attempt.quiz, submitted=submitted, extra=extra)
    is_closed = closes_at is not None and closes_at <= timezone.now()
    return not has_passed and not is_closed and attempt.enrolment.is_open and left != 0


def review(attempt: Attempt, *, may_repeat: bool, at: dt.datetime | None = None) -> Review:
    """All that the page of a result may say about the questions of a closed attempt."""
    allowed = what_is_allowed(attempt, may_repeat=may_repeat, at=at)
    questions = list(_with_what_is_needed(attempt.questions, allowed).order_by("position"))
    corrected = _corrections(questions)
    void = frozenset(pk for pk, correction in corrected.items() if correction.is_void)
    wrong = [one for one in questions if one.version_id not in void and not is_right(one) and not is_pending(one)]
    lessons = {
        (q.version.question.lesson_id, q.version.question.lesson_paragraph): None
        for q in wrong
        if q.version.question.lesson_id
    }
    pending = sum(is_pending(one) for one in questions if one.version_id not in void)
    total = sum(one.version_id not in void for one in questions)
    return Review(
        allowed=allowed,
        when_done=what_is_allowed(attempt, may_repeat=False),
        correct=total - len(wrong) - pending,
        total=total,
        questions=_reviewed_all(attempt, questions, allowed, corrected) if allowed.answers else [],
        lessons_to_reread=list(lessons),
        voided=[one.position for one in questions if one.version_id in void],
        pending=pending,
    )


def _with_what_is_needed(rows, allowed: Allowed):
    """The rows and what may be read of them: the key only if something of it is shown."""
    related = ["version__question", "answer", "carried_from__answer"]
    return rows.select_related(*related, *(["version__key"] if allowed.key or allowed.feedback else []))


def shown_rows(rows: list[ReviewedRow], pictures: Mapping[str, Mapping]) -> list[ReviewedRow]:
    """Rows as a type gives them, with their HTML ready for the page."""
    return [
        replace(row, html=markup.shown(row.html, pictures), feedback=markup.shown(row.feedback, pictures))
        for row in rows
    ]


def is_right(question: AttemptQuestion) -> bool:
    return question.stored_answer is not None and bool(question.stored_answer.is_correct)


def is_pending(question: AttemptQuestion) -> bool:
    """Whether a person must still mark the answer; a blank one is read by nobody."""
    return question.version.needs_marker and question.is_answered and question.stored_answer.marks is None


def _reviewed_all(
    attempt: Attempt, questions: list[AttemptQuestion], allowed: Allowed, corrected: dict[int, KeyCorrection]
) -> list[ReviewedQuestion]:
    remarks = remarks_on(questions) if (allowed.marks or allowed.feedback) and attempt.is_graded else {}
    return [_reviewed(one, allowed, corrected, remarks=remarks.get(one.pk, [])) for one in questions]


def review_during(attempt: Attempt, question: AttemptQuestion) -> ReviewedQuestion | None:
    """One question of an open attempt as the table shows it at once; None where it shows nothing of it.

    Its mark is not stored yet, so it is worked out here; a written answer has none before somebody reads it.
    """
    allowed = what_is_allowed(attempt, may_repeat=True)
    if not allowed.tells_something:
        return None
    row = AttemptQuestion.objects.select_related("version__key", "version__question", "answer").get(pk=question.pk)
    corrected = _corrections([row])
    if row.stored_answer is not None and not _is_void(row, corrected):
        row.stored_answer.marks = grading.fraction_of(
            kind=row.version.kind,
            selected=row.selected,
            asked=row.asked,
            correct=_key_in_force(row, corrected).correct,
        )
    return _reviewed(row, allowed, corrected, remarks=[])


def can_be_checked(attempt: Attempt) -> bool:
    """Whether the table shows something about an answer while the attempt is still open."""
    return attempt.is_open and what_is_allowed(attempt, may_repeat=True).tells_something


def _corrections(questions: list[AttemptQuestion]) -> dict[int, KeyCorrection]:
    found = KeyCorrection.objects.filter(version__in=[one.version_id for one in questions]).order_by("pk")
    return {correction.version_id: correction for correction in found}


def _is_void(question: AttemptQuestion, corrected: dict[int, KeyCorrection]) -> bool:
    correction = corrected.get(question.version_id)
    return correction is not None and correction.is_void


def _key_in_force(question: AttemptQuestion, corrected: dict[int, KeyCorrection]) -> Key:
    correction = corrected.get(question.version_id)
    if correction is None or correction.is_void:
        return question.version.key.as_key()
    return Key(correct=correction.correct, option_feedback=correction.option_feedback)


def _feedback_in_force(question: AttemptQuestion, corrected: dict[int, KeyCorrection]) -> str:
    correction = corrected.get(question.version_id)
    return (correction.feedback if correction else "") or question.version.key.feedback_html


def _reviewed(
    question: AttemptQuestion, allowed: Allowed, corrected: dict[int, KeyCorrection], *, remarks: list[str]
) -> ReviewedQuestion:
    version, is_void = question.version, _is_void(question, corrected)
    feedback = _feedback_in_force(question, corrected) if allowed.feedback else ""
    return ReviewedQuestion(
        attempt_question_pk=question.carried_from_id or question.pk,
        position=question.position,
        stem=markup.shown(version.type.stem_alone(version.stem), version.pictures),
        template=version.type.review_template,
        rows=shown_rows(
            version.type.reviewed(
                question.selected, asked=question.asked, key=_shown_key(question, allowed, corrected)
            ),
            version.pictures,
        ),
        is_answered=question.is_answered,
        fraction=None if is_void else _shown_fraction(question, allowed),
        points=question.points,
        is_void=is_void,
        is_pending=not is_void and is_pending(question),
        is_carried=question.carried_from_id is not None,
        feedback=markup.shown(feedback, version.pictures),
        reference=version.question.reference if allowed.feedback else "",
        remarks=remarks,
    )


def _rows(question: AttemptQuestion, *, key: Key | None) -> list[ReviewedRow]:
    """The answer line by line, its HTML ready for the page."""
    version = question.version
    return [
        replace(
            row, html=markup.shown(row.html, version.pictures), feedback=markup.shown(row.feedback, version.pictures)
        )
        for row in version.type.reviewed(question.selected, asked=question.asked, key=key)
    ]


def _shown_key(question: AttemptQuestion, allowed: Allowed, corrected: dict[int, KeyCorrection]) -> Key | None:
    """The key as far as it may be shown; a voided question has none."""
    if not allowed.key or _is_void(question, corrected):
        return None
    key = _key_in_force(question, corrected)
    return key if allowed.feedback else Key(correct=key.correct)


def _shown_fraction(question: AttemptQuestion, allowed: Allowed) -> Decimal | None:
    is_told = allowed.key or (allowed.marks and not question.version.type.mark_reveals_key(question.asked))
    if not is_told:
        return None
    answer = question.stored_answer
    return Decimal(0) if answer is None else answer.marks
