"""Working days of the municipality: no weekends, statutory holidays or days off of its own.

The statutory ones are those of article 74 of the Ley Federal del Trabajo as the library `holidays` has them (the
first Monday of February, 1 October every six years …). Semana Santa and the like are none: who closes then enters
people.DayOff rows, which also tell of a holiday on which people do work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from .models import DayOff

SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


@cache
def statutory_holidays(year: int) -> Mapping[dt.date, str]:
    """Day → name in Spanish of the holidays that the law orders in `year`."""
    import holidays

    return MappingProxyType(dict(holidays.country_holidays("MX", years=year, language="es", observed=False)))


@dataclass(frozen=True)
class WorkingCalendar:
    """The municipality's own days, read once and asked as often as one likes: {day: people work that day}."""

    own_days: Mapping[dt.date, bool] = field(default_factory=dict)

    def is_working_day(self, day: dt.date) -> bool:
        if (known := self.own_days.get(day)) is not None:
            return known
        return day.weekday() < SATURDAY and day not in statutory_holidays(day.year)

    def add_working_days(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after `day`, which itself does not count; `day` itself when n is 0."""
        if n < 0:
            raise ValueError("Working days are counted forwards.")
        while n:
            day += ONE_DAY
            n -= self.is_working_day(day)
        return day

    def working_days_between(self, first: dt.date, last: dt.date) -> int:
        """How many working days there are from `first` to `last`, both inclusive; 0 when `last` is earlier."""
        return sum(self.is_working_day(first + dt.timedelta(days=n)) for n in range((last - first).days + 1))


def working_calendar() -> WorkingCalendar:
    """The calendar as it stands, for one query however many days are asked about."""
    return WorkingCalendar(dict(DayOff.objects.values_list("day", "is_working_day")))


def is_working_day(day: dt.date) -> bool:
    return working_calendar().is_working_day(day)


def add_working_days(day: dt.date, n: int) -> dt.date:
    return working_calendar().add_working_days(day, n)


def working_days_between(first: dt.date, last: dt.date) -> int:
    return working_calendar().working_days_between(first, last)
