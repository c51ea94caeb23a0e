"""The screens of work plans in the admin, and the status report on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import attached, frame, requires

from ..access import FOLLOW, RUN
from ..models import PlanActivity, WorkPlan
from .acts import CannotRemove, next_order, remove_activity, save_plan, write_note
from .forms import ActivityForm, NoteForm, Objectives, WorkPlanForm
from .paper import status_report
from .progress import progress_of, progress_of_activity

ICON = "tasks"
FORM = require_http_methods(["GET", "HEAD", "POST"])


def _frame(title: str = "", *parents: tuple[str, str]) -> dict:
    here = _("Work plans")
    if not title:
        return frame(here, icon=ICON)
    return frame(title, icon=ICON, parents=[(here, reverse("cimtra_plans:list")), *parents])


def _of(plan: WorkPlan) -> tuple[str, str]:
    return plan.title, reverse("cimtra_plans:one", args=[plan.pk])


@require_safe
@requires(FOLLOW)
def plans(request: HttpRequest) -> HttpResponse:
    """Few ever stand here, one per intervention, so each is shown with its progress."""
    rows = [progress_of(plan) for plan in WorkPlan.objects.all()[:50]]
    context = {**_frame(), "rows": rows, "may_run": request.user.has_perm(RUN), "today": timezone.localdate()}
    return render(request, "cimtra/plans/list.html", context)


@require_safe
@requires(FOLLOW)
def one_plan(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(WorkPlan, pk=pk)
    context = {**_frame(plan.title), "progress": progress_of(plan), "may_run": request.user.has_perm(RUN)}
    return render(request, "cimtra/plans/one.html", context)


@require_safe
@requires(FOLLOW)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(WorkPlan, pk=pk)
    day = timezone.localdate()
    return attached(status_report(plan, today=day), name=f"informe-{slugify(plan.title)[:60]}-{day:%Y-%m-%d}.pdf")


@FORM
@requires(RUN)
def new_plan(request: HttpRequest) -> HttpResponse:
    return _edit(request, WorkPlan(), _frame(_("New work plan")))


@FORM
@requires(RUN)
def edit_plan(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(WorkPlan, pk=pk)
    return _edit(request, plan, _frame(_("Edit the plan"), _of(plan)))


def _edit(request: HttpRequest, plan: WorkPlan, framed: dict) -> HttpResponse:
    form = WorkPlanForm(request.POST or None, instance=plan)
    objectives = Objectives(request.POST or None, instance=plan, prefix="o")
    refused = request.method == "POST" and not (form.is_valid() & objectives.is_valid())
    if request.method == "POST" and not refused:
        saved = save_plan(plan=form.save(commit=False), objectives=objectives)
        messages.success(request, _("The plan is saved."))
        return redirect("cimtra_plans:one", saved.pk)
    back = reverse("cimtra_plans:one", args=[plan.pk]) if plan.pk else reverse("cimtra_plans:list")
    context = {**framed, "form": form, "objectives": objectives, "back": back}
    return render(request, "cimtra/plans/plan_form.html", context, status=422 if refused else 200)


@FORM
@requires(RUN)
def new_activity(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(WorkPlan, pk=pk)
    fresh = PlanActivity(plan=plan, order=next_order(plan), starts_on=plan.starts_on, ends_on=plan.ends_on)
    return _edit_activity(request, fresh, _frame(_("New activity"), _of(plan)))


@FORM
@requires(RUN)
def edit_activity(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(PlanActivity.objects.select_related("plan"), pk=pk)
    return _edit_activity(request, activity, _frame(_("Edit the activity"), _of(activity.plan)))


def _edit_activity(request: HttpRequest, activity: PlanActivity, framed: dict) -> HttpResponse:
    form = ActivityForm(request.POST or None, instance=activity, plan=activity.plan)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, _("The activity is saved."))
        return redirect("cimtra_plans:activity", saved.pk)
    context = {**framed, "form": form, "back": reverse("cimtra_plans:one", args=[activity.plan_id])}
    return render(request, "cimtra/plans/activity_form.html", context, status=422 if form.errors else 200)


@FORM
@requires(FOLLOW)
def one_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """What it counts and what was done for it; those who run the plan add a note here."""
    activity = get_object_or_404(PlanActivity.objects.select_related("plan", "department", "round"), pk=pk)
    may_run = request.user.has_perm(RUN)
    form = NoteForm(request.POST or None) if may_run else None
    if request.method == "POST" and form and form.is_valid():
        write_note(activity=activity, by=request.user, **form.cleaned_data)
        messages.success(request, _("The note is in the record of the activity."))
        return redirect("cimtra_plans:activity", activity.pk)
    context = {
        **_frame(_("Activity %(number)d") % {"number": activity.order}, _of(activity.plan)),
        "progress": progress_of_activity(activity),
        "activity": activity,
        "notes": activity.notes.select_related("written_by"),
        "form": form,
        "may_run": may_run,
    }
    return render(request, "cimtra/plans/activity.html", context, status=422 if form and form.errors else 200)


@require_POST
@requires(RUN)
def drop_activity(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(PlanActivity, pk=pk)
    try:
        remove_activity(activity=activity)
    except CannotRemove as reason:
        messages.error(request, str(reason))
        return redirect("cimtra_plans:activity", pk)
    messages.success(request, _("The activity is out of the plan."))
    return redirect("cimtra_plans:one", activity.plan_id)
