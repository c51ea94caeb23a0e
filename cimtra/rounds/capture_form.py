"""The capture page of a block: a small form for each criterion, all of them in one, so that no button loses a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import User

from ..models import Aspect, Block, Capture, Inapplicability, Outcome, Round, Variable
from ..responsible import responsible_for
from .capturing import Writing, Written, write_all
from .criteria import Key

MINE, THEIRS = "mine", "theirs"


class CriterionForm(forms.Form):
    """How one criterion stands. `edition` is the one that was seen; `over` and `decision` come after a conflict."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    address = forms.URLField(
        label=gettext_lazy("Address where it is seen"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    over = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    decision = forms.ChoiceField(choices=[(MINE, MINE), (THEIRS, THEIRS)], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") == Outcome.NOT_APPLICABLE and not cleaned.get("note", "").strip():
            self.add_error("note", _("Write why it does not apply: without reasons it counts as not met."))
        return cleaned

    @property
    def leaves_theirs(self) -> bool:
        return self.cleaned_data["decision"] == THEIRS

    def writing(self, key: Key) -> Writing:
        """What to write. Who leaves what somebody else wrote still sends the own words, over the edition that was seen:
        they are kept as overruled.
        """
        values = self.cleaned_data
        chosen = values["decision"] == MINE and values["over"] is not None
        return Writing(
            key=key,
            outcome=values["outcome"],
            note=values["note"],
            address=values["address"],
            edition=values["over"] if chosen else values["edition"],
        )


@dataclass(eq=False)
class Row:
    """A criterion on the page. `conflict` is what stands, written by somebody else since the page was opened."""

    key: Key
    variable: Variable | None
    capture: Capture | None
    form: CriterionForm
    evidence: int = 0
    inapplicability: Inapplicability | None = None
    conflict: Capture | None = None

    @property
    def name(self) -> str:
        return name_of(self.key)

    @property
    def state(self) -> str:
        return self.capture.outcome if self.capture else Outcome.UNSEEN


@dataclass
class AspectRows:
    aspect: Aspect
    responsible: list[Any]
    inapplicability: Inapplicability | None
    rows: list[Row] = field(default_factory=list)


def name_of(key: Key) -> str:
    return f"c{key[0]}-{key[1] or 0}"


def rows_of(evaluation: Round, block: Block, data: Mapping[str, Any] | None = None) -> list[AspectRows]:
    """The criteria of a block, each with its form; seven queries, whatever the number of criteria."""
    aspects = list(block.aspects.order_by("number"))
    ids = [one.pk for one in aspects]
    variables: dict[int, list[Variable | None]] = {pk: [] for pk in ids}
    for variable in Variable.objects.filter(aspect__in=ids).order_by("sort_order", "pk"):
        variables[variable.aspect_id].append(variable)
    captures = {
        (one.aspect_id, one.variable_id): one
        for one in Capture.objects.filter(round=evaluation, aspect__in=ids)
        .select_related("changed_by__employee")
        .annotate(evidence_count=Count("evidence"))
    }
    notes = {
        (one.aspect_id, one.variable_id): one
        for one in Inapplicability.objects.on(evaluation.cutoff_on).filter(aspect__in=ids)
    }
    responsible = responsible_for(ids, evaluation.cutoff_on)
    found = []
    for aspect in aspects:
        whole = notes.get((aspect.pk, None))
        lines = AspectRows(aspect, responsible[aspect.pk], whole)
        for variable in variables[aspect.pk] or [None]:
            key = (aspect.pk, variable.pk if variable else None)
            capture = captures.get(key)
            lines.rows.append(
                Row(
                    key=key,
                    variable=variable,
                    capture=capture,
                    form=form_of(key, capture, data),
                    evidence=capture.evidence_count if capture else 0,
                    inapplicability=whole or notes.get(key),
                )
            )
        found.append(lines)
    return found


def form_of(key: Key, capture: Capture | None, data: Mapping[str, Any] | None = None) -> CriterionForm:
    initial = {
        "outcome": capture.outcome if capture else Outcome.UNSEEN,
        "note": capture.note if capture else "",
        "address": capture.address if capture else "",
        "edition": capture.edition if capture else 0,
    }
    prefix = name_of(key)
    # What was not on the sender's page, such as a variable that came later, is shown as it stands.
    is_sent = data is not None and f"{prefix}-outcome" in data
    return CriterionForm(data if is_sent else None, prefix=prefix, initial=initial)


@dataclass(frozen=True)
class Saved:
    """How a page ended: what became of each writing, and the rows that need another look."""

    written: list[Written]
    conflicts: list[Row]
    wrong: list[Row]

    @property
    def new(self) -> int:
        return sum(one.is_new for one in self.written)


def save(evaluation: Round, rows: list[Row], by: User) -> Saved:
    """Write what was sent; a criterion with a fault keeps none of the others from being written.

    Raises CannotCapture when the round was closed meanwhile.
    """
    sent = [row for row in rows if row.form.is_bound and row.inapplicability is None]
    wrong = [row for row in sent if not row.form.is_valid()]
    by_key = {row.key: row for row in sent if row not in wrong}
    writings = [row.form.writing(key) for key, row in by_key.items() if not _has_nothing_to_leave(row)]
    written = write_all(evaluation=evaluation, by=by, writings=writings)
    conflicts = []
    for one in written:
        row = by_key[one.writing.key]
        row.capture = one.capture
        if one.is_conflict and not row.form.leaves_theirs:
            row.conflict = one.capture
            conflicts.append(row)
    for row in by_key.values():
        if row.conflict is None:
            # A page that is shown again shows what stands now, with the edition that it has now.
            row.form = form_of(row.key, row.capture)
    return Saved(written, conflicts, wrong)


def _has_nothing_to_leave(row: Row) -> bool:
    """Somebody chose the words of another, but nobody wrote since: the own ones must not be put in place."""
    edition = row.capture.edition if row.capture else 0
    return row.form.leaves_theirs and row.form.cleaned_data["edition"] == edition
