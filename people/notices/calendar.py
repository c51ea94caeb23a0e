"""What stands in a person's calendar, as the apps hand it in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class CalendarEntry:
    """One entry: either all day on `day`, or from `starts_at` to `ends_at`.

    `uid` names it for good («enrolment-12»), `changed_at` says when it became what it is, and `url` is an address on
    this site. It belongs to the person whose calendar it is: nothing in it may be about somebody else.
    """

    uid: str
    summary: str
    changed_at: dt.datetime
    day: dt.date | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    place: str = ""
    description: str = ""
    url: str = ""
