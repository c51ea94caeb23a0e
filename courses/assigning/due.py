"""By when: the due day of one person in one assignment."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from people.api import WorkingCalendar

from ..models import Assignment
from .rules import Rule

KINDS = Assignment.Due


class Due(NamedTuple):
    """A due day, or None; `is_least` says that the rule asked for an earlier one than people may be given."""

    day: dt.date | None
    is_least: bool = False


class Milestones(NamedTuple):
    """The days of a person's own that a due day may count from.

    `reached` is when the assignment reached the person, `appointed_on` the beginning of the main appointment,
    `counts_until` the last day of the completion that is being renewed.
    """

    reached: dt.date
    hired_on: dt.date
    appointed_on: dt.date | None = None
    counts_until: dt.date | None = None


def due_of(rule: Rule, days: Milestones, calendar: WorkingCalendar) -> Due:
    """The due day: what the rule says, but never fewer than `least_days` days after it reached the person.

    A renewal that was opened while the old completion still counts is due on that one's last day, whatever the rule
    says: until then nothing is missing. People without an appointment count from the day they were hired.
    """
    is_renewal = days.counts_until is not None and days.counts_until >= days.reached
    asked = days.counts_until if is_renewal else asked_day(rule, days, calendar)
    if asked is None:
        return Due(None)
    least = days.reached + dt.timedelta(days=rule.least_days)
    return Due(max(asked, least), is_least=asked < least)


def asked_day(rule: Rule, days: Milestones, calendar: WorkingCalendar) -> dt.date | None:
    """The day as the rule counts it, before the least number of days is granted; None without a due day."""
    if rule.due_kind == KINDS.FIXED:
        return rule.due_on
    start = {
        KINDS.AFTER_START: rule.starts_on,
        KINDS.AFTER_HIRE: days.hired_on,
        KINDS.AFTER_APPOINTMENT: days.appointed_on or days.hired_on,
        KINDS.AFTER_REACHED: days.reached,
    }.get(rule.due_kind)
    if start is None or rule.due_days is None:
        return None
    if rule.due_in_working_days:
        return calendar.add_working_days(start, rule.due_days)
    return start + dt.timedelta(days=rule.due_days)
