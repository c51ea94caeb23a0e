"""The button that assigns what an aspect needs: whom and by when, what would happen, and only then the decision."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.widgets import AdminDateInput

from people.api import requires

from .events import CannotAct
from .framing import found, framed, sees_findings
from .training import ASSIGN, ATTENDING, DEPARTMENT, assign, preview, requirements_of, rule_for


class AssignForm(forms.Form):
    """`digest` is that of the preview that was shown; without one the preview is shown first."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Who is to take it"),
        widget=forms.RadioSelect,
        choices=[
            (ATTENDING, gettext_lazy("Whoever attends to the finding")),
            (DEPARTMENT, gettext_lazy("Everybody of the department and its branches")),
        ],
        initial=ATTENDING,
    )
    due_on = forms.DateField(label=gettext_lazy("Due on"), required=False, widget=AdminDateInput)
    digest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if is_past(day):
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


def is_past(day: dt.date | None) -> bool:
    return day is not None and day < timezone.localdate()


@require_http_methods(["GET", "HEAD", "POST"])
@sees_findings
@requires(ASSIGN)
def assign_training(request: HttpRequest, pk: int, requirement_pk: int) -> HttpResponse:
    one = found(pk)
    wanted = {requirement.pk: requirement for requirement in requirements_of(one)} if one.aspect_id else {}
    if requirement_pk not in wanted:
        raise Http404
    requirement = wanted[requirement_pk]
    form = AssignForm(request.POST or None, initial={"due_on": one.due_on if not is_past(one.due_on) else None})
    shown = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            rule = rule_for(one, requirement=requirement, audience=said["audience"], due_on=said["due_on"])
            if said["digest"]:
                messages.success(request, assign(one, by=request.user, rule=rule, digest=said["digest"]))
                return redirect("cimtra_findings:one", pk)
            shown = preview(rule)
        except CannotAct as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "cimtra/findings/assign.html",
        {
            **framed(_("Assign training"), (str(one), reverse("cimtra_findings:one", args=[pk]))),
            "finding": one,
            "requirement": requirement,
            "form": form,
            "shown": shown,
            "lines": shown.lines[:50] if shown else [],
        },
        status=422 if form.errors else 200,
    )
