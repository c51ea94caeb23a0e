"""What RH fills in: exemptions, their withdrawal, recognition of earlier training, and files of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from people.api import Employee

from ..models import Equivalence, Exemption
from .documents import check_document

SCAN = gettext_lazy("PDF, PNG or JPEG, 10 MB at most. Only those who decide about this can open it.")


class EmployeeNumberField(forms.CharField):
    """An employee by the number that everybody knows; cleaned to the Employee. A list of thousands is no choice."""

    def __init__(self, **kwargs):
        super().__init__(label=gettext_lazy("Employee number"), max_length=20, **kwargs)

    def clean(self, value: Any) -> Employee | None:
        number = super().clean(value)
        if not number:
            return None
        employee = Employee.objects.filter(number=number.strip()).first()
        if employee is None:
            raise forms.ValidationError(_("Nobody on the roster has this number."))
        return employee


class ScanField(forms.FileField):
    """An optional scanned document, checked by its content."""

    def __init__(self, **kwargs):
        super().__init__(label=gettext_lazy("Scanned document"), required=False, help_text=SCAN, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        return check_document(upload) if upload and upload is not initial else upload


class ExemptionForm(WagtailAdminModelForm):
    number = EmployeeNumberField()
    file = ScanField()

    field_order = ["number", "requirement", "reason", "document", "file", "starts_on", "ends_on"]

    class Meta:
        model = Exemption
        fields = ["requirement", "reason", "document", "starts_on", "ends_on"]
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 3}),
            "starts_on": AdminDateInput,
            "ends_on": AdminDateInput,
        }


class WithdrawalForm(WagtailAdminModelForm):
    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    class Meta:
        model = Exemption
        fields = []


class RecognitionForm(forms.Form):
    number = EmployeeNumberField()
    equivalence = forms.ModelChoiceField(
        label=gettext_lazy("Rule of equivalence"), queryset=Equivalence.objects.select_related("course")
    )
    completed_on = forms.DateField(label=gettext_lazy("Day of completion"), widget=AdminDateInput)
    hours = forms.DecimalField(label=gettext_lazy("Hours"), min_value=0.5, max_value=999, decimal_places=1)
    document = forms.CharField(
        label=gettext_lazy("Document that proves it"),
        max_length=200,
        help_text=gettext_lazy("Its kind, its number and its date: «Constancia 123/2025 of 3 March 2025»."),
    )
    file = ScanField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A select is as wide as its longest option.
        self.fields["equivalence"].label_from_instance = lambda rule: (
            f"{Truncator(rule.title).chars(50)} → {Truncator(rule.course.title).chars(40)}"
        )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("Excel workbook (.xlsx) or CSV, 5,000 rows at most.")
    )
