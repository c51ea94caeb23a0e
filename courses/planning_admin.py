"""The screens of the year's training plan: RH writes it, the consultancy reads it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from people.api import Department, frame, requires

from .models import CoursePage, PlannedTraining
from .planning import copy_plan, hours_of, months_of, plan_of, planned_years

VIEW, ADD, CHANGE = (f"courses.{action}_plannedtraining" for action in ("view", "add", "change"))
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _year(asked: str) -> int:
    """The year of an address or a form; this one when it is none."""
    this_year = timezone.localdate().year
    return int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked) <= LAST_YEAR else this_year


@require_safe
@requires(VIEW)
def plan(request: HttpRequest) -> HttpResponse:
    found = plan_of(_year(request.GET.get("anio", "")[:4]))
    years = planned_years()
    return render(
        request,
        "courses/planning/plan.html",
        {
            **frame(_("Training plan"), icon="calendar-alt", subtitle=str(found.year)),
            "plan": found,
            "rows": [(line, months_of(line), hours_of(line)) for line in found.lines],
            "years": sorted({*years, found.year, timezone.localdate().year, timezone.localdate().year + 1}),
            "earlier": max((year for year in years if year < found.year), default=None),
            "may_add": request.user.has_perm(ADD),
            "may_change": request.user.has_perm(CHANGE),
        },
    )


@require_POST
@requires(ADD)
def copy(request: HttpRequest) -> HttpResponse:
    """Start a year's plan from an earlier one."""
    source, target = _year(request.POST.get("de", "")[:4]), _year(request.POST.get("a", "")[:4])
    copied = copy_plan(from_year=source, to_year=target) if source != target else 0
    text = ngettext(
        "%(n)d line was copied from the plan of %(year)d.", "%(n)d lines were copied from the plan of %(year)d.", copied
    )
    messages.success(request, text % {"n": copied, "year": source})
    return redirect(f"{reverse('courses_plan:index')}?anio={target}")


class PlannedTrainingForm(WagtailAdminModelForm):
    """A line of the plan, with months and courses to choose from."""

    class Meta:
        model = PlannedTraining
        fields = [
            "year",
            "course",
            "department",
            "modality",
            "month_from",
            "month_until",
            "people",
            "responsible",
        ]
        widgets = {
            "course": forms.Select,
            "month_from": forms.Select(choices=list(MONTHS.items())),
            "month_until": forms.Select(choices=list(MONTHS.items())),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields["year"].initial = timezone.localdate().year
        self.fields["course"].queryset = CoursePage.objects.live().order_by("title")
        self.fields["department"].queryset = Department.objects.filter(is_active=True).order_by("path")
        self.fields["department"].label_from_instance = lambda department: department.indented_name
        self.fields["department"].empty_label = _("The whole municipality")
        if self.instance.course_id:
            # A line keeps its course although that is no longer published.
            chosen = CoursePage.objects.filter(pk=self.instance.course_id)
            self.fields["course"].queryset = (CoursePage.objects.live() | chosen).order_by("title")


class BackToTheYear:
    """After an act, the plan of the year that it was about."""

    def get_success_url(self):
        return f"{reverse('courses_plan:index')}?anio={self.object.year}"


class PlanCreateView(BackToTheYear, CreateView):
    pass


class PlanEditView(BackToTheYear, EditView):
    pass


class PlanDeleteView(BackToTheYear, DeleteView):
    pass


class PlannedTrainingViewSet(ModelViewSet):
    """The index is the plan of one year with its totals; the rest are Wagtail's own screens."""

    model = PlannedTraining
    name = "courses_plan"
    url_prefix = "plan-anual"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Annual plan")
    menu_order = 330
    add_to_admin_menu = True
    add_view_class = PlanCreateView
    edit_view_class = PlanEditView
    delete_view_class = PlanDeleteView
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        return PlannedTrainingForm

    def get_urlpatterns(self):
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"index", "index_results"}]
        # Wagtail's own list of results has no year; what asks for it gets the plan.
        own = [
            path("", plan, name="index"),
            path("results/", plan, name="index_results"),
            path("copiar/", copy, name="copy_plan"),
        ]
        return [*own, *kept]
