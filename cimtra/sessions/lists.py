"""Sessions narrowed and counted for the list, and what of them goes into a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Column

from ..models import CouncilSession, SessionMember, Vote

LOOKS = {
    CouncilSession.State.CALLED: ("info", "calendar"),
    CouncilSession.State.HELD: ("ok", "check-circle"),
    CouncilSession.State.CANCELLED: ("neutral", "ban"),
}


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to, as its address says."""

    body: int | None = None
    year: int | None = None
    state: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Narrowed:
        state = query.get("estado", "")
        return cls(
            _number(query.get("organo", "")),
            _number(query.get("anio", "")),
            state if state in CouncilSession.State.values else "",
        )

    def as_query(self, **changes: object) -> str:
        asked = {"organo": self.body, "anio": self.year, "estado": self.state, **changes}
        return urlencode({name: value for name, value in asked.items() if value})


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 9 else None


def sessions(narrowed: Narrowed) -> QuerySet[CouncilSession]:
    """With `members_count`, `present_count` and `points_count`."""
    found = CouncilSession.objects.select_related("body")
    if narrowed.body:
        found = found.filter(body=narrowed.body)
    if narrowed.year:
        found = found.filter(year=narrowed.year)
    if narrowed.state:
        found = found.filter(state=narrowed.state)
    present = Q(members__presence=SessionMember.Presence.PRESENT)
    return found.annotate(
        members_count=Count("members", distinct=True),
        present_count=Count("members", filter=present, distinct=True),
        points_count=Count("agenda", distinct=True),
    ).order_by("-starts_at", "-pk")


def years() -> list[int]:
    return list(CouncilSession.objects.order_by("-year").values_list("year", flat=True).distinct())


def look_of(session: CouncilSession) -> dict[str, str]:
    """How its state is shown; one that should have been held by now says so."""
    if session.state == CouncilSession.State.CALLED and session.starts_at < timezone.now():
        return {"label": _("Record what happened"), "tone": "warn", "icon": "alert"}
    tone, icon = LOOKS[session.state]
    return {"label": session.get_state_display(), "tone": tone, "icon": icon}


@dataclass(frozen=True, slots=True)
class Sitting:
    """One member at one session, as a row of the file of attendance."""

    session: CouncilSession
    member: SessionMember
    votes: Counter


def sittings(found: QuerySet[CouncilSession]) -> list[Sitting]:
    """Everybody at each of the sessions, in three queries."""
    rows = list(found.order_by("starts_at").prefetch_related("members"))
    cast: dict[int, Counter] = {}
    for member, choice in Vote.objects.filter(item__session__in=[row.pk for row in rows]).values_list(
        "member_id", "choice"
    ):
        cast.setdefault(member, Counter())[choice] += 1
    return [
        Sitting(session, member, cast.get(member.pk, Counter())) for session in rows for member in session.members.all()
    ]


def sitting_columns() -> list[Column]:
    choice = Vote.Choice
    return [
        Column(_("Day"), lambda row: timezone.localtime(row.session.starts_at).date(), 12),
        Column(_("Body"), lambda row: row.session.body.name, 34),
        Column(_("Kind"), lambda row: row.session.get_kind_display(), 16),
        Column(_("Number"), lambda row: row.session.number, 9),
        Column(_("State"), lambda row: row.session.get_state_display(), 14),
        Column(_("Name"), lambda row: row.member.name, 34),
        Column(_("Post"), lambda row: row.member.post, 26),
        Column(_("Attendance"), lambda row: row.member.get_presence_display(), 20),
        Column(_("Votes for"), lambda row: row.votes[choice.FOR], 10),
        Column(_("Votes against"), lambda row: row.votes[choice.AGAINST], 10),
        Column(_("Abstentions"), lambda row: row.votes[choice.ABSTAINED], 12),
    ]


def vote_columns(session: CouncilSession) -> list[Column]:
    """Of one session: who came, and the vote of each on each point; rows are its members."""
    items = list(session.agenda.prefetch_related("votes"))
    given = {(item.pk, vote.member_id): vote.get_choice_display() for item in items for vote in item.votes.all()}
    points = [
        Column(f"{item.order}. {item.text[:80]}", lambda row, pk=item.pk: given.get((pk, row.pk), ""), 22)
        for item in items
    ]
    return [
        Column(_("Name"), lambda row: row.name, 34),
        Column(_("Post"), lambda row: row.post, 26),
        Column(_("Attendance"), lambda row: row.get_presence_display(), 20),
        *points,
    ]
