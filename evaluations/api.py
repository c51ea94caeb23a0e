"""The front door of evaluations: everything that other apps may use of it."""

from .accommodations import Terms
from .accommodations import grant as grant_accommodation
from .appeals import make as appeal
from .appeals import open_to_appeal
from .attempts import close_overdue
from .loading import load_questions, load_quiz
from .marking import mark as mark_answer
from .models import Attempt, Question, QuestionCategory, QuizPage
from .rehearsal import rehearse, rehearse_leaving

__all__ = [
    "Attempt",
    "Question",
    "QuestionCategory",
    "QuizPage",
    "Terms",
    "appeal",
    "close_overdue",
    "grant_accommodation",
    "load_questions",
    "load_quiz",
    "mark_answer",
    "open_to_appeal",
    "rehearse",
    "rehearse_leaving",
]
