"""The author's forms of questions that are answered by writing: a number, some words, a text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..question_types.essay import MAX_CRITERIA, MAX_LEVELS
from ..question_types.numeric import MAX_ANSWERS, MAX_UNITS, NO_UNITS, OPTIONAL, REQUIRED, SHOWN
from .base import CellEditor
from .cells import Choice, Number, RichBlock, RichLine, Text, Tick
from .rows import Rows


def weight() -> Number:
    return Number("weight", _("Worth (%)"), default="100", least=-100, most=100)


def note() -> RichLine:
    return RichLine("feedback", _("Note for those who answer it"), example=_("Note for those who answer it (optional)"))


class NumericEditor(CellEditor):
    family = "numeric"
    kinds = ("numeric",)
    cells = (
        Rows(
            "answers",
            _("Right numbers"),
            hint=_(
                "With a tolerance of 0.5, the number 10 accepts from 9.5 to 10.5. The first answer that fits counts."
            ),
            row_label=_("Answer %(number)s"),
            add_label=_("Add an answer"),
            most=MAX_ANSWERS,
            cells=(
                Number("value", _("Number"), required=_("Write the number, or empty its row.")),
                Number("tolerance", _("Tolerance"), default="0", least=0),
                weight(),
                note(),
            ),
        ),
        Choice(
            "unit_rule",
            _("Units"),
            choices=(
                (NO_UNITS, _("Without units"), _("Only the number is written.")),
                (
                    SHOWN,
                    _("Printed beside the field"),
                    _("The person writes the number; the first unit stands beside it."),
                ),
                (OPTIONAL, _("They may be written"), _("Without a unit the number is taken in the one of factor 1.")),
                (REQUIRED, _("They must be written"), _("An answer without its unit earns nothing.")),
            ),
        ),
        Rows(
            "units",
            _("Accepted units"),
            hint=_("The factor turns the unit into that of the right number: with it in km, the factor of m is 0.001."),
            row_label=_("Unit %(number)s"),
            add_label=_("Add a unit"),
            most=MAX_UNITS,
            cells=(
                Text("name", _("Unit"), limit=30, example="km", required=_("Write the unit, or empty its row.")),
                Number("factor", _("Factor"), default="1"),
            ),
        ),
    )


class ShortTextEditor(CellEditor):
    family = "short-text"
    kinds = ("short_text",)
    cells = (
        Rows(
            "answers",
            _("Accepted answers"),
            hint=_(
                "All the ways of writing it that you accept. An asterisk stands for any text: «acces*» also accepts "
                "«acceso» and «accesos»."
            ),
            row_label=_("Answer %(number)s"),
            add_label=_("Add an answer"),
            shown=2,
            most=MAX_ANSWERS,
            unlike="text",
            cells=(
                Text("text", _("Answer"), required=_("Write this answer, or empty its row.")),
                weight(),
                note(),
            ),
        ),
        Tick("case_matters", _("Capital letters count"), hint=_("Otherwise «INAI» and «inai» are the same.")),
        Tick("accents_matter", _("Accents count"), hint=_("Otherwise «obligación» and «obligacion» are the same.")),
    )


class EssayEditor(CellEditor):
    family = "essay"
    kinds = ("essay",)
    hint = _("A person reads and marks it; the result of the attempt waits until then.")
    cells = (
        Number("min_words", _("Fewest words"), default="0", least=0, most=4000, hint=_("0: without limit.")),
        Number("max_words", _("Most words"), default="0", least=0, most=4000, hint=_("0: without limit.")),
        Rows(
            "rubric",
            _("Rubric"),
            hint=_("People see it before they write. Without a rubric the mark is one number from 0 to 100."),
            row_label=_("Criterion %(number)s"),
            add_label=_("Add a criterion"),
            most=MAX_CRITERIA,
            unlike="name",
            cells=(
                Text(
                    "name",
                    _("Criterion"),
                    example=_("For example «States the legal basis»"),
                    required=_("Write this criterion, or empty its row."),
                ),
                Rows(
                    "levels",
                    _("Levels"),
                    row_label=_("Level %(number)s"),
                    add_label=_("Add a level"),
                    shown=3,
                    most=MAX_LEVELS,
                    unlike="text",
                    cells=(
                        Text(
                            "text",
                            _("What is seen at this level"),
                            required=_("Write this level, or empty its row."),
                        ),
                        Number("points", _("Points"), default="0", least=0, most=100),
                    ),
                ),
            ),
        ),
        RichBlock(
            "guidance",
            _("Guidance for those who mark"),
            hint=_("Learners never see it."),
            rows=4,
        ),
    )
