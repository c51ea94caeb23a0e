"""What people are told about their sessions; it goes out with the notices of the day."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Notice, User, plan_notices

from ..models import SessionPlace, TrainingSession
from . import rules
from .wording import moment_words

KIND = "session"
State = SessionPlace.State


def when_and_where(session: TrainingSession) -> str:
    """«lunes 3 de marzo de 2026, 9:00 h; Sala de Regidores» of the first meeting."""
    meetings = rules.meetings_of(session)
    return "; ".join([*(moment_words(meeting.starts_at) for meeting in meetings[:1]), session.place])


def tell_booked(session: TrainingSession, places: Iterable[SessionPlace], *, actor: User | None) -> None:
    """Tell those whom somebody else booked; who asked for it on the screen has read the answer there."""
    own = rules.own_employee_id(actor) if actor else None
    others = [place for place in places if place.employee_id != own]
    has_place = [place for place in others if place.state == State.BOOKED]
    waits = [place for place in others if place.state == State.WAITING]
    title = _("You have a place in «%(session)s»") % {"session": session.title}
    _tell(session, has_place, "booked", title, when_and_where(session) if has_place else "")
    title = _("You are on the waiting list of «%(session)s»") % {"session": session.title}
    _tell(session, waits, "waiting", title, _("You will be told when a place becomes free."))


def tell_moved_up(session: TrainingSession, places: Iterable[SessionPlace]) -> None:
    title = _("A place became free for you in «%(session)s»") % {"session": session.title}
    _tell(session, places, "moved-up", title, when_and_where(session))


def tell_changed(session: TrainingSession, *, actor: User) -> None:
    title = _("The place or the time of «%(session)s» has changed") % {"session": session.title}
    _tell(session, _holders(session), "changed", title, when_and_where(session))


def tell_cancelled(session: TrainingSession) -> int:
    """Returns how many people had counted on it."""
    holders = _holders(session)
    _tell(
        session,
        holders,
        "cancelled",
        _("«%(session)s» was cancelled") % {"session": session.title},
        _("Reason: %(reason)s") % {"reason": session.cancel_reason},
    )
    return len(holders)


def tell_quiz_missing(session: TrainingSession, places: Iterable[SessionPlace]) -> None:
    _tell(
        session,
        places,
        "quiz",
        _("Your attendance at «%(session)s» counts: only the quiz is missing") % {"session": session.title},
        _("You can answer it on your phone. The course is completed when you pass it."),
    )


def _holders(session: TrainingSession) -> list[SessionPlace]:
    return list(session.places.filter(state__in=[State.BOOKED, State.WAITING]))


def _tell(session: TrainingSession, places: Iterable[SessionPlace], what: str, title: str, text: str) -> None:
    # The moment is part of the key: who loses a place and gets it again is told again.
    key = f"session:{session.pk}@{what}:{timezone.now():%Y%m%d%H%M%S}"
    url = reverse("courses:attended", args=[session.pk])
    plan_notices(
        Notice(employee_id=place.employee_id, kind=KIND, key=key, title=title, text=text, url=url) for place in places
    )


def no_longer_due(notices: list[Notice]) -> set[int]:
    """Ids of the notices that say what is no longer so: asked for all at once before they go out. One query."""
    wanted = {_session_of(notice) for notice in notices}
    people = {notice.employee_id for notice in notices}
    places = {
        (place.session_id, place.employee_id): place
        for place in SessionPlace.objects.filter(session__in=wanted, employee__in=people).select_related(
            "session", "enrolment"
        )
    }
    return {
        notice.pk
        for notice in notices
        if not _still_holds(notice, places.get((_session_of(notice), notice.employee_id)))
    }


def _session_of(notice: Notice) -> int:
    return int(notice.key.partition("@")[0].partition(":")[2])


def _still_holds(notice: Notice, place: SessionPlace | None) -> bool:
    what = notice.key.partition("@")[2].partition(":")[0]
    if place is None:
        return False
    if what == "cancelled":
        return True
    if what == "quiz":
        return place.enrolment is not None and place.enrolment.is_open
    is_planned = place.session.state == TrainingSession.State.PLANNED
    wanted = {"waiting": {State.WAITING}, "changed": {State.BOOKED, State.WAITING}}.get(what, {State.BOOKED})
    return is_planned and place.state in wanted
