"""The page in the admin that asks before one thing is decided about one person."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("It is kept, and the person reads it."),
    )


class DecisionRefused(Exception):
    """The decision cannot be taken; its text says why."""


class DecisionView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Opening it changes nothing; sending its form decides. A subclass sets `facts`, `decide` and the words."""

    template_name = "evaluations/admin/decision.html"
    form_class = ReasonForm
    warning = ""
    button = ""

    def facts(self) -> list[tuple[str, str]]:
        """What it is about, as (label, text)."""
        raise NotImplementedError

    def decide(self, cleaned_data: dict) -> str:
        """Do it and return the sentence that says so; raises DecisionRefused."""
        raise NotImplementedError

    def back_url(self) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(facts=self.facts(), back_url=self.back_url(), **kwargs)

    def form_valid(self, form):
        try:
            done = self.decide(form.cleaned_data)
        except DecisionRefused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return redirect(self.back_url())
