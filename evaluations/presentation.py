"""A question as a learner sees it: its words and the answer given, never which answer is right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from . import markup
from .bank import wording_of
from .models import AttemptQuestion, Question
from .plugins import Asked, Fields, QuestionType, question_types

LAST_PARAGRAPH = re.compile(r"^(?P<context>.*?)<p>(?P<question>(?:(?!</?p>).)*)</p>$", re.DOTALL)


@dataclass(frozen=True)
class OptionOnPage:
    id: str
    html: SafeString
    is_chosen: bool


@dataclass(frozen=True)
class QuestionOnPage:
    """``context`` are the paragraphs before the question proper, which is the legend of the controls."""

    type: QuestionType
    asked: Asked
    context: SafeString
    legend: SafeString
    instruction: Any
    #: The answer as stored, by the names of the fields without `prefix`.
    fields: Fields = field(default_factory=dict)
    #: Stands between ``answer.`` and the rest of a field's name inside a case study («p1.»), otherwise empty.
    prefix: str = ""
    pictures: Mapping[str, Mapping] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the one field of a type that has only one."""
        return f"answer.{self.prefix}".rstrip(".")

    @property
    def options(self) -> list[OptionOnPage]:
        chosen = set(self.fields.get("answer", ()))
        return [
            OptionOnPage(id=option["id"], html=self.html(option["html"]), is_chosen=option["id"] in chosen)
            for option in self.asked.arranged()
        ]

    @property
    def controls(self) -> dict:
        """What the type's template needs besides the options."""
        return self.type.controls(self)

    def html(self, text: str) -> SafeString:
        """Cleaned HTML of this version, ready for the page."""
        return markup.shown(text, self.pictures)

    def part(self, *, kind: str, asked: Asked, fields: Fields, prefix: str) -> QuestionOnPage:
        """A question inside this one, with this one's pictures."""
        return show(kind=question_types.get(kind), asked=asked, fields=fields, prefix=prefix, pictures=self.pictures)


@dataclass(frozen=True)
class RowOnPage:
    """A question in the list that one checks before submitting."""

    position: int
    stem: str
    chosen: list[str]


def row_on_page(question: AttemptQuestion) -> RowOnPage:
    version = question.version
    return RowOnPage(
        position=question.position,
        stem=markup.plain_text(version.type.stem_alone(version.stem)),
        chosen=version.type.in_words(question.selected, asked=question.asked),
    )


def question_on_page(question: AttemptQuestion) -> QuestionOnPage:
    """The question in the order of this attempt, with this person's answer."""
    version = question.version
    return show(
        kind=version.type,
        asked=question.asked,
        fields=version.type.fields(question.selected),
        pictures=version.pictures,
    )


def preview_of(question: Question) -> QuestionOnPage | None:
    """The question as a learner would see it now: what the author is writing, or what is stored; never its key."""
    written = getattr(question, "preview_wording", None) or (wording_of(question) if question.current_id else None)
    return None if written is None else preview_of_wording(written)


def preview_of_wording(wording, *, pictures: Mapping[str, Mapping] | None = None) -> QuestionOnPage:
    """A wording that is stored nowhere yet, as a learner would see it."""
    from .pictures import freeze

    kind = question_types.get(wording.kind)
    numbers = iter(range(100_000))
    asked, _key = kind.split(wording.body, stem=wording.stem, new_id=lambda _text: f"o{next(numbers)}")
    if pictures is None:
        pictures = freeze(markup.picture_ids([wording.stem, wording.body]))
    return show(kind=kind, asked=asked, fields={}, pictures=pictures)


def show(
    *,
    kind: QuestionType,
    asked: Asked,
    fields: Fields,
    prefix: str = "",
    pictures: Mapping[str, Mapping] | None = None,
) -> QuestionOnPage:
    pictures = pictures or {}
    context, legend = split_stem(asked.stem)
    return QuestionOnPage(
        type=kind,
        asked=asked,
        context=markup.shown(context, pictures),
        legend=markup.shown(legend, pictures),
        instruction=kind.instruction(asked),
        fields=fields,
        prefix=prefix,
        pictures=pictures,
    )


def split_stem(stem: str) -> tuple[str, str]:
    """The stem as (what comes before, the question proper); a legend may hold words but no paragraphs or lists.

    A stem that ends in a list has no question proper: its legend is empty and the page names the group itself.
    """
    found = LAST_PARAGRAPH.match(stem.strip())
    return (stem, "") if found is None else (found["context"], found["question"])
