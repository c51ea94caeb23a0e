"""The analysis of one quiz: its figures, its questions with advice, and who masters which subject."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import TrainingRequirement, requirement_lines

from ..item_statistics import ItemStatistics, QuizStatistics, item_statistics
from ..models import Attempt, Question, QuestionVersion, QuizPage
from ..question_types.choice import ChoiceType, right_ids
from .advice import HINTS, ORDER, SERIOUS, Advice, advice_on
from .groups import DepartmentRow, RequirementRow, by_department, by_requirement, places
from .responses import Choices, Given, ResponseTable, Thirds, response_table
from .rows import FIRST, AnswerRow, Choice, Rows, load


@dataclass(frozen=True)
class VersionFigures:
    """One version of a question: what it said, and what people answered to it."""

    version: QuestionVersion
    n: int
    facility: float | None
    table: ResponseTable


@dataclass(frozen=True)
class QuestionFigures:
    question: Question
    statistics: ItemStatistics
    advice: tuple[Advice, ...]
    #: The newest first.
    versions: tuple[VersionFigures, ...]

    @property
    def tone(self) -> str:
        if SERIOUS & set(self.advice):
            return "bad"
        return "warn" if set(self.advice) - HINTS else "ok"

    @property
    def urgency(self) -> tuple[int, float]:
        """For sorting: what must be looked at first comes first, then the hardest."""
        place = ORDER[self.advice[0]] if self.advice else len(ORDER)
        return place, 101.0 if self.statistics.facility is None else self.statistics.facility


@dataclass(frozen=True)
class QuizAnalysis:
    quiz: QuizPage
    choice: Choice
    cut_off: dt.datetime
    rows: Rows
    statistics: QuizStatistics
    questions: tuple[QuestionFigures, ...]
    #: Questions that were voided for everybody: they count for nothing.
    void: tuple[Question, ...]
    requirements: tuple[RequirementRow, ...]
    departments: tuple[DepartmentRow, ...]

    @cached_property
    def scores(self) -> list[float]:
        return [attempt.score for attempt in self.rows.attempts.values()]

    @property
    def passed(self) -> float | None:
        """The share of the attempts that were passed, out of 100."""
        attempts = self.rows.attempts.values()
        return 100 * sum(attempt.passed for attempt in attempts) / len(attempts) if attempts else None

    def question(self, pk: int) -> QuestionFigures | None:
        return next((one for one in self.questions if one.question.pk == pk), None)


def analyse(quiz: QuizPage, *, choice: Choice = FIRST) -> QuizAnalysis:
    """The analysis of a quiz by the attempts that `choice` takes of each person."""
    cut_off = timezone.now()
    rows = load(quizzes=[quiz.pk], choice=choice)
    columns, statistics = statistics_of(rows)
    versions = _versions({answer.version for answer in rows.answers} | rows.void)
    questions = _questions(rows, dict(zip(columns, statistics.items, strict=True)), versions)
    titles, aspects = requirement_words(rows.answers)
    where = places(
        rows.attempts, Attempt.objects.submitted().filter(quiz=quiz).order_by().values("enrolment__employee")
    )
    asked = {one.question.pk for one in questions}
    return QuizAnalysis(
        quiz=quiz,
        choice=choice,
        cut_off=cut_off,
        rows=rows,
        statistics=statistics,
        questions=questions,
        void=tuple({versions[pk].question for pk in rows.void if versions[pk].question_id not in asked}),
        requirements=tuple(by_requirement(rows.answers, rows.attempts, titles=titles, aspects=aspects)),
        departments=tuple(by_department(rows, where, titles=titles, words=department_words())),
    )


def statistics_of(rows: Rows) -> tuple[list[int], QuizStatistics]:
    """The ids of the questions in the order of the columns, and the statistics of the matrix of their marks.

    A question has one weight in the matrix: that of the newest attempt, should it have changed.
    """
    newest: dict[int, tuple[Any, Fraction]] = {}
    for answer in rows.answers:
        at = rows.attempts[answer.attempt].submitted_at
        if answer.question not in newest or newest[answer.question][0] < at:
            newest[answer.question] = (at, answer.points)
    columns = sorted(newest)
    places_of = {question: place for place, question in enumerate(columns)}
    marks: dict[int, list[Fraction | None]] = {attempt: [None] * len(columns) for attempt in rows.attempts}
    for answer in rows.answers:
        marks[answer.attempt][places_of[answer.question]] = answer.fraction * newest[answer.question][1]
    maxima = [newest[question][1] for question in columns]
    return columns, item_statistics(marks.values(), maxima=maxima)


def department_words() -> dict[str, str]:
    return {"others": _("Departments with fewer than five people, together"), "nowhere": _("Without appointment")}


def requirement_words(answers: Iterable[AnswerRow]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Titles of the training requirements asked about, and the aspects that they stand for, by their codes."""
    codes = {code for answer in answers for code in answer.requirements}
    lines = requirement_lines(TrainingRequirement.objects.filter(code__in=codes))
    titles = {line["code"]: line["title"] for line in lines}
    return titles, {line["code"]: tuple(str(aspect["label"]) for aspect in line["aspects"]) for line in lines}


