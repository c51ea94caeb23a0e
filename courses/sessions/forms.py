"""The forms of RH about sessions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from ..models import CoursePage, SessionMeeting, TrainingSession
from .organising import Times

MAX_MEETINGS = 30


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class SessionForm(forms.ModelForm):
    """What a session says; its meetings are a formset beside it. The course stays what it was."""

    class Meta:
        model = TrainingSession
        fields = ["course", "title", "place", "instructor", "capacity", "minimum_percent", "notes"]
        widgets = {"notes": AdminAutoHeightTextInput()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = CoursePage.objects.live().order_by("title")
        if self.instance.pk:
            self.fields["course"].disabled = True
            self.fields["course"].queryset = CoursePage.objects.filter(pk=self.instance.course_id)


class MeetingForm(forms.Form):
    """One meeting: its day and hours. Emptying all three takes it away."""

    meeting = forms.IntegerField(required=False, widget=forms.HiddenInput)
    day = forms.DateField(label=gettext_lazy("day"), required=False, widget=DayInput())
    starts = forms.TimeField(label=gettext_lazy("begins"), required=False, widget=HourInput())
    ends = forms.TimeField(label=gettext_lazy("ends"), required=False, widget=HourInput())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = [cleaned.get(name) for name in ("day", "starts", "ends")]
        if any(given) and not all(given) and not self.errors:
            raise ValidationError(_("Give the day, the hour at which it begins and the one at which it ends."))
        if all(given) and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("A meeting must end after it begins."))
        return cleaned

    @property
    def times(self) -> Times | None:
        """When the meeting is, in the municipality's time; None for an empty row."""
        if not self.cleaned_data.get("day"):
            return None
        day = self.cleaned_data["day"]
        return Times(
            starts_at=_moment(day, self.cleaned_data["starts"]),
            ends_at=_moment(day, self.cleaned_data["ends"]),
            pk=self.cleaned_data.get("meeting"),
        )


def _moment(day: dt.date, hour: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, hour))


MeetingFormSet = forms.formset_factory(MeetingForm, extra=3, max_num=MAX_MEETINGS, absolute_max=MAX_MEETINGS)


def as_rows(meetings: list[SessionMeeting]) -> list[dict[str, Any]]:
    """Stored meetings as the initial rows of a MeetingFormSet."""
    rows = []
    for meeting in meetings:
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        rows.append({"meeting": meeting.pk, "day": starts.date(), "starts": starts.time(), "ends": ends.time()})
    return rows


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
