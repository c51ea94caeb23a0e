"""The columns and the criteria of the files that are downloaded: the same questions in the same order as on screen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from people.api import Column

from .groups import RequirementRow
from .quiz_report import QuestionFigures, QuizAnalysis
from .words import SENTENCES


def rounded(value: float | None, places: int = 2) -> float | None:
    return None if value is None else round(value, places)


def question_columns() -> list[Column]:
    def of(name: str):
        return lambda one: rounded(getattr(one.statistics, name))

    return [
        Column(_("Code"), lambda one: one.question.code, 14),
        Column(_("Question"), lambda one: one.question.summary, 60),
        Column(_("Type"), lambda one: str(one.versions[0].version.type.label), 20),
        Column(_("Answers"), lambda one: one.statistics.n, 12),
        Column(_("Facility (%)"), of("facility"), 12),
        Column(_("Standard deviation (%)"), of("standard_deviation_percent"), 14),
        Column(_("Discrimination index"), of("discrimination_index"), 16),
        Column(_("Discriminative efficiency"), of("discriminative_efficiency"), 16),
        Column(_("Intended weight (%)"), of("intended_weight"), 14),
        Column(_("Effective weight (%)"), of("effective_weight"), 14),
        Column(_("Advice"), advice_in_words, 80),
    ]


def advice_in_words(one: QuestionFigures) -> str:
    return " ".join(str(SENTENCES[code]) for code in one.advice)


def response_columns() -> list[Column]:
    return [
        Column(_("Code"), lambda line: line[0].question.code, 14),
        Column(_("Version"), lambda line: line[1].version.number, 10),
        Column(_("Answer"), lambda line: line[2].text, 60),
        Column(_("It is right"), lambda line: yes_or_no(line[2].is_right), 12),
        Column(_("People"), lambda line: line[2].count, 10),
        Column(_("Share (%)"), lambda line: rounded(line[2].share), 12),
        Column(_("Top third (%)"), lambda line: rounded(line[2].top_share), 14),
        Column(_("Bottom third (%)"), lambda line: rounded(line[2].bottom_share), 14),
        Column(_("Mean grade"), lambda line: rounded(line[2].mean_score), 12),
    ]


def response_lines(analysis: QuizAnalysis) -> list[tuple]:
    return [(one, version, row) for one in analysis.questions for version in one.versions for row in version.table.rows]


def yes_or_no(value: bool | None) -> str:
    return "" if value is None else (_("Yes") if value else _("No"))


def requirement_columns() -> list[Column]:
    return [
        Column(_("Code"), lambda row: row.code, 14),
        Column(_("Training requirement"), lambda row: row.title, 60),
        Column(_("Aspects"), _aspects, 60),
        Column(_("Mastery (%)"), lambda row: rounded(row.percent), 12),
        Column(_("Questions"), lambda row: row.questions, 12),
        Column(_("People"), lambda row: row.people, 12),
        Column(_("Answers"), lambda row: row.answers, 12),
    ]


def _aspects(row: RequirementRow) -> str:
    return "; ".join(row.aspects)


def criteria(analysis: QuizAnalysis, *, author: str, order: str, rows: int) -> list[tuple[str, Any]]:
    """Cut-off time, what was chosen and the figures of the whole quiz: the first sheet."""
    figures = analysis.statistics
    return [
        (_("Quiz"), analysis.quiz.title),
        (_("Cut-off"), analysis.cut_off),
        (_("Downloaded by"), author),
        (_("Attempts that count"), str(analysis.choice.sentence)),
        (_("Order"), order),
        (_("Rows"), rows),
        (_("Attempts"), figures.n),
        (_("People"), analysis.rows.people),
        (_("Mean grade"), rounded(figures.percent(figures.mean))),
        (_("Median grade"), rounded(figures.percent(figures.median))),
        (_("Standard deviation (%)"), rounded(figures.percent(figures.standard_deviation))),
        (_("Skewness"), rounded(figures.skewness, 4)),
        (_("Kurtosis"), rounded(figures.kurtosis, 4)),
        (_("Cronbach's alpha"), rounded(figures.cronbach_alpha, 4)),
        (_("Error ratio (%)"), rounded(figures.error_ratio)),
        (_("Standard error (%)"), rounded(figures.percent(figures.standard_error))),
    ]
