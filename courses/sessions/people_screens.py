"""RH's screens about the people of a session: giving places, taking them back, and attendance by list."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from people.api import Department, Employee, frame, requires

from ..models import Assignment, Attendance, SessionMeeting, TrainingSession
from . import attendance as taking
from . import booking, candidates, rules
from .forms import ReasonForm
from .presence import presences
from .rules import MANAGE, SessionRefusal
from .screens import FORM, ICON, found, trail
from .wording import meeting_words

#: More people than a room takes are not listed by name.
SHOWN = 300


@dataclass
class Search:
    """What RH looks for, read from an address or a form; what does not exist is left out."""

    words: str = ""
    department: Department | None = None
    assignment: Assignment | None = None
    is_pending: bool = False

    @classmethod
    def read(cls, asked: QueryDict) -> Search:
        department, assignment = asked.get("direccion", ""), asked.get("asignacion", "")
        return cls(
            words=" ".join(asked.get("buscar", "").split())[:80],
            department=Department.objects.filter(pk=department).first() if department.isdecimal() else None,
            assignment=Assignment.objects.filter(pk=assignment).first() if assignment.isdecimal() else None,
            is_pending=bool(asked.get("pendientes")),
        )

    @property
    def is_given(self) -> bool:
        return bool(self.words or self.department or self.assignment or self.is_pending)

    def people(self, session: TrainingSession):
        return candidates.candidates(
            session,
            words=self.words,
            department=self.department,
            assignment=self.assignment,
            is_pending=self.is_pending,
        )


@FORM
@requires(MANAGE)
def book_people(request: HttpRequest, session_id: int) -> HttpResponse:
    session = found(session_id)
    if request.method == "POST":
        return _book(request, session)
    search = Search.read(request.GET)
    people = search.people(session) if search.is_given else Employee.objects.none()
    return render(
        request,
        "courses/sessions/admin/book.html",
        {
            **frame(_("Give places"), icon=ICON, parents=trail(session)),
            "session": session,
            "search": search,
            "people": people[:SHOWN],
            "people_count": people.count(),
            "shown": SHOWN,
            "free": booking.free_places(session),
            "departments": Department.objects.filter(is_active=True).order_by("path"),
            "assignments": candidates.assignments_for(session),
        },
    )


def _book(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    people, unknown = _chosen(request, session)
    for number in unknown[:20]:
        messages.warning(request, _("Nobody who works here has the number «%(number)s».") % {"number": number[:30]})
    if not people:
        messages.info(request, _("Nobody was chosen: tick names or write numbers."))
        return redirect("courses_sessions:book", session.pk)
    try:
        outcome = booking.book(session=session, employees=people, actor=request.user)
    except SessionRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, outcome)
    return redirect("courses_sessions:one", session.pk)


def _chosen(request: HttpRequest, session: TrainingSession) -> tuple[list[Employee], list[str]]:
    if "numeros" in request.POST:
        return candidates.by_numbers(request.POST["numeros"][:60_000])
    search = Search.read(request.POST)
    if "todas" in request.POST:
        return (list(search.people(session)) if search.is_given else []), []
    ids = [int(pk) for pk in request.POST.getlist("persona") if pk.isdecimal()]
    return list(candidates.candidates(session).filter(pk__in=ids[:1000])), []


def _tell(request: HttpRequest, outcome: booking.Booking) -> None:
    if n := len(outcome.booked):
        text = ngettext("%(n)d person got a place.", "%(n)d people got a place.", n)
        messages.success(request, text % {"n": n})
    if n := len(outcome.waiting):
        text = ngettext(
            "%(n)d person is on the waiting list: the room is full.",
            "%(n)d people are on the waiting list: the room is full.",
            n,
        )
        messages.warning(request, text % {"n": n})
    if n := len(outcome.already):
        text = ngettext("%(n)d person was on the list before.", "%(n)d people were on the list before.", n)
        messages.info(request, text % {"n": n})


@require_POST
@requires(MANAGE)
def take_place_back(request: HttpRequest, session_id: int, employee_id: int) -> HttpResponse:
    session = found(session_id)
    place = get_object_or_404(session.places.select_related("employee"), employee=employee_id)
    try:
        booking.give_back(session=session, employee=place.employee, actor=request.user)
    except SessionRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The place of %(name)s is free again.") % {"name": place.employee.full_name})
    return redirect("courses_sessions:one", session.pk)


@FORM
@requires(MANAGE)
def attendance_list(request: HttpRequest, session_id: int, meeting_id: int) -> HttpResponse:
    session = found(session_id)
    meeting = get_object_or_404(SessionMeeting.objects.select_related("session"), pk=meeting_id, session=session)
    if request.method == "POST":
        ticked = [int(pk) for pk in request.POST.getlist("presente") if pk.isdecimal()]
        try:
            noted = taking.record_list(meeting=meeting, employee_ids=ticked, actor=request.user)
        except SessionRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect("courses_sessions:attendance", session.pk, meeting.pk)
        text = ngettext("The attendance of %(n)d person was noted.", "The attendance of %(n)d people was noted.", noted)
        messages.success(request, text % {"n": noted})
        return redirect("courses_sessions:one", session.pk)
    everybody = presences(session)
    return render(
        request,
        "courses/sessions/admin/attendance.html",
        {
            **frame(_("Attendance"), icon="tick-inverse", parents=trail(session), subtitle=session.title),
            "session": session,
            "meeting": meeting,
            "meeting_words": meeting_words(meeting),
            "rows": [(presence, presence.marks.get(meeting.pk)) for presence in everybody],
            "noted": sum(meeting.pk in presence.marks for presence in everybody),
            "own_id": rules.own_employee_id(request.user),
            "may_note": session.state == TrainingSession.State.PLANNED and rules.has_begun(meeting),
        },
    )


@FORM
@requires(MANAGE)
def withdraw_attendance(request: HttpRequest, session_id: int, attendance_id: int) -> HttpResponse:
    session = found(session_id)
    line = get_object_or_404(
        Attendance.objects.select_related("employee", "meeting__session"),
        pk=attendance_id,
        meeting__session=session,
        withdrawn_at=None,
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            taking.withdraw(attendance=line, actor=request.user, reason=form.cleaned_data["reason"])
        except SessionRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The line was withdrawn; it stays on record with its reason."))
            return redirect("courses_sessions:one", session.pk)
    return render(
        request,
        "courses/sessions/admin/reason.html",
        {
            **frame(_("Withdraw an attendance"), icon="warning", parents=trail(session)),
            "form": form,
            "warning": _("Withdraw it only when the person was not there. It is kept, with your name and the reason."),
            "facts": [
                (_("Public servant"), line.employee.full_name),
                (_("Meeting"), meeting_words(line.meeting)),
                (_("Noted by"), line.get_method_display()),
            ],
            "button": _("Withdraw the attendance"),
            "back_url": reverse("courses_sessions:one", args=[session.pk]),
        },
    )
