"""From answers to a score. Pure functions: what is stored today gives the same score in ten years.

The score is the mean of the fractions earned, weighted by the points of the questions, times 100, rounded half up to
two decimals. Passing is decided on the exact mean, so that rounding can neither pass nor fail anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from .plugins import Asked, question_types

HUNDREDTHS = Decimal("0.01")
FOUR_DECIMALS = Decimal("0.0001")
MARKERS_THAT_DIFFER = 3


@dataclass(frozen=True)
class Mark:
    """What one answer earned, of how many points, and for which training requirements (their codes)."""

    fraction: Decimal
    points: Decimal = Decimal(1)
    requirements: tuple[str, ...] = ()

    @property
    def is_correct(self) -> bool:
        return self.fraction == 1


@dataclass(frozen=True)
class Part:
    """The score in one training requirement."""

    code: str
    score: Decimal
    is_mastered: bool


@dataclass(frozen=True)
class Result:
    score: Decimal
    passed: bool
    correct: int
    total: int
    parts: tuple[Part, ...] = field(default_factory=tuple)


def fraction_of(*, kind: str, selected: Any, asked: Asked, correct: Any) -> Decimal | None:
    """The part of its mark that one answer earns; None where a person must mark it.

    A blank answer earns nothing, a written one included: leaving must not beat erring, and nobody need read it.
    """
    question_type = question_types.get(kind)
    if question_type.is_blank(selected):
        return Decimal(0)
    earned = question_type.fraction(selected, asked=asked, correct=correct)
    return None if earned is None else to_four_decimals(earned)


def to_four_decimals(fraction: Decimal | Fraction) -> Decimal:
    """A fraction as it is stored; a third is 0.3333."""
    if isinstance(fraction, Fraction):
        fraction = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return Decimal(fraction).quantize(FOUR_DECIMALS, rounding=ROUND_HALF_UP).normalize()


def fraction_by_rubric(rubric: Sequence[Mapping], levels: Sequence[int]) -> Decimal:
    """The points of the levels chosen (their places, one per criterion) out of the most that the criteria can give.

    Raises ValueError when a criterion has no level or one that it does not have.
    """
    earned = most = Fraction(0)
    for criterion, level in zip(rubric, levels, strict=True):
        points = [Fraction(one["points"]) for one in criterion["levels"]]
        if not 0 <= level < len(points):
            raise ValueError(f"the criterion {criterion['name']!r} has no level {level}")
        earned += points[level]
        most += max(points)
    return to_four_decimals(earned / most)


def fraction_by_mark(mark: Decimal | int) -> Decimal:
    """One mark from 0 to 100 for the whole answer. Raises ValueError for another one."""
    if not 0 <= mark <= 100:
        raise ValueError(f"{mark} is no mark from 0 to 100")
    return to_four_decimals(Decimal(mark) / 100)


def settled(fractions: list[Decimal], *, needs_second: bool, tolerance: int) -> Decimal | None:
    """The mark of a written answer from its readings in order; None while another reading is missing.

    Two readings that differ by at most `tolerance` (points out of 100) give their mean; else the third decides.
    """
    if not fractions:
        return None
    if not needs_second:
        return fractions[0]
    if len(fractions) == 1:
        return None
    if len(fractions) >= MARKERS_THAT_DIFFER:
        return fractions[MARKERS_THAT_DIFFER - 1]
    first, second = fractions
    return to_four_decimals((first + second) / 2) if abs(first - second) * 100 <= tolerance else None


def total(marks: Iterable[Mark], *, pass_mark: int, mastery_mark: int | None = None) -> Result:
    """The score of an attempt, and per training requirement where `mastery_mark` asks for a minimum in each.

    An attempt without questions scores 0 and is not passed.
    """
    marks = list(marks)
    if not marks:
        return Result(score=Decimal("0.00"), passed=False, correct=0, total=0)
    exact = _percentage(marks)
    parts = () if mastery_mark is None else _parts(marks, mastery_mark)
    return Result(
        score=_rounded(exact),
        passed=exact >= pass_mark and all(part.is_mastered for part in parts),
        correct=sum(mark.is_correct for mark in marks),
        total=len(marks),
        parts=parts,
    )


def _parts(marks: list[Mark], mastery_mark: int) -> tuple[Part, ...]:
    codes = dict.fromkeys(code for mark in marks for code in mark.requirements)
    exact = {code: _percentage([mark for mark in marks if code in mark.requirements]) for code in codes}
    return tuple(
        Part(code=code, score=_rounded(share), is_mastered=share >= mastery_mark) for code, share in exact.items()
    )


def _percentage(marks: list[Mark]) -> Fraction:
    # Products of stored decimals are exact; only the division needs a fraction.
    earned = sum((mark.fraction * mark.points for mark in marks), Decimal(0))
    return 100 * Fraction(earned) / Fraction(sum((mark.points for mark in marks), Decimal(0)))


def _rounded(exact: Fraction) -> Decimal:
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(HUNDREDTHS, rounding=ROUND_HALF_UP)
