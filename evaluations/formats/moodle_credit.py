"""Partial credit in Moodle's terms: each option of a choice earns or costs a percentage."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

#: Moodle rounds thirds and sevenths to five places.
_NEAR = Decimal("0.01")

#: The percentages that Moodle's importer takes; others make it refuse the question or round it.
MOODLE_KNOWS = {
    *("100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20"),
    *("16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0"),
}


def weights_for(kind: str, credit: str, options: Sequence[dict]) -> list[Decimal]:
    """What each option earns in Moodle so that the formula `credit` comes out.

    Of several answers Moodle adds the weights up and never goes below zero. So one right answer of n earns 100/n, and
    a wrong one takes away all («fractions», where a wrong one spoils the whole) or 100/n («penalised»). All or nothing
    has no equal in Moodle; «fractions» comes nearest.
    """
    if credit == "weights":
        return [Decimal(option["weight"]) for option in options]
    right = sum(bool(option["is_correct"]) for option in options)
    if kind != "multiple":
        return [Decimal(100 if option["is_correct"] else 0) for option in options]
    share = (Decimal(100) / max(right, 1)).quantize(Decimal("0.00001")).normalize()
    wrong = -share if credit == "penalised" else Decimal(-100)
    return [share if option["is_correct"] else wrong for option in options]


def credit_of(kind: str, weights: Sequence[str], *, said: str = "") -> str:
    """The formula that gives these weights: the one that our own file says, if it fits, or the plainest that does."""
    found = [Decimal(weight) for weight in weights]
    options = [{"is_correct": weight > 0, "weight": str(weight)} for weight in found]
    known = {"single": ["all_or_nothing"], "multiple": ["fractions", "penalised"]}[kind]
    own = {"single": {"all_or_nothing"}, "multiple": {"all_or_nothing", "fractions", "penalised"}}[kind]
    if said == "weights":
        return said
    for credit in [said, *known] if said in own else known:
        if _fits(kind, credit, options, found):
            return credit
    return "weights"


def _fits(kind: str, credit: str, options: Sequence[dict], found: Sequence[Decimal]) -> bool:
    right = sum(option["is_correct"] for option in options)
    if kind == "single" and right != 1:
        return False
    return right > 0 and all(
        abs(weight - wanted) < _NEAR for weight, wanted in zip(found, weights_for(kind, credit, options), strict=True)
    )
