"""The screens of sessions in the admin: the list, one session, the votes of a point, and the files."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import TABLE_FORMATS, attached, frame, page_links, requires, table_file

from ..access import FOLLOW, RUN
from ..models import AgendaItem, CouncilSession
from .acts import CannotChange, call_session, cancel, edit_session, hold, record_presence, record_votes
from .bodies import bodies, next_number
from .forms import CancelForm, PresenceForm, SessionForm, VotesForm
from .lists import Narrowed, look_of, sessions, sitting_columns, sittings, vote_columns, years

ICON = "group"
PER_PAGE = 50
FORM = require_http_methods(["GET", "HEAD", "POST"])


def _frame(title: str = "", *parents: tuple[str, str]) -> dict:
    here = _("Sessions of the council")
    if not title:
        return frame(here, icon=ICON)
    return frame(title, icon=ICON, parents=[(here, reverse("cimtra_sessions:list")), *parents])


def _of(session: CouncilSession) -> tuple[str, str]:
    return str(session), reverse("cimtra_sessions:one", args=[session.pk])


def _found(pk: int) -> CouncilSession:
    return get_object_or_404(CouncilSession.objects.select_related("body", "made_by"), pk=pk)


@require_safe
@requires(FOLLOW)
def listed(request: HttpRequest) -> HttpResponse:
    narrowed = Narrowed.of(request.GET)
    page = Paginator(sessions(narrowed), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        **_frame(),
        "rows": [(one, look_of(one)) for one in page],
        "links": page_links(page, narrowed),
        "narrowed": narrowed,
        "query": narrowed.as_query(),
        "bodies": bodies(),
        "years": years(),
        "states": CouncilSession.State.choices,
        "may_run": request.user.has_perm(RUN),
    }
    return render(request, "cimtra/sessions/list.html", context)


@require_safe
@requires(FOLLOW)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Attendance and votes of the sessions on the list, one row per member and session."""
    if kind not in TABLE_FORMATS:
        raise Http404
    narrowed = Narrowed.of(request.GET)
    body = bodies().filter(pk=narrowed.body).first() if narrowed.body else None
    criteria = [
        (_("Body"), body.name if body else _("Every one")),
        (_("Year"), str(narrowed.year or _("Every one"))),
        (_("State"), str(CouncilSession.State(narrowed.state).label) if narrowed.state else _("Every one")),
        (_("Made"), timezone.now()),
    ]
    content = table_file(
        kind,
        title=_("Attendance and votes"),
        columns=sitting_columns(),
        rows=sittings(sessions(narrowed)),
        criteria=criteria,
        author=request.user.get_full_name() or request.user.username,
    )
    return attached(content, name=f"asistencia-y-votos-{timezone.localdate():%Y-%m-%d}.{kind}")


