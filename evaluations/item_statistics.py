"""The statistics of a quiz and of its questions, from nothing but the marks. No Django here, and no database.

Source: Moodle, «Quiz statistics calculations» (https://docs.moodle.org/dev/Quiz_statistics_calculations), which
formalises the Open University's reports; the letters in the docstrings are that page's: *s* attempts, *p* questions,
x the marks of one question, T the marks of a whole attempt, X = T − x its *rest*, V the variance and C the covariance,
both divided by s − 1.

Marks are brought to whole numbers over one denominator, so that every sum is exact and «no variance» means exactly
that; only the last division and the roots are rounded.

**Questions not asked.** Where a quiz draws its questions each attempt holds some of them only; ``None`` stands for the
others. A question is then judged by the attempts that asked it, and T and X are what was earned of what could be
earned in each attempt. With nothing missing these are Moodle's figures, to the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

__all__ = ["ItemStatistics", "QuizStatistics", "item_statistics"]

Number = int | float | Decimal | Fraction
#: A float this near to a fraction with a small denominator was meant as that fraction: 0.333… is one third.
ROUNDING = Fraction(1, 10**15)
SMALL_DENOMINATOR = 1000


@dataclass(frozen=True)
class ItemStatistics:
    """One question. Percentages are from 0 to 100; None is what these marks do not tell."""

    #: Attempts that asked it.
    n: int
    maximum: float
    #: In marks.
    mean: float | None
    #: F = 100 · mean ÷ maximum: how easy it was. None without a maximum above nought.
    facility: float | None
    #: √V(x), in marks.
    standard_deviation: float | None
    #: 100 · C(x, X) ÷ √(V(x) · V(X)): the correlation with the rest of the attempt, −100 to 100.
    discrimination_index: float | None
    #: 100 · C(x, X) ÷ Cmax, where Cmax is the covariance had the best marks gone to those with the best rest.
    discriminative_efficiency: float | None
    #: What the author gave it: its part of the marks of an attempt that asks it.
    intended_weight: float | None
    #: 100 · √C(x, T) ÷ Σ √C(x, T): its part in how far apart the attempts lie. None where C(x, T) is negative; such
    #: a question is left out of the sum too. One that is asked in some attempts counts in the sum for that part.
    effective_weight: float | None
    #: C(x, T) < 0: who does well here does badly in the quiz.
    is_against_total: bool

    @property
    def standard_deviation_percent(self) -> float | None:
        """The standard deviation as Moodle prints it: of the maximum."""
        if self.standard_deviation is None or not self.maximum:
            return None
        return 100 * self.standard_deviation / self.maximum


@dataclass(frozen=True)
class QuizStatistics:
    """A quiz and its questions in the order of the columns. None is what these marks do not tell."""

    #: Attempts with at least one question.
    n: int
    #: The most marks that an attempt could earn; T is counted out of this.
    maximum: float
    mean: float | None
    median: float | None
    #: √V(T), in marks.
    standard_deviation: float | None
    #: k₃ ÷ k₂^(3/2); needs three attempts.
    skewness: float | None
    #: k₄ ÷ k₂²; nought for a normal distribution; needs four attempts.
    kurtosis: float | None
    #: CIC = 100 · p ÷ (p − 1) · (1 − ΣV(x) ÷ V(T)): Cronbach's alpha in per cent. Needs two questions.
    internal_consistency: float | None
    #: ER = 100 · √(1 − CIC ÷ 100): the part of the standard deviation that is due to chance.
    error_ratio: float | None
    #: SE = ER · √V(T) ÷ 100, in marks.
    standard_error: float | None
    items: tuple[ItemStatistics, ...]

    @property
    def cronbach_alpha(self) -> float | None:
        return None if self.internal_consistency is None else self.internal_consistency / 100

    def percent(self, marks: float | None) -> float | None:
        """Marks of a whole attempt (mean, median, standard deviation or error) as a percentage."""
        return None if marks is None or not self.maximum else 100 * marks / self.maximum


def item_statistics(
    marks: Iterable[Sequence[Number | None]],
    *,
    maxima: Sequence[Number] | None = None,
    intended_weights: Sequence[Number] | None = None,
) -> QuizStatistics:
    """The statistics of a matrix of marks: a row per attempt, a column per question, None where it was not asked.

    :param maxima: the most marks that each question gives; without it 1, or the highest mark seen if that is more.
    :param intended_weights: in any unit; without it the maxima. They are shares of their own sum.
    :raises ValueError: rows of different lengths, a maximum or weight too few or too many, negative or not a number.
    """
    rows = [[None if mark is None else exact(mark) for mark in row] for row in marks]
    width = len(rows[0]) if rows else len(maxima or ())
    if any(len(row) != width for row in rows):
        raise ValueError("Every attempt needs a mark or None for every question")
    tops = _limits(maxima, width, "maximum") if maxima is not None else _highest(rows, width)
    weights = None if intended_weights is None else _limits(intended_weights, width, "weight")
    sheet = Sheet.of(rows, tops)
    return _quiz(sheet, _items(sheet, weights))


@lru_cache(maxsize=4096)
def exact(mark: Number) -> Fraction:
    """`mark` as a fraction; a float within rounding of a simple one as that: 0.1 is 1/10 and 1 / 3 a third.

    :raises ValueError: neither infinity nor «not a number» is a mark.
    """
    try:
        value = Fraction(mark)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"{mark!r} is not a mark") from error
    if not isinstance(mark, float):
        return value
    simple = value.limit_denominator(SMALL_DENOMINATOR)
    if abs(simple - value) <= ROUNDING * max(1, abs(value)):
        return simple
    return Fraction(repr(mark))


def in_units(value: Fraction, unit: int) -> int:
    return value.numerator * (unit // value.denominator)


def _limits(values: Sequence[Number], width: int, noun: str) -> list[Fraction]:
    limits = [exact(value) for value in values]
    if len(limits) != width:
        raise ValueError(f"{width} questions need {width} of {noun}, not {len(limits)}")
    if any(limit < 0 for limit in limits):
        raise ValueError(f"A {noun} cannot be negative")
    return limits


def _highest(rows: list[list[Fraction | None]], width: int) -> list[Fraction]:
    return [max([Fraction(1), *(row[place] for row in rows if row[place] is not None)]) for place in range(width)]


@dataclass(frozen=True)
class Sheet:
    """The marks as whole numbers of ``1 / unit``, with what each attempt earned and could earn."""

    unit: int
    maxima: list[int]
    rows: list[list[int | None]]
    earned: list[int]
    possible: list[int]

    @classmethod
    def of(cls, rows: list[list[Fraction | None]], maxima: list[Fraction]) -> Sheet:
        unit = math.lcm(*{mark.denominator for row in [*rows, maxima] for mark in row if mark is not None})
        tops = [in_units(top, unit) for top in maxima]
        whole = [[None if mark is None else in_units(mark, unit) for mark in row] for row in rows]
        asked = [row for row in whole if any(mark is not None for mark in row)]
        return cls(
            unit=unit,
            maxima=tops,
            rows=asked,
            earned=[sum(mark for mark in row if mark is not None) for row in asked],
            possible=[sum(top for top, mark in zip(tops, row, strict=True) if mark is not None) for row in asked],
        )

    @property
    def maximum(self) -> int:
        return max(self.possible, default=sum(self.maxima))

    def totals(self) -> Scaled:
        """T of every attempt, each counted out of the same maximum."""
        return shares(self.earned, self.possible, self.maximum)


@dataclass(frozen=True)
class Scaled:
    """Whole numbers that stand for themselves times ``factor``."""

    values: list[int]
    factor: Fraction


def shares(parts: list[int], wholes: list[int], common: int) -> Scaled:
    """Each part as it would be if its whole were `common`; the parts themselves where all the wholes are."""
    if all(whole == common for whole in wholes):
        return Scaled(parts, Fraction(1))
    # An attempt that could earn nothing has nothing to be measured by and keeps its marks.
    multiple = math.lcm(*{whole for whole in wholes if whole} or {1})
    values = [part * (multiple // whole if whole else 1) for part, whole in zip(parts, wholes, strict=True)]
    return Scaled(values, Fraction(common, multiple))


def covariance(left: Sequence[int], right: Sequence[int]) -> Fraction | None:
    """C = Σ (l − l̄)(r − r̄) ÷ (s − 1), exactly; None with fewer than two."""
    n = len(left)
    if n < 2:
        return None
    products = sum(a * b for a, b in zip(left, right, strict=True))
    return Fraction(n * products - sum(left) * sum(right), n * (n - 1))


def _items(sheet: Sheet, weights: list[Fraction] | None) -> tuple[ItemStatistics, ...]:
    totals = sheet.totals().values
    width = len(sheet.maxima)
    asking = [[number for number, row in enumerate(sheet.rows) if row[place] is not None] for place in range(width)]
    with_total = [
        covariance([sheet.rows[number][place] for number in numbers], [totals[number] for number in numbers])
        for place, numbers in enumerate(asking)
    ]
    drive = [None if value is None or value < 0 else root(value) for value in with_total]
    # A question that is asked in half of the attempts has half a part in how far apart they lie.
    parts = [(one or 0) * len(numbers) / len(sheet.rows) for one, numbers in zip(drive, asking, strict=True) if numbers]
    whole = math.fsum(parts)
    intended = _intended(sheet, weights)
    return tuple(
        _item(
            sheet,
            place,
            asking[place],
            intended_weight=intended[place],
            effective_weight=None if drive[place] is None or not whole else 100 * drive[place] / whole,
            is_against_total=with_total[place] is not None and with_total[place] < 0,
        )
        for place in range(width)
    )


def _intended(sheet: Sheet, weights: list[Fraction] | None) -> list[float | None]:
    whole = sheet.maximum if weights is None else sum(weights)
    return [float(100 * Fraction(one) / whole) if whole else None for one in (weights or sheet.maxima)]


def _item(sheet: Sheet, place: int, numbers: list[int], **weights) -> ItemStatistics:
    marks = [sheet.rows[number][place] for number in numbers]
    top = sheet.maxima[place]
    mean = Fraction(sum(marks), len(marks)) if marks else None
    variance = covariance(marks, marks)
    index, efficiency = _discrimination(sheet, place, numbers)
    return ItemStatistics(
        n=len(marks),
        maximum=top / sheet.unit,
        mean=None if mean is None else float(mean / sheet.unit),
        facility=float(100 * mean / top) if mean is not None and top else None,
        standard_deviation=None if variance is None else root(variance / sheet.unit**2),
        discrimination_index=index,
        discriminative_efficiency=efficiency,
        **weights,
    )


def _discrimination(sheet: Sheet, place: int, numbers: list[int]) -> tuple[float | None, float | None]:
    """Index and efficiency: both are quotients, so neither depends on the unit of the marks or of the rest."""
    top = sheet.maxima[place]
    # Attempts that asked nothing else have no rest to compare with.
    compared = [number for number in numbers if sum(mark is not None for mark in sheet.rows[number]) > 1]
    marks = [sheet.rows[number][place] for number in compared]
    earned = [sheet.earned[number] - mark for number, mark in zip(compared, marks, strict=True)]
    possible = [sheet.possible[number] - top for number in compared]
    rest = shares(earned, possible, max(possible, default=0)).values
    together = covariance(marks, rest)
    if together is None:
        return None, None
    spread = covariance(marks, marks) * covariance(rest, rest)
    best = covariance(sorted(marks), sorted(rest))
    index = float(100 * together) / root(spread) if spread else None
    return index, float(100 * together / best) if best else None


def _quiz(sheet: Sheet, items: tuple[ItemStatistics, ...]) -> QuizStatistics:
    scaled = sheet.totals()
    unit = scaled.factor / sheet.unit
    totals = scaled.values
    variance = covariance(totals, totals)
    deviation = None if variance is None else root(variance * unit**2)
    skewness, kurtosis = _shape(totals)
    consistency = _internal_consistency(sheet, variance, scaled.factor)
    ratio = None if consistency is None or consistency > 100 else 100 * root(1 - consistency / 100)
    return QuizStatistics(
        n=len(totals),
        maximum=sheet.maximum / sheet.unit,
        mean=float(Fraction(sum(totals), len(totals)) * unit) if totals else None,
        median=_median(totals, unit),
        standard_deviation=deviation,
        skewness=skewness,
        kurtosis=kurtosis,
        internal_consistency=None if consistency is None else float(consistency),
        error_ratio=ratio,
        standard_error=None if ratio is None else ratio * deviation / 100,
        items=items,
    )


def _median(totals: list[int], unit: Fraction) -> float | None:
    if not totals:
        return None
    ordered, middle = sorted(totals), len(totals) // 2
    pair = ordered[middle] + ordered[middle - (len(totals) % 2 == 0)]
    return float(Fraction(pair, 2) * unit)


def _shape(totals: list[int]) -> tuple[float | None, float | None]:
    """Skewness and kurtosis by Fisher's k-statistics, from the central moments m₂, m₃ and m₄ (divided by s)."""
    n = len(totals)
    if n < 3:
        return None, None
    whole = sum(totals)
    # n times each distance to the mean: still whole numbers.
    distances = [n * total - whole for total in totals]
    m2, m3, m4 = (Fraction(sum(distance**power for distance in distances), n ** (power + 1)) for power in (2, 3, 4))
    if not m2:
        return None, None
    k2 = m2 * n / (n - 1)
    k3 = m3 * n**2 / ((n - 1) * (n - 2))
    skewness = float(k3 / k2) / root(k2)
    if n < 4:
        return skewness, None
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return skewness, float(k4 / k2**2)