def _versions(pks: Iterable[int]) -> dict[int, QuestionVersion]:
    return QuestionVersion.objects.select_related("question", "key").in_bulk(list(pks))


def _questions(
    rows: Rows, figures: Mapping[int, ItemStatistics], versions: Mapping[int, QuestionVersion]
) -> tuple[QuestionFigures, ...]:
    scores = {pk: attempt.score for pk, attempt in rows.attempts.items()}
    tables = _Tables(rows, versions, scores)
    of_question: dict[int, set[int]] = defaultdict(set)
    for answer in rows.answers:
        of_question[answer.question].add(answer.version)
    found = []
    for question, statistics in figures.items():
        own = sorted((versions[pk] for pk in of_question[question]), key=lambda version: -version.number)
        about = tuple(tables.of(version) for version in own)
        found.append(
            QuestionFigures(
                question=own[0].question,
                statistics=statistics,
                advice=advice_on(statistics, [one.table for one in about]),
                versions=about,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.urgency, one.question.code)))


class _Tables:
    """The tables of answers of the versions of one quiz."""

    def __init__(self, rows: Rows, versions: Mapping[int, QuestionVersion], scores: Mapping[int, float]) -> None:
        self.corrected = rows.corrected
        self.versions = versions
        self.scores = scores
        self.thirds = Thirds.of(scores)
        self.words = {"blank": _("Left blank"), "others": _("Other answers, each given by one person")}
        self.answers: dict[int, list[AnswerRow]] = defaultdict(list)
        for answer in rows.answers:
            self.answers[answer.version].append(answer)

    def of(self, version: QuestionVersion) -> VersionFigures:
        given = self._given(version)
        table = response_table(
            given, scores=self.scores, thirds=self.thirds, choices=self._choices(version), **self.words
        )
        facility = 100 * sum(float(one.fraction) for one in given) / len(given) if given else None
        return VersionFigures(version=version, n=len(given), facility=facility, table=table)

    def _given(self, version: QuestionVersion) -> list[Given]:
        kind, asked = version.type, version.asked()
        # Most people give one of a few answers: each is put into words once.
        known: dict[str, tuple[tuple[str, str], ...]] = {}
        found = []
        for answer in self.answers[version.pk]:
            spelled = json.dumps(answer.selected, sort_keys=True)
            if spelled not in known:
                is_blank = answer.selected is None or kind.is_blank(answer.selected)
                known[spelled] = () if is_blank else tuple(kind.responses(answer.selected, asked=asked))
            found.append(Given(answer.attempt, answer.fraction, known[spelled]))
        return found

    def _choices(self, version: QuestionVersion) -> Choices | None:
        """The options of a question answered by choosing, those of the key in force marked."""
        if not isinstance(version.type, ChoiceType):
            return None
        asked = version.asked()
        right = right_ids(self.corrected.get(version.pk, version.key.correct))

        texts = dict(version.type.responses(version.option_ids, asked=asked))
        return Choices(texts=texts, right=frozenset(right))


def sorted_questions(questions: Sequence[QuestionFigures], key: str, *, descending: bool) -> list[QuestionFigures]:
    """By one of the columns; what is unknown stands last whichever way they are sorted."""
    known = [one for one in questions if SORTS[key](one) is not None]
    unknown = [one for one in questions if SORTS[key](one) is None]
    return sorted(known, key=SORTS[key], reverse=descending) + unknown


SORTS = {
    "revisar": lambda one: one.urgency,
    "codigo": lambda one: one.question.code,
    "n": lambda one: one.statistics.n,
    "facilidad": lambda one: one.statistics.facility,
    "desviacion": lambda one: one.statistics.standard_deviation_percent,
    "discriminacion": lambda one: one.statistics.discrimination_index,
    "eficiencia": lambda one: one.statistics.discriminative_efficiency,
    "peso": lambda one: one.statistics.intended_weight,
    "peso-efectivo": lambda one: one.statistics.effective_weight,
}
