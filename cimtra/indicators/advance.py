"""How far an indicator has come: the arithmetic, without the database.

More is better: the share of the target is what was reached of it, and may pass 100.
Less is better: the target is a ceiling. Within it the share is 100; above it, the ceiling as a share of what was
reached. The year is read as the sum of its quarters, or as the last quarter that was reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..models import Indicator

QUARTERS = (1, 2, 3, 4)
WHOLE = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one quarter says; None where nobody has written it."""

    planned: Decimal | None = None
    reached: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Advance:
    """`quarter` is the last one reported (0: none); `planned` what was to be reached by its end, where that is known.

    `of_target` and `of_planned` are percentages with one decimal, None where there is nothing to divide by.
    """

    quarter: int
    reached: Decimal | None
    planned: Decimal | None
    of_target: Decimal | None
    of_planned: Decimal | None

    @property
    def capped(self) -> Decimal | None:
        """The share of the target for a mean: what passes 100 must not hide what another lacks."""
        return None if self.of_target is None else min(self.of_target, WHOLE)


def advance(indicator: Indicator, figures: Mapping[int, Figures]) -> Advance:
    """The advance of `indicator` by {quarter: Figures}."""
    reported = [quarter for quarter in QUARTERS if quarter in figures and figures[quarter].reached is not None]
    if not reported:
        return Advance(0, None, None, None, None)
    last = reported[-1]
    if indicator.accumulates == Indicator.Sum.SUM:
        reached = sum(figures[quarter].reached for quarter in reported)
        planned = _sum_planned(figures, last)
    else:
        reached, planned = figures[last].reached, figures[last].planned
    is_ceiling = indicator.direction == Indicator.Direction.DOWN
    return Advance(
        last,
        reached,
        planned,
        share(reached, indicator.target, is_ceiling=is_ceiling),
        None if planned is None else share(reached, planned, is_ceiling=is_ceiling),
    )


def _sum_planned(figures: Mapping[int, Figures], last: int) -> Decimal | None:
    """What was planned up to the quarter `last`; None where one of these quarters has no plan."""
    planned = [figures[quarter].planned if quarter in figures else None for quarter in QUARTERS if quarter <= last]
    return None if any(one is None for one in planned) else sum(planned)


def share(reached: Decimal, wanted: Decimal, *, is_ceiling: bool = False) -> Decimal | None:
    if is_ceiling:
        if reached <= wanted:
            return WHOLE
        return (WHOLE * wanted / reached).quantize(TENTH, ROUND_HALF_UP)
    return (WHOLE * reached / wanted).quantize(TENTH, ROUND_HALF_UP) if wanted else None


def mean(shares: Iterable[Decimal | None]) -> Decimal | None:
    """Of those that are known; None where none is."""
    known = [one for one in shares if one is not None]
    return (sum(known) / len(known)).quantize(TENTH, ROUND_HALF_UP) if known else None
