import datetime as dt

import pytest

from people.models import DayOff
from people.working_days import WorkingCalendar, add_working_days, working_calendar, working_days_between


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),  # the Revolution is kept on the third Monday
        ("2026-11-16", False),
        ("2026-02-02", False),  # the Constitution on the first Monday of February
        ("2026-02-05", True),
        ("2026-03-16", False),  # Juárez on the third Monday of March
        ("2026-09-16", False),
        ("2026-09-15", True),
        ("2026-05-01", False),
        ("2026-12-25", False),
        ("2024-10-01", False),  # the federal executive changes
        ("2026-10-01", True),
        ("2030-10-01", False),
        ("2026-04-02", True),  # Semana Santa is no statutory holiday
        ("2026-04-03", True),
        ("2026-11-02", True),
        ("2026-12-12", False),  # a Saturday
        ("2025-12-12", True),
        ("2026-11-22", False),
    ],
)
def test_the_statutory_days_are_those_of_the_law(day, works):
    assert WorkingCalendar().is_working_day(dt.date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-11-13", 0, "2026-11-13"),
        ("2026-11-13", 1, "2026-11-17"),  # a long weekend: Friday, then Tuesday
        ("2026-11-14", 1, "2026-11-17"),
        ("2026-09-14", 2, "2026-09-17"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-03-30", 5, "2026-04-06"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, n, expected):
    assert WorkingCalendar().add_working_days(dt.date.fromisoformat(start), n) == dt.date.fromisoformat(expected)


def test_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        WorkingCalendar().add_working_days(dt.date(2026, 1, 1), -1)


@pytest.mark.django_db
def test_own_days_off_are_left_out_and_a_worked_holiday_counts():
    DayOff.objects.create(day=dt.date(2026, 4, 2), name="Jueves Santo")
    DayOff.objects.create(day=dt.date(2026, 4, 3), name="Viernes Santo")
    DayOff.objects.create(day=dt.date(2026, 9, 16), name="Desfile", is_working_day=True)
    assert add_working_days(dt.date(2026, 3, 31), 2) == dt.date(2026, 4, 6)
    assert working_days_between(dt.date(2026, 9, 14), dt.date(2026, 9, 18)) == 5
    assert working_days_between(dt.date(2026, 9, 18), dt.date(2026, 9, 14)) == 0


@pytest.mark.django_db
def test_a_calendar_is_read_once_however_many_days_are_asked(django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = working_calendar()
        for n in range(400):
            calendar.add_working_days(dt.date(2026, 1, 1) + dt.timedelta(days=n), 30)
