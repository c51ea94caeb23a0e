"""The forms of findings: what they say, and what is done with them."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from people.api import Appointment, Department, Employee

from ..access import DELIVER
from ..models import Aspect, Finding, Instrument, Round, Variable
from ..responsible import responsible_for
from .opening import CannotAct, Draft, refuse_unfit

LONGEST_TEXT = 4000


class FindingForm(forms.ModelForm):
    """Cleaned to what `acts.open_finding` and `acts.edit` take. `token` lets a form that is sent twice make one."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("What it says"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))
    commitment = forms.CharField(
        label=_("Commitment"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the department undertakes to do."),
    )

    class Meta:
        model = Finding
        fields = [
            "kind",
            "text",
            "aspect",
            "variables",
            "round",
            "department",
            "person",
            "commitment",
            "due_on",
            "effort",
        ]
        widgets = {"due_on": AdminDateInput, "variables": forms.CheckboxSelectMultiple}

    def __init__(self, *args, aspect: Aspect | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4().hex
        self.fields["edition"].initial = self.instance.edition
        self.fields["due_on"].localize = False
        self.fields["aspect"].choices = [("", _("None: it is about something else")), *aspect_choices(self.instance)]
        self.fields["round"].queryset = Round.objects.order_by("-cutoff_on")
        self.fields["round"].empty_label = _("No evaluation")
        self.fields["department"].choices = [("", _("Whoever answers for the aspect")), *department_choices()]
        people = person_choices(self.instance)
        self.fields["person"].queryset = Employee.objects.filter(pk__in=[pk for pk, _name in people])
        self.fields["person"].choices = [("", _("Whoever heads the department")), *people]
        self.fields["variables"].queryset = self._variables(aspect)

    @property
    def has_variables(self) -> bool:
        return bool(self.fields["variables"].choices)

    def _variables(self, aspect: Aspect | None):
        """Those of the aspect that is chosen now; another choice shows its own after the form is sent."""
        raw = self.data.get("aspect") if self.is_bound else getattr(aspect or self.instance.aspect, "pk", None)
        rows = Variable.objects.order_by("sort_order")
        return rows.filter(aspect=raw) if str(raw).isdigit() else rows.none()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned.get("aspect") and not cleaned.get("department") and self.instance.pk is None:
            cleaned["department"] = main_department(cleaned["aspect"])
        try:
            refuse_unfit(Draft(**self.values(cleaned)))
        except CannotAct as reason:
            raise forms.ValidationError(str(reason)) from None
        return cleaned

    def _post_clean(self) -> None:
        """Nothing is put into the instance: what stands there may be older than what is stored."""

    def values(self, cleaned: dict[str, Any] | None = None) -> dict[str, Any]:
        cleaned = cleaned or self.cleaned_data
        return {name: cleaned[name] for name in self.Meta.fields} | {"variables": list(cleaned["variables"])}


def main_department(aspect: Aspect) -> Department | None:
    """Who answers for the aspect first today."""
    return next(iter(responsible_for([aspect.pk])[aspect.pk]), None)


def aspect_choices(finding: Finding | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Aspects of the versions in force, and of the one of the finding, by version and block."""
    versions = Q(is_current=True)
    if finding and finding.aspect_id:
        versions |= Q(pk=finding.aspect.instrument_id)
    found: dict[str, list[tuple[int, str]]] = {}
    wanted = Instrument.objects.filter(versions)
    rows = Aspect.objects.filter(instrument__in=wanted).select_related("block", "instrument")
    for aspect in rows.order_by("-instrument__is_current", "instrument", "number"):
        found.setdefault(f"{aspect.instrument.version} · {aspect.block}", []).append(
            (aspect.pk, f"{aspect.number}. {aspect.title}")
        )
    return list(found.items())


def department_choices() -> list[tuple[int, str]]:
    rows = Department.objects.filter(is_active=True).order_by("path")
    return [(one.pk, "— " * (one.depth - 1) + one.name) for one in rows]


def person_choices(finding: Finding | None = None) -> list[tuple[int, str]]:
    """People who act for a department today: heads, those who preside, liaisons; and whom the finding has already."""
    label, _dot, name = DELIVER.partition(".")
    liaisons = Q(
        employee__user__groups__permissions__content_type__app_label=label,
        employee__user__groups__permissions__codename=name,
    )
    held = Appointment.objects.on().filter(Q(is_head=True) | liaisons).select_related("employee", "department")
    found: dict[int, str] = {}
    for one in held.order_by("employee__first_surname", "employee__second_surname", "-is_main").distinct():
        found.setdefault(one.employee_id, f"{one.employee.full_name} · {one.department.name}")
    if finding and finding.person_id:
        found.setdefault(finding.person_id, finding.person.full_name)
    return list(found.items())


class SayForm(forms.Form):
    """A text that an act needs, or may have."""

    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, label: Any, hint: Any = "", required: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label, field.help_text, field.required = label, hint, required


class EvidenceForm(forms.Form):
    """A file or an address."""

    title = forms.CharField(
        label=_("What it shows"), max_length=200, required=False, help_text=_("«Minutes of the session of 12 March».")
    )
    address = forms.URLField(
        label=_("Address where it can be seen"), max_length=1000, required=False, assume_scheme="https"
    )
    upload = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, XLSX, ODS, CSV, PNG or JPG, of 20 MB at most.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.is_needed and not (cleaned.get("address") or cleaned.get("upload")):
            raise forms.ValidationError(_("Give a file or an address."))
        return cleaned

    is_needed = True


class AttendForm(EvidenceForm):
    """How it was attended to, with the evidence if there is any."""

    is_needed = False
    text = forms.CharField(label=_("What was done"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["text", "title", "address", "upload"]
