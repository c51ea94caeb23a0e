"""Questions answered by choosing among options: one, several, true or false.

Body: ``{"options": [{"text": inline HTML, "is_correct", "feedback": inline HTML, "stays_last", "weight"}], "credit"}``.
Answer: the sorted list of chosen option ids. Key: the sorted list of right ids, or ``{"weights": {id: "50"}}`` where
each option has its own weight.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..markup import plain_text
from ..plugins import Asked, Fields, InvalidAnswer, Key, QuestionType, ReviewedRow
from . import bodies, numbers
from .fields import FIELD, check_names, values_of

MAX_OPTIONS = 10
ALL_OR_NOTHING, FRACTIONS, PENALISED, WEIGHTS = "all_or_nothing", "fractions", "penalised", "weights"


class ChoiceType(QuestionType):
    """What the types that choose among options share."""

    template = "evaluations/questions/choice.html"
    input_type = "radio"
    credits: tuple[str, ...] = (ALL_OR_NOTHING,)
    may_shuffle = True

    # Writing

    def canonical(self, body: Mapping) -> dict:
        credit = bodies.one_of(body.get("credit"), self.credits, ALL_OR_NOTHING)
        options = [self._canonical_option(option, credit) for option in bodies.rows_of(body, "options")]
        return {"options": options, "credit": credit}

    def _canonical_option(self, option: Mapping, credit: str) -> dict:
        weight = numbers.canonical_number(option.get("weight")) if credit == WEIGHTS else "0"
        is_correct = numbers.value_of(weight) > 0 if credit == WEIGHTS else bool(option.get("is_correct"))
        return {
            "text": bodies.inline(option.get("text")),
            "is_correct": is_correct,
            "feedback": bodies.inline(option.get("feedback")),
            "stays_last": self.may_shuffle and bool(option.get("stays_last")),
            "weight": weight,
        }

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        found = []
        texts = [option["text"] for option in body["options"]]
        if len(texts) < 2:
            found.append(_("Write at least two options."))
        if len(texts) > MAX_OPTIONS:
            found.append(_("A question can have ten options at most."))
        if not all(texts):
            found.append(_("An option has no text."))
        if bodies.repeats(texts):
            found.append(_("Two options say the same."))
        return found + (self.problems_of_weights(body) if body["credit"] == WEIGHTS else self.problems_of_key(body))

    def problems_of_key(self, body: Mapping) -> list[Any]:
        return []

    def problems_of_weights(self, body: Mapping) -> list[Any]:
        """Weights are told by numbers that a right answer can reach."""
        if bodies.has_bad_weight(body["options"]):
            return [_("The weight of an option is a number from -100 to 100.")]
        weights = [numbers.value_of(option["weight"]) for option in body["options"]]
        return self.problems_of_total([weight for weight in weights if weight > 0])

    def problems_of_total(self, positive: list[Decimal]) -> list[Any]:
        return []

    def split(self, body: Mapping, *, stem: str, new_id: Callable[[str], str]) -> tuple[Asked, Key]:
        ids = [new_id(option["text"]) for option in body["options"]]
        options = []
        for pk, option in zip(ids, body["options"], strict=True):
            options.append({"id": pk, "html": option["text"], **({"stays_last": True} if option["stays_last"] else {})})
        settings = {} if body["credit"] == ALL_OR_NOTHING else {"credit": body["credit"]}
        return Asked(stem=stem, options=options, settings=settings), Key(
            correct=_key_of(dict(zip(ids, body["options"], strict=True)), credit=body["credit"]),
            option_feedback={
                pk: option["feedback"] for pk, option in zip(ids, body["options"], strict=True) if option["feedback"]
            },
        )

    def join(self, asked: Asked, key: Key) -> dict:
        return {
            "options": [
                {
                    "text": option["html"],
                    "is_correct": option["id"] in right_ids(key.correct),
                    "feedback": key.option_feedback.get(option["id"], ""),
                    "stays_last": bool(option.get("stays_last")),
                    "weight": _weights(key.correct).get(option["id"], "0"),
                }
                for option in asked.options
            ],
            "credit": asked.settings.get("credit", ALL_OR_NOTHING),
        }

    # Asking

    def arrange(self, asked: Asked, *, chance: random.Random, shuffle: bool) -> list[str]:
        """Shuffled where that is wanted; those that stay last follow in the author's order."""
        moving = [option["id"] for option in asked.options if not option.get("stays_last")]
        if shuffle and self.may_shuffle:
            chance.shuffle(moving)
        return moving + [option["id"] for option in asked.options if option.get("stays_last")]

    def blank(self) -> list[str]:
        return []

    def read(self, fields: Fields, *, asked: Asked) -> list[str]:
        check_names(fields, [""])
        chosen = set(values_of(fields))
        if not chosen <= {option["id"] for option in asked.options}:
            raise InvalidAnswer("the answer names an option that this question does not have")
        return sorted(chosen)

    def fields(self, selected: Any) -> dict[str, list[str]]:
        return {FIELD: list(selected)}

    # Judging

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        """All or nothing: 1 when exactly the right options are chosen, otherwise 0."""
        return Decimal(1) if selected and set(selected) == set(correct) else Decimal(0)

    def mark_reveals_key(self, asked: Asked) -> bool:
        return len(asked.options) == 2

    # Telling

    def in_words(self, selected: Any, *, asked: Asked) -> list[str]:
        return [text for _pk, text in self.responses(selected, asked=asked)]

    def responses(self, selected: Any, *, asked: Asked) -> list[tuple[str, str]]:
        return [
            (option["id"], plain_text(option["html"])) for option in asked.arranged() if option["id"] in set(selected)
        ]

    def reviewed(self, selected: Any, *, asked: Asked, key: Key | None) -> list[ReviewedRow]:
        right = right_ids(key.correct) if key else []
        chosen = set(selected)
        return [
            ReviewedRow(
                html=option["html"],
                is_chosen=option["id"] in chosen,
                is_correct=option["id"] in right if key else None,
                feedback=key.option_feedback.get(option["id"], "") if key and option["id"] in chosen else "",
            )
            for option in asked.arranged()
        ]


