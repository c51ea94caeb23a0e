"""What RH sends from the screens of the import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .columns import FIELDS, Layout
from .places import CREATE
from .plan import Choices, Plan
from .reading import LARGEST_FILE, MOST_PEOPLE
from .words import fold

DEPARTMENT, POST, ROW = "dependencia:", "puesto:", "fila:"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of the roster"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("Excel (.xlsx) or CSV, up to %(people)s people and %(size)d MB.") % {
            "people": number_format(MOST_PEOPLE, force_grouping=True),
            "size": LARGEST_FILE // 1024 // 1024,
        }

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB. Leave only the table of people in it.")
                % {"limit": LARGEST_FILE // 1024 // 1024}
            )
        return file


class SettingsForm(forms.Form):
    """How the file is meant: from when, and whether it holds everybody."""

    day = forms.DateField(
        label=gettext_lazy("Transfers and leaving count from"),
        help_text=gettext_lazy("Used where the file gives no day of its own."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    is_whole = forms.TypedChoiceField(
        label=gettext_lazy("The file holds"),
        coerce=lambda value: value == "todas",
        choices=[
            ("todas", gettext_lazy("everybody: whoever is missing is proposed to leave")),
            ("algunas", gettext_lazy("some people only: nobody is missing")),
        ],
    )

    def clean_day(self):
        day = self.cleaned_data["day"]
        if abs((day - timezone.localdate()).days) > 366:
            raise forms.ValidationError(_("A day within a year from today."))
        return day

    @classmethod
    def of(cls, choices: Choices) -> SettingsForm:
        return cls(initial={"day": choices.day, "is_whole": "todas" if choices.proposes_leavers else "algunas"})


def layout_of(sent, layout: Layout) -> Layout:
    """The layout with what was sent for each column (`columna-<place>`); fields that nobody knows are left out."""
    columns = {
        key.removeprefix("columna-"): value
        for key, value in sent.items()
        if key.startswith("columna-") and value in FIELDS and key.removeprefix("columna-").isdecimal()
    }
    return Layout(layout.sheet, layout.header_row, layout.height, columns)


def chosen_in(sent, plan: Plan, choices: Choices) -> dict[str, Any]:
    """Fields of Choices from what was sent: only about names, rows and people that the plan asks about."""
    doubts = {str(doubt.row): {str(one["id"]) for one in doubt.candidates} | {"new", ""} for doubt in plan.doubts}
    departments, posts, twins = {}, {}, {}
    for key, value in sent.items():
        if key.startswith(DEPARTMENT):
            departments[key.removeprefix(DEPARTMENT)] = int(value) if value.isdecimal() else 0
        elif key.startswith(POST):
            posts[key.removeprefix(POST)] = int(value) if value.isdecimal() else value * (value == CREATE)
        elif key.startswith(ROW) and value in doubts.get(key.removeprefix(ROW), ()):
            twins[key.removeprefix(ROW)] = int(value) if value.isdecimal() else value
    if sent.get("crear-puestos"):
        posts |= {key: CREATE for key in map(fold, plan.unknown_posts) if not posts.get(key)}
    found = {"departments": departments, "posts": posts, "twins": twins}
    if "mostrada" in sent:
        found["leavers"] = _ticked(sent, plan, choices)
    return {name: value for name, value in found.items() if value or name == "leavers"}


def _ticked(sent, plan: Plan, choices: Choices) -> set[int]:
    """Who is to leave: those ticked on this page, and those ticked on other pages before."""
    proposed = {leaver.employee for leaver in plan.leavers}
    if sent.get("todas") == "si":
        return proposed
    if sent.get("todas") == "no":
        return set()
    shown = {int(pk) for pk in sent.getlist("mostrada") if pk.isdecimal()}
    ticked = {int(pk) for pk in sent.getlist("baja") if pk.isdecimal()}
    return ((choices.leavers - shown) | ticked) & proposed
