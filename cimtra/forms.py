from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from .instrument.holding import holders_of
from .models import EvidenceKind, Variable


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
        self._refuse_to_drop_what_is_held()
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

    def _refuse_to_drop_what_is_held(self) -> None:
        """A variable that an evaluation, observation or note uses is told to be so, instead of failing on saving."""
        dropped = {
            row.instance.pk: row
            for row in self.formsets["variables"].forms
            if row.instance.pk and row.is_valid() and row.cleaned_data.get("DELETE")
        }
        for pk, holders in holders_of(Variable, dropped).items():
            told = _("«%(variable)s» cannot be deleted: it is used by %(what)s. Record that it does not apply instead.")
            words = {"variable": dropped[pk].instance, "what": ", ".join(holders)}
            # An error inside a deleted row would not be shown, so it stands on the form.
            self.add_error(None, told % words)
