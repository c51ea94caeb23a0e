"""What the person concerned reads: which assignments ask for a course, and why them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..models import Duty, Enrolment


def duties_told(enrolments: Iterable[Enrolment]) -> dict[int, list[dict[str, Any]]]:
    """By enrolment id, its open duties as {"title", "reason", "note", "due_on"}, the earliest due first; one query.

    `reason` tells why this person, in the words of the day on which it was written; `note` is the assignment's own.
    """
    told = defaultdict(list)
    # Begun of one's own accord: nobody asks for it, so nothing need be looked up.
    asked = [enrolment.pk for enrolment in enrolments if enrolment.assignment_id]
    if not asked:
        return told
    rows = Duty.objects.filter(enrolment__in=asked, ended_at=None)
    for duty in rows.select_related("assignment").order_by("due_on", "pk"):
        told[duty.enrolment_id].append(
            {
                "title": duty.assignment.title,
                "reason": duty.reason,
                "note": duty.assignment.reason,
                "due_on": duty.due_on,
            }
        )
    return told
