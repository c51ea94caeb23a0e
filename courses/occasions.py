"""On which day a duty gives occasion to tell something: a pure function of its dates and of what RH has set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from people.api import NoticeSettings, WorkingCalendar

BEFORE, DUE, AFTER = "courses.before", "courses.due", "courses.after"
GRACE, GRACE_ENDING, EXPIRED = "courses.grace", "courses.grace_ending", "courses.expired"
ONE_DAY = dt.timedelta(days=1)


class Occasion(NamedTuple):
    """What is to be told: the kind of notice, and which of its days it is (7 days before, 15 after)."""

    kind: str
    step: int


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one duty; `valid_until` and `grace_days` are of the completion that it is to renew."""

    begun_on: dt.date
    due_on: dt.date
    valid_until: dt.date | None = None
    grace_days: int = 0

    @property
    def last_day(self) -> dt.date:
        """The last day on which the person is not late: the due day, or the end of grace where there is one."""
        if self.valid_until is None:
            return self.due_on
        return max(self.due_on, self.valid_until + dt.timedelta(days=self.grace_days))


@dataclass(frozen=True, slots=True)
class Timetable:
    """When people are told, as RH has set it."""

    before: Sequence[int] = ()
    on_the_day: bool = True
    after: Sequence[int] = ()
    head_after: int | None = None
    # None where e-mail goes out on every day of the week.
    calendar: WorkingCalendar | None = field(default=None)

    @classmethod
    def of(cls, rules: NoticeSettings, calendar: WorkingCalendar) -> Timetable:
        return cls(
            before=rules.numbers(rules.days_before),
            on_the_day=rules.tells_on_the_day,
            after=rules.numbers(rules.days_after),
            head_after=rules.head_after,
            calendar=calendar if rules.working_days_only else None,
        )

    @property
    def longest(self) -> int:
        """How many days ahead of its due day a duty may give an occasion, weekends and holidays included."""
        return max(self.before, default=0) + 14

    def telling_day(self, day: dt.date) -> dt.date:
        """`day`, or the last working day before it: a warning that goes out after the due day is none."""
        while self.calendar and not self.calendar.is_working_day(day):
            day -= ONE_DAY
        return day

    def nearest_before(self, end: dt.date, today: dt.date, *, since: dt.date) -> int | None:
        """The fewest days before `end` whose telling day has come; those that came by `since` are left out."""
        steps = [*self.before, 0] if self.on_the_day else self.before
        reached = [n for n in steps if since < self.telling_day(end - n * ONE_DAY) <= today]
        return min(reached, default=None)


def occasion_on(today: dt.date, dates: Dates, timetable: Timetable) -> Occasion | None:
    """The newest occasion that has come by `today`; the same one is answered until the next comes.

    So occasions that an outage swallowed collapse into one, and asking every night tells each of them once.
    """
    if today <= dates.due_on:
        step = timetable.nearest_before(dates.due_on, today, since=dates.begun_on)
        return None if step is None else Occasion(BEFORE if step else DUE, step)
    if today <= dates.last_day:
        step = timetable.nearest_before(dates.last_day, today, since=dates.due_on)
        return Occasion(GRACE, 0) if step is None else Occasion(GRACE_ENDING, step)
    late = (today - dates.last_day).days
    if dates.valid_until is None:
        reached = [n for n in timetable.after if n <= late]
        return Occasion(AFTER, max(reached)) if reached else None
    # The end of a completion is told on its first day, whatever else is set.
    reached = [n for n in timetable.after if 1 < n <= late]
    return Occasion(AFTER, max(reached)) if reached else Occasion(EXPIRED, 1)


def is_for_the_head(today: dt.date, dates: Dates, timetable: Timetable) -> bool:
    """Whether the delay is long enough for the head to be told."""
    return timetable.head_after is not None and (today - dates.last_day).days >= max(1, timetable.head_after)
