"""Deliveries that follow from obligations: one for each period that has begun and for each session that was held.

What is made follows from the obligations alone, so a night that was missed is made up for by the next one. What people
have touched is never made again or altered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import CouncilSession, Delivery, Frequency, Obligation
from ..periods import MONTHS, Period
from .due import BY_HAND, NOTICE_OF_PLANS, due_day, periods_of

BATCH = 1000


def make_deliveries(*, until: dt.date | None = None) -> int:
    """Make what is missing by `until` (today); returns how many deliveries are new. The same queries per 1,000."""
    until = until or timezone.localdate()
    periodic = Obligation.objects.filter(
        frequency__in=[*MONTHS, Frequency.ON_CHANGE], starts_on__lte=until + NOTICE_OF_PLANS
    )
    of_sessions = Obligation.objects.filter(frequency=Frequency.PER_SESSION)
    return _make_periods(list(periodic), until) + _make_held(list(of_sessions))


def make_for(obligations: Sequence[Obligation], *, until: dt.date | None = None) -> int:
    """Make what is missing of these `obligations`, periods and held sessions; returns how many are new."""
    of_sessions = [one for one in obligations if one.frequency == Frequency.PER_SESSION]
    periodic = [one for one in obligations if one.frequency != Frequency.PER_SESSION]
    return _make_periods(periodic, until or timezone.localdate()) + _make_held(of_sessions)


@transaction.atomic
def make_for_session(session: CouncilSession) -> int:
    """What the body of a held `session` owes for it: minutes, votes, recording …; returns how many are new."""
    if session.state != CouncilSession.State.HELD:
        return 0
    of_body = Obligation.objects.filter(frequency=Frequency.PER_SESSION, department=session.body_id)
    return _make_sessions([session], list(of_body))


@transaction.atomic
def make_for_change(obligation: Obligation, *, day: dt.date) -> Delivery | None:
    """Something changed, or happened, on `day`, and `obligation` asks to publish it; the same day makes it once.

    None for obligations that follow the calendar or the sessions.
    """
    if obligation.frequency not in BY_HAND:
        return None
    delivery, _made = Delivery.objects.get_or_create(
        obligation=obligation, period_start=day, session=None, defaults=_values(obligation, Period(day, day))
    )
    return delivery


@transaction.atomic
def renew(obligation: Obligation, *, day: dt.date | None = None) -> int:
    """After `obligation` was edited: work out afresh what is not due yet and nobody has touched; how many are new.

    What was delivered, returned, excused or commented, and what was due already, stays as it was.
    """
    day = day or timezone.localdate()
    untouched = obligation.deliveries.filter(state=Delivery.State.WAITING, edition=1, events=None, due_on__gte=day)
    # What somebody recorded by hand happened, whatever the terms are now.
    untouched.exclude(session=None, period_start=F("period_end")).delete()
    return make_for([obligation], until=day)


def _make_periods(obligations: Sequence[Obligation], until: dt.date) -> int:
    made = 0
    for some in _batches(obligations):
        wanted = [(one, period) for one in some for period in periods_of(one, until)]
        made += _write(_missing(some, wanted))
    return made


def _missing(obligations: Iterable[Obligation], wanted: Iterable[tuple[Obligation, Period]]) -> Iterator[Delivery]:
    """Of an obligation whose frequency was changed, no period is asked for that lies over one which it has already."""
    known: dict[int, list[tuple[dt.date, dt.date]]] = {}
    rows = Delivery.objects.filter(obligation__in=[one.pk for one in obligations], session=None)
    for pk, start, end in rows.values_list("obligation", "period_start", "period_end"):
        known.setdefault(pk, []).append((start, end))
    for obligation, period in wanted:
        # What is published until it changes falls due by itself once only.
        if obligation.frequency == Frequency.ON_CHANGE and obligation.pk in known:
            continue
        if not any(start <= period.end and end >= period.start for start, end in known.get(obligation.pk, ())):
            yield Delivery(obligation=obligation, period_start=period.start, **_values(obligation, period))


def _make_held(obligations: Sequence[Obligation]) -> int:
    if not obligations:
        return 0
    bodies = {one.department_id for one in obligations}
    held = CouncilSession.objects.filter(state=CouncilSession.State.HELD, body__in=bodies)
    return _make_sessions(list(held), obligations)


def _make_sessions(sessions: Sequence[CouncilSession], obligations: Sequence[Obligation]) -> int:
    of_body: dict[int, list[Obligation]] = {}
    for one in obligations:
        of_body.setdefault(one.department_id, []).append(one)
    owed = [
        (one, session)
        for session in sessions
        for one in of_body.get(session.body_id, ())
        if one.starts_on <= _day_of(session) <= (one.ends_on or dt.date.max)
    ]
    asked = {one.pk for one, _session in owed}
    rows = Delivery.objects.filter(obligation__in=asked, session__isnull=False)
    known = set(rows.values_list("obligation", "session")) if owed else set()
    return _write(
        Delivery(obligation=one, session=session, period_start=_day_of(session), **_values(one, _only(session)))
        for one, session in owed
        if (one.pk, session.pk) not in known
    )


def _day_of(session: CouncilSession) -> dt.date:
    return timezone.localdate(session.starts_at)


def _only(session: CouncilSession) -> Period:
    return Period(_day_of(session), _day_of(session))


def _values(obligation: Obligation, period: Period) -> dict:
    return {
        "department_id": obligation.department_id,
        "period_end": period.end,
        "due_on": due_day(obligation, period),
    }


def _write(deliveries: Iterable[Delivery]) -> int:
    """Another process may write the same at the same moment: its row stands, and ours is dropped."""
    made = 0
    for some in _batches(deliveries):
        Delivery.objects.bulk_create(some, ignore_conflicts=True)
        made += len(some)
    return made


def _batches(rows: Iterable) -> Iterator[list]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
