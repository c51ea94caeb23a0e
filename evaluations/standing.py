"""Where a person stands at a quiz after several attempts: which of them counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .grading import HUNDREDTHS
from .models import Attempt, QuizPage


@dataclass(frozen=True)
class Standing:
    """None as long as no attempt has a result."""

    score: Decimal | None = None
    has_passed: bool = False


def standing_of(attempts: Sequence[Attempt]) -> Standing:
    """The standing after these attempts of one enrolment at one quiz; only graded ones count.

    The newest attempt's rules say what counts: the best, the last, the first, or the average. With the average,
    one passes when the exact mean of the scores reaches the pass mark.
    """
    graded = sorted((attempt for attempt in attempts if attempt.is_graded), key=lambda attempt: attempt.number)
    if not graded:
        return Standing()
    rules = graded[-1].rules
    method = rules.get("grading_method", QuizPage.GradingMethod.HIGHEST)
    if method == QuizPage.GradingMethod.AVERAGE:
        return _average(graded, rules["pass_mark"])
    if method == QuizPage.GradingMethod.FIRST:
        chosen = graded[0]
    elif method == QuizPage.GradingMethod.LAST:
        chosen = graded[-1]
    else:
        chosen = max(graded, key=lambda attempt: (attempt.has_passed, attempt.score))
    return Standing(score=chosen.score, has_passed=chosen.has_passed)


def _average(graded: list[Attempt], pass_mark: int) -> Standing:
    mean = sum((Fraction(attempt.score) for attempt in graded), Fraction(0)) / len(graded)
    score = (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(HUNDREDTHS, rounding=ROUND_HALF_UP)
    return Standing(score=score, has_passed=mean >= pass_mark or any(attempt.keeps_pass for attempt in graded))
