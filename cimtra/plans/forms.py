"""What a plan, its objectives, an activity and a note are typed into."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from courses.api import CoursePage
from people.api import Department

from ..meanwhile import RefusesNewer
from ..models import ActivityNote, CouncilSession, Finding, Frequency, Obligation, PlanActivity, PlanObjective, WorkPlan
from ..periods import periods_between

#: How far around a plan the quarters reach that its activities may monitor.
BEFORE, AFTER = dt.timedelta(days=366), dt.timedelta(days=92)
TIES = ("findings", "obligations", "courses", "training_sessions", "council_sessions")


class DaysInOrder:
    """Refuses an end before the beginning where people read it; the database refuses it anyhow."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first one."))
        return cleaned


class WorkPlanForm(RefusesNewer, DaysInOrder, WagtailAdminModelForm):
    class Meta:
        model = WorkPlan
        fields = ["title", "project", "goal", "author", "dated_on", "starts_on", "ends_on"]
        widgets = {"project": forms.Textarea(attrs={"rows": 2}), "goal": forms.Textarea(attrs={"rows": 2})}


class ObjectiveForm(WagtailAdminModelForm):
    class Meta:
        model = PlanObjective
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


Objectives = forms.inlineformset_factory(WorkPlan, PlanObjective, form=ObjectiveForm, extra=3, can_delete=True)


class ActivityForm(RefusesNewer, DaysInOrder, WagtailAdminModelForm):
    """An activity of `plan`, with what its progress is counted from."""

    obligation_kinds = forms.MultipleChoiceField(
        label=_("Kinds of obligations"),
        choices=Obligation.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "All deliveries of these kinds count: those of the quarters chosen below, or, where none is chosen, those "
            "that fall due within the days of the activity."
        ),
    )
    quarters = forms.MultipleChoiceField(
        label=_("Quarters to be monitored"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PlanActivity
        fields = [
            "order",
            "text",
            "objectives",
            "starts_on",
            "ends_on",
            "department",
            "round",
            "obligation_kinds",
            "quarters",
            *TIES,
        ]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "objectives": forms.CheckboxSelectMultiple,
            "courses": forms.CheckboxSelectMultiple,
            "round": forms.Select,
            **{name: forms.SelectMultiple(attrs={"size": 6}) for name in TIES if name != "courses"},
        }

    def __init__(self, *args, plan: WorkPlan, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.plan = plan
        fields = self.fields
        fields["objectives"].queryset = plan.objectives.all()
        fields["objectives"].label_from_instance = lambda one: f"{one.order}) {one.text}"
        fields["department"].queryset = Department.objects.filter(is_active=True).order_by("path")
        fields["department"].label_from_instance = lambda department: department.indented_name
        fields["courses"].queryset = CoursePage.objects.live().order_by("title")
        fields["findings"].queryset = Finding.objects.order_by("number")
        fields["findings"].label_from_instance = lambda one: f"{one.number}. {one.text[:100]}"
        fields["obligations"].queryset = Obligation.objects.select_related("department").order_by("title")
        fields["obligations"].label_from_instance = lambda one: f"{one.title} · {one.department}"
        fields["council_sessions"].queryset = CouncilSession.objects.select_related("body")
        fields["quarters"].choices = [
            (period.start.isoformat(), period.label)
            for period in periods_between(plan.starts_on - BEFORE, plan.ends_on + AFTER, Frequency.QUARTERLY)
        ]
        for name in TIES:
            if name != "courses":
                fields[name].help_text = _("To choose several, hold Ctrl while clicking.")

    def clean_order(self) -> int:
        order = self.cleaned_data["order"]
        twins = PlanActivity.objects.filter(plan=self.instance.plan, order=order).exclude(pk=self.instance.pk)
        if twins.exists():
            raise forms.ValidationError(_("Another activity of this plan has this place already."))
        return order


class NoteForm(forms.ModelForm):
    class Meta:
        model = ActivityNote
        fields = ["day", "text", "address"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "day": AdminDateInput}
