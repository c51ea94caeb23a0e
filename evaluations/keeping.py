"""What may not be deleted because somebody has answered it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from .models import Attempt, AttemptQuestion, Question, QuizPage


def question_in_use(question: Question) -> bool:
    """Whether a quiz asks it or an attempt holds one of its versions."""
    is_asked = question.quiz_places.exists()
    return is_asked or AttemptQuestion.objects.filter(version__question=question).exists()


def quizzes_with_attempts(pages: Iterable) -> list[QuizPage]:
    """The quizzes among these pages and below them that somebody has begun."""
    below = Q()
    for page in pages:
        below |= Q(path__startswith=page.path)
    if not below:
        return []
    return list(QuizPage.objects.filter(below).filter(Exists(Attempt.objects.filter(quiz=OuterRef("pk")))))
