"""What every act about a session asks first: the lock, the state, and that nobody decides about themselves."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, User

from ..models import SessionMeeting, TrainingSession

MANAGE = "courses.manage_sessions"
#: Minutes before a meeting begins and after it ends in which attendance is taken, unless the settings say otherwise.
MARGIN_MINUTES = 30


class SessionRefusal(Exception):
    """It cannot be done with this session; the message says why and what to do, in words for the screen."""


def margin() -> dt.timedelta:
    return dt.timedelta(minutes=getattr(settings, "COURSES_CHECK_IN_MARGIN_MINUTES", MARGIN_MINUTES))


def take(session: TrainingSession) -> TrainingSession:
    """The session as it is now, locked until the transaction ends: places are counted by one at a time."""
    return TrainingSession.objects.select_for_update(of=("self",)).select_related("course").get(pk=session.pk)


def take_planned(session: TrainingSession) -> TrainingSession:
    """The locked session; SessionRefusal when it was closed or cancelled."""
    session = take(session)
    if session.state == TrainingSession.State.CLOSED:
        raise SessionRefusal(_("This session is closed: what it says stays as it is."))
    if session.state == TrainingSession.State.CANCELLED:
        raise SessionRefusal(_("This session was cancelled."))
    return session


def meetings_of(session: TrainingSession) -> list[SessionMeeting]:
    return list(session.meetings.order_by("starts_at", "pk"))


def begins_at(meetings: list[SessionMeeting]) -> dt.datetime | None:
    return meetings[0].starts_at if meetings else None


def has_begun(meeting: SessionMeeting, at: dt.datetime | None = None) -> bool:
    """Whether attendance of `meeting` may be taken by list already."""
    return (at or timezone.now()) >= meeting.starts_at - margin()


def own_employee_id(user: User) -> int | None:
    employee: Employee | None = getattr(user, "employee", None)
    return employee.pk if employee else None
