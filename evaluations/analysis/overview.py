"""All quizzes together: a line for each, and how training requirements are mastered over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from courses.api import CoursePage

from ..item_statistics import ItemStatistics, QuizStatistics
from ..models import Attempt, AttemptQuestion, Question, QuizPage
from .advice import Advice, advice_on
from .groups import DepartmentRow, RequirementRow, by_department, by_requirement, places
from .quiz_report import department_words, requirement_words, statistics_of
from .rows import Choice, load
from .words import Said, said


@dataclass(frozen=True)
class QuizLine:
    quiz: QuizPage
    course_title: str
    people: int
    passed: float
    statistics: QuizStatistics

    @property
    def mean(self) -> float | None:
        return self.statistics.percent(self.statistics.mean)

    @property
    def standard_error(self) -> float | None:
        return self.statistics.percent(self.statistics.standard_error)


@dataclass(frozen=True)
class QuestionLine:
    """A question in one of the quizzes that asked it."""

    quiz: QuizPage
    statistics: ItemStatistics
    #: By its marks alone; which options were chosen is told on the quiz's own page.
    advice: tuple[Advice, ...]

    @property
    def words(self) -> list[Said]:
        return [said(code) for code in self.advice]


@dataclass(frozen=True)
class OverallReport:
    attempts: int
    people: int
    requirements: list[RequirementRow]
    departments: list[DepartmentRow]


def quizzes_with_results() -> QuerySet:
    """The quizzes that somebody has a result of, by their place in the courses."""
    return QuizPage.objects.filter(Exists(Attempt.objects.submitted().filter(quiz=OuterRef("pk")))).order_by("path")


def quiz_lines(quizzes: Sequence[QuizPage], *, choice: Choice) -> list[QuizLine]:
    """A line for each of these quizzes, in five queries for all."""
    rows = load(quizzes=[quiz.pk for quiz in quizzes], choice=choice, with_answers=False)
    courses = list(CoursePage.objects.order_by("path").values_list("path", "title"))
    lines = []
    for quiz in quizzes:
        own = rows.of_quiz(quiz.pk)
        lines.append(
            QuizLine(
                quiz=quiz,
                course_title=next((title for path, title in courses if quiz.path.startswith(path)), ""),
                people=own.people,
                passed=100 * sum(one.passed for one in own.attempts.values()) / len(own.attempts),
                statistics=statistics_of(own)[1],
            )
        )
    return lines


def question_lines(question: Question, *, choice: Choice) -> list[QuestionLine]:
    """A line for each quiz that somebody has a result of in which the question was asked, in five queries for all."""
    asked = AttemptQuestion.objects.filter(attempt__quiz=OuterRef("pk"), version__question=question)
    quizzes = list(quizzes_with_results().filter(Exists(asked)))
    rows = load(quizzes=[quiz.pk for quiz in quizzes], choice=choice, with_answers=False)
    lines = []
    for quiz in quizzes:
        columns, statistics = statistics_of(rows.of_quiz(quiz.pk))
        if question.pk in columns:
            item = statistics.items[columns.index(question.pk)]
            lines.append(QuestionLine(quiz=quiz, statistics=item, advice=advice_on(item)))
    return lines


def overall_report(*, choice: Choice) -> OverallReport:
    """Requirements and departments over all quizzes; one row of work per answer, and as many queries for any number."""
    every = QuizPage.objects.order_by().values("pk")
    rows = load(quizzes=every, choice=choice, with_answers=False)
    titles, aspects = requirement_words(rows.answers)
    where = places(rows.attempts, Attempt.objects.submitted().order_by().values("enrolment__employee"))
    return OverallReport(
        attempts=len(rows.attempts),
        people=rows.people,
        requirements=by_requirement(rows.answers, rows.attempts, titles=titles, aspects=aspects),
        departments=by_department(rows, where, titles=titles, words=department_words()),
    )
