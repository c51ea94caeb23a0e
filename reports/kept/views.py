"""Screens of what is kept: saved views, schedules, files with a link that expires, records of months."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import User, attached, frame, requires

from ..framework.registry import reports
from ..models import ReportDownload, ReportFile, ReportSchedule, SavedView
from . import saved_views, schedules
from .files import FileIsLost, content_of, record_taking
from .monthly import FORMATS, RECORDED

VIEW = "reports.view_progress"
PER_PAGE = 60
#: So that a page ends with a month.
FILES_OF_A_YEAR = 12 * len(RECORDED) * len(FORMATS)


class ScheduleForm(forms.Form):
    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=ReportSchedule.Every.choices)
    file_format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[(one, one.upper()) for one in ("xlsx", "csv", "pdf")]
    )
    recipients = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who is told"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They get a notice with a link that works for 14 days, after signing in."),
        error_messages={"required": gettext_lazy("Choose at least one person who may see reports.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recipients"].queryset = schedules.possible_recipients()
        self.fields["recipients"].label_from_instance = lambda user: user.employee.sorting_name


def trail() -> list[tuple[str, str]]:
    return [(_("Training reports"), reverse("reports_hr:index"))]


@require_safe
@requires(VIEW)
def saved(request: HttpRequest) -> HttpResponse:
    """One's own views and the shared ones, each with its schedules."""
    found = saved_views.visible_to(request.user).prefetch_related("schedules__recipients__employee")
    lines = [
        {
            "view": view,
            "report": saved_views.report_of(view),
            "schedules": [one for one in view.schedules.all() if one.is_active],
            "is_own": view.owner_id == request.user.pk,
        }
        for view in found
    ]
    context = frame(_("Saved views"), icon="view", parents=trail())
    return render(request, "reports/kept/saved.html", {**context, "lines": lines})


@require_POST
@requires(VIEW)
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what the screen shows under a name; the filters come as the fields of the form, beside the name."""
    report = reports.get(slug)
    if report is None:
        raise Http404
    role = request.POST.get("compartir", "")
    group = get_object_or_404(Group, pk=int(role)) if role.isascii() and role.isdigit() else None
    try:
        view = saved_views.save_view(
            owner=request.user,
            report=report,
            name=request.POST.get("nombre", ""),
            query=request.POST,
            shared_with=group,
        )
    except saved_views.CannotSave as error:
        messages.error(request, str(error))
        query = saved_views.canonical(report, request.POST)
        return redirect(f"{reverse('reports_hr:show', args=[slug])}?{query}")
    messages.success(request, _("The view «%(name)s» was saved.") % {"name": view.name})
    return redirect("reports_kept:saved")


@require_POST
@requires(VIEW)
def delete(request: HttpRequest, uuid) -> HttpResponse:
    view = get_object_or_404(saved_views.visible_to(request.user), uuid=uuid)
    try:
        saved_views.delete_view(view=view, by=request.user)
    except saved_views.CannotSave as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The view «%(name)s» was deleted.") % {"name": view.name})
    return redirect("reports_kept:saved")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW)
def schedule(request: HttpRequest, uuid) -> HttpResponse:
    view = get_object_or_404(saved_views.visible_to(request.user), uuid=uuid)
    form = ScheduleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = schedules.schedule(view=view, owner=request.user, **form.cleaned_data)
        day = made.next_on.strftime("%d/%m/%Y")
        messages.success(request, _("The first file will be made on %(day)s.") % {"day": day})
        return redirect("reports_kept:saved")
    parents = [*trail(), (_("Saved views"), reverse("reports_kept:saved"))]
    context = frame(_("Schedule «%(name)s»") % {"name": view.name}, icon="calendar", parents=parents)
    return render(request, "reports/kept/schedule.html", {**context, "form": form, "view": view})


@require_POST
@requires(VIEW)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    own = Q(owner=request.user) | Q(view__owner=request.user)
    schedules.stop(get_object_or_404(ReportSchedule.objects.filter(own), pk=pk))
    messages.success(request, _("No more files will be made."))
    return redirect("reports_kept:saved")


@require_safe
@requires(VIEW)
def months(request: HttpRequest) -> HttpResponse:
    found = ReportFile.objects.filter(kind=ReportFile.Kind.MONTHLY).order_by("-period", "title", "format")
    page = Paginator(found, FILES_OF_A_YEAR).get_page(request.GET.get("pagina"))
    context = frame(_("Monthly records"), icon="history", parents=trail())
    return render(request, "reports/kept/months.html", {**context, "page_obj": page, "months": by_month(page)})


def by_month(files: Iterable[ReportFile]) -> list[dict[str, Any]]:
    """The months with the formats of each report, for files that come in that order."""
    found = []
    for _period, of_month in groupby(files, key=lambda file: file.period):
        kept = list(of_month)
        reports = [list(formats) for _title, formats in groupby(kept, key=lambda file: file.title)]
        found.append({"day": timezone.localdate(kept[0].cut_off), "reports": reports})
    return found


def files_for(user: User):
    """The records of months, and scheduled files for those whom their schedule names or who ordered it."""
    own = Q(kind=ReportFile.Kind.MONTHLY) | Q(schedule__owner=user) | Q(schedule__recipients=user)
    return ReportFile.objects.filter(own).distinct()


@require_safe
@requires(VIEW)
def file(request: HttpRequest, uuid) -> HttpResponse:
    """Where the link of a notice leads: what the file is, and the button that takes it."""
    found = get_object_or_404(files_for(request.user), uuid=uuid)
    context = frame(found.title, icon="doc-full", parents=trail())
    return render(request, "reports/kept/file.html", {**context, "file": found, "has_expired": has_expired(found)})


def has_expired(found: ReportFile) -> bool:
    return found.expires_at is not None and found.expires_at <= timezone.now()


@require_POST
@requires(VIEW)
def take(request: HttpRequest, uuid) -> HttpResponse:
    found = get_object_or_404(files_for(request.user), uuid=uuid)
    if has_expired(found):
        raise Http404
    try:
        content = content_of(found)
    except FileIsLost:
        messages.error(
            request,
            _(
                "The file is not on the disk as it was made, so it is not given out. "
                "Ask for it to be restored from a backup."
            ),
        )
        return redirect("reports_kept:file", uuid=found.uuid)
    record_taking(file=found, user=request.user)
    return attached(content, name=found.file_name)


@require_safe
@requires(VIEW)
def downloads(request: HttpRequest) -> HttpResponse:
    """The register of downloads: who took which rows, and when."""
    page = Paginator(ReportDownload.objects.all(), PER_PAGE).get_page(request.GET.get("pagina"))
    context = frame(_("Register of downloads"), icon="download", parents=trail())
    return render(request, "reports/kept/downloads.html", {**context, "page_obj": page})


def saved_by(user: User, slug: str) -> list[SavedView]:
    """The views of one report that `user` may open, for the page of the report."""
    return [view for view in saved_views.visible_to(user) if view.report == slug]
