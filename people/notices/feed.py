"""A person's calendar as an iCalendar feed (RFC 5545) under an address that only that person knows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import CalendarToken, Employee
from ..models.notices import new_token
from ..registries import calendar_entries
from .calendar import CalendarEntry

REFRESH = dt.timedelta(hours=6)


@dataclass(frozen=True)
class Feed:
    """The bytes of a calendar, what names this very content, and when it became what it is."""

    content: bytes
    etag: str
    changed_at: dt.datetime


def token_of(employee: Employee) -> CalendarToken | None:
    """The token in the person's calendar address; None until the person has asked for one."""
    return CalendarToken.objects.filter(employee=employee).first()


def renew_token(*, employee: Employee) -> CalendarToken:
    """The first address for the person's calendar, or another: the old one is worth nothing from now on."""
    token, _created = CalendarToken.objects.update_or_create(
        employee=employee, defaults={"token": new_token(), "made_at": timezone.now()}
    )
    return token


def owner_of(token: str) -> Employee | None:
    """Whose calendar `token` opens; None for an unknown one, and for people who are not on the roll today."""
    return Employee.objects.active().filter(calendar_token__token=token).select_related("calendar_token").first()


def feed_of(employee: Employee) -> Feed:
    """The calendar of `employee` with what apps put into it; the same entries always make the same bytes."""
    entries = sorted((entry for source in calendar_entries for entry in source(employee)), key=lambda one: one.uid)
    content = _calendar(entries).to_ical()
    # An entry that went away moves no date, so whoever asks by date alone is answered afresh each day.
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    changed_at = max([midnight, employee.calendar_token.made_at, *(entry.changed_at for entry in entries)])
    return Feed(content=content, etag=hashlib.sha256(content).hexdigest(), changed_at=changed_at)


def calendar_file(entries: Sequence[CalendarEntry]) -> bytes:
    """The iCalendar file of some entries, to be opened once instead of subscribed to."""
    return _calendar(entries).to_ical()


def _calendar(entries: Sequence[CalendarEntry]):
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Aula Clara//ES")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("My training"))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar


def _event(entry: CalendarEntry):
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    event.add("summary", entry.summary)
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("last-modified", entry.changed_at.astimezone(dt.UTC))
    if entry.day:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + dt.timedelta(days=1))
        # A due day takes no hour of the day from anybody.
        event.add("transp", "TRANSPARENT")
    else:
        # In UTC, so that no calendar program needs our time zone described.
        event.add("dtstart", entry.starts_at.astimezone(dt.UTC))
        event.add("dtend", entry.ends_at.astimezone(dt.UTC))
    for name, value in (("description", entry.description), ("location", entry.place)):
        if value:
            event.add(name, value)
    if entry.url:
        event.add("url", f"{settings.SITE_URL}{entry.url}")
    return event
