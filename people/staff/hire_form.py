"""Hiring somebody new: the only way in which a person gets onto the roster outside an import."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Employee
from ..movements import hiring
from ..registries import ProposedPerson
from ..roster.names import key_of
from .fields import DayField
from .forms import PlaceForm


class HireForm(PlaceForm):
    title = gettext_lazy("Hiring")
    intro = gettext_lazy(
        "The person gets a record, an appointment and an account without a password; a letter or a link gives access."
    )
    number = forms.CharField(label=gettext_lazy("Employee number"), max_length=20)
    given_names = forms.CharField(label=gettext_lazy("Given names"), max_length=100)
    first_surname = forms.CharField(label=gettext_lazy("First surname"), max_length=80)
    second_surname = forms.CharField(label=gettext_lazy("Second surname"), max_length=80, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    curp = forms.CharField(label="CURP", max_length=18, required=False)
    rfc = forms.CharField(label="RFC", max_length=13, required=False)
    is_somebody_else = forms.BooleanField(label=gettext_lazy("It is another person with the same name"), required=False)
    day = DayField(label=gettext_lazy("Hired on"))
    field_order = [
        "number",
        "given_names",
        "first_surname",
        "second_surname",
        "is_somebody_else",
        "email",
        "curp",
        "rfc",
        "department",
        "post",
        "is_head",
        "day",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.namesakes: list[Employee] = []
        if not self.is_bound:
            del self.fields["is_somebody_else"]

    def clean(self):
        values = super().clean()
        names = [values.get(name, "") for name in ("given_names", "first_surname", "second_surname")]
        if all(names[:2]):
            self.namesakes = namesakes_of(*names)
        if self.namesakes and not values.get("is_somebody_else"):
            found = ", ".join(f"{one.full_name} ({one.number})" for one in self.namesakes)
            self.add_error(
                "is_somebody_else",
                _("On the roster there is %(found)s. If that is the same person, hire that one again or transfer it.")
                % {"found": found},
            )
        elif not self.namesakes:
            values.pop("is_somebody_else", None)
        return values

    def perform(self, actor):
        values = {name: value for name, value in self.cleaned_data.items() if name != "is_somebody_else"}
        return hiring.hire(actor=actor, hired_on=values.pop("day"), **values)

    def proposal(self):
        values = self.cleaned_data
        return ProposedPerson(
            key="new",
            employee_id=None,
            department_id=values["department"].pk,
            post_id=values["post"].pk,
            hired_on=values["day"],
            is_head=values["is_head"],
        )


def namesakes_of(given: str, first: str, second: str) -> list[Employee]:
    """People of the same name, whatever the accents and the order in which it was written."""
    key = key_of(given, first, second)
    return [
        one for one in Employee.objects.all() if key_of(one.given_names, one.first_surname, one.second_surname) == key
    ][:3]
