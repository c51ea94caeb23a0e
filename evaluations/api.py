"""The front door of evaluations: everything that other apps may use of it."""

from .loading import load_questions, load_quiz
from .models import Attempt, Question, QuestionCategory, QuizPage
from .rehearsal import rehearse

__all__ = [
    "Attempt",
    "Question",
    "QuestionCategory",
    "QuizPage",
    "load_questions",
    "load_quiz",
    "rehearse",
]
