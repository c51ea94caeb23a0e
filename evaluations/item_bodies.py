"""How a question of each type is written in data: what stands in a file, as the body that its type wants."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import bank, markup


def paragraphs(text: str) -> str:
    """The text as HTML; an empty line begins a new paragraph, the other line ends are those of the file."""
    return "".join(f"<p>{markup.text_to_inline(part)}</p>" for part in re.split(r"\n[ \t]*\n", text.strip()) if part)


def _choice(item: dict) -> dict:
    """``options`` (texts), ``correct`` (positions from 0), ``option_feedback`` (texts, or position to text); ``credit``
    (the name of a formula of ``question_types.choice``) where it is not all or nothing."""
    correct = set(item["correct"])
    given = item.get("option_feedback") or {}
    pairs = enumerate(given) if isinstance(given, list) else given.items()
    notes = {int(place): text for place, text in pairs if text}
    rows = ((text, place in correct, notes.get(place, "")) for place, text in enumerate(item["options"]))
    return bank.choice_body(rows, credit=item.get("credit", "all_or_nothing"))


def _numeric(item: dict) -> dict:
    """``correct``: {value, tolerance, unit}."""
    wanted = item["correct"]
    units = [{"name": wanted["unit"], "factor": "1"}] if wanted.get("unit") else []
    return {
        "answers": [
            {"value": str(wanted["value"]), "tolerance": str(wanted.get("tolerance", 0)), "weight": "100"},
        ],
        "units": units,
        "unit_rule": "shown" if units else "none",
    }


def _matching(item: dict) -> dict:
    """``pairs``: [{left, right}]; ``extra``: what matches nothing."""
    pairs = [{"left": markup.text_to_inline(pair["left"]), "right": _one_line(pair["right"])} for pair in item["pairs"]]
    return {"pairs": pairs, "extra": [_one_line(text) for text in item.get("extra", [])]}


def _ordering(item: dict) -> dict:
    """``items`` as they stand in the file, and their positions in the right order in ``correct``."""
    return {"items": [markup.text_to_inline(item["items"][place]) for place in item["correct"]], "credit": "positions"}


def _short_text(item: dict) -> dict:
    """``correct``: the accepted answers, each a text or {text, weight, feedback}; ``case_matters``, ``accents_matter``
    where they do."""
    return {
        "answers": [_accepted(answer) for answer in item["correct"]],
        **{name: bool(item.get(name)) for name in ("case_matters", "accents_matter")},
    }


def _accepted(answer: str | dict) -> dict:
    given = answer if isinstance(answer, dict) else {"text": answer}
    return {
        "text": _one_line(given["text"]),
        "weight": str(given.get("weight", 100)),
        "feedback": markup.text_to_inline(given.get("feedback") or ""),
    }


def _cloze(item: dict) -> dict:
    """``text`` with {{1}} …, ``blanks``: [{options}] with the position of the right one of each in ``correct``.

    A blank without options is to be written: its place in ``correct`` holds the accepted answers, as of a short text.
    """
    return {"gaps": [_gap(blank, right) for blank, right in zip(item["blanks"], item["correct"], strict=True)]}


def _gap(blank: dict, right: int | list) -> dict:
    if "options" not in blank:
        return {"kind": "text", "answers": [_accepted(answer) for answer in right]}
    options = enumerate(blank["options"])
    answers = [{"text": _one_line(text), "weight": "100" if place == right else "0"} for place, text in options]
    return {"kind": "choice", "answers": answers}


def _essay(item: dict) -> dict:
    """``min_words``, ``max_words``; ``rubric``: [{name, levels: [{text, points}]}]; ``guidance`` for those who mark."""
    return {
        "min_words": item.get("min_words", 0),
        "max_words": item.get("max_words", 0),
        "rubric": [
            {
                "name": _one_line(criterion["name"]),
                "levels": [
                    {"text": _one_line(level["text"]), "points": str(level["points"])} for level in criterion["levels"]
                ],
            }
            for criterion in item.get("rubric", [])
        ],
        "guidance": paragraphs(item.get("guidance") or ""),
    }


def _case(item: dict) -> dict:
    """``text`` is the case; ``parts``: its questions, each with ``type``, ``text``, ``feedback`` and what its type asks
    for, as if it stood alone."""
    return {
        "parts": [
            {
                "kind": part["type"],
                "stem": paragraphs(part["text"]),
                "body": BODIES[part["type"]](part),
                "feedback": markup.text_to_block(part.get("feedback") or ""),
            }
            for part in item["parts"]
        ]
    }


def _one_line(text) -> str:
    return " ".join(str(text).split())


#: How the items of each type are written in data.
BODIES: dict[str, Callable[[dict], dict]] = {
    "single": _choice,
    "multiple": _choice,
    "true_false": _choice,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "short_text": _short_text,
    "essay": _essay,
    "case": _case,
}
