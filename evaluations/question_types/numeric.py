"""A number, within a tolerance, in one of several units.

Body: ``{"answers": [{"value", "tolerance", "weight", "feedback"}], "units": [{"name", "factor"}], "unit_rule"}``.
``unit_rule``: ``none`` (no units), ``shown`` (the first one is printed beside the field), ``optional`` or ``required``.
What is typed, times the factor of its unit, is compared with the value; without a unit the factor is 1. The first
answer that fits decides. Answer: ``{"text": "12,5", "unit": "km"}`` as it was typed; what cannot be read as a number
is kept and earns nothing. Key: ``{"answers": […], "units": […]}``, the notes by the place of each answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..plugins import Asked, Fields, Key, ReviewedRow
from . import bodies, numbers, texts, typed
from .fields import check_names, field_name, id_of, stored_value, text_of

NO_UNITS, SHOWN, OPTIONAL, REQUIRED = "none", "shown", "optional", "required"
MAX_ANSWERS = 30
MAX_UNITS = 10
MAX_UNIT_LENGTH = 30
NUMBER_FIRST = re.compile(r"[^\w%°$€]*[\d.,\s]*")


class Typed(NamedTuple):
    """A typed answer taken apart; number is None when it cannot be read."""

    number: Decimal | None
    unit: str


class Numeric(typed.TypedType):
    name = "numeric"
    label = _("Number")
    template = "evaluations/questions/numeric.html"
    limit = 100

    # Writing

    def canonical(self, body: Mapping) -> dict:
        answers = [
            {
                "value": numbers.canonical_number(answer.get("value"), default=""),
                "tolerance": numbers.canonical_number(answer.get("tolerance")),
                "weight": typed.canonical_weight(answer),
                "feedback": bodies.inline(answer.get("feedback")),
            }
            for answer in bodies.rows_of(body, "answers")
        ]
        rule = bodies.one_of(body.get("unit_rule"), (SHOWN, OPTIONAL, REQUIRED), NO_UNITS)
        units = [
            {
                "name": bodies.line(unit.get("name")),
                "factor": numbers.canonical_number(unit.get("factor"), default="1"),
            }
            for unit in bodies.rows_of(body, "units")
        ]
        return {"answers": answers, "units": [] if rule == NO_UNITS else units, "unit_rule": rule}

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        found = problems_of_answers(body["answers"])
        return found if body["unit_rule"] == NO_UNITS else found + _problems_of_units(body["units"])

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        rule, names = body["unit_rule"], [unit["name"] for unit in body["units"]]
        settings: dict = {} if rule == NO_UNITS else {"unit_rule": rule}
        if rule == SHOWN:
            settings["units"] = names[:1]
        elif len(names) > 1:
            # The only unit is part of the answer; several are a choice.
            settings["units"] = names
        return Asked(stem=stem, settings=settings), Key(
            correct={"answers": typed.without_feedback(body["answers"]), "units": list(body["units"])},
            option_feedback=typed.feedback_of(body["answers"]),
        )

    def join(self, asked: Asked, key: Key) -> dict:
        return {
            "answers": typed.with_feedback(key.correct["answers"], key.option_feedback),
            "units": list(key.correct["units"]),
            "unit_rule": asked.settings.get("unit_rule", NO_UNITS),
        }

    # Asking

    def instruction(self, asked: Asked) -> Any:
        rule = asked.settings.get("unit_rule", NO_UNITS)
        if rule == REQUIRED and self._choices(asked):
            return _("Write the number and choose its unit.")
        if rule == REQUIRED:
            return _("Write the number and its unit, for example 10 km.")
        return _("Write the number in figures.")

    @staticmethod
    def _choices(asked: Asked) -> list[str]:
        """The units in the drop-down list, if there is one."""
        return [] if asked.settings.get("unit_rule") == SHOWN else asked.settings.get("units", [])

    def controls(self, shown: Any) -> dict:
        stored = {"text": stored_value(shown.fields), "unit": stored_value(shown.fields, "unit")}
        return {
            **super().controls(shown),
            "unit_field": field_name("unit", prefix=shown.prefix),
            "unit_shown": _unit_shown(shown.asked),
            "units": [{"name": name, "is_chosen": name == stored["unit"]} for name in self._choices(shown.asked)],
            "doubt": self.doubt(stored, asked=shown.asked),
        }

    def blank(self) -> dict:
        return {"text": "", "unit": ""}

    def read(self, fields: Fields, *, asked: Asked) -> dict:
        choices = self._choices(asked)
        check_names(fields, ["", "unit"] if choices else [""])
        return {"text": text_of(fields, limit=self.limit), "unit": id_of(fields, "unit", known=choices)}

    def fields(self, selected: Any) -> dict[str, list[str]]:
        unit = {field_name("unit"): [selected["unit"]]} if selected["unit"] else {}
        return {**super().fields(selected), **unit}

    def doubt(self, selected: Any, *, asked: Asked) -> str:
        """What makes the answer unreadable, told while it can still be mended; whether it is right it does not say."""
        if self.is_blank(selected):
            return ""
        rule = asked.settings.get("unit_rule", NO_UNITS)
        number, unit = taken_apart(selected)
        if number is None or (unit and rule == NO_UNITS):
            return gettext("This cannot be read as a number.")
        if rule == REQUIRED and not unit:
            return gettext("The unit is missing.")
        return ""

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        place = self._place(selected, asked=asked, correct=correct)
        return Decimal(0) if place is None else bodies.share(correct["answers"][place]["weight"])

    @staticmethod
    def _place(selected: Any, *, asked: Asked, correct: Any) -> int | None:
        """Which of the author's answers it is."""
        number, unit = taken_apart(selected)
        rule = asked.settings.get("unit_rule", NO_UNITS)
        factor = _factor(unit, correct["units"], rule=rule)
        return None if number is None or factor is None else place_of(number, correct["answers"], factor=factor)

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        if self.is_blank(selected):
            return []
        doubt = self.doubt(selected, asked=asked)
        return [self._given(selected, asked=asked), *([doubt] if doubt else [])]

    @staticmethod
    def _given(selected: Any, *, asked: Asked) -> str:
        number, unit = taken_apart(selected)
        chosen = selected["unit"] or (_unit_shown(asked) if number is not None and not unit else "")
        return f"{selected['text']} {chosen}".strip() if selected["text"] else ""

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        if self.is_blank(selected):
            return []
        number, unit = taken_apart(selected)
        said = texts.comparable(selected["text"]) if number is None else f"{numbers.spell(number)} {unit}".strip()
        return [(said, self._given(selected, asked=asked))]

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        given = self._given(selected, asked=asked)
        if key is None:
            return [ReviewedRow(html="", given=given, is_chosen=bool(given))]
        is_correct = self.fraction(selected, asked=asked, correct=key.correct) == 1
        return [
            ReviewedRow(
                html="",
                given=given,
                is_chosen=bool(given),
                is_correct=is_correct,
                right="" if is_correct else self._right(key.correct),
                feedback=typed.note_of(key, self._place(selected, asked=asked, correct=key.correct)),
            )
        ]

    @staticmethod
    def _right(correct: Any) -> str:
        unit = next((unit["name"] for unit in correct["units"] if numbers.exact(unit["factor"]) == 1), "")
        return f"{right_number(correct['answers'])} {unit}".strip()


