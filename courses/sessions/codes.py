"""The rotating code on the screen of the room: who can read it now is there now."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Iterable
from hashlib import sha256

from django.utils import timezone

from ..models import SessionMeeting, TrainingSession
from . import rules

#: Seconds that one code is shown. The one before is still accepted, so a code lives from 30 to 60 seconds.
STEP = 30
LENGTH = 8
#: Without what is mixed up when it is read from a wall: 0 and O, 1 and I and L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def step_at(moment: dt.datetime) -> int:
    return int(moment.timestamp()) // STEP


def code_of(meeting: SessionMeeting, step: int, *, secret: str) -> str:
    """The code of `meeting` in that step: eight signs of ALPHABET, some 8 × 10¹¹ of them."""
    digest = hmac.new(secret.encode(), f"{meeting.pk}:{step}".encode(), sha256).digest()
    number = int.from_bytes(digest, "big")
    signs = []
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def code_at(meeting: SessionMeeting, moment: dt.datetime) -> str:
    """What the screen shows at `moment`; the meeting comes with its session."""
    return code_of(meeting, step_at(moment), secret=meeting.session.secret)


def seconds_left(moment: dt.datetime) -> int:
    """For how long the code of `moment` is still shown."""
    return STEP - int(moment.timestamp()) % STEP


def in_groups(code: str) -> str:
    """As people type it: «K7MQ-4XTP»."""
    return f"{code[:4]}-{code[4:]}"


def plain(typed: str) -> str:
    """What was typed, without spaces and hyphens, in capitals."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def meeting_for(session: TrainingSession, typed: str, moment: dt.datetime | None = None) -> SessionMeeting | None:
    """The meeting of `session` whose code this is now; None when it is none or no longer one."""
    now = moment or timezone.now()
    return _first_match(open_meetings(now).filter(session=session), typed, now)


def meeting_with(typed: str, moment: dt.datetime | None = None) -> SessionMeeting | None:
    """The meeting, of any session, whose code this is now: for those who type it."""
    now = moment or timezone.now()
    return _first_match(open_meetings(now), typed, now)


def open_meetings(now: dt.datetime):
    """Meetings in which people may check in at `now`: a while before they begin until a while after they end."""
    return SessionMeeting.objects.filter(
        session__state=TrainingSession.State.PLANNED,
        starts_at__lte=now + rules.margin(),
        ends_at__gte=now - rules.margin(),
    ).select_related("session__course")


def is_open(meeting: SessionMeeting, now: dt.datetime) -> bool:
    is_time = meeting.starts_at - rules.margin() <= now <= meeting.ends_at + rules.margin()
    return is_time and meeting.session.state == TrainingSession.State.PLANNED


def _first_match(meetings: Iterable[SessionMeeting], typed: str, now: dt.datetime) -> SessionMeeting | None:
    given, step = plain(typed)[: 4 * LENGTH].encode(), step_at(now)
    for meeting in meetings:
        for shown in (step, step - 1):
            if hmac.compare_digest(code_of(meeting, shown, secret=meeting.session.secret).encode(), given):
                return meeting
    return None
