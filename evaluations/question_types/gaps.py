"""One gap of a text with gaps; the shapes are told in ``cloze``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..plugins import Key, ReviewedRow
from . import bodies, numbers, numeric, short_text, texts, typed
from .fields import field_name, stored_value

CHOICE, TEXT, NUMERIC = "choice", "text", "numeric"
MAX_OPTIONS = 10
MAX_LENGTH = 200


def canonical(gap: Mapping) -> dict:
    kind = bodies.one_of(gap.get("kind"), (TEXT, NUMERIC), CHOICE)
    return {
        "kind": kind,
        "weight": numbers.canonical_number(gap.get("weight"), default="1"),
        "answers": [
            {
                "text": _canonical_answer(answer.get("text"), kind),
                "tolerance": numbers.canonical_number(answer.get("tolerance")) if kind == NUMERIC else "0",
                "weight": typed.canonical_weight(answer),
                "feedback": bodies.inline(answer.get("feedback")),
            }
            for answer in bodies.rows_of(gap, "answers")
        ],
        "case_matters": kind == TEXT and bool(gap.get("case_matters")),
    }


def _canonical_answer(text: Any, kind: str) -> str:
    return numbers.canonical_number(text, default="") if kind == NUMERIC else bodies.line(text)


def problems(gap: Mapping) -> list[Any]:
    answers = gap["answers"]
    if gap["kind"] == NUMERIC:
        return numeric.problems_of_answers([_as_number(answer) for answer in answers])
    if not answers:
        return [_("Write at least one accepted answer.")]
    found = []
    if not all(answer["text"] for answer in answers):
        found.append(_("An accepted answer is empty."))
    if gap["kind"] == CHOICE and not 2 <= len(answers) <= MAX_OPTIONS:
        found.append(_("Write from two to ten options."))
    if gap["kind"] == CHOICE and bodies.repeats((answer["text"] for answer in answers), as_read=str):
        found.append(_("Two options say the same."))
    if any(len(answer["text"]) > MAX_LENGTH for answer in answers):
        found.append(_("An accepted answer is longer than 200 characters."))
    if bodies.has_bad_weight(answers):
        found.append(_("The weight of an answer is a number from -100 to 100."))
    elif not typed.earns_all(answers):
        found.append(_("One answer must have the weight 100."))
    elif gap["kind"] == TEXT and not short_text.is_reachable(answers, case_matters=gap["case_matters"]):
        found.append(typed.SHADOWED)
    return found


def _as_number(answer: Mapping) -> dict:
    """An answer of a numeric gap in the shape of the numeric type."""
    return {"value": answer["text"], "tolerance": answer["tolerance"], "weight": answer["weight"]}


def split(gap: Mapping, *, new_id: Callable[[str], str]) -> tuple[dict, dict, dict]:
    """(what of it may be shown, its key, its notes by option or place)."""
    answers = gap["answers"]
    if gap["kind"] != CHOICE:
        correct = {"answers": typed.without_feedback(answers), "case_matters": gap["case_matters"]}
        return {}, {"weight": gap["weight"], **correct}, typed.feedback_of(answers)
    by_id = {new_id(answer["text"]): answer for answer in answers}
    return (
        {"options": [{"id": pk, "text": answer["text"]} for pk, answer in by_id.items()]},
        {"weight": gap["weight"], "weights": {pk: answer["weight"] for pk, answer in by_id.items()}},
        {pk: answer["feedback"] for pk, answer in by_id.items()},
    )


def joined(gap: Mapping, correct: Mapping, key: Key) -> dict:
    prefix = f"{gap['id']}."
    notes = {pk.removeprefix(prefix): note for pk, note in key.option_feedback.items() if pk.startswith(prefix)}
    if gap["kind"] == CHOICE:
        answers = [
            {
                "text": option["text"],
                "tolerance": "0",
                "weight": correct["weights"][option["id"]],
                "feedback": notes.get(option["id"], ""),
            }
            for option in gap["options"]
        ]
    else:
        answers = typed.with_feedback(correct["answers"], notes)
    return {
        "kind": gap["kind"],
        "weight": correct["weight"],
        "answers": answers,
        "case_matters": correct.get("case_matters", False),
    }


def control(gap: Mapping, shown: Any) -> dict:
    value = stored_value(shown.fields, gap["id"])
    options = shown.asked.arranged(gap.get("options", []))
    return {
        "number": gap["id"],
        "kind": gap["kind"],
        "name": field_name(gap["id"], prefix=shown.prefix),
        "value": value,
        "options": [{**option, "is_chosen": option["id"] == value} for option in options],
        "doubt": doubt(gap, value),
    }


def doubt(gap: Mapping, value: str) -> str:
    """What makes the answer unreadable; whether it is right it does not say."""
    if gap["kind"] == NUMERIC and value and numbers.read_number(value) is None:
        return gettext("This cannot be read as a number.")
    return ""


def _place(gap: Mapping, correct: Mapping, value: str) -> int | None:
    """Which of the accepted answers of a written gap it is."""
    if gap["kind"] == NUMERIC:
        number = numbers.read_number(value)
        answers = [_as_number(answer) for answer in correct["answers"]]
        return None if number is None else numeric.place_of(number, answers)
    return short_text.place_of(value, correct["answers"], case_matters=correct["case_matters"])


def earned(gap: Mapping, correct: Mapping, selected: Mapping) -> Decimal:
    """From 0 to 1, before the weight of the gap."""
    value = selected.get(gap["id"], "")
    if not value:
        return Decimal(0)
    if gap["kind"] == CHOICE:
        return bodies.share(correct["weights"].get(value, "0"))
    place = _place(gap, correct, value)
    return Decimal(0) if place is None else bodies.share(correct["answers"][place]["weight"])


def given(gap: Mapping, selected: Mapping) -> str:
    """What was chosen or written in it, in words."""
    value = selected.get(gap["id"], "")
    if gap["kind"] == CHOICE:
        return next((option["text"] for option in gap["options"] if option["id"] == value), "")
    return value


def reviewed(gap: Mapping, selected: Mapping, key: Key | None) -> ReviewedRow:
    row = ReviewedRow(
        html=escape(gettext("Gap %(number)s") % {"number": gap["id"]}),
        given=given(gap, selected),
        is_chosen=gap["id"] in selected,
    )
    if key is None:
        return row
    correct = key.correct[gap["id"]]
    is_correct = earned(gap, correct, selected) == 1
    right = "" if is_correct else _right(gap, correct)
    return replace(row, is_correct=is_correct, right=right, feedback=_note(gap, correct, selected, key))


def _right(gap: Mapping, correct: Mapping) -> str:
    if gap["kind"] == CHOICE:
        return max(gap["options"], key=lambda option: numbers.value_of(correct["weights"][option["id"]]))["text"]
    if gap["kind"] == NUMERIC:
        return numeric.right_number([_as_number(answer) for answer in correct["answers"]])
    return texts.in_plain_words(typed.best(correct["answers"])["text"])


def _note(gap: Mapping, correct: Mapping, selected: Mapping, key: Key) -> str:
    value = selected.get(gap["id"], "")
    answer = value if gap["kind"] == CHOICE or not value else _place(gap, correct, value)
    return key.option_feedback.get(f"{gap['id']}.{answer}", "")
