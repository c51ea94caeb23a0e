"""RH's screens: the list of sessions, one session, planning and changing it, cancelling and closing it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from people.api import frame, requires

from ..models import Attendance, SessionPlace, TrainingSession
from . import closing, listing, organising, rules
from .forms import MeetingFormSet, ReasonForm, SessionForm, as_rows
from .presence import presences
from .rules import MANAGE, SessionRefusal

PER_PAGE = 25
ICON = "group"
FORM = require_http_methods(["GET", "HEAD", "POST"])


def trail(session: TrainingSession | None = None) -> list[tuple[str, str]]:
    """The way to a page about sessions, as `people.api.frame` takes it."""
    way = [(reverse("courses_sessions:list"), _("Sessions in a room"))]
    if session:
        way.append((reverse("courses_sessions:one", args=[session.pk]), session.title))
    return way


def found(session_id: int) -> TrainingSession:
    return get_object_or_404(TrainingSession.objects.select_related("course", "closed_by"), pk=session_id)


@require_safe
@requires(MANAGE)
def sessions(request: HttpRequest) -> HttpResponse:
    stage, words = request.GET.get("estado", ""), " ".join(request.GET.get("buscar", "").split())[:80]
    rows = listing.staged(listing.with_counts(TrainingSession.objects.all()), stage).order_by("-begins", "-pk")
    for word in words.split():
        rows = rows.filter(title__icontains=word) | rows.filter(course__title__icontains=word)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in (("estado", stage), ("buscar", words)) if value})
    return render(
        request,
        "courses/sessions/admin/list.html",
        {
            **frame(_("Sessions in a room"), icon=ICON),
            "rows": [(one, listing.stand_of(one), listing.places_of(one)) for one in page],
            "page_obj": page,
            "query": f"{query.urlencode()}&" if query else "",
            "words": words,
            "stage": stage,
            "stages": zip(listing.STAGES, stage_words(), strict=True),
        },
    )


def stage_words() -> list[str]:
    return [
        _("To come or under way"),
        _("To be closed"),
        pgettext("session", "Closed"),
        pgettext("session", "Cancelled"),
    ]


@require_safe
@requires(MANAGE)
def session_page(request: HttpRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(listing.with_counts(TrainingSession.objects.select_related("closed_by")), pk=session_id)
    everybody = presences(session)
    waiting = session.places.filter(state=SessionPlace.State.WAITING).select_related("employee")
    withdrawn = Attendance.objects.filter(meeting__session=session, withdrawn_at__isnull=False)
    meetings = rules.meetings_of(session)
    return render(
        request,
        "courses/sessions/admin/one.html",
        {
            **frame(session.title, icon=ICON, parents=trail()),
            "session": session,
            "stand": listing.stand_of(session),
            "places": listing.places_of(session),
            "meetings": [
                (meeting, sum(meeting.pk in presence.marks for presence in everybody), rules.has_begun(meeting))
                for meeting in meetings
            ],
            "everybody": everybody,
            "waiting": waiting,
            "withdrawn": withdrawn.select_related("employee", "meeting", "withdrawn_by"),
            "standing": closing.counted(everybody),
            "is_planned": session.state == TrainingSession.State.PLANNED,
            "own_id": rules.own_employee_id(request.user),
        },
    )


@FORM
@requires(MANAGE)
def new_session(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@FORM
@requires(MANAGE)
def edit_session(request: HttpRequest, session_id: int) -> HttpResponse:
    session = found(session_id)
    if session.state != TrainingSession.State.PLANNED:
        messages.info(request, _("This session is over: what it says stays as it is."))
        return redirect("courses_sessions:one", session.pk)
    return _edit(request, session)


def _edit(request: HttpRequest, session: TrainingSession | None) -> HttpResponse:
    form = SessionForm(request.POST or None, instance=session)
    rows = MeetingFormSet(
        request.POST or None, prefix="m", initial=as_rows(rules.meetings_of(session)) if session else None
    )
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            saved = _save(request, form, rows, session)
        except SessionRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("«%(session)s» was saved.") % {"session": saved.title})
            return redirect("courses_sessions:one", saved.pk)
    title = _("Change the session") if session else _("Plan a session")
    return render(
        request,
        "courses/sessions/admin/edit.html",
        {**frame(title, icon=ICON, parents=trail(session)), "form": form, "rows": rows, "session": session},
    )


def _save(request: HttpRequest, form: SessionForm, rows, session: TrainingSession | None) -> TrainingSession:
    times = [row.times for row in rows if row.times]
    values = {name: form.cleaned_data[name] for name in organising.CHANGEABLE}
    if session is None:
        return organising.organise(actor=request.user, course=form.cleaned_data["course"], meetings=times, **values)
    return organising.change(actor=request.user, session=session, meetings=times, **values)


@FORM
@requires(MANAGE)
def cancel_session(request: HttpRequest, session_id: int) -> HttpResponse:
    session = found(session_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organising.cancel(actor=request.user, session=session, reason=form.cleaned_data["reason"])
        except SessionRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session was cancelled and those who had a place are told."))
            return redirect("courses_sessions:one", session.pk)
    return render(
        request,
        "courses/sessions/admin/reason.html",
        {
            **frame(_("Cancel the session"), icon="warning", parents=trail(session)),
            "form": form,
            "warning": _("Everybody who has a place or waits for one is told, with the reason. It cannot be undone."),
            "facts": [(_("Session"), session.title), (_("Place"), session.place)],
            "button": _("Cancel the session"),
            "back_url": reverse("courses_sessions:one", args=[session.pk]),
        },
    )


@FORM
@requires(MANAGE)
def close_session(request: HttpRequest, session_id: int) -> HttpResponse:
    session = found(session_id)
    refusal = ""
    if request.method == "POST":
        try:
            done = closing.close(session=session, actor=request.user)
        except SessionRefusal as reason:
            refusal = str(reason)
        else:
            messages.success(
                request,
                _("The session is closed: %(completed)d completed the course, %(quiz)d still have a quiz to pass.")
                % {"completed": done.completed, "quiz": done.quiz_missing},
            )
            return redirect("courses_sessions:one", session.pk)
    everybody = presences(session)
    return render(
        request,
        "courses/sessions/admin/close.html",
        {
            **frame(_("Close the session"), icon="check", parents=trail(session)),
            "session": session,
            "refusal": refusal,
            "standing": closing.counted(everybody),
            "below": [presence for presence in everybody if not presence.is_enough],
            "quizzes": closing.quizzes_of(session),
            "is_planned": session.state == TrainingSession.State.PLANNED,
        },
    )


@require_safe
@requires(MANAGE)
def sheet(request: HttpRequest, session_id: int) -> HttpResponse:
    """The list to sign, drawn anew each time: it holds what is known now."""
    from .paper import attendance_sheet

    session = found(session_id)
    response = HttpResponse(attendance_sheet(session), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="lista-de-asistencia-{session.pk}.pdf"'
    return response
