"""What whoever asks fills in: the activity, what it rests on, and who took part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from courses.api import check_document

from ..models import CertificateTemplate, Kind, ManualRequest
from .asking import KINDS, CannotAsk, Person, modality_words, people_by_number, people_from_outside, refuse_unfit


class RequestForm(forms.Form):
    """Cleaned to what `asking.ask` takes; `people` joins those of the roster and those from outside."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in KINDS])
    title = forms.CharField(
        label=_("Activity"),
        max_length=ManualRequest._meta.get_field("title").max_length,
        help_text=_("As it will be printed: «Taller de gestión documental»."),
    )
    modality = forms.ChoiceField(label=_("How it was held"))
    hours = forms.DecimalField(label=_("Hours"), min_value=0.5, max_value=999, decimal_places=1)
    starts_on = forms.DateField(label=_("First day"), widget=AdminDateInput)
    ends_on = forms.DateField(label=_("Last day"), widget=AdminDateInput)
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=AdminDateInput, help_text=_("Empty: it does not expire.")
    )
    template = forms.ModelChoiceField(
        label=_("Template"),
        queryset=CertificateTemplate.objects.filter(archived_at=None, kind__in=KINDS).order_by("kind", "name"),
        required=False,
        empty_label=_("The usual one of its kind"),
    )
    numbers = forms.CharField(
        label=_("People of the roster"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Their employee numbers, one per line. The name is printed as it is on the roster today."),
    )
    outsiders = forms.CharField(
        label=_("People from outside"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One per line, with the name as it must be printed; after a comma, the e-mail, if you have it: "
            "«Ángela Muñoz Yáñez, angela@ejemplo.mx»."
        ),
    )
    reason = forms.CharField(
        label=_("What it rests on"),
        max_length=ManualRequest._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How you know that they took part: the attendance list, the programme, who can confirm it."),
    )
    document = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("The attendance list or the programme: PDF, PNG or JPEG, 10 MB at most."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.modalities = modality_words()
        self.fields["modality"].choices = list(self.modalities.items())
        self.fields["template"].label_from_instance = lambda template: f"{template.get_kind_display()}: {template}"

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_modality(self) -> str:
        return self.modalities[self.cleaned_data["modality"]]

    def clean_document(self):
        upload = self.cleaned_data["document"]
        return check_document(upload) if upload else None

    def clean_numbers(self) -> list[Person]:
        return self._people(people_by_number, "numbers")

    def clean_outsiders(self) -> list[Person]:
        return self._people(people_from_outside, "outsiders")

    def _people(self, read, name: str) -> list[Person]:
        try:
            return read(self.cleaned_data[name])
        except CannotAsk as reason:
            raise forms.ValidationError(str(reason)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            refuse_unfit(
                **{name: cleaned[name] for name in ("kind", "template", "starts_on", "ends_on", "valid_until")}
            )
        except CannotAsk as reason:
            raise forms.ValidationError(str(reason)) from None
        return cleaned

    def as_asked(self) -> dict[str, Any]:
        """What `asking.ask` takes, but for who asks."""
        asked = dict(self.cleaned_data)
        people = asked.pop("numbers") + asked.pop("outsiders")
        return {**asked, "kind": Kind(asked["kind"]), "people": people}


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is refused"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever asked will read it."),
        error_messages={"required": _("Give the reason: whoever asked will read it.")},
    )
