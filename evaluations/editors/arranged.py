"""The author's forms of questions that are answered by arranging: pairs, an order, gaps in a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..question_types.cloze import CHOICE, GAP, MAX_GAPS, NUMERIC, TEXT
from ..question_types.matching import MAX_CHOICES, MAX_PAIRS
from ..question_types.ordering import ALL_OR_NOTHING, MAX_ITEMS, POSITIONS
from .base import CellEditor
from .cells import Cell, Choice, Number, RichLine, Text, Tick
from .rows import Rows


class MatchingEditor(CellEditor):
    family = "matching"
    kinds = ("matching",)
    cells = (
        Rows(
            "pairs",
            _("Pairs"),
            hint=_("People see the left sides and choose the right side of each. Two lines may share a right side."),
            row_label=_("Pair %(number)s"),
            add_label=_("Add a pair"),
            shown=3,
            most=MAX_PAIRS,
            unlike="left",
            cells=(
                RichLine("left", _("Left side"), required=_("Write the left side, or empty the row.")),
                Text("right", _("Right side"), required=_("Write the right side, or empty the row.")),
            ),
        ),
        Rows(
            "extra",
            _("Right sides without a pair"),
            hint=_("Distractors: they are offered too and match nothing."),
            row_label=_("Distractor %(number)s"),
            add_label=_("Add a distractor"),
            most=MAX_CHOICES,
            unlike="",
            cells=(Text("", _("Right side that matches nothing")),),
        ),
    )


class OrderingEditor(CellEditor):
    family = "ordering"
    kinds = ("ordering",)
    cells = (
        Rows(
            "items",
            _("What is put in order"),
            hint=_("Write it in the right order. People get it disordered."),
            row_label=_("Place %(number)s"),
            add_label=_("Add a line"),
            shown=4,
            most=MAX_ITEMS,
            is_ordered=True,
            unlike="",
            cells=(RichLine("", _("Text of the line")),),
        ),
        Choice(
            "credit",
            _("How it is marked"),
            choices=(
                (POSITIONS, _("By places"), _("Each line in its place counts its part.")),
                (ALL_OR_NOTHING, _("All or nothing"), _("It counts only if every line is in its place.")),
            ),
        ),
    )


class Mark(Cell):
    """The number by which the text of the question calls a gap."""

    template = "evaluations/admin/cells/hidden.html"

    def is_blank(self, value: Any) -> bool:
        return True

    def in_words(self, value: Any) -> str:
        return ""


class GapRows(Rows):
    """Gaps stay although they are blank: whether one counts is told by the text that calls it."""

    renumbers = False
    adds_first = True

    def read(self, data: Mapping, full: str) -> list:
        gaps = [self.read_row(data, f"{full}-{place}") for place in self._places(data, full)]
        for gap in gaps:
            for answer in gap["answers"]:
                # Options to choose from are wrong unless their author says what they are worth.
                answer["weight"] = answer["weight"].strip() or ("0" if gap["kind"] == CHOICE else "100")
        return gaps

    def is_blank(self, value: Any) -> bool:
        return all(self.is_blank_row(gap) for gap in value)

    def drawn_row(self, row: Any, full: str, number: Any, faults: Mapping) -> dict:
        return super().drawn_row({**(row or {}), "mark": str(number)}, full, number, faults)


class ClozeEditor(CellEditor):
    family = "cloze"
    kinds = ("cloze",)
    hint = _("Put the cursor where something is missing in the question and press «Insert a gap».")
    cells = (
        GapRows(
            "gaps",
            _("Gaps"),
            row_label=_("Gap %(number)s"),
            add_label=_("Insert a gap"),
            most=MAX_GAPS,
            cells=(
                Mark("mark", ""),
                Choice(
                    "kind",
                    _("It is answered by"),
                    is_list=True,
                    choices=(
                        (CHOICE, _("choosing from a list")),
                        (TEXT, _("writing some words")),
                        (NUMERIC, _("writing a number")),
                    ),
                ),
                Number("weight", _("Weight of the gap"), default="1", least=0),
                Rows(
                    "answers",
                    _("Answers"),
                    hint=_(
                        "In a list, write every option: the right one is worth 100 and those left empty nothing. "
                        "Elsewhere write what you accept; left empty it is worth 100."
                    ),
                    row_label=_("Answer %(number)s"),
                    add_label=_("Add an answer"),
                    shown=3,
                    most=30,
                    unlike="text",
                    cells=(
                        Text("text", _("Answer"), limit=200, required=_("Write this answer, or empty its row.")),
                        Number("tolerance", _("Tolerance"), default="0", least=0),
                        Number("weight", _("Worth (%)"), least=-100, most=100),
                        RichLine(
                            "feedback",
                            _("Note for those who answer it"),
                            example=_("Note for those who answer it (optional)"),
                        ),
                    ),
                ),
                Tick("case_matters", _("Capital letters count")),
            ),
        ),
    )

    def settle(self, stem: str, body: dict) -> tuple[str, dict]:
        """Gaps that the text does not call are dropped if they are empty; the others are numbered from 1."""
        called = set(GAP.findall(stem))
        rows: GapRows = self.cells[0]
        gaps = [gap for gap in body["gaps"] if gap.get("mark") in called or not rows.is_blank_row(gap)]
        numbers = {gap.pop("mark", ""): str(place) for place, gap in enumerate(gaps, start=1)}
        if set(numbers) >= called and len(numbers) == len(gaps):
            stem = GAP.sub(lambda found: "{{%s}}" % numbers[found[1]], stem)  # noqa: UP031 -- braces
        return stem, {"gaps": gaps}
