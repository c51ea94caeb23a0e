"""What the public may know of sessions: for the microsite and its feeds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from ..models import AgendaItem, CouncilSession, SessionMember, Vote


@dataclass(frozen=True, slots=True)
class PublicPoint:
    """A point of the agenda; `decision` in words, empty while it is not decided."""

    order: int
    text: str
    decision: str
    in_favour: int
    against: int
    abstained: int


@dataclass(frozen=True, slots=True)
class PublicSession:
    """A session that is open to the public; the addresses are empty where there is none yet."""

    pk: int
    body: str
    kind: str
    number: int
    starts_at: dt.datetime
    place: str
    state: str
    state_label: str
    cancelled_because: str
    stream_address: str
    recording_address: str
    minutes_address: str
    members: int
    present: int
    agenda: list[PublicPoint] = field(default_factory=list)


def public_sessions(*, year: int | None = None, body: int | None = None, limit: int = 100) -> list[PublicSession]:
    """The newest first, of a year or a body (its id) where asked; four queries for any number of them.

    Sessions that were closed to the public are not in it, and no vote is told with a name: only how many.
    """
    found = CouncilSession.objects.filter(is_public=True).select_related("body")
    if year:
        found = found.filter(year=year)
    if body:
        found = found.filter(body=body)
    rows = found.prefetch_related("members", "agenda__votes")[:limit]
    return [_session(row) for row in rows]


def _session(row: CouncilSession) -> PublicSession:
    members = list(row.members.all())
    return PublicSession(
        pk=row.pk,
        body=row.body.name,
        kind=row.get_kind_display(),
        number=row.number,
        starts_at=row.starts_at,
        place=row.place,
        state=row.state,
        state_label=row.get_state_display(),
        cancelled_because=row.cancelled_because,
        stream_address=row.stream_address,
        recording_address=row.recording_address,
        minutes_address=row.minutes_address,
        members=len(members),
        present=sum(member.presence == SessionMember.Presence.PRESENT for member in members),
        agenda=[_point(item) for item in row.agenda.all()],
    )


def _point(item: AgendaItem) -> PublicPoint:
    votes = Counter(vote.choice for vote in item.votes.all())
    return PublicPoint(
        item.order,
        item.text,
        "" if item.decision == AgendaItem.Decision.PENDING else item.get_decision_display(),
        votes[Vote.Choice.FOR],
        votes[Vote.Choice.AGAINST],
        votes[Vote.Choice.ABSTAINED],
    )
