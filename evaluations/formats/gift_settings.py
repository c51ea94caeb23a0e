"""What GIFT has no words for, in a comment before the question: Moodle passes over it, our reader takes it up again.

``// [aula: {"difficulty": "hard", "body": {"credit": "penalised"}}]``

The comment comes with the file, so it is read as warily as the rest: a value of another shape is passed over, and
the question says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from . import nested
from .cleaning import Cleaner
from .decimals import canonical, decimal_of
from .exchange import ExchangedQuestion, Unreadable

OPENING = "[aula: "
CLOSING = "]"
#: The longest is a rubric with its guidance.
CHARACTERS = 100_000

LONGEST_TEXT = 1_000
MOST_TEXTS = 50
MOST_WORDS = 100_000
CREDITS = {
    "single": {"all_or_nothing", "weights"},
    "multiple": {"all_or_nothing", "fractions", "penalised", "weights"},
    "true_false": {"all_or_nothing"},
}
UNIT_RULES = {"none", "shown", "optional", "required"}


class _OtherShape(ValueError):
    """A value is not what its name promises."""


def is_settings(comment: str) -> bool:
    return comment.startswith(OPENING)


def comment_of(settings: Mapping) -> str:
    """The settings as the text of one comment line."""
    said = json.dumps(settings, ensure_ascii=False, sort_keys=True)
    # Moodle looks for labels in comments; a text that speaks of one is not one. Line ends other than \n stay inside.
    for label in ("[id:", "[tag:"):
        said = said.replace(label, f"\\u005b{label[1:]}")
    return f"{OPENING}{said}{CLOSING}"


def settings_of(comment: str) -> dict | None:
    """The settings that a comment holds; None when they cannot be read."""
    said = comment.strip()
    if len(said) > CHARACTERS or not said.endswith(CLOSING):
        return None
    try:
        settings = nested.load(said[len(OPENING) : -len(CLOSING)])
    except nested.NotJson:
        return None
    return settings if isinstance(settings, dict) else None


def taken_up(question: ExchangedQuestion, settings: Mapping, *, cleaner: Cleaner) -> ExchangedQuestion:
    """The question with the settings of its comment; what is not of the right shape is left as it was, with a note."""
    try:
        known = {name: read(settings[name]) for name, read in _FIELDS.items() if name in settings}
        # The braces tell the kind, but for a choice with weights only.
        possible = {"single", "multiple"} if question.kind in {"single", "multiple"} else {question.kind}
        kind = _one_of(settings.get("kind", question.kind), possible)
        body = _with_settings(kind, question.body, _mapping(settings.get("body", {})), cleaner)
    except (_OtherShape, Unreadable):
        cleaner.note(_("The comment with its settings could not be read and was passed over."))
        return question
    return replace(question, kind=kind, body=body, **known)


def _with_settings(kind: str, body: dict, settings: Mapping, cleaner: Cleaner) -> dict:
    if kind in CREDITS:
        return _choice(kind, body, settings)
    if kind == "numeric":
        return {
            **body,
            "units": _units(settings.get("units", [])),
            "unit_rule": _one_of(settings.get("unit_rule", "none"), UNIT_RULES),
        }
    if kind == "short_text":
        return {**body, **{name: _truth(settings.get(name, False)) for name in ("case_matters", "accents_matter")}}
    if kind == "essay":
        return {
            "min_words": _whole(settings.get("min_words", 0)),
            "max_words": _whole(settings.get("max_words", 0)),
            "rubric": [_criterion(criterion, cleaner) for criterion in _some(settings.get("rubric", []))],
            "guidance": cleaner.block(_string(settings.get("guidance", ""))),
        }
    return body


def _choice(kind: str, body: dict, settings: Mapping) -> dict:
    credit = _one_of(settings.get("credit", body["credit"]), CREDITS[kind])
    last = {_whole(place) for place in _some(settings.get("stays_last", []))}
    options = []
    for place, option in enumerate(body["options"]):
        weight = option["weight"]
        if credit != "weights":
            weight = "0"
        elif body["credit"] != "weights":
            weight = "100" if option["is_correct"] else "0"
        options.append({**option, "weight": weight, "stays_last": place in last})
    return {"options": options, "credit": credit}


def _units(value: Any) -> list[dict]:
    return [
        {"name": _name(_mapping(unit).get("name")), "factor": _decimal(_mapping(unit).get("factor"), positive=True)}
        for unit in _some(value)
    ]


def _criterion(value: Any, cleaner: Cleaner) -> dict:
    levels = [_mapping(level) for level in _some(_mapping(value).get("levels"))]
    return {
        "name": cleaner.plain(_string(_mapping(value).get("name"))),
        "levels": [
            {"text": cleaner.plain(_string(level.get("text"))), "points": _decimal(level.get("points"))}
            for level in levels
        ],
    }


# Shapes


def _mapping(value: Any) -> Mapping:
    if not isinstance(value, dict):
        raise _OtherShape
    return value


def _some(value: Any) -> list:
    if not isinstance(value, list) or len(value) > MOST_TEXTS:
        raise _OtherShape
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise _OtherShape
    return value


def _name(value: Any) -> str:
    name = " ".join(_string(value).split())
    if len(name) > LONGEST_TEXT:
        raise _OtherShape
    return name


def _names(value: Any) -> tuple[str, ...]:
    return tuple(_name(part) for part in _some(value))


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _OtherShape
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_WORDS:
        raise _OtherShape
    return value


def _decimal(value: Any, *, positive: bool = False) -> str:
    number = decimal_of(_string(value))
    if number is None or (positive and number <= Decimal(0)):
        raise _OtherShape
    return canonical(number)


def _one_of(value: Any, allowed: Collection[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise _OtherShape
    return value


def _difficulty(value: Any) -> str:
    return _one_of(value, ("", "easy", "medium", "hard"))


def _aspects(value: Any) -> tuple[int, ...]:
    return tuple(_whole(number) for number in _some(value))


#: What the bank knows beside the wording, each with its reader.
_FIELDS: dict[str, Callable[[Any], Any]] = {
    "identity": _name,
    "code": _name,
    "title": _name,
    "category": _names,
    "tags": _names,
    "difficulty": _difficulty,
    "requirements": _names,
    "aspects": _aspects,
    "reference": _name,
}
FIELDS = tuple(_FIELDS)
