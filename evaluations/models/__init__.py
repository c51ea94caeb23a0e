from .accommodations import Accommodation
from .attempts import Answer, Attempt, AttemptQuestion
from .bank import AnswerKey, Question, QuestionTag, QuestionVersion, TaggedQuestion
from .categories import QuestionCategory
from .exchange import ImportedResult, QuestionImport, QuestionSource
from .marking import Appeal, MarkDecision, Marking
from .pictures import QuestionPicture
from .quiz import QuizBand, QuizDraw, QuizPage, QuizQuestion
from .regrading import KeyCorrection, Regrade, RegradeChange
from .remedial import RemedialLesson

__all__ = [
    "Accommodation",
    "Answer",
    "AnswerKey",
    "Appeal",
    "Attempt",
    "AttemptQuestion",
    "ImportedResult",
    "KeyCorrection",
    "MarkDecision",
    "Marking",
    "Question",
    "QuestionCategory",
    "QuestionImport",
    "QuestionPicture",
    "QuestionSource",
    "QuestionTag",
    "QuestionVersion",
    "QuizBand",
    "QuizDraw",
    "QuizPage",
    "QuizQuestion",
    "Regrade",
    "RegradeChange",
    "RemedialLesson",
    "TaggedQuestion",
]
