import datetime as dt

import pytest

from courses.assigning.due import Milestones, due_of
from courses.assigning.rules import Rule
from courses.models import Assignment
from people.api import WorkingCalendar

KINDS = Assignment.Due
STARTS, HIRED, APPOINTED = dt.date(2026, 9, 1), dt.date(2026, 8, 17), dt.date(2026, 9, 14)
HOLY_WEEK = {dt.date(2026, 4, 2): False, dt.date(2026, 4, 3): False}


def due(kind, *, reached, days=None, on=None, working=False, least=7, own_days=None, appointed=APPOINTED, **milestones):
    rule = Rule(
        starts_on=STARTS, due_kind=kind, due_days=days, due_on=on, due_in_working_days=working, least_days=least
    )
    of_person = Milestones(reached=reached, hired_on=HIRED, appointed_on=appointed, **milestones)
    return due_of(rule, of_person, WorkingCalendar(own_days or {}))


@pytest.mark.parametrize(
    ("kind", "days", "working", "expected"),
    [
        (KINDS.NONE, None, False, None),
        (KINDS.AFTER_START, 30, False, "2026-10-01"),
        (KINDS.AFTER_HIRE, 45, False, "2026-10-01"),
        (KINDS.AFTER_APPOINTMENT, 30, False, "2026-10-14"),
        (KINDS.AFTER_REACHED, 20, False, "2026-09-21"),
        # The 16th of September does not count.
        (KINDS.AFTER_APPOINTMENT, 3, True, "2026-09-18"),
        (KINDS.AFTER_START, 20, True, "2026-09-30"),
    ],
)
def test_the_day_is_counted_from_what_the_rule_says(kind, days, working, expected):
    found = due(kind, reached=STARTS, days=days, working=working, least=0)
    assert found.day == (expected and dt.date.fromisoformat(expected))
    assert not found.is_least


@pytest.mark.parametrize(
    ("reached", "days", "own_days", "expected"),
    [
        # Semana Santa is no statutory holiday …
        ("2026-03-30", 5, None, "2026-04-06"),
        # … unless the municipality closes.
        ("2026-03-30", 5, HOLY_WEEK, "2026-04-08"),
        # A long weekend: Monday 16 March is Juárez's day.
        ("2026-03-13", 1, None, "2026-03-17"),
        ("2026-12-24", 2, None, "2026-12-29"),
        ("2026-09-15", 1, None, "2026-09-17"),
        ("2026-09-15", 1, {dt.date(2026, 9, 16): True}, "2026-09-16"),
    ],
)
def test_working_days_leave_out_holidays_and_own_days_off(reached, days, own_days, expected):
    reached = dt.date.fromisoformat(reached)
    found = due(KINDS.AFTER_REACHED, reached=reached, days=days, working=True, least=0, own_days=own_days)
    assert found.day == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("reached", "expected", "is_least"),
    [("2026-10-01", "2026-10-15", False), ("2026-10-08", "2026-10-15", False), ("2026-10-09", "2026-10-16", True)],
)
def test_nobody_gets_fewer_days_than_the_least(reached, expected, is_least):
    found = due(KINDS.FIXED, reached=dt.date.fromisoformat(reached), on=dt.date(2026, 10, 15))
    assert found == (dt.date.fromisoformat(expected), is_least)


def test_it_is_never_due_before_it_reaches_the_person():
    reached = dt.date(2027, 1, 1)
    assert due(KINDS.FIXED, reached=reached, on=dt.date(2026, 10, 15), least=0).day == reached


def test_without_an_appointment_the_day_of_hiring_counts():
    found = due(KINDS.AFTER_APPOINTMENT, reached=HIRED, days=30, appointed=None)
    assert found.day == HIRED + dt.timedelta(days=30)


def test_a_renewal_in_time_is_due_when_the_old_completion_ends():
    until = dt.date(2026, 11, 30)
    found = due(KINDS.FIXED, reached=dt.date(2026, 10, 1), on=dt.date(2026, 1, 15), counts_until=until)
    assert found == (until, False)


def test_a_completion_that_ended_before_it_reached_the_person_leaves_the_rule_as_it_is():
    found = due(KINDS.AFTER_REACHED, reached=dt.date(2026, 10, 1), days=30, counts_until=dt.date(2026, 9, 30))
    assert found.day == dt.date(2026, 10, 31)
