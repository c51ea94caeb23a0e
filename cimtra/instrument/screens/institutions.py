"""The institutions around the municipality, with the days on which each had its role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.api import requires

from ...access import FOLLOW, RUN
from ...institutions import EDITED, Outdated, edition_of, mend, record, take_over
from ...models import Institution
from .frames import FORM, framed
from .widgets import DayInput


class InstitutionForm(forms.ModelForm):
    class Meta:
        model = Institution
        fields = EDITED
        widgets = {"starts_on": DayInput, "ends_on": DayInput, "source": forms.Textarea(attrs={"rows": 2})}

    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    def _post_clean(self) -> None:
        # The domain decides on a locked row; here only the single fields are looked at.
        for name, message in self._field_problems().items():
            self.add_error(name, message)

    def _field_problems(self) -> dict[str, Any]:
        row = Institution(**self.values)
        try:
            row.clean_fields(exclude=[name for name in EDITED if name not in self.cleaned_data])
        except ValidationError as error:
            return error.message_dict
        return {}

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITED if name in self.cleaned_data}

    def add_errors_of(self, error: ValidationError) -> None:
        for name, told in getattr(error, "message_dict", {"__all__": error.messages}).items():
            self.add_error(name if name in self.fields else None, told)


class SuccessorForm(InstitutionForm):
    class Meta(InstitutionForm.Meta):
        fields = [name for name in EDITED if name not in ("role", "ends_on")]


def institutions_way() -> tuple[str, str]:
    return _("Institutions"), reverse("cimtra_instrument:institutions")


@require_safe
@requires(FOLLOW)
def institutions(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rows: dict[str, list[Institution]] = {role: [] for role in Institution.Role.values}
    for one in Institution.objects.order_by("-starts_on"):
        one.is_in_force = one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)
        rows[one.role].append(one)
    roles = [{"label": role.label, "rows": rows[role.value]} for role in Institution.Role]
    context = {**framed(_("Institutions")), "roles": roles, "may_run": request.user.has_perm(RUN)}
    return render(request, "cimtra/instrument/institutions.html", context)


@FORM
@requires(RUN)
def new(request: HttpRequest) -> HttpResponse:
    form = InstitutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record(institution=Institution(**form.values), by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The institution was recorded."))
            return redirect("cimtra_instrument:institutions")
    return _page(request, form, title=_("Record an institution"))


@FORM
@requires(RUN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Institution, pk=pk)
    form = InstitutionForm(request.POST or None, instance=found, initial={"edition": edition_of(found)})
    now = None
    if request.method == "POST" and form.is_valid():
        try:
            mend(institution=found, values=form.values, edition=form.cleaned_data["edition"], by=request.user)
        except Outdated as meanwhile:
            now = meanwhile.now
            # Sent once more, it is written over what is shown beside it.
            form.data = {**form.data.dict(), "edition": edition_of(now)}
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The institution was mended."))
            return redirect("cimtra_instrument:institutions")
    return _page(request, form, title=str(found), found=found, now=now)


@FORM
@requires(RUN)
def taken_over(request: HttpRequest, pk: int) -> HttpResponse:
    former = get_object_or_404(Institution, pk=pk)
    form = SuccessorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_over(former=former, successor=Institution(**form.values), by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("The change was recorded; earlier days keep the former institution."))
            return redirect("cimtra_instrument:institutions")
    return _page(request, form, title=_("Another takes over from %(name)s") % {"name": former}, former=former)


def _page(request: HttpRequest, form: InstitutionForm, *, title: str, now: Institution | None = None, **more):
    context = {**framed(title, institutions_way()), "form": form, "now": now, **more}
    status = 409 if now else 422 if form.errors else 200
    return render(request, "cimtra/instrument/institution.html", context, status=status)
