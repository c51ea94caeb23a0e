"""Assignments in the admin: list, form, simulation, decision."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.api import Work, frame, record_decision, requires

from ..models import Assignment
from . import drafts
from .deciding import CannotAssign, SomethingMoved, accept_or_queue, preview, stored_rule, withdraw, withdrawal
from .forms import AssignmentForm, WithdrawalForm
from .listing import assignments_with_counts, due_in_words, rule_in_words, simulation_xlsx, tiles
from .rules import PLAIN_FIELDS, SETS, Rule, rule_of
from .simulation import Outcome, Simulation, simulate

ADD, CHANGE, VIEW = (f"courses.{action}_assignment" for action in ("add", "change", "view"))
ICON = "calendar-check"
PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _frame(title: str, *, is_inside: bool = True) -> dict:
    parents = [(_("Assignments"), reverse("courses_assignments:index"))] if is_inside else []
    return frame(title, icon=ICON, parents=parents)


@require_safe
@requires(VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """All assignments with how many people they reach, how many have completed them and how many are missing."""
    found = assignments_with_counts()
    if wanted := request.GET.get("q", "").strip()[:100]:
        found = found.filter(title__icontains=wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    rows = [{"assignment": row, "due": due_in_words(_plain_rule(row))} for row in page]
    context = {
        **_frame(_("Assignments"), is_inside=False),
        "rows": rows,
        "page_obj": page,
        "query": wanted,
        "may_add": request.user.has_perm(ADD),
    }
    return render(request, "courses/assigning/list.html", context)


def _plain_rule(assignment: Assignment) -> Rule:
    """The rule without its sets, for lists."""
    return Rule(**{name: getattr(assignment, name) for name in PLAIN_FIELDS})


@requires(ADD)
def add(request: HttpRequest) -> HttpResponse:
    """The form of a new assignment; leads to its simulation and stores nothing."""
    draft = drafts.find(request, request.GET["borrador"]) if "borrador" in request.GET else None
    return _propose(request, draft, title=_("New assignment"))


@requires(CHANGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a change; leads to the simulation of the difference and stores nothing."""
    assignment = get_object_or_404(_with_sets(), pk=pk, is_active=True)
    rule = drafts.find(request, request.GET["borrador"]) if "borrador" in request.GET else rule_of(assignment)
    is_begun = assignment.starts_on <= timezone.localdate()
    return _propose(request, rule, title=assignment.title, is_begun=is_begun)


def _with_sets():
    return Assignment.objects.select_related("requirement", "course").prefetch_related(*SETS)


def _propose(request: HttpRequest, rule: Rule | None, *, title: str, is_begun: bool = False) -> HttpResponse:
    form = AssignmentForm(request.POST or None, request.FILES or None, rule=rule, is_begun=is_begun)
    if request.method == "POST" and form.is_valid():
        return redirect("courses_assignments:simulation", drafts.keep(request, form.rule()))
    context = {**_frame(title), "form": form}
    return render(request, "courses/assigning/form.html", context, status=422 if form.errors else 200)


def _draft(request: HttpRequest, token: str) -> Rule:
    """The draft of this session, if the person may still do what it proposes."""
    rule = drafts.find(request, token)
    if not request.user.has_perm(CHANGE if rule.assignment_id else ADD):
        raise PermissionDenied
    return rule


@require_safe
@requires(VIEW)
def simulation(request: HttpRequest, token: str) -> HttpResponse:
    """For whom, since when, by when and why: exactly what accepting it will do."""
    rule = _draft(request, token)
    shown = preview(rule)
    back = reverse("courses_assignments:edit", args=[rule.assignment_id]) if rule.assignment_id else None
    context = {
        **_frame(rule.title),
        **_told(request, shown),
        "token": token,
        "digest": shown.digest,
        "is_change": rule.assignment_id is not None,
        "changed": _changed(rule),
        "starts_later": shown.day > timezone.localdate(),
        "back_url": f"{back or reverse('courses_assignments:add')}?borrador={token}",
        "download_url": reverse("courses_assignments:download_draft", args=[token]),
    }
    return render(request, "courses/assigning/simulation.html", context)