def _unit_shown(asked: Asked) -> str:
    """The unit printed beside the field."""
    return next(iter(asked.settings.get("units", [])), "") if asked.settings.get("unit_rule") == SHOWN else ""


def taken_apart(selected: Mapping) -> Typed:
    """The number and the unit of an answer; the unit stands after the number, before it ($) or in a list."""
    text = selected["text"]
    number = numbers.read_number(text)
    if number is not None:
        return Typed(number, selected.get("unit", ""))
    if text[:1] in {"$", "€"}:
        return Typed(numbers.read_number(text[1:]), text[:1])
    figures = NUMBER_FIRST.match(text)[0]
    return Typed(numbers.read_number(figures), texts.one_line(text[len(figures) :]))


def _factor(unit: str, units: Sequence[Mapping], *, rule: str) -> str | None:
    """What the number is multiplied by; None when its unit is unknown, missing, or not asked for."""
    if not unit:
        if rule == REQUIRED:
            return None
        return units[0]["factor"] if rule == SHOWN else "1"
    as_written = {_unit_name(known["name"]): known["factor"] for known in units}
    as_heard = {texts.comparable(known["name"]): known["factor"] for known in units}
    # MW and mW are different units; where nothing but the case is wrong, a person is understood.
    return as_written.get(_unit_name(unit)) or (
        as_heard.get(texts.comparable(unit)) if len(as_heard) == len(units) else None
    )


