"""What a programme, an indicator, a reading and a sheet are typed into."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from people.api import Department

from ..meanwhile import RefusesNewer
from ..models import Indicator, IndicatorReading, YearPlan

FIRST_YEAR, LAST_YEAR = 2000, 2100


class YearPlanForm(RefusesNewer, WagtailAdminModelForm):
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    class Meta:
        model = YearPlan
        fields = ["department", "year", "goal", "address", "approved_on"]
        widgets = {"goal": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(is_active=True).order_by("path")
        self.fields["department"].label_from_instance = lambda department: department.indented_name
        if self.instance.pk:
            # Whose it is and of which year does not change: what was reported hangs on it.
            del self.fields["department"], self.fields["year"]


class IndicatorForm(RefusesNewer, WagtailAdminModelForm):
    target = forms.DecimalField(label=_("Target for the year"), min_value=0, max_digits=14, decimal_places=2)

    class Meta:
        model = Indicator
        fields = ["name", "formula", "unit", "target", "direction", "accumulates"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Indicator.objects.filter(plan=self.instance.plan_id, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This programme has an indicator of that name already."))
        return name


class ReadingForm(forms.ModelForm):
    """How an indicator stood in a quarter; `edition` is the one that the page showed."""

    edition = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reached = forms.DecimalField(label=_("Reached"), required=False, min_value=0, max_digits=14, decimal_places=2)

    class Meta:
        model = IndicatorReading
        fields = ["reached", "evaluation", "address"]
        widgets = {"evaluation": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].initial = self.instance.edition
        self.fields["evaluation"].help_text = _("What was done, and why more or less was reached than planned.")

    def written(self) -> dict[str, Any]:
        """What `acts.record_reading` takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class FullReadingForm(ReadingForm):
    """With what was planned, for those who keep the programme."""

    planned = forms.DecimalField(label=_("Planned"), required=False, min_value=0, max_digits=14, decimal_places=2)

    class Meta(ReadingForm.Meta):
        fields = ["planned", "reached", "evaluation", "address"]

    field_order = ["planned", "reached", "evaluation", "address", "edition"]


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("Sheet of the programme"),
        help_text=_("XLSX or CSV, with the columns of the file that you download here."),
    )