def _changed(rule: Rule) -> list[tuple[str, str, str]]:
    """Of a change, the parts of the rule that differ: label, text before, text now."""
    before = stored_rule(rule)
    if before is None:
        return []
    old, new = dict(rule_in_words(before)), dict(rule_in_words(rule))
    return [
        (label, old.get(label, "–"), new.get(label, "–")) for label in old | new if old.get(label) != new.get(label)
    ]


def _told(request: HttpRequest, shown: Simulation) -> dict:
    """What the pages of a simulation share: the rule in words, the tiles, one page of its lines."""
    wanted = request.GET.get("que", "")
    chosen = wanted if wanted in set(Outcome) else ""
    lines = shown.of(chosen) if chosen else shown.lines
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("p"))
    return {
        "simulation": shown,
        "words": rule_in_words(shown.rule),
        "tiles": tiles(shown),
        "chosen": chosen,
        "page_obj": page,
        "query": f"que={chosen}&" if chosen else "",
        "is_course_missing": shown.course_id is None and shown.rule.is_active,
    }


@require_POST
@requires(VIEW)
def accept_draft(request: HttpRequest, token: str) -> HttpResponse:
    rule = _draft(request, token)
    try:
        made = accept_or_queue(rule=rule, digest=request.POST.get("digest", ""), actor=request.user)
    except SomethingMoved as reason:
        messages.warning(request, str(reason))
        return redirect("courses_assignments:simulation", token)
    except CannotAssign as reason:
        messages.error(request, str(reason))
        return redirect("courses_assignments:simulation", token)
    drafts.drop(request, token)
    if isinstance(made, Work):
        return redirect("people_works:show", made.uuid)
    messages.success(request, _("«%(title)s» is recorded.") % {"title": made.title})
    return redirect("courses_assignments:show", made.pk)


@require_POST
@requires(VIEW)
def discard_draft(request: HttpRequest, token: str) -> HttpResponse:
    drafts.drop(request, token)
    messages.info(request, _("Nothing was changed."))
    return redirect("courses_assignments:index")


@require_safe
@requires(VIEW)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One assignment: its rule in words and whom it reaches today."""
    assignment = get_object_or_404(_with_sets(), pk=pk)
    context = {
        **_frame(assignment.title),
        **_told(request, simulate(rule_of(assignment))),
        "assignment": assignment,
        "counts": assignments_with_counts().get(pk=pk),
        "may_change": request.user.has_perm(CHANGE) and assignment.is_active,
        "download_url": reverse("courses_assignments:download", args=[pk]),
    }
    return render(request, "courses/assigning/show.html", context)


@requires(CHANGE)
def withdraw_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, tell what ends, and end it."""
    assignment = get_object_or_404(_with_sets(), pk=pk, is_active=True)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(assignment=assignment, reason=form.cleaned_data["reason"], actor=request.user)
        except CannotAssign as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("«%(title)s» was withdrawn.") % {"title": assignment.title})
            return redirect("courses_assignments:show", pk)
    context = {
        **_frame(_("Withdraw «%(title)s»") % {"title": assignment.title}),
        "assignment": assignment,
        "form": form,
        "tiles": tiles(withdrawal(rule_of(assignment))),
    }
    return render(request, "courses/assigning/withdraw.html", context, status=422 if form.errors else 200)


@require_POST
@requires(VIEW)
def download_draft(request: HttpRequest, token: str) -> HttpResponse:
    return _sheet(request, preview(_draft(request, token)))


@require_POST
@requires(VIEW)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    return _sheet(request, simulate(rule_of(get_object_or_404(_with_sets(), pk=pk))))


def _sheet(request: HttpRequest, shown: Simulation) -> HttpResponse:
    """The simulation as a workbook; names leave the house with it, so it is a line of the ledger."""
    data = simulation_xlsx(shown)
    title = _("Simulation of «%(title)s»") % {"title": shown.rule.title}
    record_decision(act="export", actor=request.user, subject=title, after={"rows": len(shown.lines)})
    response = HttpResponse(data, content_type=XLSX)
    name = _("simulation")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
