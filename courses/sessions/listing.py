"""Sessions as lists show them: with their first and last meeting, places taken and people who wait."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..models import SessionMeeting, SessionPlace, TrainingSession

State = TrainingSession.State


def with_counts(sessions: QuerySet[TrainingSession]) -> QuerySet[TrainingSession]:
    """`sessions` with `begins`, `ends`, `meeting_count`, `booked` and `waiting`, and their course."""
    meetings = SessionMeeting.objects.filter(session=OuterRef("pk")).order_by().values("session")
    places = SessionPlace.objects.filter(session=OuterRef("pk")).order_by().values("session")
    booked = places.filter(state=SessionPlace.State.BOOKED).annotate(n=Count("pk")).values("n")
    waiting = places.filter(state=SessionPlace.State.WAITING).annotate(n=Count("pk")).values("n")
    return sessions.select_related("course").annotate(
        begins=Subquery(meetings.annotate(value=Min("starts_at")).values("value")),
        ends=Subquery(meetings.annotate(value=Max("ends_at")).values("value")),
        meeting_count=Coalesce(Subquery(meetings.annotate(value=Count("pk")).values("value")), 0),
        booked=Coalesce(Subquery(booked), 0),
        waiting=Coalesce(Subquery(waiting), 0),
    )


@dataclass(frozen=True)
class Stand:
    """How a session stands, as word, icon and tone."""

    code: str
    label: str
    icon: str
    tone: str


def stand_of(session: TrainingSession, now: dt.datetime | None = None) -> Stand:
    """Of a session from `with_counts`: to come, under way, to be closed, closed or cancelled."""
    now = now or timezone.now()
    if session.state == State.CLOSED:
        return Stand("closed", pgettext("session", "Closed"), "check-circle", "ok")
    if session.state == State.CANCELLED:
        return Stand("cancelled", pgettext("session", "Cancelled"), "ban", "neutral")
    if session.ends and session.ends <= now:
        return Stand("to_close", _("To be closed"), "alert", "warn")
    if session.begins and session.begins <= now:
        return Stand("under_way", _("Under way"), "play", "info")
    return Stand("to_come", _("To come"), "calendar", "info")


def places_of(session: TrainingSession) -> Stand:
    """How full a session from `with_counts` is."""
    words = _("%(taken)d of %(places)d places") % {"taken": session.booked, "places": session.capacity}
    if session.booked == 0:
        return Stand("empty", _("Nobody yet"), "users", "neutral")
    if session.booked >= session.capacity:
        return Stand("full", _("%(words)s: full") % {"words": words}, "users", "warn")
    return Stand("free", words, "users", "ok")


#: Word in the address -> what it narrows to.
STAGES = ("por-venir", "por-cerrar", "cerradas", "canceladas")


def staged(sessions: QuerySet[TrainingSession], stage: str) -> QuerySet[TrainingSession]:
    """`sessions` from `with_counts` narrowed to one of STAGES; any other word narrows to nothing."""
    now = timezone.now()
    conditions = {
        "por-venir": Q(state=State.PLANNED) & (Q(ends__gt=now) | Q(ends=None)),
        "por-cerrar": Q(state=State.PLANNED, ends__lte=now),
        "cerradas": Q(state=State.CLOSED),
        "canceladas": Q(state=State.CANCELLED),
    }
    return sessions.filter(conditions[stage]) if stage in conditions else sessions
