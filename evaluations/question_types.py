"""The types of the main job: one right option, several, true or false."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from .plugins import InvalidAnswer, QuestionType, question_types

RIGHT = Decimal(1)
WRONG = Decimal(0)
MAX_OPTIONS = 10


class ChoiceType(QuestionType):
    """What the types that choose among options share. An answer is the sorted list of chosen option ids."""

    template = "evaluations/questions/choice.html"
    input_type = "radio"

    def blank(self) -> list[str]:
        return []

    def clean(self, raw: Any, *, option_ids: list[str]) -> list[str]:
        if not isinstance(raw, list) or not all(isinstance(chosen, str) for chosen in raw):
            raise InvalidAnswer("an answer is a list of option ids")
        chosen = set(raw)
        if not chosen <= set(option_ids):
            raise InvalidAnswer("the answer names an option that this question does not have")
        return sorted(chosen)

    def fraction(self, selected: Any, *, correct: Any) -> Decimal:
        """All or nothing: 1 when exactly the right options are chosen, otherwise 0."""
        return RIGHT if selected and set(selected) == set(correct) else WRONG

    def mark_reveals_key(self, *, options: list[dict]) -> bool:
        return len(options) == 2

    def problems(self, *, options: list[dict], correct: Any) -> list[Any]:
        found = []
        texts = [option["text"].strip() for option in options]
        if len(options) < 2:
            found.append(_("Write at least two options."))
        if len(options) > MAX_OPTIONS:
            found.append(_("A question can have ten options at most."))
        if any(not text for text in texts):
            found.append(_("An option has no text."))
        if len({text.casefold() for text in texts}) < len(texts):
            found.append(_("Two options say the same."))
        return found


class SingleChoice(ChoiceType):
    name = "single"
    label = _("Single choice")
    instruction = _("Choose one answer.")

    def clean(self, raw: Any, *, option_ids: list[str]) -> list[str]:
        chosen = super().clean(raw, option_ids=option_ids)
        if len(chosen) > 1:
            raise InvalidAnswer("only one option can be chosen")
        return chosen

    def problems(self, *, options: list[dict], correct: Any) -> list[Any]:
        found = super().problems(options=options, correct=correct)
        if len(correct) != 1:
            found.append(_("Mark exactly one option as correct."))
        return found


class MultipleChoice(ChoiceType):
    """Several right options.

    The mark is all or nothing: with C the set of right options and S the set of chosen ones, the fraction
    is 1 if S = C and 0 otherwise. There is no partial credit, so guessing or ticking everything earns nothing.
    """

    name = "multiple"
    label = _("Several answers")
    instruction = _("Choose all the answers that apply. The question counts only if you choose exactly the right ones.")
    input_type = "checkbox"

    def mark_reveals_key(self, *, options: list[dict]) -> bool:
        return False

    def problems(self, *, options: list[dict], correct: Any) -> list[Any]:
        found = super().problems(options=options, correct=correct)
        if not correct:
            found.append(_("Mark at least one option as correct."))
        return found


class TrueFalse(SingleChoice):
    """A statement. Its two options keep their order: «Falso» first would only confuse."""

    name = "true_false"
    label = _("True or false")
    instruction = _("Is this statement true or false?")
    may_shuffle = False

    def mark_reveals_key(self, *, options: list[dict]) -> bool:
        return True

    def problems(self, *, options: list[dict], correct: Any) -> list[Any]:
        if len(options) != 2 or len(correct) != 1:
            return [_("Say whether the statement is true or false.")]
        return []


for question_type in (SingleChoice(), MultipleChoice(), TrueFalse()):
    question_types.register(question_type)
