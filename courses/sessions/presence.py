"""Who was there: the marks of a session's meetings, and whether they suffice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ..models import Attendance, Enrolment, SessionMeeting, SessionPlace, TrainingSession
from . import rules
from .wording import hours_of


@dataclass
class Presence:
    """One person with a place, and the attendance that stands, by meeting id."""

    place: SessionPlace
    meetings: list[SessionMeeting]
    minimum_percent: int
    marks: dict[int, Attendance] = field(default_factory=dict)

    @property
    def attended(self) -> list[SessionMeeting]:
        return [meeting for meeting in self.meetings if meeting.pk in self.marks]

    @property
    def percent(self) -> int:
        return len(self.attended) * 100 // len(self.meetings) if self.meetings else 0

    @property
    def is_enough(self) -> bool:
        return is_enough(len(self.attended), len(self.meetings), self.minimum_percent)

    @property
    def columns(self) -> list[tuple[SessionMeeting, Attendance | None]]:
        """Each meeting with the mark of this person, for tables."""
        return [(meeting, self.marks.get(meeting.pk)) for meeting in self.meetings]


def is_enough(attended: int, held: int, minimum_percent: int) -> bool:
    """Exact in whole numbers: 80 % of three meetings are three, of five are four."""
    return attended > 0 and attended * 100 >= minimum_percent * held


def presences(session: TrainingSession) -> list[Presence]:
    """Everybody with a place, by name, with their marks; three queries whatever the number."""
    meetings = rules.meetings_of(session)
    places = session.places.filter(state=SessionPlace.State.BOOKED).select_related("employee", "enrolment")
    places = places.order_by("employee__first_surname", "employee__second_surname", "employee__given_names", "pk")
    marks: dict[int, dict[int, Attendance]] = defaultdict(dict)
    for mark in Attendance.objects.filter(meeting__session=session, withdrawn_at=None).select_related("recorded_by"):
        marks[mark.employee_id][mark.meeting_id] = mark
    return [Presence(place, meetings, session.minimum_percent, marks[place.employee_id]) for place in places]


def grounds_of(enrolment: Enrolment) -> dict | None:
    """What stands behind completing `enrolment` in a room, in plain values; None when that is not how it is done.

    Asks nothing where the person was never seen in a room, which is how most courses are taken.
    """
    if enrolment.attended_at is None:
        return None
    held = SessionPlace.objects.filter(
        enrolment=enrolment, state=SessionPlace.State.BOOKED, session__state=TrainingSession.State.CLOSED
    )
    for place in held.select_related("session").order_by("-session__closed_at", "-pk"):
        meetings = rules.meetings_of(place.session)
        marks = Attendance.objects.filter(
            meeting__session=place.session, employee=enrolment.employee_id, withdrawn_at=None
        )
        marks = {mark.meeting_id: mark for mark in marks}
        presence = Presence(place, meetings, place.session.minimum_percent, marks)
        if presence.is_enough:
            return as_grounds(place.session, presence)
    return None


def as_grounds(session: TrainingSession, presence: Presence) -> dict:
    """The attendance as it is frozen with the completion: session, meetings attended and held, hours."""
    return {
        "session": session.pk,
        "title": session.title,
        "place": session.place,
        "instructor": session.instructor,
        "meetings_held": len(presence.meetings),
        "meetings_attended": [
            {
                "starts_at": meeting.starts_at.isoformat(),
                "ends_at": meeting.ends_at.isoformat(),
                "method": presence.marks[meeting.pk].method,
            }
            for meeting in presence.attended
        ],
        "hours": str(hours_of(presence.attended)),
    }
