"""What is filled in about an address, and about a round of visits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from people.api import Department

from ..models import Aspect, Obligation, PublishedAddress
from .addresses import FIELDS
from .quarter import quarters_to_choose
from .targets import Malformed, target_of


def departments():
    return Department.objects.filter(is_active=True).order_by("path")


def aspects():
    return Aspect.objects.filter(instrument__is_current=True).order_by("number")


class AddressForm(WagtailAdminModelForm):
    """An address of the portal. `edition` tells which state of it the form was opened on."""

    edition = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    class Meta:
        model = PublishedAddress
        fields = list(FIELDS)
        widgets = dict.fromkeys(("department", "obligation", "aspect"), forms.Select)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments()
        self.fields["department"].label_from_instance = lambda department: department.indented_name
        self.fields["aspect"].queryset = aspects()
        self.fields["aspect"].label_from_instance = lambda aspect: f"{aspect.number}. {aspect.title}"
        self.fields["aspect"].empty_label = _("No aspect in particular")
        self.fields["obligation"].queryset = Obligation.objects.on().select_related("department")
        self.fields["obligation"].label = _("Obligation to publish")
        self.fields["obligation"].label_from_instance = lambda one: f"{one.department.name}: {one.title}"
        self.fields["obligation"].empty_label = _("No obligation in particular")
        self.fields["obligation"].help_text = _("It says how many days there are to publish each quarter.")
        self._keep_what_is_chosen()

    def _keep_what_is_chosen(self) -> None:
        """A department that closed or an obligation that ended stays what it was until somebody changes it."""
        for name in ("department", "aspect", "obligation"):
            if chosen := getattr(self.instance, f"{name}_id"):
                field = self.fields[name]
                field.queryset = field.queryset | field.queryset.model.objects.filter(pk=chosen)

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        try:
            target_of(address)
        except Malformed:
            raise forms.ValidationError(
                _("Write the whole address as the browser shows it, beginning with http:// or https://.")
            ) from None
        return address

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class RoundForm(forms.Form):
    """A round of visits: of which quarter, and of whom."""

    quarter = forms.TypedChoiceField(label=_("Quarter"))
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.quarters = {f"{one.start:%Y-%m-%d}": one for one in quarters_to_choose(timezone.localdate())}
        self.fields["quarter"].choices = [(word, one.label) for word, one in self.quarters.items()]
        self.fields["department"].queryset = departments()
        self.fields["department"].label_from_instance = lambda department: department.indented_name

    def as_asked(self) -> dict[str, Any]:
        """What `running.start` takes, but for who asks."""
        return {
            "quarter_start": self.quarters[self.cleaned_data["quarter"]].start,
            "department": self.cleaned_data["department"],
        }
