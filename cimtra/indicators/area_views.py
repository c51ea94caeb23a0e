"""/mi-area/poa/: heads and liaisons see the programmes of their departments and report each quarter."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..area import OwnArea, for_own_area, trail
from ..models import Indicator, IndicatorReading, YearPlan
from ..periods import quarter_due
from .advance import QUARTERS
from .forms import ReadingForm
from .lists import row_of, rows_of
from .writing import history_of, reading_of, write


@require_safe
@for_own_area
def plans(request: HttpRequest, area: OwnArea) -> HttpResponse:
    """The newest year first; each with how many indicators were reported per quarter."""
    found = YearPlan.objects.filter(department__in=area.ids).select_related("department")[:60]
    context = {"trail": trail(), "rows": rows_of(found), "quarters": QUARTERS}
    return render(request, "cimtra/indicators/area_list.html", context)


@require_safe
@for_own_area
def plan(request: HttpRequest, area: OwnArea, pk: int) -> HttpResponse:
    found = get_object_or_404(YearPlan.objects.select_related("department"), pk=pk, department__in=area.ids)
    (row,) = rows_of([found])
    context = {"trail": trail(_way()), "plan": found, "row": row, "quarters": QUARTERS}
    return render(request, "cimtra/indicators/area_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_own_area
def reading(request: HttpRequest, area: OwnArea, pk: int, quarter: int) -> HttpResponse:
    """What was reached and what is thought of it; targets and plans are kept by those who run the programme."""
    indicators = Indicator.objects.select_related("plan__department").prefetch_related("readings")
    indicator = get_object_or_404(indicators, pk=pk, plan__department__in=area.ids)
    form = ReadingForm(request.POST or None, instance=reading_of(indicator, quarter))
    conflict = None
    if request.method == "POST" and form.is_valid():
        conflict = write(form, indicator=indicator, quarter=quarter, by=request.user)
        if conflict is None:
            messages.success(request, _("The quarter is recorded."))
            return redirect("cimtra:area_poa_plan", indicator.plan_id)
    back = reverse("cimtra:area_poa_plan", args=[indicator.plan_id])
    context = {
        "trail": trail(_way(), (str(indicator.plan), back)),
        "row": row_of(indicator),
        "quarter": quarter,
        "reading": reading_of(indicator, quarter),
        "history": history_of(indicator, quarter),
        "form": form,
        "conflict": conflict,
        "back": back,
    }
    return render(
        request, "cimtra/indicators/area_reading.html", context, status=409 if conflict else 422 if form.errors else 200
    )


def _way() -> tuple[str, str]:
    return _("POA and indicators"), reverse("cimtra:area_poa")


def pages(request: HttpRequest) -> list[tuple[str, str]]:
    """The entry in the menu of /mi-area/."""
    return [_way()]


def section(request: HttpRequest, area: OwnArea) -> dict | None:
    """For the front page of the area: how many indicators of the own programmes wait for the quarter that ended."""
    due = quarter_due(timezone.localdate())
    quarter = (due.start.month + 2) // 3
    indicators = Indicator.objects.filter(plan__department__in=area.ids, plan__year=due.start.year)
    total = indicators.count()
    if not total:
        return None
    reported = IndicatorReading.objects.filter(indicator__in=indicators, quarter=quarter, reached__isnull=False)
    context = {"poa_total": total, "poa_reported": reported.count(), "poa_quarter": due.label}
    return {"template": "cimtra/indicators/_area_section.html", "context": context}
