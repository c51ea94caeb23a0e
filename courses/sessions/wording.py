"""How days and hours of meetings are said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import SessionMeeting


def moment_words(moment: dt.datetime) -> str:
    """«3 de marzo de 2026, 10:42 h», in the municipality's time."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT").lower()


def meeting_words(meeting: SessionMeeting) -> str:
    """«3 de marzo de 2026, de 9:00 a 13:00 h»; with both days where it ends on another one."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    if starts.date() != ends.date():
        return _("from %(starts)s to %(ends)s") % {
            "starts": moment_words(meeting.starts_at),
            "ends": moment_words(meeting.ends_at),
        }
    day = date_format(starts, "DATE_FORMAT").lower()
    return _("%(day)s, from %(starts)s to %(ends)s h") % {
        "day": day,
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
    }


def hours_of(meetings: list[SessionMeeting]) -> Decimal:
    """What the meetings last together, in hours with one decimal."""
    seconds = sum((meeting.ends_at - meeting.starts_at).total_seconds() for meeting in meetings)
    return (Decimal(int(seconds)) / 3600).quantize(Decimal("0.1"))
