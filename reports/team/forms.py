"""What a head fills in: time for training, and who stands in during an absence."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.api import Employee, departments_with_branches, own_departments

LENGTHS = [(30, _("30 minutes")), (60, _("1 hour")), (90, _("1 hour and a half")), (120, _("2 hours"))]
LENGTHS += [(180, _("3 hours")), (240, _("4 hours")), (480, _("the whole day (8 hours)"))]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d", attrs={"class": "input-short"})


class TimeForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DayInput())
    starts_at = forms.TimeField(
        label=_("From what hour"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input-short"}),
        help_text=_("Empty: whenever it suits that day."),
    )
    minutes = forms.TypedChoiceField(label=_("How long"), choices=LENGTHS, coerce=int, initial=60)
    note = forms.CharField(label=_("Note for the person"), max_length=200, required=False)

    def clean(self):
        values = super().clean()
        starts_at, minutes = values.get("starts_at"), values.get("minutes")
        if starts_at and minutes:
            end = dt.datetime.combine(dt.date.min, starts_at) + dt.timedelta(minutes=minutes)
            if end.date() != dt.date.min:
                self.add_error("minutes", _("That would reach into the next day."))
        return values


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.sorting_name} · {obj.number}"


class DeputyForm(forms.Form):
    deputy = PersonChoice(
        label=_("Who stands in"),
        queryset=Employee.objects.none(),
        help_text=_("Somebody of your team who can enter. For another department, ask Human Resources."),
    )
    starts_on = forms.DateField(label=_("From"), widget=DayInput(), initial=timezone.localdate)
    ends_on = forms.DateField(label=_("Until"), widget=DayInput(), help_text=_("The last day, inclusive."))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Such as holidays or sick leave."))

    def __init__(self, *args, head: Employee, **kwargs):
        super().__init__(*args, **kwargs)
        branch = departments_with_branches(own_departments(head))
        people = Employee.objects.active().of_departments(branch).filter(user__is_active=True).exclude(pk=head.pk)
        self.fields["deputy"].queryset = people
