"""What an official does with sessions: asks for a place, gives it back, and puts it in the calendar."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..models import Enrolment, SessionPlace, TrainingSession
from . import booking
from .calendar import file_of
from .listing import with_counts
from .rules import SessionRefusal


def _on_offer(session_id: int) -> TrainingSession:
    return get_object_or_404(TrainingSession.objects.filter(course__live=True), pk=session_id)


@login_required
@require_POST
def book_session(request: HttpRequest, session_id: int) -> HttpResponse:
    employee = getattr(request.user, "employee", None)
    session = _on_offer(session_id)
    if employee is None:
        messages.error(request, _("Your account is not on the roster, so its progress cannot be recorded."))
        return redirect("courses:my_classroom")
    try:
        place = booking.book_own(session=session, employee=employee, user=request.user)
    except SessionRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:my_classroom")
    if place.state == SessionPlace.State.BOOKED:
        messages.success(request, _("You have a place in «%(session)s».") % {"session": session.title})
    else:
        messages.info(
            request,
            _("The room is full: you are on the waiting list of «%(session)s» and will be told when a place is free.")
            % {"session": session.title},
        )
    return redirect("courses:attended", session.pk)


@login_required
@require_POST
def give_back_place(request: HttpRequest, session_id: int) -> HttpResponse:
    employee = getattr(request.user, "employee", None)
    place = get_object_or_404(
        SessionPlace.objects.select_related("session"), session=session_id, employee=employee.pk if employee else 0
    )
    try:
        booking.give_back(session=place.session, employee=employee, actor=request.user)
    except SessionRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You gave your place in «%(session)s» back.") % {"session": place.session.title})
    return redirect("courses:my_classroom")


@login_required
@require_safe
def session_event(request: HttpRequest, session_id: int) -> HttpResponse:
    """The meetings of one's own session as a file that any calendar opens."""
    employee = getattr(request.user, "employee", None)
    place = get_object_or_404(
        SessionPlace.objects.select_related("session__course").exclude(state=SessionPlace.State.CANCELLED),
        session=session_id,
        employee=employee.pk if employee else 0,
    )
    response = HttpResponse(file_of(place), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="sesion-{place.session_id}.ics"'
    return response


#: For how long a session that is over is still shown.
RECENT = dt.timedelta(days=30)


def my_sessions(request: HttpRequest, employee) -> list[dict]:
    """The section of «Mi aula»: my places, and the sessions that are open to me; none while there is nothing.

    One query where there is nothing to show, as for most people on most days; three otherwise.
    """
    if employee is None:
        return []
    sessions = list(_near(employee))
    held = SessionPlace.objects.filter(employee=employee, session__in=sessions).exclude(
        state=SessionPlace.State.CANCELLED
    )
    own = {place.session_id: place for place in held.select_related("enrolment")} if sessions else {}
    places = [_with(own[session.pk], session) for session in sessions if session.pk in own]
    courses = {place.session.course_id for place in places}
    offered = [session for session in sessions if session.is_offered and session.course_id not in courses][:5]
    places = [place for place in places if _is_shown(place)]
    if not places and not offered:
        return []
    return [{"template": "courses/sessions/my_sessions.html", "context": {"places": places, "offered": offered}}]


def _near(employee):
    """Sessions of a short while ago or to come in which `employee` has a place, or that give a course to be done.

    `is_offered` marks those that a person who has no place yet may ask for.
    """
    now = timezone.now()
    mine = SessionPlace.objects.filter(session=OuterRef("pk"), employee=employee)
    wanted = Enrolment.objects.open().filter(employee=employee, course=OuterRef("course"))
    to_come = Q(state=TrainingSession.State.PLANNED, course__live=True, begins__gt=now)
    sessions = with_counts(TrainingSession.objects.all()).annotate(is_wanted=Exists(wanted))
    is_mine = Q(Exists(mine.exclude(state=SessionPlace.State.CANCELLED)), ends__gt=now - RECENT)
    is_offered = to_come & Q(is_wanted=True)
    offered = Case(When(is_offered, then=Value(True)), default=Value(False), output_field=BooleanField())
    return (
        sessions.filter(is_mine | is_offered)
        .annotate(is_offered=offered)
        .prefetch_related("meetings")
        .order_by("begins", "pk")
    )


def _with(place: SessionPlace, session: TrainingSession) -> SessionPlace:
    place.session = session
    return place


def _is_shown(place: SessionPlace) -> bool:
    """A closed session stays while its quiz is missing; a course that is done is told among the finished ones."""
    if place.session.state != TrainingSession.State.CLOSED:
        return True
    return place.enrolment is not None and place.enrolment.is_open


def has_sessions() -> Exists:
    """Whether a session of the course in the query is still to come, as an annotation of CoursePage."""
    planned = TrainingSession.objects.filter(course=OuterRef("pk"), state=TrainingSession.State.PLANNED)
    return Exists(planned.filter(meetings__starts_at__gt=timezone.now()))


def sessions_to_come():
    """Planned sessions of published courses that have not begun, the next first, as `with_counts` gives them."""
    planned = TrainingSession.objects.filter(state=TrainingSession.State.PLANNED, course__live=True)
    return with_counts(planned).filter(begins__gt=timezone.now()).prefetch_related("meetings").order_by("begins", "pk")


def sessions_of_course(course, employee) -> list[dict]:
    """The sessions to come of `course` with the person's own place in each; nothing for who is not on the roster."""
    if employee is None:
        return []
    sessions = list(sessions_to_come().filter(course=course)[:10])
    if not sessions:
        return []
    own = {
        place.session_id: place
        for place in SessionPlace.objects.filter(employee=employee, session__in=sessions).exclude(
            state=SessionPlace.State.CANCELLED
        )
    }
    return [{"session": session, "place": own.get(session.pk)} for session in sessions]
