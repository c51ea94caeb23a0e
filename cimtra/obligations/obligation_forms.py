"""What is filled in about an obligation in the admin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from people.api import Department

from ..models import Aspect, Frequency, Instrument, Obligation
from ..periods import quarter_of
from ..sessions.bodies import KINDS as BODIES
from .due import FREQUENCIES
from .editing import FIELDS, version_of
from .forms import WebAddressField

LONGEST_PAST = 366 * 12


class DepartmentChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Department) -> str:
        return obj.indented_name


class DepartmentsChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Department) -> str:
        return obj.indented_name


def departments_in_use():
    return Department.objects.filter(is_active=True).order_by("path")


def earliest_day() -> dt.date:
    return timezone.localdate() - dt.timedelta(days=LONGEST_PAST)


def check_beginning(day: dt.date) -> dt.date:
    if day < earliest_day():
        raise forms.ValidationError(_("That is more than twelve years ago. Check the year."))
    return day


class ObligationForm(forms.ModelForm):
    """Cleaned to what editing.record and editing.edit take; `seen` names the wording that the person opened."""

    department = DepartmentChoice(label=_("Department or body that answers for it"), queryset=Department.objects.none())
    frequency = forms.ChoiceField(
        label=_("How often"),
        help_text=_(
            "«After each session» is for commissions and councils: the deliveries are made when a session is held. "
            "What is published until it changes is due once, and again each time that you record a change."
        ),
    )
    address = WebAddressField(
        label=_("Address where it is always published"),
        required=False,
        help_text=_("Leave it empty when each period has an address of its own."),
    )
    aspects = forms.ModelMultipleChoiceField(
        label=_("CIMTRA aspects to which it counts"),
        queryset=Aspect.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    class Meta:
        model = Obligation
        fields = [*FIELDS, "aspects"]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "starts_on": AdminDateInput,
            "ends_on": AdminDateInput,
        }
        help_texts = {
            "days_to_deliver": _(
                "Calendar days after the end of the period, or after the session; of an annual programme, after the "
                "beginning of its year."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["frequency"].choices = [(one, Frequency(one).label) for one in FREQUENCIES]
        self.fields["department"].queryset = departments_in_use()
        current = Instrument.objects.filter(is_current=True)
        self.fields["aspects"].queryset = Aspect.objects.filter(instrument__in=current).order_by("number")
        if self.instance.pk:
            # What was chosen once stays to be chosen, although it is no longer in use.
            own = Department.objects.filter(pk=self.instance.department_id)
            self.fields["department"].queryset = (departments_in_use() | own).order_by("path")
            kept = Aspect.objects.filter(obligations=self.instance) | Aspect.objects.filter(instrument__in=current)
            self.fields["aspects"].queryset = kept.distinct().order_by("instrument", "number")
            self.fields["seen"].initial = version_of(self.instance)
        else:
            self.fields["starts_on"].initial = quarter_of(timezone.localdate()).start

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_starts_on(self) -> dt.date:
        return check_beginning(self.cleaned_data["starts_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        department = cleaned.get("department")
        if department and cleaned.get("frequency") == Frequency.PER_SESSION and department.kind not in BODIES:
            self.add_error("department", _("This one holds no sessions: choose a commission or a council."))
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day comes before the first."))
        return cleaned

    def as_said(self) -> dict[str, Any]:
        """What editing.record takes, but for who."""
        return {name: self.cleaned_data[name] for name in (*FIELDS, "aspects")}


class CopyForm(forms.Form):
    departments = DepartmentsChoice(
        label=_("Departments that get the same obligation"),
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one department.")},
    )

    def __init__(self, *args, obligation: Obligation, **kwargs):
        super().__init__(*args, **kwargs)
        having = Obligation.objects.filter(kind=obligation.kind, title=obligation.title).values("department")
        found = departments_in_use().exclude(pk__in=having)
        if obligation.frequency == Frequency.PER_SESSION:
            found = found.filter(kind__in=BODIES)
        self.fields["departments"].queryset = found


class EndForm(forms.Form):
    on = forms.DateField(label=_("Last day in force"), widget=AdminDateInput)


class ChangeForm(forms.Form):
    day = forms.DateField(label=_("Day on which it changed or happened"), widget=AdminDateInput)


class ProposalsForm(forms.Form):
    """Since when what is proposed would be in force."""

    desde = forms.DateField(
        label=_("In force from"),
        widget=AdminDateInput,
        help_text=_("Periods that end after this day get their delivery, also those that are past already."),
    )

    def clean_desde(self) -> dt.date:
        return check_beginning(self.cleaned_data["desde"])
