"""«No aplica, con nota fundada»: what an aspect has, a new note, and the day on which one ends."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from people.api import requires

from ...access import FOLLOW, RUN
from ...models import Aspect, Inapplicability, Variable
from ..applicability import CannotDeclare, declare, end, take_back
from .answering import EndForm, state_of
from .frames import FORM, aspect_or_404, framed, way_to
from .widgets import DayInput


class NoteForm(forms.Form):
    variable = forms.ModelChoiceField(
        label=gettext_lazy("What does not apply"),
        queryset=Variable.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole aspect"),
    )
    note = forms.CharField(
        label=Inapplicability._meta.get_field("note").verbose_name,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=gettext_lazy("As the public will read it: why it asks nothing of this municipality."),
    )
    basis = forms.CharField(
        label=Inapplicability._meta.get_field("basis").verbose_name,
        max_length=Inapplicability._meta.get_field("basis").max_length,
        required=False,
    )
    starts_on = forms.DateField(label=gettext_lazy("Since which day"), widget=DayInput)

    def __init__(self, *args, aspect: Aspect, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["variable"].queryset = aspect.variables.all()


@FORM
@requires(FOLLOW)
def of_aspect(request: HttpRequest, pk: int) -> HttpResponse:
    aspect = aspect_or_404(pk)
    may_run = request.user.has_perm(RUN)
    initial = {"starts_on": timezone.localdate()}
    form = NoteForm(request.POST or None, aspect=aspect, initial=initial) if may_run else None
    if form and request.method == "POST" and form.is_valid():
        try:
            declare(aspect=aspect, by=request.user, **form.cleaned_data)
        except CannotDeclare as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The note was recorded. The public section shows it from its first day on."))
            return redirect("cimtra_instrument:not_applicable", aspect.pk)
    today = timezone.localdate()
    notes = Inapplicability.objects.filter(aspect=aspect).select_related("variable", "recorded_by")
    context = {
        **framed(_("What does not apply"), way_to(aspect)),
        "aspect": aspect,
        "notes": [
            {"note": one, "state": state_of(one.starts_on, one.ends_on, today), "may_take_back": one.starts_on >= today}
            for one in notes
        ],
        "form": form,
        "may_run": may_run,
    }
    status = 422 if form and form.errors else 200
    return render(request, "cimtra/instrument/not_applicable.html", context, status=status)


@FORM
@requires(RUN)
def ended(request: HttpRequest, pk: int) -> HttpResponse:
    note = _note_or_404(pk)
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            end(row=note, by=request.user, **form.cleaned_data)
        except CannotDeclare as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("From the next day on it counts again."))
            return redirect("cimtra_instrument:not_applicable", note.aspect_id)
    context = {
        **framed(_("It applies again"), way_to(note.aspect)),
        "form": form,
        "told": note.note,
        "button": _("Record the last day"),
        "back_url": reverse("cimtra_instrument:not_applicable", args=[note.aspect_id]),
    }
    return render(request, "cimtra/instrument/act.html", context, status=422 if form.errors else 200)


@require_POST
@requires(RUN)
def taken_back(request: HttpRequest, pk: int) -> HttpResponse:
    note = _note_or_404(pk)
    try:
        take_back(row=note, by=request.user)
    except CannotDeclare as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The note was taken back."))
    return redirect("cimtra_instrument:not_applicable", note.aspect_id)


def _note_or_404(pk: int) -> Inapplicability:
    return get_object_or_404(Inapplicability.objects.select_related("aspect__instrument", "aspect__block"), pk=pk)