def _key_of(options: Mapping[str, Mapping], *, credit: str) -> Any:
    if credit == WEIGHTS:
        return {"weights": {pk: option["weight"] for pk, option in options.items() if option["weight"] != "0"}}
    return sorted(pk for pk, option in options.items() if option["is_correct"])


def _weights(correct: Any) -> Mapping[str, str]:
    return correct["weights"] if isinstance(correct, Mapping) else {}


def right_ids(correct: Any) -> list[str]:
    """The ids of the options that earn something, whichever shape the key has."""
    if isinstance(correct, Mapping):
        return [pk for pk, weight in correct["weights"].items() if numbers.value_of(weight) > 0]
    return list(correct)


class SingleChoice(ChoiceType):
    """One option. With weights the chosen one earns its own (−100…100 per cent, never less than nothing)."""

    name = "single"
    label = _("Single choice")
    credits: tuple[str, ...] = (ALL_OR_NOTHING, WEIGHTS)

    def instruction(self, asked: Asked) -> Any:
        return _("Choose one answer.")

    def problems_of_key(self, body: Mapping) -> list[Any]:
        if sum(option["is_correct"] for option in body["options"]) != 1:
            return [_("Mark exactly one option as correct.")]
        return []

    def problems_of_total(self, positive: list[Decimal]) -> list[Any]:
        return [] if bodies.HUNDRED in positive else [_("One option must have the weight 100.")]

    def read(self, fields: Fields, *, asked: Asked) -> list[str]:
        chosen = super().read(fields, asked=asked)
        if len(chosen) > 1:
            raise InvalidAnswer("only one option can be chosen")
        return chosen

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        if asked.settings.get("credit") != WEIGHTS:
            return super().fraction(selected, asked=asked, correct=correct)
        return bodies.share(_weights(correct).get(selected[0], "0")) if selected else Decimal(0)


class MultipleChoice(ChoiceType):
    """Several options.

    With R right options, of which r were chosen, and w wrong ones chosen, the question earns, by its ``credit``:

    * ``all_or_nothing``: 1 if r = R and w = 0, otherwise 0, so that neither guessing nor ticking everything pays;
    * ``fractions``: r ÷ R, but 0 if w > 0;
    * ``penalised``: (r − w) ÷ R, never less than 0;
    * ``weights``: the sum of the weights of what was chosen, from 0 to 100 per cent.
    """

    name = "multiple"
    label = _("Several answers")
    input_type = "checkbox"
    credits = (ALL_OR_NOTHING, FRACTIONS, PENALISED, WEIGHTS)
    instructions = {
        ALL_OR_NOTHING: _(
            "Choose all the answers that apply. The question counts only if you choose exactly the right ones."
        ),
        FRACTIONS: _(
            "Choose all the answers that apply. Each right one counts in part; if you choose a wrong one, "
            "the question earns nothing."
        ),
        PENALISED: _(
            "Choose all the answers that apply. Each right one counts in part and each wrong one takes as much away."
        ),
        WEIGHTS: _("Choose all the answers that apply. Each one adds to the mark or takes from it."),
    }

    def instruction(self, asked: Asked) -> Any:
        return self.instructions[asked.settings.get("credit", ALL_OR_NOTHING)]

    def problems_of_key(self, body: Mapping) -> list[Any]:
        if not any(option["is_correct"] for option in body["options"]):
            return [_("Mark at least one option as correct.")]
        return []

    def problems_of_total(self, positive: list[Decimal]) -> list[Any]:
        if abs(sum(positive) - bodies.HUNDRED) > bodies.NEARLY:
            return [_("The weights above zero must add up to 100.")]
        return []

    def fraction(self, selected: Any, *, asked: Asked, correct: Any) -> Decimal:
        credit = asked.settings.get("credit", ALL_OR_NOTHING)
        if credit == ALL_OR_NOTHING:
            return super().fraction(selected, asked=asked, correct=correct)
        if credit == WEIGHTS:
            earned = sum((numbers.value_of(_weights(correct).get(pk, "0")) for pk in set(selected)), Decimal(0))
            return bodies.clamp(earned / bodies.HUNDRED)
        chosen, right = set(selected), set(correct)
        wrong = len(chosen - right)
        if credit == FRACTIONS:
            return Decimal(0) if wrong else bodies.clamp(Decimal(len(chosen)) / len(right))
        return bodies.clamp(Decimal(len(chosen & right) - wrong) / len(right))

    def mark_reveals_key(self, asked: Asked) -> bool:
        return False


class TrueFalse(SingleChoice):
    """A statement. Its two options keep their order: «Falso» first would only confuse."""

    name = "true_false"
    label = _("True or false")
    credits = (ALL_OR_NOTHING,)
    may_shuffle = False

    def canonical(self, body: Mapping) -> dict:
        canonical = super().canonical(body)
        for option, said in zip(canonical["options"], (gettext("True"), gettext("False")), strict=False):
            option["text"] = option["text"] or said
        return canonical

    def instruction(self, asked: Asked) -> Any:
        return _("Is this statement true or false?")

    def problems(self, body: Mapping, *, stem: str) -> list[Any]:
        if len(body["options"]) != 2 or sum(option["is_correct"] for option in body["options"]) != 1:
            return [_("Say whether the statement is true or false.")]
        return []

    def mark_reveals_key(self, asked: Asked) -> bool:
        return True
