"""What happens to a session: it is called, changed, held or cancelled; who came and how they voted is written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Department, User

from ..models import AgendaItem, CouncilSession, SessionMember, Vote, lines_of
from ..obligations.generating import make_for_session
from .agenda import CannotChange, write_agenda
from .bodies import seats_of

__all__ = [
    "CannotChange",
    "call_session",
    "cancel",
    "edit_session",
    "hold",
    "record_presence",
    "record_votes",
]


@transaction.atomic
def call_session(
    *,
    by: User | None,
    body: Department,
    starts_at: dt.datetime,
    number: int,
    kind: str = CouncilSession.Kind.ORDINARY,
    agenda: str = "",
    guests: str = "",
    **fields: Any,
) -> CouncilSession:
    """Call a session: its members are those who sit on the body that day and `guests` («name, post», one per line).

    `agenda` has a point per line; `fields` are place, is_public, the addresses and notes. Raises CannotChange where
    that number is taken this year.
    """
    session = CouncilSession(body=body, kind=kind, number=number, starts_at=starts_at, made_by=by, **fields)
    _save(session)
    write_agenda(session, agenda)
    seat_members(session, guests)
    return session


@transaction.atomic
def edit_session(*, session: CouncilSession, agenda: str | None = None, guests: str = "", **fields: Any) -> None:
    """Change what was called, or add an address afterwards; who sits there is asked again while it is only called."""
    session = _locked(session)
    for name, value in fields.items():
        setattr(session, name, value)
    _save(session)
    if agenda is not None:
        write_agenda(session, agenda)
    if session.state == CouncilSession.State.CALLED:
        seat_members(session, guests)
    else:
        _add_guests(session, guests)


@transaction.atomic
def hold(*, session: CouncilSession) -> int:
    """The session took place: what must be published of it falls due. Says how many deliveries were made."""
    session = _locked(session)
    if session.state == CouncilSession.State.CANCELLED:
        raise CannotChange(_("This session was cancelled, so it was not held."))
    if session.starts_at > timezone.now():
        raise CannotChange(_("This session has not begun yet."))
    session.state = CouncilSession.State.HELD
    session.save(update_fields=["state"])
    return make_for_session(session)


@transaction.atomic
def cancel(*, session: CouncilSession, reason: str) -> None:
    """It will not take place; one that was held is not cancelled."""
    session = _locked(session)
    if session.state == CouncilSession.State.HELD:
        raise CannotChange(_("This session was held, so it cannot be cancelled."))
    if not reason.strip():
        raise CannotChange(_("Say why it is cancelled."))
    session.state, session.cancelled_because = CouncilSession.State.CANCELLED, reason.strip()[:250]
    session.save(update_fields=["state", "cancelled_because"])


@transaction.atomic
def record_presence(*, session: CouncilSession, presence: Mapping[int, str]) -> None:
    """{pk of the member: value of SessionMember.Presence}. Whoever is absent has no vote: theirs are taken away."""
    session = _locked(session)
    _refuse_unless_begun(session)
    members = list(session.members.filter(pk__in=presence))
    for member in members:
        member.presence = SessionMember.Presence(presence[member.pk])
    SessionMember.objects.bulk_update(members, ["presence"])
    missing = [SessionMember.Presence.ABSENT, SessionMember.Presence.EXCUSED]
    Vote.objects.filter(item__session=session, member__presence__in=missing).delete()


@transaction.atomic
def record_votes(*, item: AgendaItem, decision: str, votes: Mapping[int, str]) -> None:
    """How a point was decided, and {pk of the member: value of Vote.Choice or ""} for those who were present.

    Raises CannotChange for a vote of somebody who was absent.
    """
    session = _locked(item.session)
    _refuse_unless_begun(session)
    given = {pk: Vote.Choice(choice) for pk, choice in votes.items() if choice}
    members = {member.pk: member for member in session.members.all()}
    for pk in given:
        if pk not in members or members[pk].presence in (
            SessionMember.Presence.ABSENT,
            SessionMember.Presence.EXCUSED,
        ):
            name = members[pk].name if pk in members else "–"
            raise CannotChange(_("%(name)s was not present, so there is no vote of theirs.") % {"name": name})
    item.decision = AgendaItem.Decision(decision)
    item.save(update_fields=["decision"])
    item.votes.exclude(member__in=given).delete()
    Vote.objects.bulk_create(
        [Vote(item=item, member=members[pk], choice=choice) for pk, choice in given.items()],
        update_conflicts=True,
        unique_fields=["item", "member"],
        update_fields=["choice"],
    )


def seat_members(session: CouncilSession, guests: str = "") -> None:
    """Those who sit on the body that day, and the guests; who no longer does, and is not on record, leaves the list."""
    seats = seats_of(session.body, timezone.localtime(session.starts_at).date())
    wanted = {seat.name: (seat.employee_id, seat.post) for seat in seats}
    wanted |= {name: (None, post) for name, post in guests_in(guests) if name not in wanted}
    present = {member.name: member for member in session.members.all()}
    unknown = SessionMember.Presence.UNKNOWN
    gone = [one.pk for name, one in present.items() if name not in wanted and one.presence == unknown]
    session.members.filter(pk__in=gone).delete()
    SessionMember.objects.bulk_create(
        SessionMember(session=session, name=name, employee_id=employee, post=post)
        for name, (employee, post) in wanted.items()
        if name not in present
    )


def _add_guests(session: CouncilSession, guests: str) -> None:
    known = set(session.members.values_list("name", flat=True))
    SessionMember.objects.bulk_create(
        SessionMember(session=session, name=name, post=post) for name, post in guests_in(guests) if name not in known
    )


def guests_in(text: str) -> list[tuple[str, str]]:
    """(name, post) of each line «Nombre completo, cargo»; the post may be left out."""
    found = {}
    for line in lines_of(text):
        name, _comma, post = line.partition(",")
        if name.strip():
            found[name.strip()[:270]] = post.strip()[:120]
    return list(found.items())


def guests_as_text(session: CouncilSession) -> str:
    """The members who sit there by no appointment, one per line, as `guests_in` reads them."""
    return "\n".join(
        f"{one.name}, {one.post}" if one.post else one.name for one in session.members.filter(employee=None)
    )


def _locked(session: CouncilSession) -> CouncilSession:
    return CouncilSession.objects.select_for_update(of=("self",)).select_related("body").get(pk=session.pk)


def _refuse_unless_begun(session: CouncilSession) -> None:
    if session.state == CouncilSession.State.CANCELLED:
        raise CannotChange(_("This session was cancelled, so there is nothing to record."))
    if session.starts_at > timezone.now():
        raise CannotChange(_("This session has not begun yet."))


def _save(session: CouncilSession) -> None:
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise CannotChange(
            _("Session %(number)d of this kind is on record for this body and year already.")
            % {"number": session.number}
        ) from error
