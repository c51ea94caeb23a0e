"""/mi-equipo/: the pages of a head. Everybody is looked for inside the own team, so nobody else is ever found."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.api import CannotGiveTime, TrainingTime, grant_time, withdraw_time
from people.api import CannotMove, Delegation, Employee, delegate, own_departments, team_of, withdraw_delegation

from .branch import Narrowed, add_duties, departments_of_branch, deputies_of, heads_a_team, team_progress
from .forms import DeputyForm, TimeForm
from .reminding import CannotRemind, remind
from .trend import trend_of

PER_PAGE = 40
HOME = "reports:my_team"


def _head(request: HttpRequest) -> Employee:
    """The person who asks, when they look after a team today; else there is nothing at this address."""
    employee = getattr(request.user, "employee", None)
    if not heads_a_team(employee):
        raise Http404
    return employee


def _trail() -> list[dict[str, str]]:
    return [{"title": _("My team"), "url": reverse(HOME)}]


@require_safe
@login_required
@never_cache
def my_team(request: HttpRequest) -> HttpResponse:
    employee = getattr(request.user, "employee", None)
    narrowed = _narrowed(request)
    team = team_progress(employee, narrowed) if employee else None
    if team is None:
        return render(request, "reports/my_team.html", {"team": None})
    page = Paginator(team.members, PER_PAGE).get_page(request.GET.get("page"))
    add_duties(page.object_list)
    branch = departments_of_branch(team)
    completed = team.tally.of("completed")
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "reports/my_team.html",
        {
            "team": team,
            "narrowed": narrowed,
            "filters": request.GET.urlencode(),
            "page_obj": page,
            "query": f"{query.urlencode()}&" if query else "",
            "branch": branch,
            "trend": trend_of({pk for pk, _name in branch}, team.organisation),
            "completed": completed,
            "apart": team.tally.total - team.tally.missing - completed,
        },
    )


def _narrowed(request: HttpRequest) -> Narrowed:
    area = request.GET.get("area", "")
    return Narrowed(
        state=request.GET.get("estado", ""),
        words=request.GET.get("q", "")[:100],
        department_id=int(area) if area.isdecimal() and len(area) < 10 else None,
    )


@require_POST
@login_required
def team_remind(request: HttpRequest, pk: int, course_id: int) -> HttpResponse:
    head = _head(request)
    employee = get_object_or_404(team_of(head), pk=pk)
    try:
        remind(by=head, employee=employee, course_id=course_id)
    except CannotRemind as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The reminder for %(name)s is on its way.") % {"name": employee.full_name})
    # Back to the list as it was narrowed, where the person stands in it; only the query comes from the form.
    query = QueryDict(request.POST.get("filtros", "")[:500]).urlencode()
    return redirect(f"{reverse(HOME)}{'?' if query else ''}{query}#persona-{employee.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def team_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Time for training of one person: what was given, and giving more."""
    head = _head(request)
    employee = get_object_or_404(team_of(head), pk=pk)
    form = TimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant_time(actor=request.user, granted_by=head, employee=employee, **form.cleaned_data)
        except CannotGiveTime as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The time is on the record, and %(name)s sees it.") % {"name": employee})
            return redirect("reports:team_time", employee.pk)
    times = TrainingTime.objects.filter(employee=employee).select_related("granted_by")[:50]
    return render(
        request,
        "reports/team/time.html",
        {
            "employee": employee,
            "form": form,
            "times": times,
            "today": timezone.localdate(),
            "trail": _trail(),
        },
    )


@require_POST
@login_required
def team_time_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    head = _head(request)
    time = get_object_or_404(TrainingTime, employee__in=team_of(head), pk=pk)
    try:
        withdraw_time(actor=request.user, withdrawn_by=head, time=time)
    except CannotGiveTime as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The time was taken back."))
    return redirect("reports:team_time", time.employee_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def team_deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in while the head is away; only for heads by an appointment of their own."""
    head = _head(request)
    if not own_departments(head).exists():
        raise Http404
    form = DeputyForm(request.POST or None, head=head)
    if request.method == "POST" and form.is_valid():
        try:
            made = delegate(actor=request.user, head=head, **form.cleaned_data)
        except CannotMove as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s stands in for you.") % {"name": made.deputy.full_name})
            return redirect("reports:team_deputies")
    return render(
        request,
        "reports/team/deputies.html",
        {
            "form": form,
            "has_choice": form.fields["deputy"].queryset.exists(),
            "delegations": deputies_of(head)[:30],
            "today": timezone.localdate(),
            "trail": _trail(),
        },
    )


@require_POST
@login_required
def team_deputy_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    head = _head(request)
    delegation = get_object_or_404(Delegation, head=head, pk=pk)
    try:
        withdraw_delegation(actor=request.user, delegation=delegation)
    except CannotMove as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("It was taken back: from now on the team is not seen any more."))
    return redirect("reports:team_deputies")
