"""The due days of findings in the calendar of whoever attends to them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from people.api import CalendarEntry, Employee

from ..models import Finding
from .answerable import answerable
from .lists import WAITING
from .telling import page_of


def due_day_entries(employee: Employee) -> list[CalendarEntry]:
    """One entry for each finding that waits for the person, on its day; the queries do not grow with the findings."""
    waiting = list(Finding.objects.filter(state__in=WAITING, due_on__isnull=False).order_by("due_on", "pk"))
    people = answerable(waiting)
    return [
        CalendarEntry(
            uid=f"finding-{one.pk}",
            summary=_("Due: %(finding)s") % {"finding": one},
            changed_at=one.state_since,
            day=one.due_on,
            description=" ".join(one.text.split())[:500],
            url=page_of(one),
        )
        for one in waiting
        if employee.pk in people.get(one.pk, ())
    ]
