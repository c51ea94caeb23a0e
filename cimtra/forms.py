from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from .models import EvidenceKind


class AspectForm(WagtailAdminModelForm):
    """An aspect with its variables; what the database would refuse is told beside the row."""

    evidence_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of evidence"),
        choices=EvidenceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def is_valid(self) -> bool:
        # The rows hang on an aspect that is no field of their form, so Django does not look for twins among them.
        self._refuse_twins("variables", "number", _("This number is already taken in this aspect."))
        self._refuse_twins("requirement_links", "requirement", _("This requirement is already tied to this aspect."))
        return super().is_valid()

    def _refuse_twins(self, formset_name: str, field: str, message: str) -> None:
        seen = set()
        for row in self.formsets[formset_name].forms:
            if not row.is_valid() or row.cleaned_data.get("DELETE"):
                continue
            value = row.cleaned_data.get(field)
            if value and value in seen:
                row.add_error(field, message)
            seen.add(value)
