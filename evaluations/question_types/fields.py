"""Answers as form fields: their names, and what may stand in them."""

from __future__ import annotations

from collections.abc import Iterable

from ..plugins import Fields, InvalidAnswer
from .texts import typed_text

FIELD = "answer"


def field_name(part: str = "", *, prefix: str = "") -> str:
    """``answer``, ``answer.unit``; inside a case study (prefix ``p1.``) ``answer.p1``, ``answer.p1.unit``."""
    return ".".join(filter(None, (FIELD, prefix.rstrip("."), part)))


def check_names(fields: Fields, parts: Iterable[str]) -> None:
    """Refuse fields that this question does not have."""
    known = {field_name(part) for part in parts}
    if not known.issuperset(fields):
        raise InvalidAnswer("the answer has a field that this question does not have")


def values_of(fields: Fields, part: str = "") -> list[str]:
    values = fields.get(field_name(part), [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise InvalidAnswer("the values of a field are a list of texts")
    return values


def value_of(fields: Fields, part: str = "") -> str:
    """The one value of a field, empty when it was not sent."""
    values = values_of(fields, part)
    if len(values) > 1:
        raise InvalidAnswer("this field takes one value")
    return values[0] if values else ""


def text_of(fields: Fields, part: str = "", *, limit: int) -> str:
    """What was typed, trimmed; longer than the field takes is refused, never cut."""
    text = typed_text(value_of(fields, part)).strip()
    if len(text) > limit:
        raise InvalidAnswer(f"at most {limit} characters")
    return text


def id_of(fields: Fields, part: str = "", *, known: Iterable[str]) -> str:
    """The chosen id, empty when nothing was chosen."""
    chosen = value_of(fields, part)
    if chosen and chosen not in set(known):
        raise InvalidAnswer("the answer names what this question does not have")
    return chosen


def stored_value(fields: Fields, part: str = "") -> str:
    """What a control shows: the stored value of its field, empty without one."""
    return next(iter(fields.get(field_name(part), [])), "")
