import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.validity import last_valid_day


@pytest.mark.parametrize(
    ("completed_on", "months", "last_day"),
    [
        (dt.date(2023, 2, 12), 12, dt.date(2024, 2, 11)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2024, 2, 29), 48, dt.date(2028, 2, 28)),
        (dt.date(2023, 3, 1), 12, dt.date(2024, 2, 29)),
        (dt.date(2025, 3, 1), 12, dt.date(2026, 2, 28)),
        (dt.date(2025, 8, 31), 6, dt.date(2026, 2, 28)),
        (dt.date(2025, 12, 31), 12, dt.date(2026, 12, 30)),
        (dt.date(2026, 1, 1), 12, dt.date(2026, 12, 31)),
        (dt.date(2025, 1, 31), 1, dt.date(2025, 2, 28)),
        (dt.date(2025, 6, 15), 1, dt.date(2025, 7, 14)),
    ],
)
def test_a_period_ends_the_day_before_its_anniversary(completed_on, months, last_day):
    assert last_valid_day(completed_on, months) == last_day


def test_without_months_a_completion_counts_for_ever():
    assert last_valid_day(dt.date(2026, 1, 1), None) is None


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 120))
def test_a_period_is_never_shorter_than_its_months_of_28_days(completed_on, months):
    assert last_valid_day(completed_on, months) >= completed_on + dt.timedelta(days=28 * months - 1)
