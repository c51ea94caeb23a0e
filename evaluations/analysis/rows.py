"""What analysis reads from the database: attempts and answers as plain rows, in as many queries for ten as for ten
thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..item_statistics import exact
from ..models import Attempt, AttemptQuestion, KeyCorrection, MarkDecision


class AttemptRow(NamedTuple):
    id: int
    quiz: int
    employee: int
    number: int
    score: float
    passed: bool
    submitted_at: Any


class AnswerRow(NamedTuple):
    attempt: int
    question: int
    version: int
    points: Fraction
    #: The part of the mark that was earned, 0 to 1.
    fraction: Fraction
    #: Codes of the training requirements for which it counted.
    requirements: tuple[str, ...]
    #: None when nothing was saved, or when the answers were not asked for.
    selected: Any


@dataclass(frozen=True)
class Choice:
    """Which of a person's attempts count."""

    #: As it stands in the address.
    word: str
    label: Any
    sentence: Any
    pick: Callable[[list[AttemptRow]], list[AttemptRow]]


# Moodle's report takes first attempts too: later ones build on what the earlier ones taught.
CHOICES = {
    choice.word: choice
    for choice in (
        Choice("primero", _("First attempts"), _("Each person's first attempt."), lambda own: own[:1]),
        Choice("ultimo", _("Last attempts"), _("Each person's last attempt."), lambda own: own[-1:]),
        Choice(
            "mejor",
            _("Best attempts"),
            _("Each person's attempt with the highest grade."),
            lambda own: [max(own, key=lambda one: one.score)],
        ),
        Choice(
            "todos",
            _("All attempts"),
            _("All attempts: those who repeat the quiz count several times, and the figures are less reliable."),
            lambda own: own,
        ),
    )
}
FIRST = CHOICES["primero"]


@dataclass(frozen=True)
class Rows:
    attempts: dict[int, AttemptRow]
    #: Without what was carried over from an earlier attempt, and without voided versions.
    answers: list[AnswerRow]
    #: Versions that these attempts were asked and that were voided for everybody.
    void: frozenset[int]
    #: The key in force of each version whose key was corrected.
    corrected: dict[int, Any]

    @property
    def people(self) -> int:
        return len({attempt.employee for attempt in self.attempts.values()})

    def of_quiz(self, quiz: int) -> Rows:
        attempts = {pk: attempt for pk, attempt in self.attempts.items() if attempt.quiz == quiz}
        return Rows(attempts, [one for one in self.answers if one.attempt in attempts], self.void, self.corrected)


def load(*, quizzes: Iterable[int] | QuerySet, choice: Choice = FIRST, with_answers: bool = True) -> Rows:
    """The graded attempts at some quizzes and what each question earned; four queries.

    ``with_answers`` tells whether the answers themselves are needed or only their marks.
    """
    attempts = chosen(graded_attempts(quizzes), choice)
    corrected = dict(KeyCorrection.objects.order_by("pk").values_list("version_id", "correct"))
    void = set()
    of_quizzes = Q(attempt__quiz__in=quizzes, attempt__state=Attempt.State.SUBMITTED)
    decided = dict(
        MarkDecision.objects.filter(attempt_question__attempt__in=Attempt.objects.submitted().filter(quiz__in=quizzes))
        .order_by("pk")
        .values_list("attempt_question_id", "fraction")
    )
    found = AttemptQuestion.objects.filter(of_quizzes, carried_from=None).values_list(
        "pk",
        "attempt_id",
        "version__question_id",
        "version_id",
        "points",
        "requirements",
        "answer__marks",
        *(["answer__selected"] if with_answers else []),
    )
    answers = []
    for pk, attempt, question, version, points, requirements, marks, *selected in found.order_by().iterator():
        if attempt not in attempts:
            continue
        if corrected.get(version, "") is None:
            void.add(version)
        else:
            # What was left blank earned nothing, unless somebody decided otherwise.
            fraction = exact(decided.get(pk, marks) or Decimal(0))
            answers.append(
                AnswerRow(attempt, question, version, exact(points), fraction, tuple(requirements), *selected or [None])
            )
    return Rows(attempts, answers, frozenset(void), corrected)


def graded_attempts(quizzes: Iterable[int] | QuerySet) -> list[AttemptRow]:
    found = (
        Attempt.objects.submitted()
        .filter(quiz__in=quizzes)
        .order_by("submitted_at", "pk")
        .values_list("pk", "quiz_id", "enrolment__employee_id", "number", "score", "passed", "submitted_at")
    )
    return [
        AttemptRow(pk, quiz, employee, number, float(score), passed, at)
        for pk, quiz, employee, number, score, passed, at in found.iterator()
    ]


def chosen(attempts: Iterable[AttemptRow], choice: Choice) -> dict[int, AttemptRow]:
    """The attempts that count, by id; given in the order in which they were submitted."""
    own: dict[tuple[int, int], list[AttemptRow]] = {}
    for attempt in attempts:
        own.setdefault((attempt.quiz, attempt.employee), []).append(attempt)
    return {attempt.id: attempt for some in own.values() for attempt in choice.pick(some)}