def _internal_consistency(sheet: Sheet, variance: Fraction | None, factor: Fraction) -> Fraction | None:
    """CIC, or coefficient alpha (Cronbach 1951).

    Moodle takes the variance of each *position*, whatever question was drawn for it. Positions are arbitrary among
    drawn questions, so they stand here for their expectation: as many times the variance of all the marks of drawn
    questions as an attempt has of them.
    """
    if not variance:
        return None
    columns = list(zip(*sheet.rows, strict=True))
    always = [column for column in columns if None not in column]
    drawn = [mark for column in columns if None in column for mark in column if mark is not None]
    parts = sum((covariance(column, column) for column in always), Fraction(0))
    number = Fraction(len(always)) + Fraction(len(drawn), len(sheet.rows))
    if len(drawn) > 1:
        parts += covariance(drawn, drawn) * Fraction(len(drawn), len(sheet.rows))
    if number <= 1:
        return None
    return 100 * number / (number - 1) * (1 - parts / (variance * factor**2))


def root(value: Fraction) -> float:
    """The square root of a fraction that may be beyond the range of a float, above or below."""
    top, bottom = value.numerator, value.denominator
    # An even shift brings the quotient to some 128 bits: more than a float keeps of its root.
    shift = (128 - top.bit_length() + bottom.bit_length()) & ~1
    quotient = (top << shift) // bottom if shift >= 0 else top // (bottom << -shift)
    return math.ldexp(math.isqrt(quotient), -shift // 2)
