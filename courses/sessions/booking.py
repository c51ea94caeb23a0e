"""Who has a place in a session and who waits for one. Places are counted under the lock of the session's row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, User

from ..enrolment import missing_prerequisites
from ..models import Attendance, Enrolment, SessionPlace, TrainingSession
from . import news, rules
from .rules import SessionRefusal

State = SessionPlace.State


@dataclass
class Booking:
    """What came of asking for places for many: each list holds people."""

    booked: list[Employee] = field(default_factory=list)
    waiting: list[Employee] = field(default_factory=list)
    already: list[Employee] = field(default_factory=list)


@transaction.atomic
def book(*, session: TrainingSession, employees: Iterable[Employee], actor: User | None) -> Booking:
    """Give places to `employees` in their order while there are any; the others wait. Repeating it changes nothing.

    Costs the same few queries for one person or three hundred. SessionRefusal when the session is over.
    """
    session = rules.take_planned(session)
    people = list({employee.pk: employee for employee in employees}.values())
    known = {place.employee_id: place for place in session.places.filter(employee__in=people)}
    free = free_places(session)
    outcome, new, back = Booking(), [], []
    # Those who wait already stand before those who ask now.
    somebody_waits = session.places.filter(state=State.WAITING).exists()
    now = timezone.now()
    for employee in people:
        place = known.get(employee.pk)
        if place and place.state != State.CANCELLED:
            outcome.already.append(employee)
            continue
        state = State.BOOKED if free > 0 and not somebody_waits else State.WAITING
        free -= state == State.BOOKED
        (outcome.booked if state == State.BOOKED else outcome.waiting).append(employee)
        if place:
            place.state, place.booked_at, place.booked_by = state, now, actor
            back.append(place)
        else:
            new.append(SessionPlace(session=session, employee=employee, state=state, booked_at=now, booked_by=actor))
    SessionPlace.objects.bulk_create(new)
    SessionPlace.objects.bulk_update(back, ["state", "booked_at", "booked_by"])
    news.tell_booked(session, new + back, actor=actor)
    return outcome


def free_places(session: TrainingSession) -> int:
    """How many people more the room takes; ask with the session locked before acting on it."""
    return session.capacity - session.places.filter(state=State.BOOKED).count()


@transaction.atomic
def book_own(*, session: TrainingSession, employee: Employee, user: User) -> SessionPlace:
    """An official asks for a place and gets it or waits. SessionRefusal says why not."""
    session = rules.take_planned(session)
    _refuse_late(session)
    _refuse_course(session, employee)
    elsewhere = SessionPlace.objects.filter(
        employee=employee,
        session__course=session.course_id,
        session__state=TrainingSession.State.PLANNED,
        state__in=[State.BOOKED, State.WAITING],
    ).exclude(session=session)
    if other := elsewhere.select_related("session").first():
        raise SessionRefusal(
            _("You asked for a place in «%(session)s» already. Give that one back first.")
            % {"session": other.session.title}
        )
    book(session=session, employees=[employee], actor=user)
    return SessionPlace.objects.get(session=session, employee=employee)


def _refuse_late(session: TrainingSession) -> None:
    begins = rules.begins_at(rules.meetings_of(session))
    if begins is None or begins <= timezone.now():
        raise SessionRefusal(_("This session has begun already. Ask Human Resources."))


def _refuse_course(session: TrainingSession, employee: Employee) -> None:
    course = session.course
    if Enrolment.objects.open().filter(employee=employee, course=course).exists():
        return
    if not (course.live and course.is_open):
        raise SessionRefusal(_("This course is taken by assignment only. Ask Human Resources if you need it."))
    if missing := list(missing_prerequisites(employee, course)):
        titles = ", ".join(f"«{page.title}»" for page in missing)
        raise SessionRefusal(_("Before this course, complete: %(courses)s.") % {"courses": titles})


@transaction.atomic
def give_back(*, session: TrainingSession, employee: Employee, actor: User) -> None:
    """Give the place of `employee` back; whoever has waited longest moves up at once. Repeating it changes nothing.

    The person may do so until the session begins, RH as long as no attendance of that person was taken.
    """
    session = rules.take_planned(session)
    if rules.own_employee_id(actor) == employee.pk:
        _refuse_late(session)
    if Attendance.objects.filter(meeting__session=session, employee=employee, withdrawn_at=None).exists():
        raise SessionRefusal(_("This person has attended already, so the place stays taken."))
    held = session.places.filter(employee=employee).exclude(state=State.CANCELLED)
    if held.update(state=State.CANCELLED):
        move_up(session)


def move_up(session: TrainingSession) -> list[SessionPlace]:
    """Give free places to those who have waited longest and tell them; the caller holds the lock."""
    free = free_places(session)
    if free <= 0:
        return []
    waiting = session.places.filter(state=State.WAITING).select_related("employee").order_by("booked_at", "pk")
    moved = list(waiting[:free])
    SessionPlace.objects.filter(pk__in=[place.pk for place in moved]).update(state=State.BOOKED)
    for place in moved:
        place.state = State.BOOKED
    news.tell_moved_up(session, moved)
    return moved
