"""Where a question is used: the quizzes that ask it or may draw it, and the attempts that hold it. Never by whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from .models import Attempt, AttemptQuestion, Question, QuestionCategory, QuizPage


@dataclass(frozen=True)
class Usage:
    #: Quizzes that ask it of everybody, and those whose draws it may come out of.
    fixed_in: list[QuizPage] = field(default_factory=list)
    may_be_drawn_in: list[QuizPage] = field(default_factory=list)
    #: Attempts by the id of the version that they hold; answers carried over from an earlier attempt are not another.
    attempts_by_version: dict[int, int] = field(default_factory=dict)
    open_attempts: int = 0

    @property
    def attempts(self) -> int:
        return sum(self.attempts_by_version.values())


def usage_of(question: Question) -> Usage:
    """Five queries, however often it is used."""
    held = _held(question)
    return Usage(
        fixed_in=list(QuizPage.objects.filter(questions__question=question).distinct().order_by("title")),
        may_be_drawn_in=list(_drawing(question).exclude(questions__question=question).distinct().order_by("title")),
        attempts_by_version={version: count for version, count, _open in held},
        open_attempts=sum(count for _version, _count, count in held),
    )


def _held(question: Question) -> list[tuple[int, int, int]]:
    """(version, attempts, those still open)"""
    return list(
        AttemptQuestion.objects.filter(version__question=question, carried_from=None)
        .order_by()
        .values_list("version")
        .annotate(count=Count("pk"), open=Count("pk", filter=Q(attempt__state=Attempt.State.OPEN)))
    )


def _drawing(question: Question) -> QuerySet[QuizPage]:
    if question.state != Question.State.CURRENT:
        return QuizPage.objects.none()
    requirements = list(question.requirements.values_list("pk", flat=True))
    return QuizPage.objects.filter(
        Q(draws__category=None) | Q(draws__category__in=_around(question.category_id)),
        Q(draws__requirement=None) | Q(draws__requirement__in=requirements),
        Q(draws__difficulty="") | Q(draws__difficulty=question.difficulty),
        draws__isnull=False,
    )


def _around(category_id: int) -> list[int]:
    """The category and those that it is in."""
    parents = dict(QuestionCategory.objects.values_list("pk", "parent_id"))
    found: list[int] = []
    while category_id and category_id not in found:
        found.append(category_id)
        category_id = parents.get(category_id)
    return found


def with_counts(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Each with ``quizzes`` that ask it of everybody and ``exposure``, the number of attempts that asked it."""
    asked = (
        AttemptQuestion.objects.filter(version__question=OuterRef("pk"), carried_from=None)
        .order_by()
        .values("version__question")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return questions.annotate(quizzes=Count("quiz_places__quiz", distinct=True), exposure=Coalesce(Subquery(asked), 0))