@FORM
@requires(RUN)
def new(request: HttpRequest) -> HttpResponse:
    """The number that follows is proposed once the body is known from the address."""
    form = SessionForm(request.POST or None, initial=_proposed(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = call_session(by=request.user, **form.cleaned_data)
        except CannotChange as reason:
            form.add_error("number", str(reason))
        else:
            messages.success(request, _("The session is called, with those who sit there that day."))
            return redirect("cimtra_sessions:one", made.pk)
    context = {**_frame(_("Call a session")), "form": form, "back": reverse("cimtra_sessions:list")}
    return render(request, "cimtra/sessions/form.html", context, status=422 if form.errors else 200)


def _proposed(request: HttpRequest) -> dict:
    narrowed = Narrowed.of(request.GET)
    body = bodies().filter(pk=narrowed.body).first() if narrowed.body else None
    if body is None:
        return {}
    return {"body": body, "number": next_number(body, CouncilSession.Kind.ORDINARY, timezone.localdate().year)}


@FORM
@requires(RUN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    session = _found(pk)
    form = SessionForm(request.POST or None, instance=session)
    if request.method == "POST" and form.is_valid():
        try:
            edit_session(session=session, **form.cleaned_data)
        except CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The session is saved."))
            return redirect("cimtra_sessions:one", pk)
    context = {**_frame(_("Edit the session"), _of(_found(pk))), "form": form, "back": _of(session)[1]}
    return render(request, "cimtra/sessions/form.html", context, status=422 if form.errors else 200)


@require_safe
@requires(FOLLOW)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


def _page(request: HttpRequest, session: CouncilSession, **forms) -> HttpResponse:
    members = list(session.members.all())
    begun = session.starts_at <= timezone.now() and session.state != CouncilSession.State.CANCELLED
    may_run = request.user.has_perm(RUN)
    context = {
        **_frame(str(session)),
        "session": session,
        "look": look_of(session),
        "members": members,
        "items": session.agenda.prefetch_related("votes__member"),
        "deliveries": session.deliveries.select_related("obligation").order_by("due_on"),
        "has_begun": begun,
        "may_run": may_run,
        "presence": forms.get("presence") or (PresenceForm(members=members) if may_run and begun and members else None),
        "cancelling": forms.get("cancelling") or CancelForm(),
    }
    refused = any(form.errors for form in forms.values())
    return render(request, "cimtra/sessions/one.html", context, status=422 if refused else 200)


@require_POST
@requires(RUN)
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    session = _found(pk)
    form = PresenceForm(request.POST, members=list(session.members.all()))
    if not form.is_valid():
        return _page(request, session, presence=form)
    try:
        record_presence(session=session, presence=form.cleaned)
    except CannotChange as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The attendance is recorded."))
    return redirect("cimtra_sessions:one", pk)


@require_POST
@requires(RUN)
def held(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        made = hold(session=_found(pk))
    except CannotChange as reason:
        messages.error(request, str(reason))
    else:
        text = ngettext(
            "The session was held, and %(number)d thing to be published of it falls due.",
            "The session was held, and %(number)d things to be published of it fall due.",
            made,
        )
        messages.success(request, text % {"number": made} if made else _("The session is recorded as held."))
    return redirect("cimtra_sessions:one", pk)


@require_POST
@requires(RUN)
def cancelled(request: HttpRequest, pk: int) -> HttpResponse:
    session, form = _found(pk), CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, session, cancelling=form)
    try:
        cancel(session=session, reason=form.cleaned_data["reason"])
    except CannotChange as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The session is cancelled, with its reason."))
    return redirect("cimtra_sessions:one", pk)


@FORM
@requires(RUN)
def votes(request: HttpRequest, pk: int) -> HttpResponse:
    """How one point of the agenda was decided, and the vote of each."""
    item = get_object_or_404(AgendaItem.objects.select_related("session__body"), pk=pk)
    form = VotesForm(request.POST or None, item=item, members=list(item.session.members.all()))
    if request.method == "POST" and form.is_valid():
        try:
            record_votes(item=item, decision=form.cleaned_data["decision"], votes=form.votes)
        except CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The votes on point %(number)d are recorded.") % {"number": item.order})
            return redirect("cimtra_sessions:one", item.session_id)
    framed = _frame(_("Votes on point %(number)d") % {"number": item.order}, _of(item.session))
    context = {**framed, "item": item, "form": form, "back": _of(item.session)[1]}
    return render(request, "cimtra/sessions/votes.html", context, status=422 if form.errors else 200)


@require_safe
@requires(FOLLOW)
def sheet(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Who came and how each voted on each point of one session."""
    if kind not in TABLE_FORMATS:
        raise Http404
    session = _found(pk)
    content = table_file(
        kind,
        title=_("Attendance and votes"),
        columns=vote_columns(session),
        rows=list(session.members.all()),
        criteria=[
            (_("Session"), str(session)),
            (_("Day and hour"), session.starts_at),
            (_("State"), session.get_state_display()),
        ],
        author=request.user.get_full_name() or request.user.username,
    )
    day = timezone.localtime(session.starts_at)
    return attached(content, name=f"sesion-{session.body.code}-{day:%Y-%m-%d}-{session.number}.{kind}")
