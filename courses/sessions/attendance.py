"""Taking attendance, by the code on the screen or by list, and withdrawing a line that was wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, User, record_decision

from ..models import Attendance, Completion, Enrolment, SessionMeeting, SessionPlace, StepProgress, TrainingSession
from . import codes, rules
from .booking import free_places
from .presence import is_enough
from .rules import SessionRefusal

State = SessionPlace.State


@transaction.atomic
def check_in(*, meeting: SessionMeeting, employee: Employee, user: User) -> Attendance:
    """Record once that `employee` read the code of `meeting` in the room; repeating it returns the same line.

    Who has no place gets one while there is room. SessionRefusal says what is wrong and whom to see.
    """
    session = rules.take_planned(meeting.session)
    meeting = SessionMeeting.objects.select_related("session").get(pk=meeting.pk)
    if not codes.is_open(meeting, timezone.now()):
        raise SessionRefusal(_("Attendance of this meeting is no longer taken. Ask whoever gives the session."))
    if user.has_perm(rules.MANAGE):
        raise SessionRefusal(_("You organise sessions, so a colleague must note your attendance on the list."))
    earlier = Attendance.objects.filter(meeting=meeting, employee=employee).order_by("-pk").first()
    if earlier and earlier.withdrawn_at is None:
        return earlier
    if earlier:
        raise SessionRefusal(_("Human Resources withdrew your attendance of this meeting. Ask them about it."))
    place = _place_in_the_room(session, employee, user)
    attendance = Attendance.objects.create(
        meeting=meeting, employee=employee, method=Attendance.Method.QR, recorded_by=user
    )
    count_for_enrolments(session, [place], since=meeting.starts_at)
    return attendance


def _place_in_the_room(session: TrainingSession, employee: Employee, user: User) -> SessionPlace:
    place = session.places.filter(employee=employee).first()
    if place and place.state == State.BOOKED:
        return place
    if free_places(session) <= 0:
        raise SessionRefusal(_("You have no place in this session and the room is full. Speak to the instructor."))
    place = place or SessionPlace(session=session, employee=employee)
    place.state, place.booked_at, place.booked_by = State.BOOKED, timezone.now(), user
    place.save()
    return place


@transaction.atomic
def record_list(*, meeting: SessionMeeting, employee_ids: Iterable[int], actor: User) -> int:
    """Record that these people, of those with a place, were at `meeting`; returns how many were not noted before.

    Who is not among them stays as they are: a wrong line is withdrawn with its reason. SessionRefusal when the
    session is over, the meeting is yet to come, or the list holds whoever writes it.
    """
    session = rules.take_planned(meeting.session)
    meeting = session.meetings.get(pk=meeting.pk)
    if not rules.has_begun(meeting):
        raise SessionRefusal(_("This meeting is yet to come: nobody can have attended it."))
    known = Attendance.objects.filter(meeting=meeting, withdrawn_at=None).values_list("employee_id", flat=True)
    places = session.places.filter(state=State.BOOKED, employee__in=set(employee_ids) - set(known))
    places = list(places.select_related("enrolment"))
    if rules.own_employee_id(actor) in {place.employee_id for place in places}:
        raise SessionRefusal(_("Nobody notes their own attendance: ask a colleague to tick your name."))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, employee_id=place.employee_id, method=Attendance.Method.LIST, recorded_by=actor)
        for place in places
    )
    count_for_enrolments(session, places, since=meeting.starts_at)
    return len(places)


def count_for_enrolments(session: TrainingSession, places: Sequence[SessionPlace], *, since: dt.datetime) -> None:
    """Tie each place to the cycle that the attendance counts for, opening one for those who have none.

    A cycle that was completed before the session began is history: being there again is another one.
    """
    begins = min(since, rules.begins_at(rules.meetings_of(session)) or since)
    loose = [place for place in places if place.enrolment_id is None]
    cycles = _cycles(session, loose, begins)
    missing = [place for place in loose if not _counts(cycles.get(place.employee_id), begins)]
    Enrolment.objects.bulk_create(
        (_next_cycle(session, place, cycles.get(place.employee_id), since) for place in missing),
        # Somebody may start the course on the screen at this very moment: then that cycle is the one.
        ignore_conflicts=True,
    )
    cycles |= _cycles(session, missing, begins)
    for place in loose:
        place.enrolment = cycles[place.employee_id]
    SessionPlace.objects.bulk_update(loose, ["enrolment"])
    ids = [place.enrolment_id for place in places]
    Enrolment.objects.open().filter(pk__in=ids, attended_at=None).update(attended_at=since)
    Enrolment.objects.open().filter(pk__in=ids, started_at=None).update(started_at=since)


def _cycles(session: TrainingSession, places: Sequence[SessionPlace], begins: dt.datetime) -> dict[int, Enrolment]:
    found = Enrolment.objects.filter(course=session.course_id, employee__in=[place.employee_id for place in places])
    return {enrolment.employee_id: enrolment for enrolment in found.order_by("cycle")}


def _counts(enrolment: Enrolment | None, begins: dt.datetime) -> bool:
    return enrolment is not None and (enrolment.is_open or enrolment.completed_at >= begins)


def _next_cycle(
    session: TrainingSession, place: SessionPlace, earlier: Enrolment | None, since: dt.datetime
) -> Enrolment:
    return Enrolment(
        employee_id=place.employee_id,
        course_id=session.course_id,
        cycle=earlier.cycle + 1 if earlier else 1,
        renews=earlier,
        enrolled_at=min(since, timezone.now()),
    )


@transaction.atomic
def withdraw(*, attendance: Attendance, actor: User, reason: str) -> Attendance:
    """Take back a line of attendance that was wrong. It stays on record with its reason.

    In a closed session only while nothing was completed by it: the lessons that it had counted as done open again.
    """
    session = rules.take(attendance.meeting.session)
    attendance = Attendance.objects.select_for_update(of=("self",)).select_related("employee").get(pk=attendance.pk)
    if attendance.withdrawn_at:
        return attendance
    if rules.own_employee_id(actor) == attendance.employee_id:
        raise SessionRefusal(_("Nobody decides about their own attendance: ask a colleague."))
    if not (reason := " ".join(reason.split())):
        raise SessionRefusal(_("Say why this line is withdrawn."))
    place = session.places.select_related("enrolment").get(employee=attendance.employee_id)
    _refuse_completed(session, place)
    attendance.withdrawn_at, attendance.withdrawn_by, attendance.withdrawal_reason = timezone.now(), actor, reason
    attendance.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _reopen(session, place)
    record_decision(
        act="withdraw_attendance",
        actor=actor,
        subject=session,
        employee=attendance.employee,
        reason=reason,
        before={"meeting": str(attendance.meeting), "method": attendance.method, "at": attendance.at},
    )
    return attendance


def _refuse_completed(session: TrainingSession, place: SessionPlace) -> None:
    if place.enrolment_id is None:
        return
    # The lock keeps a quiz that is being submitted from completing the course in between.
    Enrolment.objects.select_for_update().get(pk=place.enrolment_id)
    made = Completion.objects.filter(enrolment=place.enrolment_id, source=Completion.Source.ATTENDANCE).first()
    if made and made.grounds.get("session") == session.pk:
        raise SessionRefusal(
            _("%(name)s completed the course by this attendance, so it stays. If it is false, revoke the constancia.")
            % {"name": made.employee_name}
        )


def _reopen(session: TrainingSession, place: SessionPlace) -> None:
    """Undo what the attendance had opened or counted as done, as far as what is left no longer carries it."""
    if place.enrolment_id is None:
        return
    mine = Attendance.objects.filter(employee=place.employee_id, withdrawn_at=None)
    left = mine.filter(meeting__session=session).count()
    if not is_enough(left, session.meetings.count(), session.minimum_percent):
        credited = StepProgress.objects.filter(
            enrolment=place.enrolment_id, enrolment__completed_at=None, session=session
        )
        credited.update(completed_at=None, revision_id=None, session=None)
    held = SessionPlace.objects.filter(enrolment=place.enrolment_id).values("session")
    if not mine.filter(meeting__session__in=held).exists():
        Enrolment.objects.open().filter(pk=place.enrolment_id).update(attended_at=None)
