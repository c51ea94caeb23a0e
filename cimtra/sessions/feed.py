"""Sessions that are called, in the calendar of those who sit on the body."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from people.api import CalendarEntry, Employee

from ..models import CouncilSession

# How long a session takes nobody knows beforehand; a calendar wants an end.
USUAL_LENGTH = dt.timedelta(hours=2)


def session_entries(employee: Employee) -> list[CalendarEntry]:
    """The sessions from today on to which `employee` is called; one query."""
    called = CouncilSession.objects.filter(
        members__employee=employee, state=CouncilSession.State.CALLED, starts_at__gte=timezone.now()
    )
    return [
        CalendarEntry(
            uid=f"council-session-{one.pk}",
            summary=str(one),
            changed_at=one.made_at,
            starts_at=one.starts_at,
            ends_at=one.starts_at + USUAL_LENGTH,
            place=one.place,
            url=reverse("cimtra:public_sessions"),
        )
        for one in called.select_related("body")
    ]
