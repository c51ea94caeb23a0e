"""What people fill in about rounds; the acts decide what becomes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Aspect, AspectScore, Block, BlockScore, Instrument, Round
from .making import DETAILS, PUBLISHED, details_print, results_print

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAYS = ("cutoff_on", "starts_on", "ends_on", "presented_on")


class RoundForm(forms.ModelForm):
    """A new round or an edit of one; `seen` carries what it looked like when the form was drawn."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Round
        fields = ["kind", "instrument", *DETAILS, *PUBLISHED]
        widgets = {
            **dict.fromkeys(DAYS, DAY),
            "kind": forms.RadioSelect,
            "notes": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "name": gettext_lazy("As people know it: «Evaluation of August 2019»."),
            "cutoff_on": gettext_lazy("What was published until that day is what counts."),
            "official_score": gettext_lazy("0 to 100. Only of an official evaluation."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("kind", "instrument"):
                del self.fields[name]
            if not self.instance.is_official:
                for name in PUBLISHED:
                    del self.fields[name]
            self.initial["seen"] = details_print(self.instance)
        else:
            self.fields["kind"].initial = Round.Kind.INTERNAL
            versions = Instrument.objects.order_by("-is_current", "code", "-version")
            self.fields["instrument"].queryset = versions
            self.fields["instrument"].initial = versions.first()
            self.fields["instrument"].empty_label = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind") or self.instance.kind
        if kind != Round.Kind.OFFICIAL and any(cleaned.get(name) is not None for name in PUBLISHED):
            raise forms.ValidationError(
                _("Score and places are published with an official evaluation; a self-assessment has none.")
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        """What `making.make_round` and `edit_round` take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class ResultsForm(forms.Form):
    """What was published by block and by aspect; an empty box says that nothing was published of it."""

    def __init__(self, *args, evaluation: Round, **kwargs):
        super().__init__(*args, **kwargs)
        self.evaluation = evaluation
        blocks = Block.objects.filter(field__instrument=evaluation.instrument_id)
        self.blocks = list(blocks.order_by("field__number", "number"))
        self.aspects = list(Aspect.objects.filter(instrument=evaluation.instrument_id).order_by("number"))
        self.fields["seen"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=results_print(evaluation)
        )
        scores = dict(evaluation.block_scores.values_list("block", "score"))
        points = {one.aspect_id: one for one in evaluation.aspect_scores.all()}
        for block in self.blocks:
            self._add(f"block-{block.pk}", BlockScore, "score", str(block), scores.get(block.pk))
        for aspect in self.aspects:
            was = points.get(aspect.pk)
            title = {"aspect": str(aspect)}
            self._add(
                f"points-{aspect.pk}",
                AspectScore,
                "points",
                _("Points of %(aspect)s") % title,
                was and was.points,
            )
            self._add(
                f"possible-{aspect.pk}",
                AspectScore,
                "possible",
                _("Possible points of %(aspect)s") % title,
                was and was.possible,
            )

    def _add(self, name: str, model: type, column: str, label: str, initial: Decimal | None) -> None:
        field = model._meta.get_field(column).formfield(required=False, label=label, initial=initial)
        field.widget.attrs |= {"step": "0.01", "min": "0", "max": "100", "inputmode": "decimal"}
        self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for aspect in self.aspects:
            points, possible = cleaned.get(f"points-{aspect.pk}"), cleaned.get(f"possible-{aspect.pk}")
            if possible is not None and points is None:
                self.add_error(f"points-{aspect.pk}", _("Write the points too, or leave both boxes empty."))
            elif possible is not None and points > possible:
                self.add_error(f"points-{aspect.pk}", _("There are more points than were possible."))
        return cleaned

    @property
    def table(self) -> list[dict[str, Any]]:
        """[{"block", "field", "aspects": [{"aspect", "points", "possible"}]}] for the page."""
        found = {block.pk: {"block": block, "field": self[f"block-{block.pk}"], "aspects": []} for block in self.blocks}
        for aspect in self.aspects:
            found[aspect.block_id]["aspects"].append(
                {
                    "aspect": aspect,
                    "points": self[f"points-{aspect.pk}"],
                    "possible": self[f"possible-{aspect.pk}"],
                }
            )
        return list(found.values())

    def results(self) -> dict[str, Any]:
        """`blocks` and `aspects`, as `making.record_results` takes them."""
        values = self.cleaned_data
        pairs = {one.pk: (values[f"points-{one.pk}"], values[f"possible-{one.pk}"]) for one in self.aspects}
        return {
            "blocks": {one.pk: values[f"block-{one.pk}"] for one in self.blocks},
            "aspects": {pk: None if pair[0] is None else pair for pk, pair in pairs.items()},
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is opened again"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stays in the history, with the result that it had."),
    )


class EvidenceForm(forms.Form):
    """A file or an address that shows how a criterion stands."""

    title = forms.CharField(label=gettext_lazy("What it is"), max_length=200, required=False)
    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("PDF, XLSX, ODS, CSV, PNG or JPEG, 20 MB at most. Its fingerprint is kept with it."),
    )
    address = forms.URLField(
        label=gettext_lazy("Or its address"), max_length=1000, required=False, assume_scheme="https"
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("upload") and not cleaned.get("address"):
            raise forms.ValidationError(_("Give a file or an address."))
        return cleaned
