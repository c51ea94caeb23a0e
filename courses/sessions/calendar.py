"""Sessions in a person's calendar: in the feed, and as a file for one session."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import CalendarEntry, Employee, calendar_file

from ..models import SessionPlace, TrainingSession

#: How far back the feed reaches.
PAST = dt.timedelta(days=90)


def session_entries(employee: Employee) -> list[CalendarEntry]:
    """Every meeting of the sessions in which `employee` has a place; two queries."""
    held = SessionPlace.objects.filter(
        employee=employee,
        state=SessionPlace.State.BOOKED,
        session__state__in=[TrainingSession.State.PLANNED, TrainingSession.State.CLOSED],
        session__meetings__ends_at__gte=timezone.now() - PAST,
    )
    places = held.select_related("session__course").prefetch_related("session__meetings").distinct()
    return [entry for place in places for entry in entries_of(place)]


def entries_of(place: SessionPlace) -> list[CalendarEntry]:
    session = place.session
    meetings = sorted(session.meetings.all(), key=lambda meeting: meeting.starts_at)
    return [
        CalendarEntry(
            uid=f"session-{session.pk}-meeting-{meeting.pk}",
            summary=session.title
            if len(meetings) == 1
            else _("%(session)s (%(number)d of %(all)d)")
            % {"session": session.title, "number": number, "all": len(meetings)},
            changed_at=place.booked_at,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=session.place,
            description=_description(session),
            url=reverse("courses:attended", args=[session.pk]),
        )
        for number, meeting in enumerate(meetings, start=1)
    ]


def _description(session: TrainingSession) -> str:
    lines = [session.course.title, _("Instructor: %(name)s") % {"name": session.instructor}, session.notes]
    return "\n".join(line for line in lines if line)


def file_of(place: SessionPlace) -> bytes:
    """The iCalendar file of one place, for «add to my calendar»."""
    return calendar_file(entries_of(place))
