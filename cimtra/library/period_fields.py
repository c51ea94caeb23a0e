"""The field with which people say a period: a year, and which part of it."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import Frequency
from ..periods import Period, period_of

FIRST_YEAR = 2000
YEARS_AHEAD = 1
WHOLE_YEAR = "year"
QUARTERS = [
    ("q1", _("First quarter")),
    ("q2", _("Second quarter")),
    ("q3", _("Third quarter")),
    ("q4", _("Fourth quarter")),
]
HALVES = [("h1", pgettext_lazy("period", "First half")), ("h2", pgettext_lazy("period", "Second half"))]
PARTS = [
    (_("Quarters"), QUARTERS),
    (_("The year and its halves"), [(WHOLE_YEAR, _("The whole year")), *HALVES]),
    (_("Months"), [(f"m{month}", name) for month, name in MONTHS.items()]),
]
# letter of a part -> (frequency, months in it)
LENGTHS = {"q": (Frequency.QUARTERLY, 3), "h": (Frequency.HALF_YEARLY, 6), "m": (Frequency.MONTHLY, 1)}


def part_of(period: Period) -> str:
    """The part of its year that `period` is; "" for days that are none of them."""
    for letter, (frequency, months) in LENGTHS.items():
        if period_of(period.start, frequency) == period:
            return f"{letter}{(period.start.month - 1) // months + 1}"
    return WHOLE_YEAR if period_of(period.start, Frequency.YEARLY) == period else ""


def period_of_part(year: int, part: str) -> Period:
    if part == WHOLE_YEAR:
        return period_of(dt.date(year, 1, 1), Frequency.YEARLY)
    frequency, months = LENGTHS[part[0]]
    return period_of(dt.date(year, (int(part[1:]) - 1) * months + 1, 1), frequency)


class PeriodFields(forms.Form):
    """Two fields of a form that make a period: cleaned_data["period"]."""

    part = forms.ChoiceField(label=_("Period"), choices=PARTS)
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR)

    def clean(self):
        cleaned = super().clean()
        if "part" in cleaned and "year" in cleaned:
            cleaned["period"] = period_of_part(cleaned["year"], cleaned["part"])
        return cleaned
