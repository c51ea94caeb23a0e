"""The tables of the analysis of a quiz as XLSX and CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import Column, csv_file, xlsx_file

from . import columns
from .quiz_report import QuizAnalysis, sorted_questions

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class Order(NamedTuple):
    key: str
    descending: bool
    label: str

    @property
    def words(self) -> str:
        pattern = _("%(column)s, from the highest") if self.descending else _("%(column)s, from the lowest")
        return pattern % {"column": self.label}


class Table(NamedTuple):
    """One of the tables that can be downloaded."""

    title: Any
    columns: Callable[[], list[Column]]
    rows: Callable[[QuizAnalysis], Sequence]


# The words are those of the address.
TABLES = {
    "reactivos": Table(
        gettext_lazy("Analysis of questions"), columns.question_columns, lambda analysis: analysis.questions
    ),
    "respuestas": Table(gettext_lazy("Answers chosen"), columns.response_columns, columns.response_lines),
    "requisitos": Table(
        gettext_lazy("Mastery by requirement"), columns.requirement_columns, lambda analysis: analysis.requirements
    ),
}


def file_of(analysis: QuizAnalysis, *, table: str, kind: str, author: str, order: Order) -> tuple[str, bytes]:
    """File name and bytes of one of the ``TABLES`` as `kind` (xlsx or csv), its questions in `order`."""
    chosen = TABLES[table]
    ordered = tuple(sorted_questions(analysis.questions, order.key, descending=order.descending))
    rows = chosen.rows(replace(analysis, questions=ordered))
    day = timezone.localdate(analysis.cut_off).isoformat()
    name = "_".join([slugify(str(chosen.title)), slugify(analysis.quiz.title)[:60], day]) + f".{kind}"
    if kind == "csv":
        return name, csv_file(chosen.columns(), rows)
    content = xlsx_file(
        title=str(chosen.title),
        columns=chosen.columns(),
        rows=rows,
        criteria_title=_("Criteria"),
        criteria=columns.criteria(analysis, author=author, order=order.words, rows=len(rows)),
        author=author,
    )
    return name, content
