"""One finding in the admin: what it says, its history, what may be done with it, and the training that it needs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import User, requires

from ..access import FOLLOW, RUN, VERIFY
from ..admin import VIEW_INSTRUMENT
from ..models import Aspect, Finding, FindingEvidence
from . import acting, acts
from .acting import Doing, comment_form, do_act
from .area_views import file_of
from .forms import AttendForm, EvidenceForm, FindingForm, SayForm
from .framing import found, framed, sees_findings
from .lists import WAITING
from .look import changes_of, look_of, rows_of, story_of
from .training import ASSIGN, SMALLEST_GROUP, needs_of

FORM = require_http_methods(["GET", "HEAD", "POST"])
SHOW_VARIABLES = "variables_of"
State = Finding.State


@require_safe
@sees_findings
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, found(pk))


def _page(request: HttpRequest, one: Finding, **bound: Form) -> HttpResponse:
    """The page of a finding; `bound` are the forms that were refused, by the name of their act."""
    user = request.user
    may_run, may_verify = user.has_perm(RUN), user.has_perm(VERIFY)
    forms = {
        "comentar": comment_form(),
        "atender": AttendForm(prefix="atender"),
        "evidencia": EvidenceForm(prefix="evidencia"),
        "devolver": return_form(),
        "verificar": verify_form(),
        "reabrir": reopen_form(),
        **bound,
    }
    why_not = acts.why_not_decide(one, user) if one.state == State.ATTENDED else ""
    return render(
        request,
        "cimtra/findings/one.html",
        {
            **framed(str(one)),
            "finding": one,
            "look": look_of(one),
            "row": rows_of([one])[0],
            "forms": forms,
            "refused": list(bound.values()),
            "variables": one.variables.all(),
            "evidence": one.evidence.select_related("added_by__employee"),
            "story": story_of(one),
            "needs": needs_of(one, viewer=user),
            "smallest": SMALLEST_GROUP,
            **_ways(one, user),
            "may_comment": user.has_perm(FOLLOW),
            "may_edit": may_run and one.is_open,
            "may_start": may_run and one.state in (State.PENDING, State.RETURNED),
            "may_attend": may_run and one.state in WAITING,
            "may_add": may_run and one.is_open,
            "may_decide": may_verify and one.state == State.ATTENDED and not why_not,
            "may_reopen": may_verify and one.state == State.VERIFIED,
            "why_not": why_not if may_verify else "",
            "may_assign": user.has_perm(ASSIGN),
        },
        status=422 if bound else 200,
    )


def _ways(one: Finding, user: User) -> dict[str, str]:
    """The addresses of the aspect and of the evaluation, for those who may open them."""
    sees_aspect, sees_round = user.has_perm(VIEW_INSTRUMENT), user.has_perm(FOLLOW)
    return {
        "aspect_url": reverse("cimtra_admin:aspect", args=[one.aspect_id]) if one.aspect_id and sees_aspect else "",
        "round_url": reverse("cimtra_rounds:one", args=[one.round_id]) if one.round_id and sees_round else "",
    }


def return_form(data: Any = None) -> SayForm:
    label, hint = _("What is missing"), _("Whoever attended to it reads this.")
    return SayForm(data, prefix="devolver", label=label, hint=hint)


def verify_form(data: Any = None) -> SayForm:
    return SayForm(data, prefix="verificar", label=_("What you looked at"), required=False)


def reopen_form(data: Any = None) -> SayForm:
    return SayForm(data, prefix="reabrir", label=_("Why it is opened again"))


def _return(request: HttpRequest) -> Doing:
    return Doing(
        lambda one, text: acts.return_(one, by=request.user, reason=text),
        _("It was returned, and whoever attended to it is told why."),
        return_form(request.POST),
    )


def _verify(request: HttpRequest) -> Doing:
    return Doing(
        lambda one, text: acts.verify(one, by=request.user, note=text),
        _("It is verified."),
        verify_form(request.POST),
    )


def _reopen(request: HttpRequest) -> Doing:
    return Doing(
        lambda one, text: acts.reopen(one, by=request.user, reason=text),
        _("It is open again."),
        reopen_form(request.POST),
    )


# name in the address -> (permission, what is done)
ACTS = {
    "comentar": (FOLLOW, acting.comment),
    "iniciar": (RUN, acting.start),
    "atender": (RUN, acting.attend),
    "evidencia": (RUN, acting.add_evidence),
    "devolver": (VERIFY, _return),
    "verificar": (VERIFY, _verify),
    "reabrir": (VERIFY, _reopen),
}


@require_POST
@sees_findings
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    permission, doing = ACTS[name]
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return do_act(request, found(pk), name, doing(request), page=_page, back=reverse("cimtra_findings:one", args=[pk]))


@require_safe
@sees_findings
def evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    return file_of(get_object_or_404(FindingEvidence, pk=evidence_pk, finding=pk))


@FORM
@requires(RUN)
def add(request: HttpRequest) -> HttpResponse:
    """A new finding; `?aspecto=` chooses the aspect before, as the pages of aspects do."""
    if SHOW_VARIABLES in request.POST:
        return _form_page(request, _typed(request), _("Record a finding"))
    aspect = _asked_aspect(request.GET.get("aspecto", ""))
    form = FindingForm(request.POST or None, aspect=aspect, initial={"aspect": aspect} if aspect else None)
    if request.method == "POST" and form.is_valid():
        key = f"form:{form.cleaned_data['token']}" if form.cleaned_data["token"] else ""
        try:
            made = acts.open_finding(by=request.user, source_key=key, **form.values())
        except acts.CannotAct as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(finding)s is on record.") % {"finding": made})
            return redirect("cimtra_findings:one", made.pk)
    return _form_page(request, form, _("Record a finding"))


def _typed(request: HttpRequest, one: Finding | None = None) -> FindingForm:
    """The form as it was typed, with the variables of the aspect that is chosen in it now, and nothing judged."""
    typed = {name: request.POST.get(name, "") for name in FindingForm.base_fields if name != "variables"}
    return FindingForm(instance=one, aspect=_asked_aspect(typed["aspect"]), initial=typed)


def _asked_aspect(word: str) -> Aspect | None:
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        return None
    aspect = Aspect.objects.filter(pk=int(word)).first()
    if aspect is None:
        raise Http404
    return aspect


@FORM
@requires(RUN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    if SHOW_VARIABLES in request.POST:
        return _form_page(request, _typed(request, one), _("Edit"), one=one)
    form = FindingForm(request.POST or None, instance=one)
    newer: acts.NewerEdition | None = None
    if request.method == "POST" and form.is_valid():
        try:
            acts.edit(one, by=request.user, edition=form.cleaned_data["edition"] or 0, **form.values())
        except acts.NewerEdition as refused:
            newer = refused
            # Sent once more, what was typed stands over what the person has now read.
            form.data = form.data.copy()
            form.data["edition"] = refused.finding.edition
        except acts.CannotAct as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. What stood there before is in the history."))
            return redirect("cimtra_findings:one", pk)
    return _form_page(request, form, _("Edit"), one=one, newer=newer)


def _form_page(
    request: HttpRequest, form: FindingForm, title: str, *, one: Finding | None = None, newer: Any = None
) -> HttpResponse:
    parents = [(str(one), reverse("cimtra_findings:one", args=[one.pk]))] if one else []
    changes = [{"event": event, "changes": changes_of(event)} for event in newer.changes] if newer else []
    return render(
        request,
        "cimtra/findings/form.html",
        {**framed(title, *parents), "form": form, "one": one, "newer": newer, "newer_changes": changes},
        status=422 if form.errors else 409 if newer else 200,
    )
