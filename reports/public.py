"""The one figure about training that anybody may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from people.api import Employee

from .progress import COMPLETED, EVERY_DUTY, duties_per_person, overall_state, percent_of

# Below this number of people a share could be traced to somebody.
SMALLEST_CELL = 5
# From this size on the count takes long enough that a public page should not repeat it for every visitor.
LARGE_ROLL = 1000
KEPT_SECONDS = 300


def share_accredited(day: dt.date | None = None) -> dict[str, Any] | None:
    """How much of the active roll has completed all its duties: {percent, accredited, total, as_of}; two queries.

    None where the group, or the part of it that is accredited, is too small to be published.
    """
    day = day or timezone.localdate()
    active = set(Employee.objects.active(day).values_list("pk", flat=True))
    if len(active) < SMALLEST_CELL:
        return None
    if len(active) < LARGE_ROLL:
        accredited = count_accredited(active, day)
    else:
        accredited = cache.get_or_set(f"reports.accredited.{day}", lambda: count_accredited(active, day), KEPT_SECONDS)
    if 0 < accredited < SMALLEST_CELL:
        return None
    return {
        "percent": percent_of(accredited, len(active)),
        "accredited": accredited,
        "total": len(active),
        "as_of": day,
    }


def count_accredited(active: set[int], day: dt.date) -> int:
    counted = duties_per_person(EVERY_DUTY, day)
    return sum(1 for pk, counts in counted.items() if pk in active and overall_state(counts) == COMPLETED)
