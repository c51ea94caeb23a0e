"""The time that is left, as the page of a question says it. Only the server's clock counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from .timing import remaining_seconds


@dataclass(frozen=True)
class Clock:
    remaining: int
    #: «Termina a las 10:42», for a page whose script does not run.
    ends: str


def day_and_time(moment: dt.datetime) -> str:
    """«3 de marzo de 2026 a las 10:42»"""
    local = timezone.localtime(moment)
    # Django's Mexican month names begin with a capital letter, which Spanish does not use.
    words = {"day": formats.date_format(local, "DATE_FORMAT").lower(), "time": local.strftime("%H:%M")}
    return _("%(day)s at %(time)s") % words


def clock_of(deadline: dt.datetime | None, *, at: dt.datetime) -> Clock | None:
    """None where nothing ends. The seconds of grace are no time to spend, so they are not in it."""
    if deadline is None:
        return None
    if timezone.localdate(deadline) == timezone.localdate(at):
        ends = _("Ends at %(time)s") % {"time": timezone.localtime(deadline).strftime("%H:%M")}
    else:
        ends = _("Ends on %(moment)s") % {"moment": day_and_time(deadline)}
    return Clock(remaining=remaining_seconds(deadline, at=at), ends=ends)
