"""The author's form of questions that are answered by choosing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..markup import plain_text
from ..plugins import QuestionEditor
from ..question_types.choice import ALL_OR_NOTHING, FRACTIONS, MAX_OPTIONS, PENALISED, WEIGHTS
from .base import CellEditor
from .cells import Choice, Faults, Number, RichLine, Tick
from .rows import Rows

SEVERAL = "multiple"


class OptionRows(Rows):
    """The wording of an option is what counts; a tick alone is an option that lacks it."""

    def lines(self, value: Any) -> list[str]:
        return [_line_of(option) for option in value or []]


def _line_of(option: Mapping) -> str:
    weight = option.get("weight", "0")
    mark = gettext("right") if option["is_correct"] else gettext("wrong")
    said = [f"{plain_text(option['text'])} ({mark if weight == '0' else f'{weight} %'})"]
    if option.get("stays_last"):
        said.append(gettext("always last"))
    if option.get("feedback"):
        said.append(plain_text(option["feedback"]))
    return " · ".join(said)


class OptionsEditor(CellEditor):
    family = "options"
    kinds = ("single", SEVERAL)
    cells = (
        OptionRows(
            "options",
            _("Options"),
            hint=_(
                "Tick what is right. Enter goes on to the next row; rows left empty do not count. «Always last» is for "
                "options such as «All of the above»."
            ),
            row_label=_("Option %(number)s"),
            add_label=_("Add an option"),
            shown=4,
            most=MAX_OPTIONS,
            unlike="text",
            cells=(
                Tick("is_correct", _("Right")),
                RichLine(
                    "text",
                    _("Text of the option"),
                    required=_("Write this option, or empty its row."),
                    example=_("What the person reads"),
                ),
                Number("weight", _("Worth (%)"), default="0", least=-100, most=100),
                RichLine(
                    "feedback",
                    _("Note for those who choose it"),
                    example=_("Note for those who choose it (optional)"),
                ),
                Tick("stays_last", _("Always last")),
            ),
        ),
        Choice(
            "credit",
            _("How it is marked"),
            choices=(
                (
                    ALL_OR_NOTHING,
                    _("All or nothing"),
                    _("It counts only if exactly the right options are chosen."),
                ),
                (
                    FRACTIONS,
                    _("In parts, without errors"),
                    _("Each right option counts its part; a single wrong one makes the question worth nothing."),
                    SEVERAL,
                ),
                (
                    PENALISED,
                    _("In parts, errors take away"),
                    _("Each right option adds a part and each wrong one takes one away, never below zero."),
                    SEVERAL,
                ),
                (
                    WEIGHTS,
                    _("By the worth of each option"),
                    _("You write how many per cent each option is worth, from -100 to 100."),
                ),
            ),
        ),
    )

    def read(self, data: Mapping, *, prefix: str, kind: str) -> dict:
        body = super().read(data, prefix=prefix, kind=kind)
        if body["credit"] != WEIGHTS:
            for option in body["options"]:
                option["weight"] = "0"
        return body

    def lines(self, body: Mapping, *, kind: str) -> list[str]:
        credit = body.get("credit", ALL_OR_NOTHING)
        found = self.cells[0].lines(body.get("options"))
        return found if credit == ALL_OR_NOTHING else [*found, self.cells[1].in_words(credit)]


class TrueFalseEditor(QuestionEditor):
    """Two fixed options: the author says which one is right and what to tell those who choose the other."""

    family = "true-false"
    kinds = ("true_false",)
    places = (0, 1)

    def read(self, data: Mapping, *, prefix: str, kind: str) -> dict:
        right = data.get(f"{prefix}-right", "")
        return {
            "options": [
                {
                    # What an import called them is kept; see ``draw``.
                    "text": data.get(f"{prefix}-{place}-text", ""),
                    "is_correct": right == str(place),
                    "feedback": self._note.read(data, f"{prefix}-{place}-feedback"),
                }
                for place in self.places
            ],
            "credit": ALL_OR_NOTHING,
        }

    _note = RichLine(
        "feedback", _("Note for those who choose it"), example=_("Note for those who choose it (optional)")
    )

    def is_blank(self, body: Mapping) -> bool:
        return not any(option["is_correct"] or option["feedback"] for option in body["options"])

    def draw(self, body: Mapping, *, prefix: str, kind: str, faults: Faults) -> str:
        options = list(body.get("options", []))[: len(self.places)]
        options += [{}] * (len(self.places) - len(options))
        said = (gettext("True"), gettext("False"))
        rows = [
            {
                "place": place,
                "text": option.get("text", ""),
                "label": plain_text(option.get("text", "")) or said[place],
                "is_correct": option.get("is_correct"),
                "note": self._note.draw(option.get("feedback"), f"{prefix}-{place}-feedback", faults),
            }
            for place, option in enumerate(options)
        ]
        context = {"editor": self, "kind": kind, "prefix": prefix, "rows": rows}
        return render_to_string("evaluations/admin/true_false_editor.html", context)

    def lines(self, body: Mapping, *, kind: str) -> list[str]:
        return [_line_of(option) for option in body.get("options", [])]
