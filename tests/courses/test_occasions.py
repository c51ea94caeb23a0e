"""On which day a duty gives occasion to tell something; every row is a day in the life of a duty."""

import datetime as dt

import pytest

from courses.occasions import Dates, Timetable, is_for_the_head, occasion_on
from people.working_days import WorkingCalendar

BEGUN, DUE = dt.date(2026, 9, 1), dt.date(2026, 12, 2)
EVERY_DAY = Timetable(before=(30, 7, 1), on_the_day=True, after=(1, 7, 15), head_after=7)
WORKING_DAYS = Timetable(before=(30, 7, 1), on_the_day=True, after=(1,), calendar=WorkingCalendar())


def on(days, *, timetable=EVERY_DAY, **fields):
    """The occasion so many days after the due day, as «name:step»."""
    dates = Dates(**({"begun_on": BEGUN, "due_on": DUE} | fields))
    found = occasion_on(dates.due_on + dt.timedelta(days=days), dates, timetable)
    return f"{found.kind.partition('.')[2]}:{found.step}" if found else None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-60, None),
        (-31, None),
        (-30, "before:30"),
        (-8, "before:30"),
        (-7, "before:7"),
        (-2, "before:7"),
        (-1, "before:1"),
        (0, "due:0"),
        (1, "after:1"),
        (6, "after:1"),
        (7, "after:7"),
        (15, "after:15"),
        (400, "after:15"),
    ],
)
def test_a_duty_has_one_occasion_at_a_time(days, expected):
    assert on(days) == expected


def test_what_came_before_the_duty_began_is_left_out():
    late_start = DUE - dt.timedelta(days=5)
    assert on(-4, begun_on=late_start) is None
    assert on(-1, begun_on=late_start) == "before:1"


def test_the_due_day_itself_may_be_left_out():
    timetable = Timetable(before=(7, 1), on_the_day=False, after=())
    assert on(0, timetable=timetable) == "before:1"
    assert on(9, timetable=timetable) is None


@pytest.mark.parametrize(
    ("due_on", "today", "expected"),
    [
        # Due on a Sunday: «one day before» is a Saturday, so it is told on the Friday; and so is the day itself.
        (dt.date(2026, 11, 29), dt.date(2026, 11, 26), "before:7"),
        (dt.date(2026, 11, 29), dt.date(2026, 11, 27), "due:0"),
        # Due on Tuesday after the holiday of Monday 16 November: one day before is told on Friday 13.
        (dt.date(2026, 11, 17), dt.date(2026, 11, 13), "before:1"),
    ],
)
def test_a_warning_goes_out_on_the_last_working_day_before(due_on, today, expected):
    days = (today - due_on).days
    assert on(days, due_on=due_on, timetable=WORKING_DAYS) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "due:0"),
        (1, "grace:0"),
        (22, "grace:0"),
        (23, "grace_ending:7"),
        (29, "grace_ending:1"),
        (30, "grace_ending:0"),
        (31, "expired:1"),
        (36, "expired:1"),
        (37, "after:7"),
    ],
)
def test_a_renewal_is_in_grace_before_it_is_late(days, expected):
    assert on(days, valid_until=DUE, grace_days=30) == expected


def test_without_grace_a_completion_is_expired_the_day_after():
    assert on(1, valid_until=DUE) == "expired:1"


@pytest.mark.parametrize(("days", "told"), [(0, False), (6, False), (7, True), (90, True)])
def test_the_head_is_told_after_so_many_days(days, told):
    dates = Dates(begun_on=BEGUN, due_on=DUE)
    assert is_for_the_head(DUE + dt.timedelta(days=days), dates, EVERY_DAY) is told


def test_the_head_is_not_told_of_grace_nor_where_it_is_not_set():
    in_grace = Dates(begun_on=BEGUN, due_on=DUE, valid_until=DUE, grace_days=30)
    assert not is_for_the_head(DUE + dt.timedelta(days=20), in_grace, EVERY_DAY)
    late = Dates(begun_on=BEGUN, due_on=DUE)
    assert not is_for_the_head(DUE + dt.timedelta(days=99), late, Timetable(head_after=None))
