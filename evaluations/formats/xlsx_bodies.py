"""The body of a question from the cells of its row, one function for each kind."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from . import xlsx_syntax as syntax
from .amounts import decimal_text, percentage
from .exchange import OPTIONS, Unreadable
from .xlsx_layout import ACCENTS, CASE, CREDITS, UNIT_RULES, bare, letter, named


class Row(Protocol):
    """What the functions here ask of a row."""

    def text(self, key: str) -> str:
        """The cell of the column `key`; empty when there is none."""

    def options(self) -> dict[str, str]:
        """The option cells that hold something, by their letter."""

    def at(self, key: str, read: Callable[[str], object], default: object) -> object:
        """``read`` of the cell, or `default` for an empty one; what it raises is remembered for that column."""

    def inline(self, text: str) -> str: ...

    def block(self, text: str) -> str: ...

    def wrong(self, key: str, sentence: str) -> None:
        """Remember that the column `key` cannot be taken as it stands."""


def single(row: Row) -> dict:
    return _choice(row, "single")


def multiple(row: Row) -> dict:
    return _choice(row, "multiple")


def _choice(row: Row, kind: str) -> dict:
    found = row.options()
    if len(found) < 2:
        row.wrong("option A", _("a question to choose from needs two options at least."))
    letters = list(found)
    weights = _weights(row, letters) if "=" in row.text("credit") else {}
    right = row.at("correct", lambda text: syntax.letters_in(text, known=letters), [])
    earning = [name for name in letters if Decimal(weights.get(name, "0")) > 0]
    if weights and right and set(right) != set(earning):
        row.wrong("correct", _("its letters are not those that earn something by the column «Puntaje parcial»."))
    right = earning if weights else right
    _check_right(row, kind, right, bool(weights))
    last = row.at("last", lambda text: syntax.letters_in(text, known=letters), [])
    comments = _comments(row, letters)
    options = [
        {
            "text": row.inline(text),
            "is_correct": name in right,
            "feedback": row.inline(comments.get(name, "")),
            "stays_last": name in last,
            "weight": weights.get(name, "0"),
        }
        for name, text in found.items()
    ]
    return {"options": options, "credit": "weights" if weights else _credit(row, kind)}


def _check_right(row: Row, kind: str, right: list[str], has_weights: bool) -> None:
    if not right and row.text("correct") == "":
        row.wrong("correct", _("it must say the letter of the right option."))
    elif kind == "single" and len(right) > 1 and not has_weights:
        row.wrong("correct", _("a question with one answer has one right option; choose «Varias respuestas» for more."))


def _credit(row: Row, kind: str) -> str:
    if kind != "multiple":
        return "all_or_nothing"
    known = {name: CREDITS[name] for name in ("all_or_nothing", "fractions", "penalised")}
    return row.at("credit", lambda text: _one_of(text, known), "all_or_nothing")


def _one_of(text: str, known: dict[str, str]) -> str:
    name = named(text, known)
    if name is None:
        raise Unreadable(_("it must be one of these: %(known)s.") % {"known": ", ".join(known.values())})
    return name


def _weights(row: Row, letters: list[str]) -> dict[str, str]:
    def read(text: str) -> dict[str, str]:
        found = syntax.amounts_in(text)
        for name in found:
            if name not in letters:
                raise Unreadable(_("%(name)s is not the letter of a filled option.") % {"name": name})
        return {name: percentage(value) for name, value in found.items()}

    return row.at("credit", read, {})


def _comments(row: Row, known: list[str]) -> dict[str, str]:
    return row.at("comments", lambda text: syntax.comments_in(text, known=known), {})


def true_false(row: Row) -> dict:
    is_true = row.at("correct", syntax.truth_in, None)
    if is_true is None and not row.text("correct"):
        row.wrong("correct", _("it must say Verdadero or Falso."))
    comments = _comments(row, ["A", "B", "V", "F"])
    options = [
        {
            "text": text,
            "is_correct": bool(is_true) == says,
            "feedback": row.inline(comments.get("AB"[place], comments.get("VF"[place], ""))),
            "stays_last": False,
            "weight": "0",
        }
        for place, (text, says) in enumerate(((_("True"), True), (_("False"), False)))
    ]
    return {"options": options, "credit": "all_or_nothing"}


def _answers(row: Row) -> dict[str, str]:
    """The accepted answers by their letter: the option cells, or what «Correctas» says between bars."""
    found = row.options()
    if not found:
        parts = [syntax.meant(part, "|") for part in syntax.split(row.text("correct"), "|")]
        found = {letter(place): part for place, part in enumerate(filter(None, parts))}
    if not found:
        row.wrong("option A", _("it must hold an accepted answer."))
    return found


def numeric(row: Row) -> dict:
    found = _answers(row)
    weights, comments = _weights(row, list(found)), _comments(row, list(found))
    tolerances = row.at("tolerance", lambda text: _tolerances(text, list(found)), {})
    answers = []
    for name, text in found.items():
        key = f"option {name}" if row.options() else "correct"
        answers.append(
            {
                "value": row.at(key, lambda _cell, text=text: decimal_text(text), "0"),
                "tolerance": tolerances.get(name, "0"),
                "weight": weights.get(name, "100"),
                "feedback": row.inline(comments.get(name, "")),
            }
        )
    _check_earns(row, answers)
    units = row.at("unit", syntax.units_in, [])
    rule = row.at("unit_rule", lambda text: _one_of(text, UNIT_RULES), "optional" if units else "none")
    return {"answers": answers, "units": units, "unit_rule": rule}


def _tolerances(text: str, letters: list[str]) -> dict[str, str]:
    if "=" not in text:
        return dict.fromkeys(letters, _not_negative(text))
    return {name: _not_negative(value) for name, value in syntax.amounts_in(text).items()}


def _not_negative(text: str) -> str:
    amount = decimal_text(text)
    if amount.startswith("-"):
        raise Unreadable(_("it must not be below zero."))
    return amount


def _check_earns(row: Row, answers: list[dict]) -> None:
    if answers and not any(Decimal(answer["weight"]) > 0 for answer in answers):
        row.wrong("credit", _("no answer earns anything."))


def short_text(row: Row) -> dict:
    found = _answers(row)
    weights, comments = _weights(row, list(found)), _comments(row, list(found))
    answers = [
        {
            "text": " ".join(text.split()),
            "weight": weights.get(name, "100"),
            "feedback": row.inline(comments.get(name, "")),
        }
        for name, text in found.items()
    ]
    _check_earns(row, answers)
    exact = bare(row.text("exact"))
    if exact and bare(CASE) not in exact and bare(ACCENTS) not in exact:
        row.wrong("exact", _("it must be one of these: %(known)s.") % {"known": f"{CASE}, {ACCENTS}"})
    return {"answers": answers, "case_matters": bare(CASE) in exact, "accents_matter": bare(ACCENTS) in exact}


def matching(row: Row) -> dict:
    pairs, extra = [], []
    for name in row.options():
        left, right = row.at(f"option {name}", syntax.pair_in, ("", ""))
        if left and right:
            pairs.append({"left": row.inline(left), "right": right})
        elif right:
            extra.append(right)
        elif left:
            row.wrong(f"option {name}", _("it does not say what matches."))
    if len(row.options()) - len(extra) < 2:
        row.wrong("option A", _("a matching question needs two pairs at least, as in «left = right»."))
    return {"pairs": pairs, "extra": extra}


def ordering(row: Row) -> dict:
    items = [row.inline(text) for text in row.options().values()]
    if len(items) < 2:
        row.wrong("option A", _("a question to put in order needs two elements at least, in the right order."))
    known = {name: CREDITS[name] for name in ("positions", "all_or_nothing")}
    return {"items": items, "credit": row.at("credit", lambda text: _one_of(text, known), "positions")}


def cloze(row: Row) -> dict:
    gaps = [row.at(f"option {name}", syntax.gap_in, None) for name in row.options()]
    gaps = [gap for gap in gaps if gap]
    for name, weight in row.at("credit", lambda text: _gap_weights(text, len(gaps)), {}).items():
        gaps[int(name) - 1]["weight"] = weight
    known = [
        f"{number}{name}"
        for number, gap in enumerate(gaps, start=1)
        for name in syntax.labels(min(len(gap["answers"]), OPTIONS))
    ]
    for label, text in _comments(row, known).items():
        number = label.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        place = syntax.labels(OPTIONS).index(label.removeprefix(number))
        gaps[int(number) - 1]["answers"][place]["feedback"] = row.inline(text)
    return {"gaps": gaps}


def _gap_weights(text: str, count: int) -> dict[str, str]:
    found = syntax.amounts_in(text)
    for name, value in found.items():
        if name not in {str(number) for number in range(1, count + 1)}:
            raise Unreadable(_("%(name)s is not the number of a gap.") % {"name": name})
        if Decimal(decimal_text(value)) <= 0:
            raise Unreadable(_("the share of a gap must be above zero."))
    return {name: decimal_text(value) for name, value in found.items()}


def essay(row: Row) -> dict:
    rubric = [row.at(f"option {name}", syntax.criterion_in, None) for name in row.options()]
    return {
        "min_words": row.at("min_words", _count, 0),
        "max_words": row.at("max_words", _count, 0),
        "rubric": [criterion for criterion in rubric if criterion],
        "guidance": row.block(row.text("guidance")),
    }


def _count(text: str) -> int:
    said = decimal_text(text)
    if not said.isdecimal() or len(said) > 6:
        raise Unreadable(_("it must be a whole number."))
    return int(said)


BODIES: dict[str, Callable[[Row], dict]] = {
    "single": single,
    "multiple": multiple,
    "true_false": true_false,
    "numeric": numeric,
    "short_text": short_text,
    "matching": matching,
    "ordering": ordering,
    "cloze": cloze,
    "essay": essay,
}
