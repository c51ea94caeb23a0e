"""The arithmetic of indicators against cases worked by hand."""

from decimal import Decimal

import pytest

from cimtra.indicators.advance import Figures, advance, mean
from cimtra.models import Indicator

UP, DOWN = Indicator.Direction.UP, Indicator.Direction.DOWN
SUM, LAST = Indicator.Sum.SUM, Indicator.Sum.LAST

# what, target, direction, how the year is read, {quarter: (planned, reached)}
# -> last quarter, reached, planned by then, % of the target, % of what was planned
CASES = [
    ("nothing is reported", 40, UP, SUM, {}, (0, None, None, None, None)),
    ("only planned", 40, UP, SUM, {1: (10, None)}, (0, None, None, None, None)),
    # 10 + 9 + 6 = 25 of 40; 10 + 10 + 10 = 30 were planned by the third quarter
    (
        "quarters add up",
        40,
        UP,
        SUM,
        {1: (10, 10), 2: (10, 9), 3: (10, 6), 4: (10, None)},
        (3, 25, 30, "62.5", "83.3"),
    ),
    ("more than the target", 40, UP, SUM, {1: (10, 50)}, (1, 50, 10, "125.0", "500.0")),
    # Nothing was planned for the second quarter, so there is nothing to compare 20 with.
    ("a quarter without plan", 40, UP, SUM, {1: (10, 10), 2: (None, 10)}, (2, 20, None, "50.0", None)),
    (
        "a quarter left out counts nothing",
        40,
        UP,
        SUM,
        {1: (10, 8), 2: (10, None), 3: (10, 8)},
        (3, 16, 30, "40.0", "53.3"),
    ),
    ("the last quarter counts", 90, UP, LAST, {1: (60, 50), 2: (70, 72)}, (2, 72, 70, "80.0", "102.9")),
    ("zero is a report", 40, UP, SUM, {1: (10, 0)}, (1, 0, 10, "0.0", "0.0")),
    ("a target of zero gives no share", 0, UP, SUM, {1: (0, 3)}, (1, 3, 0, None, None)),
    # Complaints: at most 40 in the year. 12 + 18 = 30 are within it, and above the 20 that were planned: 20 / 30.
    ("less is better, within the ceiling", 40, DOWN, SUM, {1: (10, 12), 2: (10, 18)}, (2, 30, 20, "100.0", "66.7")),
    ("less is better, above the ceiling", 40, DOWN, SUM, {1: (10, 50)}, (1, 50, 10, "80.0", "20.0")),
    # Days to answer: 8 wanted, 10 in the last quarter, so 8 / 10.
    ("less is better, the last counts", 8, DOWN, LAST, {1: (9, 12), 2: (8, 10)}, (2, 10, 8, "80.0", "80.0")),
    ("none at all is the best", 0, DOWN, SUM, {1: (0, 0)}, (1, 0, 0, "100.0", "100.0")),
    ("none was wanted", 0, DOWN, SUM, {1: (0, 2)}, (1, 2, 0, "0.0", "0.0")),
]


@pytest.mark.parametrize(("what", "target", "direction", "accumulates", "figures", "expected"), CASES)
def test_an_indicator_advances_as_worked_by_hand(what, target, direction, accumulates, figures, expected):
    indicator = Indicator(target=Decimal(target), direction=direction, accumulates=accumulates)
    quarters = {
        quarter: Figures(*(None if one is None else Decimal(one) for one in pair)) for quarter, pair in figures.items()
    }

    found = advance(indicator, quarters)

    quarter, reached, planned, of_target, of_planned = expected
    assert (found.quarter, found.reached, found.planned) == (quarter, reached, planned), what
    assert found.of_target == (of_target and Decimal(of_target)), what
    assert found.of_planned == (of_planned and Decimal(of_planned)), what


def test_what_passes_the_target_hides_nothing_in_the_mean():
    shares = [Decimal("40.0"), None, Decimal("100.0")]

    assert mean(shares) == Decimal("70.0")
    assert mean([None]) is None
