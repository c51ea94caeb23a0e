"""What stands at the door of the room: the screen with the rotating code, and the phone that reads it."""

from __future__ import annotations

import base64
import time

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.api import qr_picture

from ..models import Attendance, SessionMeeting, SessionPlace, TrainingSession
from ..outline import outline_of
from ..progress import progress_of
from . import codes, rules
from .attendance import check_in
from .closing import LESSON
from .rules import SessionRefusal
from .wording import meeting_words

SEEN = "code_seen"
#: Seconds in which somebody who has read the code signs in and confirms.
SEEN_LASTS = 600


@never_cache
@login_required
@require_safe
def screen(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The page that is projected: it loads itself anew with each code, so it needs no script."""
    if not request.user.has_perm(rules.MANAGE):
        raise PermissionDenied
    meeting = get_object_or_404(SessionMeeting.objects.select_related("session__course"), pk=meeting_id)
    now = timezone.now()
    context = {"meeting": meeting, "session": meeting.session, "words": meeting_words(meeting)}
    if not codes.is_open(meeting, now):
        context |= {"opens_at": meeting.starts_at - rules.margin(), "is_before": now < meeting.starts_at}
        response = render(request, "courses/sessions/screen_closed.html", context)
        if context["is_before"]:
            # It is opened early and left alone: the code appears by itself.
            response["Refresh"] = "60"
        return response
    code = codes.code_at(meeting, now)
    address = request.build_absolute_uri(reverse("courses:check_in", args=[meeting.session_id, code]))
    picture, kind = qr_picture(address)
    context |= {
        "code": codes.in_groups(code),
        "picture": f"data:{kind};base64,{base64.b64encode(picture).decode()}",
        "typed_at": request.build_absolute_uri(reverse("courses:type_code")),
        "present": Attendance.objects.filter(meeting=meeting, withdrawn_at=None).count(),
        "expected": meeting.session.places.filter(state=SessionPlace.State.BOOKED).count(),
        "seconds": codes.seconds_left(now),
    }
    return render(request, "courses/sessions/screen.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    """For phones without a camera: the code is typed, and leads where the picture would."""
    typed = request.POST.get("codigo", "")[:40]
    if request.method == "POST" and (meeting := codes.meeting_with(typed)):
        return redirect("courses:check_in", meeting.session_id, codes.plain(typed))
    return render(request, "courses/sessions/type_code.html", {"typed": typed, "was_wrong": request.method == "POST"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, session_id: int, code: str) -> HttpResponse:
    """Where the QR leads. Reading the code in time is remembered for a while, so that signing in does not cost it."""
    session = get_object_or_404(TrainingSession.objects.select_related("course"), pk=session_id)
    if meeting := codes.meeting_for(session, code):
        request.session[SEEN] = {"meeting": meeting.pk, "until": int(time.time()) + SEEN_LASTS}
    meeting = meeting or _meeting_seen(request, session)
    if meeting is None:
        return render(request, "courses/sessions/code_expired.html", {"session": session})
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    employee = getattr(request.user, "employee", None)
    context = {"session": session, "meeting": meeting, "words": meeting_words(meeting), "employee": employee}
    if employee is None:
        context["refusal"] = _("Your account is not on the roster, so your attendance cannot be recorded.")
        return render(request, "courses/sessions/check_in.html", context)
    if request.method != "POST":
        held = session.places.filter(employee=employee, state=SessionPlace.State.BOOKED)
        return render(request, "courses/sessions/check_in.html", {**context, "has_place": held.exists()})
    try:
        check_in(meeting=meeting, employee=employee, user=request.user)
    except SessionRefusal as refusal:
        return render(request, "courses/sessions/check_in.html", {**context, "refusal": str(refusal)})
    request.session.pop(SEEN, None)
    return redirect("courses:attended", session.pk)


def _meeting_seen(request: HttpRequest, session: TrainingSession) -> SessionMeeting | None:
    """The meeting whose code this browser read a short while ago."""
    given = request.session.get(SEEN)
    if not given or given["until"] < time.time():
        return None
    return session.meetings.filter(pk=given["meeting"]).select_related("session").first()


@never_cache
@login_required
@require_safe
def attended(request: HttpRequest, session_id: int) -> HttpResponse:
    """What I have in this session: my place, the meetings I attended, and the quizzes to answer on the phone."""
    employee = getattr(request.user, "employee", None)
    place = get_object_or_404(
        SessionPlace.objects.select_related("session__course", "enrolment__course"),
        session=session_id,
        # Somebody else's session is none: an account without a person has none at all.
        employee=employee.pk if employee else 0,
    )
    session, enrolment = place.session, place.enrolment
    marks = {
        mark.meeting_id: mark
        for mark in Attendance.objects.filter(meeting__session=session, employee=employee, withdrawn_at=None)
    }
    return render(
        request,
        "courses/sessions/attended.html",
        {
            "session": session,
            "place": place,
            "enrolment": enrolment,
            "meetings": [(one, meeting_words(one), marks.get(one.pk)) for one in rules.meetings_of(session)],
            "has_attended": bool(marks),
            "quizzes": _quizzes(enrolment) if marks and enrolment and enrolment.is_open else [],
            "may_give_back": _may_give_back(place, marks),
        },
    )


def _quizzes(enrolment) -> list[dict]:
    progress = progress_of(enrolment, outline_of(enrolment.course_id), is_sequential=enrolment.course.is_sequential)
    return [step for step in progress.steps if step["kind"] != LESSON]


def _may_give_back(place: SessionPlace, marks: dict) -> bool:
    if place.state == SessionPlace.State.CANCELLED or marks or place.session.state != TrainingSession.State.PLANNED:
        return False
    begins = rules.begins_at(rules.meetings_of(place.session))
    return begins is not None and begins > timezone.now()
