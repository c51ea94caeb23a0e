import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.validity import last_day_of_renewal, last_valid_day


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
        (dt.date(2023, 2, 12), 6, dt.date(2023, 8, 11)),
        (dt.date(2023, 2, 12), 24, dt.date(2025, 2, 11)),
        (dt.date(2023, 2, 12), 36, dt.date(2026, 2, 11)),
        (dt.date(2024, 2, 29), 6, dt.date(2024, 8, 28)),
        (dt.date(2024, 2, 29), 24, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 36, dt.date(2027, 2, 28)),
        (dt.date(2023, 8, 29), 6, dt.date(2024, 2, 28)),
        (dt.date(2023, 8, 30), 6, dt.date(2024, 2, 29)),
        (dt.date(2023, 8, 31), 6, dt.date(2024, 2, 29)),
        (dt.date(2025, 10, 31), 6, dt.date(2026, 4, 30)),
        (dt.date(2025, 12, 31), 24, dt.date(2027, 12, 30)),
        (dt.date(2096, 2, 29), 48, dt.date(2100, 2, 28)),
        (dt.date(2023, 3, 1), 24, dt.date(2025, 2, 28)),
    ],
)
def test_a_period_ends_the_day_before_its_anniversary(completed_on, months, last_day):
    assert last_valid_day(completed_on, months) == last_day


def test_without_months_a_completion_counts_for_ever():
    assert last_valid_day(dt.date(2026, 1, 1), None) is None


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 120))
def test_a_period_is_never_shorter_than_its_months_of_28_days(completed_on, months):
    assert last_valid_day(completed_on, months) >= completed_on + dt.timedelta(days=28 * months - 1)


OLD_END = dt.date(2024, 2, 11)
WINDOW = dt.date(2023, 12, 13)


@pytest.mark.parametrize(
    ("completed_on", "last_day"),
    [
        # Before the window it is a completion like any other.
        (dt.date(2023, 12, 12), dt.date(2024, 12, 11)),
        (dt.date(2023, 12, 13), dt.date(2025, 2, 11)),
        (dt.date(2024, 2, 11), dt.date(2025, 2, 11)),
        # In grace nothing is gained.
        (dt.date(2024, 2, 12), dt.date(2025, 2, 11)),
        (dt.date(2024, 2, 26), dt.date(2025, 2, 11)),
        (dt.date(2024, 2, 27), dt.date(2025, 2, 26)),
    ],
)
def test_a_renewal_in_time_counts_from_the_day_after_the_old_end(completed_on, last_day):
    terms = {"counts_from_expiry": True, "old_end": OLD_END, "renewable_from": WINDOW, "grace_days": 15}
    assert last_day_of_renewal(completed_on, 12, **terms) == last_day


def test_a_renewal_from_29_february_keeps_to_the_end_of_the_month():
    first_end = last_valid_day(dt.date(2024, 2, 29), 12)
    terms = {"counts_from_expiry": True, "old_end": first_end, "renewable_from": dt.date(2025, 1, 1)}
    assert first_end == dt.date(2025, 2, 28)
    assert last_day_of_renewal(dt.date(2025, 2, 10), 12, **terms) == dt.date(2026, 2, 28)


def test_a_renewal_that_counts_from_its_own_day_does():
    terms = {"counts_from_expiry": False, "old_end": OLD_END, "renewable_from": WINDOW}
    assert last_day_of_renewal(dt.date(2024, 1, 20), 12, **terms) == dt.date(2025, 1, 19)


def test_a_first_completion_counts_from_its_own_day_and_without_months_for_ever():
    assert last_day_of_renewal(dt.date(2024, 1, 20), 12, counts_from_expiry=True) == dt.date(2025, 1, 19)
    assert last_day_of_renewal(dt.date(2024, 1, 20), None, counts_from_expiry=True, old_end=OLD_END) is None
