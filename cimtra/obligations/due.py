"""Which periods an obligation asks for, and by when: from its frequency and its days, without the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..models import Frequency, Obligation
from ..periods import MONTHS, Period, after, period_of

Kind = Obligation.Kind
# A programme is for the year that begins, so it is due after the first day of its period and not after the last.
PLANS_AHEAD = frozenset({Kind.YEAR_PLAN, Kind.COMMISSION_PLAN})
# How long before its period begins people see that a programme is coming.
NOTICE_OF_PLANS = dt.timedelta(days=60)
# What falls due when something happens, and is recorded by hand.
BY_HAND = frozenset({Frequency.ON_CHANGE, Frequency.WHEN_IT_HAPPENS})
# A mixed frequency says nothing that a calendar could follow: an obligation has one of these.
FREQUENCIES = (*MONTHS, Frequency.PER_SESSION, Frequency.ON_CHANGE, Frequency.WHEN_IT_HAPPENS)


def is_ahead(obligation: Obligation) -> bool:
    return obligation.kind in PLANS_AHEAD


def due_day(obligation: Obligation, period: Period) -> dt.date:
    """The last day to deliver: so many calendar days after the end of `period`; of a programme, after its beginning."""
    counted_from = period.start if is_ahead(obligation) and period.start != period.end else period.end
    return counted_from + dt.timedelta(days=obligation.days_to_deliver)


def periods_of(obligation: Obligation, until: dt.date) -> Iterator[Period]:
    """The periods of `obligation` that have begun by `until`; for a programme, those that begin soon as well.

    A period belongs to it when its end lies between `starts_on` and `ends_on`; of a programme, when its beginning does.
    Something that is published until it changes falls due once, on its first day; further times are recorded by hand.
    """
    if obligation.frequency == Frequency.ON_CHANGE:
        if obligation.starts_on <= until:
            yield Period(obligation.starts_on, obligation.starts_on)
        return
    if obligation.frequency not in MONTHS:
        return
    last = until + NOTICE_OF_PLANS if is_ahead(obligation) else until
    period = period_of(obligation.starts_on, obligation.frequency)
    while period.start <= last:
        counted = period.start if is_ahead(obligation) else period.end
        if obligation.ends_on and counted > obligation.ends_on:
            return
        if counted >= obligation.starts_on:
            yield period
        period = after(period, obligation.frequency)
