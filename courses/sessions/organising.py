"""Planning a session, changing it while nobody's record is touched, and cancelling it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User, record_decision

from ..models import Attendance, CoursePage, SessionMeeting, SessionPlace, TrainingSession
from . import news, rules
from .booking import move_up
from .rules import SessionRefusal

CHANGEABLE = ("title", "place", "instructor", "capacity", "minimum_percent", "notes")


@dataclass(frozen=True)
class Times:
    """When a meeting begins and ends; `pk` is that of the meeting which these times replace, or None."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    pk: int | None = None


@transaction.atomic
def organise(*, actor: User, course: CoursePage, meetings: Sequence[Times], **values: Any) -> TrainingSession:
    """Plan a session of `course`; `values` are those of CHANGEABLE. SessionRefusal when the meetings make no sense."""
    _refuse_disorder(meetings)
    session = TrainingSession.objects.create(course=course, created_by=actor, **values)
    SessionMeeting.objects.bulk_create(
        SessionMeeting(session=session, starts_at=times.starts_at, ends_at=times.ends_at) for times in meetings
    )
    return session


@transaction.atomic
def change(*, actor: User, session: TrainingSession, meetings: Sequence[Times], **values: Any) -> TrainingSession:
    """Change what the session says, tell those who have a place about another time or room, and fill new places.

    SessionRefusal when it is over, when fewer places remain than people have, or when a meeting goes away whose
    attendance was taken.
    """
    session = rules.take_planned(session)
    _refuse_disorder(meetings)
    booked = session.places.filter(state=SessionPlace.State.BOOKED).count()
    if values.get("capacity", session.capacity) < booked:
        raise SessionRefusal(
            _("%(n)d people have a place already: take places back first, or leave the capacity as it is.")
            % {"n": booked}
        )
    before = _what_people_plan_by(session)
    for name in CHANGEABLE:
        if name in values:
            setattr(session, name, values[name])
    session.save(update_fields=[*CHANGEABLE])
    _rewrite_meetings(session, meetings)
    move_up(session)
    if _what_people_plan_by(session) != before:
        news.tell_changed(session, actor=actor)
    return session


@transaction.atomic
def cancel(*, actor: User, session: TrainingSession, reason: str) -> TrainingSession:
    """Cancel a planned session for a stated reason and tell everybody who counted on it."""
    session = rules.take_planned(session)
    reason = " ".join(reason.split())
    if not reason:
        raise SessionRefusal(_("Say why it is cancelled: those who have a place will read it."))
    session.state = TrainingSession.State.CANCELLED
    session.cancel_reason = reason
    session.save(update_fields=["state", "cancel_reason"])
    told = news.tell_cancelled(session)
    record_decision(
        act="cancel_session",
        actor=actor,
        subject=session,
        reason=reason,
        after={"course": session.course.title, "people": told},
    )
    return session


def _refuse_disorder(meetings: Sequence[Times]) -> None:
    if not meetings:
        raise SessionRefusal(_("Give at least one meeting with its day and hours."))
    in_order = sorted(meetings, key=lambda times: times.starts_at)
    if any(times.ends_at <= times.starts_at for times in in_order):
        raise SessionRefusal(_("A meeting must end after it begins."))
    if any(later.starts_at < earlier.ends_at for earlier, later in zip(in_order, in_order[1:], strict=False)):
        raise SessionRefusal(_("Two meetings overlap: one person cannot be in both."))


def _what_people_plan_by(session: TrainingSession) -> tuple:
    times = session.meetings.order_by("starts_at").values_list("starts_at", "ends_at")
    return session.place, tuple(times)


def _rewrite_meetings(session: TrainingSession, meetings: Sequence[Times]) -> None:
    """Meetings whose attendance was taken are moved; the others hang on nothing and are written anew."""
    stored = {meeting.pk: meeting for meeting in session.meetings.all()}
    taken = set(Attendance.objects.filter(meeting__session=session).values_list("meeting", flat=True))
    same = {times.pk for times in meetings if times.pk in stored and not _differs(stored[times.pk], times)}
    if taken - {times.pk for times in meetings}:
        raise SessionRefusal(_("Attendance of a meeting that you removed was taken already: leave it where it is."))
    moved = [times for times in meetings if times.pk in taken - same]
    if any(times.starts_at > timezone.now() for times in moved):
        raise SessionRefusal(_("Attendance of that meeting was taken already: it cannot move to a day to come."))
    SessionMeeting.objects.filter(pk__in=stored.keys() - same - taken).delete()
    for times in moved:
        SessionMeeting.objects.filter(pk=times.pk).update(starts_at=times.starts_at, ends_at=times.ends_at)
    SessionMeeting.objects.bulk_create(
        SessionMeeting(session=session, starts_at=times.starts_at, ends_at=times.ends_at)
        for times in meetings
        if times.pk not in same | taken
    )


def _differs(meeting: SessionMeeting, times: Times) -> bool:
    return (meeting.starts_at, meeting.ends_at) != (times.starts_at, times.ends_at)
