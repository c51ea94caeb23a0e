"""What the screens of a reading share: the reading itself, its history, and writing it without losing a word."""

from __future__ import annotations

from django.http import Http404

from people.api import User

from ..models import Indicator, IndicatorReading, IndicatorReadingEntry
from .acts import EditedMeanwhile, record_reading
from .advance import QUARTERS
from .forms import ReadingForm


def reading_of(indicator: Indicator, quarter: int) -> IndicatorReading:
    """The reading of that quarter, unsaved where there is none; Http404 for a quarter that no year has."""
    if quarter not in QUARTERS:
        raise Http404
    found = IndicatorReading.objects.filter(indicator=indicator, quarter=quarter).select_related("changed_by").first()
    return found or IndicatorReading(indicator=indicator, quarter=quarter)


def history_of(indicator: Indicator, quarter: int) -> list[IndicatorReadingEntry]:
    """Every writing, the newest first."""
    entries = IndicatorReadingEntry.objects.filter(reading__indicator=indicator, reading__quarter=quarter)
    return list(entries.select_related("written_by").order_by("-pk"))


def write(form: ReadingForm, *, indicator: Indicator, quarter: int, by: User) -> IndicatorReading | None:
    """Write a valid form. What somebody else wrote meanwhile comes back; sent again, the form writes over it."""
    try:
        record_reading(
            indicator=indicator, quarter=quarter, by=by, edition=form.cleaned_data["edition"], **form.written()
        )
    except EditedMeanwhile as meanwhile:
        form.data = form.data.copy()
        form.data["edition"] = str(meanwhile.current.edition)
        return meanwhile.current
    return None
