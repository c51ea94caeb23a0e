import datetime as dt

import pytest

from cimtra.models import Frequency, Obligation
from cimtra.obligations.due import due_day, periods_of
from cimtra.periods import Period

Kind = Obligation.Kind


def obligation(**fields):
    terms = {"kind": Kind.UPDATE, "frequency": Frequency.QUARTERLY, "days_to_deliver": 15}
    return Obligation(**{**terms, "starts_on": dt.date(2026, 1, 1), **fields})


def starts(one, until):
    return [period.start for period in periods_of(one, until)]


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (Frequency.MONTHLY, [dt.date(2026, month, 1) for month in (1, 2, 3, 4, 5)]),
        (Frequency.QUARTERLY, [dt.date(2026, 1, 1), dt.date(2026, 4, 1)]),
        (Frequency.HALF_YEARLY, [dt.date(2026, 1, 1)]),
        (Frequency.YEARLY, [dt.date(2026, 1, 1)]),
        (Frequency.PER_SESSION, []),
        (Frequency.ON_CHANGE, [dt.date(2026, 1, 1)]),
        (Frequency.WHEN_IT_HAPPENS, []),
    ],
)
def test_periods_that_have_begun_are_asked_for(frequency, expected):
    assert starts(obligation(frequency=frequency), dt.date(2026, 5, 20)) == expected


def test_the_quarter_in_which_an_obligation_begins_counts():
    assert starts(obligation(starts_on=dt.date(2026, 2, 20)), dt.date(2026, 3, 1)) == [dt.date(2026, 1, 1)]


def test_the_quarter_in_which_an_obligation_ends_does_not_count():
    one = obligation(ends_on=dt.date(2026, 8, 31))
    assert starts(one, dt.date(2026, 12, 1)) == [dt.date(2026, 1, 1), dt.date(2026, 4, 1)]


def test_an_obligation_that_has_not_begun_asks_for_nothing():
    assert starts(obligation(starts_on=dt.date(2027, 1, 1)), dt.date(2026, 12, 31)) == []


def test_what_was_done_in_a_period_is_due_after_its_end():
    first_quarter = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert due_day(obligation(), first_quarter) == dt.date(2026, 4, 15)


def test_a_programme_is_due_after_the_beginning_of_its_year_and_seen_before_it():
    one = obligation(kind=Kind.YEAR_PLAN, frequency=Frequency.YEARLY, days_to_deliver=30)
    assert starts(one, dt.date(2026, 11, 1)) == [dt.date(2026, 1, 1)]
    assert starts(one, dt.date(2026, 11, 2)) == [dt.date(2026, 1, 1), dt.date(2027, 1, 1)]
    assert due_day(one, Period(dt.date(2027, 1, 1), dt.date(2027, 12, 31))) == dt.date(2027, 1, 31)


def test_a_programme_asked_for_from_march_on_begins_with_the_next_year():
    one = obligation(kind=Kind.COMMISSION_PLAN, frequency=Frequency.YEARLY, starts_on=dt.date(2026, 3, 1))
    assert starts(one, dt.date(2027, 1, 10)) == [dt.date(2027, 1, 1)]
