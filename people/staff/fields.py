"""Fields that the forms of acts share."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Department, Employee, Post
from ..organisation import SEATS


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, chosen with the browser's own calendar; 1900 to 2100, since a typing slip is no year 202."""

    widget = DayInput

    def clean(self, value):
        day = super().clean(value)
        if isinstance(day, dt.date) and not 1900 <= day.year <= 2100:
            raise forms.ValidationError(_("Check the year."), code="invalid")
        return day


class DepartmentField(forms.ModelChoiceField):
    """Departments in use, shown as the tree they are; `seats` for commissions and councils instead of offices."""

    def __init__(self, *, seats: bool | None = False, **kwargs):
        found = Department.objects.filter(is_active=True).order_by("path")
        if seats is not None:
            found = found.filter(kind__in=SEATS) if seats else found.exclude(kind__in=SEATS)
        super().__init__(queryset=found, **kwargs)

    def label_from_instance(self, obj):
        return obj.indented_name


class PostField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Post"))
        super().__init__(queryset=Post.objects.all(), **kwargs)


class PersonField(forms.CharField):
    """Somebody on the roll by employee number: quicker and surer than a list of thousands of names."""

    def clean(self, value):
        number = super().clean(value)
        if not number:
            return None
        employee = Employee.objects.active(timezone.localdate()).filter(number__iexact=number).first()
        if employee is None:
            raise forms.ValidationError(_("Nobody on the roll has this employee number."), code="unknown")
        return employee
