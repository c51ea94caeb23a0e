"""A text with gaps: ``{{1}}`` … ``{{n}}`` in the stem stand where something is to be chosen or written.

Body: ``{"gaps": [{"kind": "choice" | "text" | "numeric", "weight", "answers": [{"text", "tolerance", "weight",
"feedback"}], "case_matters"}]}``. A choice gap lists all its options, the wrong ones with the weight 0. Settings:
``{"gaps": [{"id": "1", "kind"}]}``, a choice gap with ``options`` ``[{"id", "text"}]``. Answer: ``{gap id: option id or
text}``. Key: ``{gap id: {"weight", "weights": {option id: weight}}}`` of a choice gap, ``{gap id: {"weight", "answers",
"case_matters"}}`` of the others. Notes have the ids ``gap.option`` or ``gap.place``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..plugins import Asked, Fields, Key, QuestionType, ReviewedRow
from . import bodies, gaps, numbers, texts
from .fields import check_names, field_name, id_of, text_of
from .gaps import CHOICE, MAX_LENGTH, NUMERIC, TEXT

__all__ = ["CHOICE", "GAP", "MAX_GAPS", "NUMERIC", "TEXT", "FillInTheGaps"]

MAX_GAPS = 20
GAP = re.compile(r"\{\{(\d{1,3})\}\}")
#: A tag of cleaned HTML, with what its attributes say: there no gap is looked for.
TAG_OR_GAP = re.compile(r'<(?:[^">]|"[^"]*")*>|\{\{(\d{1,3})\}\}')


class FillInTheGaps(QuestionType):
    name = "cloze"
    label = _("Fill in the gaps")
    template = "evaluations/questions/cloze.html"

    # Writing

    def canonical(self, body: Mapping) -> dict:
        return {"gaps": [gaps.canonical(gap) for gap in bodies.rows_of(body, "gaps")]}

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        written = body["gaps"]
        found: list[Any] = []
        if not written or sorted(gaps_in(stem)) != sorted(str(place + 1) for place in range(len(written))):
            found.append(_("The text must show each gap once, as {{1}}, {{2}} and so on, and each needs its answers."))
        if len(written) > MAX_GAPS:
            found.append(_("A text can have twenty gaps at most."))
        weights = [numbers.exact(gap["weight"]) for gap in written]
        if any(weight is None or weight <= 0 for weight in weights):
            found.append(_("The weight of a gap is a number above zero."))
        for number, gap in enumerate(written, start=1):
            for problem in gaps.problems(gap):
                found.append(gettext("Gap %(number)d: %(problem)s") % {"number": number, "problem": problem})
        return found

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        shown, correct = [], {}
        notes: dict[str, str] = {}
        for number, gap in enumerate(body["gaps"], start=1):
            pk = str(number)
            visible, correct[pk], noted = gaps.split(gap, new_id=new_id)
            shown.append({"id": pk, "kind": gap["kind"], **visible})
            notes |= {f"{pk}.{answer}": note for answer, note in noted.items() if note}
        return Asked(stem=stem, settings={"gaps": shown}), Key(correct=correct, option_feedback=notes)

    def join(self, asked: Asked, key: Key) -> dict:
        return {"gaps": [gaps.joined(gap, key.correct[gap["id"]], key) for gap in asked.settings["gaps"]]}

    # Asking

    def instruction(self, asked: Asked) -> Any:
        return _("Fill in the gaps.")

    def stem_alone(self, stem: str) -> str:
        return "".join(f"({piece}) ______" if is_gap else piece for piece, is_gap in pieces_of(stem))

    def arrange(self, asked: Asked, *, chance: random.Random, shuffle: bool) -> list[str]:
        order: list[str] = []
        for gap in asked.settings["gaps"]:
            options = [option["id"] for option in gap.get("options", [])]
            if shuffle:
                chance.shuffle(options)
            order += options
        return order

    def controls(self, shown: Any) -> dict:
        """``pieces``: the text in turns with its gaps, ``{"html"}`` or ``{"gap"}``."""
        controls = {gap["id"]: gaps.control(gap, shown) for gap in shown.asked.settings["gaps"]}
        pieces: list[dict] = []
        for piece, is_gap in pieces_of(shown.asked.stem):
            if not is_gap:
                pieces.append({"html": shown.html(piece)})
            elif piece in controls:
                pieces.append({"gap": controls[piece]})
        return {"pieces": pieces, "total": len(controls), "limit": MAX_LENGTH}

    def blank(self) -> dict:
        return {}

    def read(self, fields: Fields, *, asked: Asked) -> dict:
        asked_gaps = asked.settings["gaps"]
        check_names(fields, [gap["id"] for gap in asked_gaps])
        given = {}
        for gap in asked_gaps:
            if gap["kind"] == CHOICE:
                given[gap["id"]] = id_of(fields, gap["id"], known=[option["id"] for option in gap["options"]])
            else:
                given[gap["id"]] = text_of(fields, gap["id"], limit=MAX_LENGTH)
        return {pk: value for pk, value in given.items() if value}

    def fields(self, selected: Any) -> dict[str, list[str]]:
        return {field_name(pk): [value] for pk, value in selected.items()}

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        """The mean of the gaps, each with its weight."""
        total = sum((numbers.value_of(gap["weight"]) for gap in correct.values()), Decimal(0))
        earned = sum(
            (
                numbers.value_of(correct[gap["id"]]["weight"]) * gaps.earned(gap, correct[gap["id"]], selected)
                for gap in asked.settings["gaps"]
            ),
            Decimal(0),
        )
        return bodies.clamp(earned / total)

    def mark_reveals_key(self, asked: Asked) -> bool:
        return all(len(gap.get("options", [])) == 2 for gap in asked.settings["gaps"])

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        lines = []
        for gap in asked.settings["gaps"]:
            if gap["id"] in selected:
                doubt = gaps.doubt(gap, selected[gap["id"]])
                lines.append(f"({gap['id']}) {gaps.given(gap, selected)}{f' · {doubt}' if doubt else ''}")
        return lines

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        found = []
        for gap in asked.settings["gaps"]:
            if gap["id"] in selected:
                value = selected[gap["id"]]
                said = value if gap["kind"] == CHOICE else texts.comparable(value)
                found.append((f"{gap['id']}>{said}", f"({gap['id']}) {gaps.given(gap, selected)}"))
        return found

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        return [gaps.reviewed(gap, selected, key) for gap in asked.settings["gaps"]]


def pieces_of(stem: str) -> Iterator[tuple[str, bool]]:
    """The stem in pieces: (HTML, False) or (number of a gap, True).

    A sign in an attribute (the description of a picture) is no gap: a control there would tear the tag apart.
    """
    start = 0
    for found in TAG_OR_GAP.finditer(stem):
        if found[1]:
            yield stem[start : found.start()], False
            yield found[1], True
            start = found.end()
    yield stem[start:], False


def gaps_in(stem: str) -> list[str]:
    """The numbers of the gaps in the order in which they stand."""
    return [piece for piece, is_gap in pieces_of(stem) if is_gap]
