"""What the types share whose answer is typed into one field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..plugins import Asked, Fields, Key, QuestionType
from . import bodies, numbers
from .fields import FIELD, check_names, stored_value, text_of

#: The first answer that fits decides.
SHADOWED = _("Another answer stands before the right one and takes its place: move the right one up.")


class TypedType(QuestionType):
    """An answer is ``{"text": "…"}``."""

    #: The longest text that is stored, in characters.
    limit = 500

    def controls(self, shown: Any) -> dict:
        return {"value": stored_value(shown.fields), "limit": self.limit}

    def blank(self) -> dict:
        return {"text": ""}

    def is_blank(self, selected: Any) -> bool:
        return not selected["text"]

    def read(self, fields: Fields, *, asked: Asked) -> dict:
        check_names(fields, [""])
        return {"text": text_of(fields, limit=self.limit)}

    def fields(self, selected: Any) -> dict[str, list[str]]:
        return {FIELD: [selected["text"]] if selected["text"] else []}

    def mark_reveals_key(self, asked: Asked) -> bool:
        return False


def canonical_weight(answer: Mapping) -> str:
    """An accepted answer earns all unless its author says how much."""
    return numbers.canonical_number(answer.get("weight"), default="100")


def earns_all(answers: Sequence[Mapping]) -> bool:
    """Whether one of the answers is fully right."""
    return any(bodies.share(answer["weight"]) == 1 for answer in answers)


def best(answers: Sequence[Mapping]) -> Mapping:
    """The answer to tell as the right one: the first of those that earn most."""
    return max(answers, key=lambda answer: numbers.value_of(answer["weight"]))


def feedback_of(answers: Sequence[Mapping]) -> dict[str, str]:
    """The notes of the answers in a body by the place of each, counted from 0."""
    return {str(place): answer["feedback"] for place, answer in enumerate(answers) if answer["feedback"]}


def without_feedback(answers: Sequence[Mapping]) -> list[dict]:
    return [{name: value for name, value in answer.items() if name != "feedback"} for answer in answers]


def with_feedback(answers: Sequence[Mapping], notes: Mapping[str, str]) -> list[dict]:
    return [{**answer, "feedback": notes.get(str(place), "")} for place, answer in enumerate(answers)]


def note_of(key: Key | None, place: int | None, *, prefix: str = "") -> str:
    """The note for those who gave the answer at this place of the key."""
    return "" if key is None or place is None else key.option_feedback.get(f"{prefix}{place}", "")
