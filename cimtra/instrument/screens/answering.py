"""Which departments answer: one aspect with its past and future, and a table to set the first one of all of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from people.api import Department, requires

from ...access import FOLLOW, RUN
from ...models import Aspect, AspectResponsible, Instrument
from ..answering import (
    CannotAnswer,
    ChangedMeanwhile,
    Choice,
    appoint,
    change,
    end,
    set_main_departments,
    suggested,
    take_back,
)
from .frames import FORM, aspect_or_404, framed, version_asked, way_to
from .widgets import DayInput


def departments() -> list[Department]:
    """Those in use, as the tree of the organisation."""
    return list(Department.objects.filter(is_active=True).order_by("path"))


class WayForm(forms.Form):
    """How a department answers, and since when."""

    is_main = forms.BooleanField(
        label=gettext_lazy("It is the first to answer"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Reminders go to it. Whoever was the first until then ends the day before."),
    )
    basis = forms.CharField(
        label=AspectResponsible._meta.get_field("basis").verbose_name,
        help_text=AspectResponsible._meta.get_field("basis").help_text,
        max_length=AspectResponsible._meta.get_field("basis").max_length,
        required=False,
    )
    starts_on = forms.DateField(label=gettext_lazy("Since which day"), widget=DayInput)


class AppointForm(WayForm):
    department = forms.ModelChoiceField(
        label=AspectResponsible._meta.get_field("department").verbose_name,
        queryset=Department.objects.filter(is_active=True).order_by("path"),
    )
    field_order = ("department",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].label_from_instance = lambda department: department.indented_name


@FORM
@requires(FOLLOW)
def of_aspect(request: HttpRequest, pk: int) -> HttpResponse:
    """The departments of one aspect; whoever may capture adds one here."""
    aspect = aspect_or_404(pk)
    may_run = request.user.has_perm(RUN)
    form = AppointForm(request.POST or None, initial={"starts_on": timezone.localdate()}) if may_run else None
    if form and request.method == "POST" and form.is_valid():
        try:
            made = appoint(aspect=aspect, by=request.user, **form.cleaned_data)
        except CannotAnswer as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("«%(department)s» was recorded.") % {"department": made.department})
            return redirect("cimtra_instrument:aspect_responsible", aspect.pk)
    context = {
        **framed(_("Who answers"), way_to(aspect)),
        "aspect": aspect,
        "rows": rows_of(aspect),
        "form": form,
        "suggestions": suggested([aspect], departments())[aspect.pk],
        "may_run": may_run,
    }
    return render(
        request, "cimtra/instrument/aspect_responsible.html", context, status=422 if form and form.errors else 200
    )


def rows_of(aspect: Aspect) -> list[dict[str, Any]]:
    """[{"row", "state": "now" | "future" | "past", "may_take_back"}], those of today first."""
    today = timezone.localdate()
    rows = AspectResponsible.objects.filter(aspect=aspect).select_related("department")
    found = [
        {"row": row, "state": state_of(row.starts_on, row.ends_on, today), "may_take_back": row.starts_on >= today}
        for row in rows.order_by("-is_main", "-starts_on")
    ]
    order = ("now", "future", "past")
    return sorted(found, key=lambda one: order.index(one["state"]))


def state_of(starts_on: dt.date, ends_on: dt.date | None, today: dt.date) -> str:
    if starts_on > today:
        return "future"
    return "past" if ends_on and ends_on < today else "now"


class EndForm(forms.Form):
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)


@FORM
@requires(RUN)
def ended(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_or_404(pk)
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            end(row=row, by=request.user, **form.cleaned_data)
        except CannotAnswer as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The last day was recorded; what was before stays as it was."))
            return redirect("cimtra_instrument:aspect_responsible", row.aspect_id)
    title = _("End: %(department)s") % {"department": row.department}
    return _act(request, row, form, title=title, button=_("Record the last day"))


@FORM
@requires(RUN)
def changed(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_or_404(pk)
    initial = {"is_main": row.is_main, "basis": row.basis, "starts_on": timezone.localdate()}
    form = WayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change(row=row, by=request.user, **form.cleaned_data)
        except CannotAnswer as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The change was recorded; earlier days stay as they were."))
            return redirect("cimtra_instrument:aspect_responsible", row.aspect_id)
    title = _("Change: %(department)s") % {"department": row.department}
    return _act(request, row, form, title=title, button=_("Record the change"))


def _act(request: HttpRequest, row: AspectResponsible, form: forms.Form, *, title: str, button: str) -> HttpResponse:
    context = {
        **framed(title, way_to(row.aspect)),
        "form": form,
        "told": row,
        "button": button,
        "back_url": reverse("cimtra_instrument:aspect_responsible", args=[row.aspect_id]),
    }
    return render(request, "cimtra/instrument/act.html", context, status=422 if form.errors else 200)


@require_POST
@requires(RUN)
def taken_back(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row_or_404(pk)
    try:
        take_back(row=row, by=request.user)
    except CannotAnswer as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The record was taken back."))
    return redirect("cimtra_instrument:aspect_responsible", row.aspect_id)


def _row_or_404(pk: int) -> AspectResponsible:
    found = AspectResponsible.objects.select_related("department", "aspect__instrument", "aspect__block")
    return get_object_or_404(found, pk=pk)


class ManyForm(forms.Form):
    starts_on = forms.DateField(label=gettext_lazy("Since which day"), widget=DayInput)
    basis = forms.CharField(
        label=AspectResponsible._meta.get_field("basis").verbose_name,
        max_length=AspectResponsible._meta.get_field("basis").max_length,
        required=False,
    )


@FORM
@requires(FOLLOW)
def table(request: HttpRequest) -> HttpResponse:
    """All aspects of a version with those who answer today; whoever may capture sets the first one of each."""
    instrument = version_asked(request.GET.get("version", ""))
    may_run = request.user.has_perm(RUN)
    form = ManyForm(request.POST or None, initial={"starts_on": timezone.localdate()}) if may_run else None
    moved: set[int] = set()
    if instrument and form and request.method == "POST" and form.is_valid():
        try:
            number = set_main_departments(
                instrument=instrument, choices=chosen(instrument, request.POST), by=request.user, **form.cleaned_data
            )
        except CannotAnswer as reason:
            form.add_error(None, str(reason))
        except ChangedMeanwhile as meanwhile:
            moved = {one.pk for one in meanwhile.aspects}
        else:
            messages.success(request, _("Aspects with another department: %(number)d.") % {"number": number})
            return redirect(f"{reverse('cimtra_instrument:responsible')}?version={instrument.pk}")
    context = {
        **framed(_("Who answers for each aspect")),
        "instrument": instrument,
        "versions": Instrument.objects.order_by("-is_current", "code", "-version"),
        "lines": lines_of(instrument, request.POST, moved) if instrument else [],
        "departments": departments() if may_run else [],
        "form": form,
        "moved": moved,
        "may_run": may_run,
    }
    status = 409 if moved else 422 if form and form.errors else 200
    return render(request, "cimtra/instrument/responsible.html", context, status=status)


def chosen(instrument: Instrument, posted: QueryDict) -> dict[int, Choice]:
    """What was chosen for each aspect; departments that do not exist or are out of use count as not chosen."""
    known = {str(one.pk): one for one in departments()}
    choices = {}
    for pk in instrument.aspects.values_list("pk", flat=True):
        asked, seen = posted.get(f"department-{pk}"), posted.get(f"seen-{pk}", "")
        if asked is not None and (asked == "" or asked in known):
            choices[pk] = Choice(known.get(asked), int(seen) if seen.isdecimal() else None)
    return choices


def lines_of(instrument: Instrument, posted: QueryDict, moved: set[int]) -> list[dict[str, Any]]:
    """[{"aspect", "main", "others", "suggestions", "chosen", "seen", "was_moved"}]; constant queries."""
    aspects = list(instrument.aspects.select_related("block__field").order_by("number"))
    today = timezone.localdate()
    rows = AspectResponsible.objects.filter(aspect__in=aspects).select_related("department").order_by("starts_on")
    # The open row of the first one may begin later than today: that is the one that the table would change.
    main: dict[int, AspectResponsible] = {}
    others: dict[int, list[AspectResponsible]] = {}
    for row in rows:
        if row.is_main and row.ends_on is None:
            main[row.aspect_id] = row
        elif row.starts_on <= today and (row.ends_on is None or row.ends_on >= today):
            others.setdefault(row.aspect_id, []).append(row)
    hints = suggested(aspects, departments())
    lines = []
    for aspect in aspects:
        present = main.get(aspect.pk)
        asked = posted.get(f"department-{aspect.pk}")
        lines.append(
            {
                "aspect": aspect,
                "main": present,
                "others": others.get(aspect.pk, []),
                "suggestions": hints[aspect.pk],
                "chosen": asked if asked is not None else str(present.department_id) if present else "",
                "seen": present.pk if present else "",
                "was_moved": aspect.pk in moved,
            }
        )
    return lines
