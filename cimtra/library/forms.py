"""What people fill in: a document, what is said of it, and the reasons that others read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import Department

from ..files import LARGEST
from ..models import Aspect, Delivery, LibraryDocument
from ..periods import Period, quarter_due
from ..responsible import aspects_of
from .period_fields import YEARS_AHEAD, PeriodFields, part_of

ACCEPTED = ".xlsx,.ods,.csv,.pdf"
FILE_HELP = format_lazy(
    gettext_lazy(
        "XLSX, ODS or CSV for what people may work with; PDF with text for what they only read. {limit} MB at most."
    ),
    limit=LARGEST // 1024 // 1024,
)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class FileField(forms.FileField):
    widget = forms.FileInput

    def __init__(self, **kwargs):
        super().__init__(help_text=FILE_HELP, **kwargs)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": ACCEPTED}


class DescribedForm(PeriodFields):
    """What is said of a document. The aspects of `departments` are offered apart from the others, to tick.

    With `all_aspects` all of them are, for those who act for every department.
    """

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LibraryDocument._meta.get_field("title").max_length,
        help_text=gettext_lazy("As the public will look for it: «Viáticos pagados», without the period."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    updated_on = forms.DateField(
        label=gettext_lazy("Last update of the information"), initial=timezone.localdate, widget=DateInput
    )
    own_aspects = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Aspects that your area answers for"),
        queryset=Aspect.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The document will be listed on the page of each one that you tick."),
    )
    other_aspect = forms.ModelChoiceField(
        label=gettext_lazy("Another aspect"), queryset=Aspect.objects.none(), required=False
    )

    field_order = ["title", "part", "year", "updated_on", "own_aspects", "other_aspect"]

    def __init__(self, *args, departments: Sequence[Department], all_aspects: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = {aspect.pk for aspect in self.initial.get("aspects", ())}
        self.fields["own_aspects"].initial = chosen
        if all_aspects:
            self._offer_all()
        else:
            self._offer(chosen.union(*aspects_of([one.pk for one in departments]).values()))
        self.fields["year"].validators.append(MaxValueValidator(timezone.localdate().year + YEARS_AHEAD))

    def _offer_all(self) -> None:
        self.fields["own_aspects"].queryset = Aspect.objects.filter(instrument__is_current=True).order_by("number")
        self.fields["own_aspects"].label = _("Aspects")
        del self.fields["other_aspect"]

    def _offer(self, to_tick: set[int]) -> None:
        self.fields["own_aspects"].queryset = Aspect.objects.filter(pk__in=to_tick).order_by("number")
        others = Aspect.objects.filter(instrument__is_current=True).exclude(pk__in=to_tick)
        self.fields["other_aspect"].queryset = others.order_by("number")
        if not to_tick:
            del self.fields["own_aspects"]
            self.fields["other_aspect"].label = _("Aspect")

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_updated_on(self):
        day = self.cleaned_data["updated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The last update cannot lie in the future."))
        return day

    def as_said(self) -> dict[str, Any]:
        """What `documents.upload` and `documents.amend` take of it."""
        cleaned = self.cleaned_data
        aspects = list(cleaned.get("own_aspects") or ())
        if cleaned.get("other_aspect"):
            aspects.append(cleaned["other_aspect"])
        return {
            "title": cleaned["title"],
            "description": cleaned["description"],
            "period": cleaned["period"],
            "aspects": aspects,
            "updated_on": cleaned["updated_on"],
        }


class UploadForm(DescribedForm):
    """A new document of one of `departments`."""

    file = FileField(label=gettext_lazy("File"))
    department = forms.ModelChoiceField(
        label=gettext_lazy("Area that generates the information"), queryset=Department.objects.none(), empty_label=None
    )

    field_order = ["file", "department", "title", "part", "year", "updated_on", "own_aspects", "other_aspect"]

    def __init__(self, *args, departments, **kwargs):
        due = quarter_due(timezone.localdate())
        usual = {"part": part_of(due), "year": due.start.year}
        super().__init__(*args, departments=departments, **{**kwargs, "initial": usual | (kwargs.get("initial") or {})})
        found = Department.objects.filter(pk__in=[one.pk for one in departments]).order_by("path")
        self.fields["department"].queryset = found

    def as_said(self) -> dict[str, Any]:
        return {
            **super().as_said(),
            "file": self.cleaned_data["file"],
            "department": self.cleaned_data["department"],
        }


class ReplaceForm(forms.Form):
    """Another file in place of one; the title and the period stay."""

    file = FileField(label=gettext_lazy("Corrected file"))
    updated_on = forms.DateField(
        label=gettext_lazy("Last update of the information"), initial=timezone.localdate, widget=DateInput
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LibraryDocument._meta.get_field("withdrawn_because").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Give the reason: others will read it.")},
    )


def initial_of_delivery(delivery: Delivery) -> dict[str, Any]:
    """What a delivery says already of the document that is to be uploaded for it."""
    period = Period(delivery.period_start, delivery.period_end)
    return {
        "title": delivery.obligation.title[: LibraryDocument._meta.get_field("title").max_length],
        "department": delivery.department_id,
        "part": part_of(period) or f"m{period.start.month}",
        "year": period.start.year,
        "aspects": list(delivery.obligation.aspects.all()),
    }


def initial_of_document(document: LibraryDocument) -> dict[str, Any]:
    period = Period(document.period_start, document.period_end)
    return {
        "title": document.title,
        "description": document.description,
        "part": part_of(period) or f"m{period.start.month}",
        "year": period.start.year,
        "updated_on": document.updated_on,
        "aspects": list(document.aspects.all()),
    }
