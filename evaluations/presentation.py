"""A question as a learner sees it: its words and the choice made, never which options are right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from .bank import wording_of
from .models import AttemptQuestion, Question
from .models.bank import plain_text
from .plugins import QuestionType, question_types

LAST_PARAGRAPH = re.compile(r"^(?P<context>.*?)<p>(?P<question>(?:(?!</?p>).)*)</p>$", re.DOTALL)


@dataclass(frozen=True)
class OptionOnPage:
    id: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class QuestionOnPage:
    """``context`` are the paragraphs before the question proper, which is the legend of the options."""

    type: QuestionType
    context: SafeString
    legend: SafeString
    options: list[OptionOnPage]


@dataclass(frozen=True)
class RowOnPage:
    """A question in the list that one checks before submitting."""

    position: int
    stem: str
    chosen: list[str]


def row_on_page(question: AttemptQuestion) -> RowOnPage:
    texts = {option["id"]: option["text"] for option in question.version.options}
    return RowOnPage(
        position=question.position,
        stem=plain_text(question.version.stem),
        chosen=[texts[pk] for pk in question.option_order if pk in question.selected],
    )


def question_on_page(question: AttemptQuestion) -> QuestionOnPage:
    """The question in the order of this attempt, with this person's choice."""
    version = question.version
    return show(
        kind=version.type,
        stem=version.stem,
        options=version.options,
        order=question.option_order,
        selected=question.selected,
    )


def preview_of(question: Question) -> QuestionOnPage | None:
    """The question as a learner would see it now: what the author is writing, or what is stored; never its key."""
    written = getattr(question, "preview_wording", None) or (wording_of(question) if question.current_id else None)
    if written is None:
        return None
    options = [{"id": str(place), "text": option.text} for place, option in enumerate(written.options)]
    return show(
        kind=question_types.get(written.kind),
        stem=written.stem,
        options=options,
        order=[option["id"] for option in options],
        selected=[],
    )


def show(*, kind: QuestionType, stem: str, options: list[dict], order: list[str], selected) -> QuestionOnPage:
    texts = {option["id"]: option["text"] for option in options}
    context, legend = split_stem(stem)
    return QuestionOnPage(
        type=kind,
        context=context,
        legend=legend,
        options=[OptionOnPage(id=pk, text=texts[pk], is_chosen=pk in selected) for pk in order],
    )


def split_stem(stem: str) -> tuple[SafeString, SafeString]:
    """The stem as (what comes before, the question proper); a legend may hold words but no paragraphs or lists.

    A stem that ends in a list has no question proper: its legend is empty and the page names the group itself.
    """
    found = LAST_PARAGRAPH.match(stem.strip())
    # Stems are cleaned when they are written (bank.clean_html), the only way in.
    if found is None:
        return mark_safe(stem), mark_safe("")  # noqa: S308
    return mark_safe(found["context"]), mark_safe(found["question"])  # noqa: S308
