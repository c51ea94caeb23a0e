"""The screens of programmes in the admin: those of a year, one with its indicators, and how each stood."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.api import frame, requires

from ..access import FOLLOW, RUN
from ..models import Indicator, YearPlan
from .acts import CannotRemove, add_indicator, remove_indicator
from .advance import QUARTERS
from .forms import FIRST_YEAR, LAST_YEAR, FullReadingForm, IndicatorForm, YearPlanForm
from .lists import row_of, rows_of, without_plan, years
from .writing import history_of, reading_of, write

ICON = "form"
FORM = require_http_methods(["GET", "HEAD", "POST"])


def framed(title: str = "", *parents: tuple[str, str]) -> dict:
    here = _("Annual operating programmes")
    if not title:
        return frame(here, icon=ICON)
    return frame(title, icon=ICON, parents=[(here, reverse("cimtra_indicators:list")), *parents])


def way_to(plan: YearPlan) -> tuple[str, str]:
    return str(plan), reverse("cimtra_indicators:one", args=[plan.pk])


def found(pk: int) -> YearPlan:
    return get_object_or_404(YearPlan.objects.select_related("department"), pk=pk)


def year_of(request: HttpRequest) -> int:
    """The year that the address asks for; this one when it is none."""
    asked = request.GET.get("anio", "")
    return int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR else timezone.localdate().year


@require_safe
@requires(FOLLOW)
def plans(request: HttpRequest) -> HttpResponse:
    """Of one year: each department's programme, and the departments that have none."""
    year = year_of(request)
    context = {
        **framed(),
        "year": year,
        "years": sorted({year, *years(timezone.localdate())}, reverse=True),
        "rows": rows_of(YearPlan.objects.filter(year=year).select_related("department")),
        "quarters": QUARTERS,
        "missing": without_plan(year),
        "may_run": request.user.has_perm(RUN),
    }
    return render(request, "cimtra/indicators/list.html", context)


@require_safe
@requires(FOLLOW)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    plan = found(pk)
    (row,) = rows_of([plan])
    context = {
        **framed(str(plan)),
        "plan": plan,
        "row": row,
        "quarters": QUARTERS,
        "may_run": request.user.has_perm(RUN),
    }
    return render(request, "cimtra/indicators/one.html", context)


@FORM
@requires(RUN)
def new(request: HttpRequest) -> HttpResponse:
    department = request.GET.get("direccion", "")
    initial = {"year": year_of(request), "department": department if department.isdecimal() else None}
    form = YearPlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                plan = form.save()
        except IntegrityError:
            form.add_error("department", _("This department has a programme of that year already."))
        else:
            messages.success(request, _("The programme is open. Add its indicators, or upload them as a sheet."))
            return redirect("cimtra_indicators:one", plan.pk)
    return _form(request, form, framed(_("New programme")), reverse("cimtra_indicators:list"))


@FORM
@requires(RUN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = found(pk)
    form = YearPlanForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The programme is saved."))
        return redirect("cimtra_indicators:one", pk)
    return _form(request, form, framed(_("Edit the programme"), way_to(plan)), way_to(plan)[1])


@FORM
@requires(RUN)
def new_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    plan = found(pk)
    form = IndicatorForm(request.POST or None, instance=Indicator(plan=plan))
    if request.method == "POST" and form.is_valid():
        add_indicator(plan=plan, **form.cleaned_data)
        messages.success(request, _("The indicator is in the programme."))
        return redirect("cimtra_indicators:one", pk)
    return _form(request, form, framed(_("New indicator"), way_to(plan)), way_to(plan)[1])


@FORM
@requires(RUN)
def edit_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    indicator = _indicator(pk)
    form = IndicatorForm(request.POST or None, instance=indicator)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The indicator is saved."))
        return redirect("cimtra_indicators:one", indicator.plan_id)
    back = way_to(indicator.plan)
    removal = reverse("cimtra_indicators:remove_indicator", args=[pk])
    return _form(request, form, framed(_("Edit the indicator"), back), back[1], removal=removal)


@require_POST
@requires(RUN)
def drop_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    indicator = _indicator(pk)
    try:
        remove_indicator(indicator=indicator)
    except CannotRemove as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The indicator is out of the programme."))
    return redirect("cimtra_indicators:one", indicator.plan_id)


@FORM
@requires(FOLLOW)
def reading(request: HttpRequest, pk: int, quarter: int) -> HttpResponse:
    """How an indicator stood in a quarter, with every earlier writing."""
    indicator = _indicator(pk)
    present = reading_of(indicator, quarter)
    form = FullReadingForm(request.POST or None, instance=present) if request.user.has_perm(RUN) else None
    conflict = None
    if request.method == "POST" and form is not None and form.is_valid():
        conflict = write(form, indicator=indicator, quarter=quarter, by=request.user)
        if conflict is None:
            messages.success(request, _("The quarter is recorded."))
            return redirect("cimtra_indicators:one", indicator.plan_id)
    context = {
        **framed(
            _("%(indicator)s, Q%(quarter)d") % {"indicator": indicator, "quarter": quarter}, way_to(indicator.plan)
        ),
        "row": row_of(indicator),
        "quarter": quarter,
        "reading": reading_of(indicator, quarter),
        "history": history_of(indicator, quarter),
        "form": form,
        "conflict": conflict,
        "back": way_to(indicator.plan)[1],
    }
    refused = form is not None and form.errors
    return render(
        request, "cimtra/indicators/reading.html", context, status=409 if conflict else 422 if refused else 200
    )


def _indicator(pk: int) -> Indicator:
    return get_object_or_404(Indicator.objects.select_related("plan__department").prefetch_related("readings"), pk=pk)


def _form(request: HttpRequest, form, context: dict, back: str, *, removal: str = "") -> HttpResponse:
    context |= {"form": form, "back": back, "removal": removal}
    return render(request, "cimtra/indicators/form.html", context, status=422 if form.errors else 200)
