"""The attendance list to print and sign: a sheet in carta size with a column to sign for each meeting."""

from __future__ import annotations

from people.api import Appointment, draw_paper

from ..models import TrainingSession
from . import rules
from .presence import presences
from .wording import hours_of, meeting_words

TEMPLATE = "pdf/attendance_list.html"
#: More columns than these leave no room to sign, even across: the further meetings go on another block of pages.
MEETINGS_ACROSS = 5
UPRIGHT_MEETINGS = 2
#: For those who come without having been booked.
BLANK_LINES = 6


def attendance_sheet(session: TrainingSession) -> bytes:
    """The PDF: who has a place, by name, with their department; six queries whatever the number of people."""
    meetings, rows = rules.meetings_of(session), _rows(session)
    return draw_paper(
        TEMPLATE,
        {
            "session": session,
            "hours": hours_of(meetings),
            "is_wide": len(meetings) > UPRIGHT_MEETINGS,
            "blocks": _blocks(meetings),
            "rows": rows,
            "blank_lines": range(len(rows) + 1, len(rows) + BLANK_LINES + 1),
        },
    )


def _blocks(meetings: list) -> list[list[tuple[object, str]]]:
    """The meetings with their day in words, as many as fit across one sheet."""
    chunks = [meetings[first : first + MEETINGS_ACROSS] for first in range(0, len(meetings), MEETINGS_ACROSS)]
    return [[(meeting, meeting_words(meeting)) for meeting in chunk] for chunk in chunks]


def _rows(session: TrainingSession) -> list[dict[str, str]]:
    people = [presence.place.employee for presence in presences(session)]
    held = Appointment.objects.on().filter(employee__in=people).select_related("department")
    # The main one is read last, so that it stays.
    departments = {one.employee_id: one.department.name for one in held.order_by("is_main", "starts_on")}
    return [
        {"number": person.number, "name": person.sorting_name, "department": departments.get(person.pk, "")}
        for person in people
    ]