def _unit_name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split())


def place_of(number: Decimal, answers: Sequence[Mapping], *, factor: str = "1") -> int | None:
    """The first of the answers within whose tolerance the number lies."""
    for place, answer in enumerate(answers):
        if numbers.is_within(number, value=answer["value"], tolerance=answer["tolerance"], factor=factor):
            return place
    return None


def right_number(answers: Sequence[Mapping]) -> str:
    """The number to tell as the right one, with its tolerance if there is one."""
    right = typed.best(answers)
    if numbers.value_of(right["tolerance"]):
        return gettext("%(value)s, give or take %(tolerance)s") % right
    return right["value"]


def problems_of_answers(answers: Sequence[Mapping]) -> list[Any]:
    if not answers:
        return [_("Write at least one right number.")]
    found = []
    if len(answers) > MAX_ANSWERS:
        found.append(_("A question can have thirty accepted answers at most."))
    if any(numbers.exact(answer["value"]) is None for answer in answers):
        found.append(_("A right number cannot be read as a number of at most twenty digits."))
    tolerances = [numbers.exact(answer["tolerance"]) for answer in answers]
    if any(tolerance is None or tolerance < 0 for tolerance in tolerances):
        found.append(_("A tolerance is a number of zero or more."))
    if bodies.has_bad_weight(answers):
        found.append(_("The weight of an answer is a number from -100 to 100."))
    elif not typed.earns_all(answers):
        found.append(_("One answer must have the weight 100."))
    elif not found and not _is_reachable(answers):
        found.append(typed.SHADOWED)
    return found


def _is_reachable(answers: Sequence[Mapping]) -> bool:
    """Whether somebody who writes a fully right number earns it all, whatever stands before it in the list."""
    values = [numbers.value_of(answer["value"]) for answer in answers if bodies.share(answer["weight"]) == 1]
    places = (place_of(value, answers) for value in values)
    return any(place is not None and bodies.share(answers[place]["weight"]) == 1 for place in places)


def _problems_of_units(units: Sequence[Mapping]) -> list[Any]:
    if not units:
        return [_("Write the unit, or say that the question has none.")]
    found = []
    names = [unit["name"] for unit in units]
    if len(units) > MAX_UNITS:
        found.append(_("A question can have ten units at most."))
    if not all(names) or any(len(name) > MAX_UNIT_LENGTH or name[0].isdecimal() for name in names):
        found.append(_("The name of a unit has from 1 to 30 characters and does not begin with a figure."))
    if len(set(names)) < len(names):
        found.append(_("Two units have the same name."))
    factors = [numbers.exact(unit["factor"]) for unit in units]
    if any(factor is None or factor <= 0 for factor in factors):
        found.append(_("The factor of a unit is a number above zero."))
    elif Decimal(1) not in factors:
        found.append(_("One unit must have the factor 1: the right number is told in it."))
    return found
