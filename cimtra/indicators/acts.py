"""What is written into a programme: its indicators, and how each stood in a quarter. Every writing is kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User

from ..models import Indicator, IndicatorReading, IndicatorReadingEntry, YearPlan

WRITTEN = ("planned", "reached", "evaluation", "address")


class EditedMeanwhile(Exception):
    """Somebody else wrote after the page was opened; `current` is the reading as it stands now."""

    def __init__(self, current: IndicatorReading) -> None:
        super().__init__(_("Somebody else wrote here while you had the page open."))
        self.current = current


class CannotRemove(Exception):
    """The indicator stays; the message says why."""


@transaction.atomic
def record_reading(
    *, indicator: Indicator, quarter: int, by: User | None, edition: int, **written: Any
) -> IndicatorReading:
    """Write how the indicator stood in `quarter`; `written` are some of WRITTEN, the others stay as they are.

    `edition` is the one that was on the page (0: none yet). Raises EditedMeanwhile where it is no longer the last; the
    same words again change nothing.
    """
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    reading = IndicatorReading.objects.filter(indicator=indicator, quarter=quarter).first()
    reading = reading or IndicatorReading(indicator=indicator, quarter=quarter)
    if all(same(getattr(reading, name), value) for name, value in written.items()):
        return reading
    if reading.edition != edition:
        raise EditedMeanwhile(reading)
    for name, value in written.items():
        setattr(reading, name, value)
    reading.edition += 1
    reading.changed_by, reading.changed_at = by, timezone.now()
    reading.save()
    IndicatorReadingEntry.objects.create(
        reading=reading,
        edition=reading.edition,
        planned=reading.planned,
        reached=reading.reached,
        evaluation=reading.evaluation,
        written_by=by,
    )
    return reading


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same: «3.50» and «3.5» do, and so do nothing and no words."""
    return one == other or (one in (None, "") and other in (None, ""))


@transaction.atomic
def add_indicator(*, plan: YearPlan, **fields: Any) -> Indicator:
    """A further indicator, after the others."""
    last = plan.indicators.aggregate(last=Max("order"))["last"] or 0
    return Indicator.objects.create(plan=plan, order=last + 1, **fields)


def remove_indicator(*, indicator: Indicator) -> None:
    """Take out an indicator that nobody has reported on; raises CannotRemove for any other."""
    try:
        indicator.delete()
    except ProtectedError as error:
        raise CannotRemove(_("This indicator was reported on already, so it stays.")) from error
