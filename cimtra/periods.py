"""Periods of obligations: months, quarters, half-years and years, with their names and how they follow each other."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Frequency

MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEARLY: 6, Frequency.YEARLY: 12}


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """From `start` to `end`, both inclusive."""

    start: dt.date
    end: dt.date

    @property
    def months(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def label(self) -> str:
        """«Primer trimestre de 2020», «marzo de 2020», «2020»; days where it is none of these."""
        return label_of(self.start, self.end)


def period_of(day: dt.date, frequency: str) -> Period:
    """The period of `frequency` (a key of MONTHS) in which `day` lies; KeyError for what has no periods."""
    length = MONTHS[frequency]
    first = (day.month - 1) // length * length + 1
    last = first + length - 1
    return Period(dt.date(day.year, first, 1), dt.date(day.year, last, calendar.monthrange(day.year, last)[1]))


def quarter_of(day: dt.date) -> Period:
    return period_of(day, Frequency.QUARTERLY)


def before(period: Period, frequency: str) -> Period:
    return period_of(period.start - dt.timedelta(days=1), frequency)


def after(period: Period, frequency: str) -> Period:
    return period_of(period.end + dt.timedelta(days=1), frequency)


def quarter_due(day: dt.date) -> Period:
    """The quarter that must be published on `day`: the one immediately before (the instrument's rule of currency)."""
    return before(quarter_of(day), Frequency.QUARTERLY)


def periods_between(first: dt.date, last: dt.date, frequency: str) -> Iterator[Period]:
    """Each period of `frequency` that begins on or after the one of `first` and ends on or before `last`."""
    period = period_of(first, frequency)
    while period.end <= last:
        yield period
        period = after(period, frequency)


def label_of(start: dt.date, end: dt.date) -> str:
    whole = start.day == 1 and end == dt.date(end.year, end.month, calendar.monthrange(end.year, end.month)[1])
    length = (end.year - start.year) * 12 + end.month - start.month + 1
    year = {"year": start.year}
    if whole and length == 12 and start.month == 1:
        return str(start.year)
    if whole and length == 6 and start.month in (1, 7):
        return (_("First half of %(year)d") if start.month == 1 else _("Second half of %(year)d")) % year
    if whole and length == 3 and start.month in (1, 4, 7, 10):
        names = {
            1: _("First quarter of %(year)d"),
            4: _("Second quarter of %(year)d"),
            7: _("Third quarter of %(year)d"),
            10: _("Fourth quarter of %(year)d"),
        }
        return names[start.month] % year
    if whole and length == 1:
        return date_format(start, "F \\d\\e Y")
    if start == end:
        return date_format(start, "j \\d\\e F \\d\\e Y")
    return _("%(first)s to %(last)s") % {
        "first": date_format(start, "j \\d\\e F \\d\\e Y"),
        "last": date_format(end, "j \\d\\e F \\d\\e Y"),
    }
