"""From answers to a score. Pure functions: what is stored today gives the same score in ten years.

Every question weighs the same. The score is the mean of the fractions earned, times 100, rounded half up to
two decimals. Passing is decided on the exact mean, so that rounding can neither pass nor fail anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from .plugins import question_types

HUNDREDTHS = Decimal("0.01")
THOUSANDTHS = Decimal("0.0001")


@dataclass(frozen=True)
class Mark:
    """What one answer earned."""

    fraction: Decimal

    @property
    def is_correct(self) -> bool:
        return self.fraction == 1


@dataclass(frozen=True)
class Result:
    score: Decimal
    passed: bool
    correct: int
    total: int


def grade(*, kind: str, selected: Any, correct: Any) -> Mark:
    """The mark of one answer. A blank answer counts as wrong: leaving must not beat erring."""
    question_type = question_types.get(kind)
    if question_type.is_blank(selected):
        return Mark(Decimal(0))
    return Mark(Decimal(question_type.fraction(selected, correct=correct)).quantize(THOUSANDTHS).normalize())


def total(marks: Iterable[Mark], *, pass_mark: int) -> Result:
    """The score of an attempt; a quiz without questions scores 0 and is not passed."""
    marks = list(marks)
    if not marks:
        return Result(score=Decimal("0.00"), passed=False, correct=0, total=0)
    exact = 100 * sum((Fraction(mark.fraction) for mark in marks), Fraction(0)) / len(marks)
    score = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(HUNDREDTHS, rounding=ROUND_HALF_UP)
    return Result(
        score=score,
        passed=exact >= pass_mark,
        correct=sum(mark.is_correct for mark in marks),
        total=len(marks),
    )
