from .attempts import Answer, Attempt, AttemptQuestion
from .bank import AnswerKey, Question, QuestionCategory, QuestionVersion
from .quiz import QuizDraw, QuizPage, QuizQuestion

__all__ = [
    "Answer",
    "AnswerKey",
    "Attempt",
    "AttemptQuestion",
    "Question",
    "QuestionCategory",
    "QuestionVersion",
    "QuizDraw",
    "QuizPage",
    "QuizQuestion",
]
