"""The editing form of a quiz: a draft may be incomplete, a published quiz may not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from .review_table import ReviewTableField


class QuizPageForm(WagtailAdminPageForm):
    review_matrix = ReviewTableField(
        label=gettext_lazy("What is shown and when"),
        required=False,
        help_text=gettext_lazy("It counts only with «As the table says». The score itself is always shown."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        from .category_tree import TreeChoices

        if "draws" in self.formsets:
            self.formsets["draws"].form.base_fields["category"].iterator = TreeChoices

    def clean(self):
        cleaned_data = super().clean()
        # Wagtail defers what is required while a draft is saved or previewed, and restores it to publish.
        if not self.is_deferred_validation:
            self._check_rules(cleaned_data)
            for sentence in self._composition_problems(cleaned_data):
                self.add_error(None, sentence)
        return cleaned_data

    def _check_rules(self, cleaned_data: dict) -> None:
        opens_at, closes_at = cleaned_data.get("opens_at"), cleaned_data.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("It closes before it opens."))
        scores = [row["from_score"] for row in self._rows("bands") if row.get("from_score") is not None]
        repeated = sorted({score for score in scores if scores.count(score) > 1})
        if repeated:
            self.add_error(
                None,
                _("Two messages begin at the same score: %(scores)s.") % {"scores": ", ".join(map(str, repeated))},
            )

    def _composition_problems(self, cleaned_data: dict) -> list[str]:
        from .composition_words import explain
        from .drawing import Line, QuizNotReady, check

        fixed = [row["question"] for row in self._rows("questions") if row.get("question")]
        lines = [
            Line(row["count"], row.get("category"), row.get("requirement"), row.get("difficulty") or "")
            for row in self._rows("draws")
            if row.get("count")
        ]
        problems = []
        repeated = sorted({question.code for question in fixed if fixed.count(question) > 1})
        if repeated:
            problems.append(_("A question appears more than once: %(codes)s.") % {"codes": ", ".join(repeated)})
        try:
            check(fixed=list(dict.fromkeys(fixed)), lines=lines)
        except QuizNotReady as why:
            return problems + explain(why)
        if cleaned_data.get("mastery_mark") and not _counts_for_a_requirement(fixed, lines):
            self.add_error(
                "mastery_mark",
                _(
                    "None of the questions counts for a training requirement, so there is nothing to reach a minimum "
                    "in. Give the questions their requirements in the bank, or leave this empty."
                ),
            )
        return problems

    def _rows(self, name: str) -> list[dict]:
        """What stands in a formset, without the rows marked to be deleted; invalid rows report their own errors."""
        formset = self.formsets.get(name)
        return [
            form.cleaned_data
            for form in (formset.forms if formset else ())
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def _counts_for_a_requirement(fixed: Sequence[Any], lines: Sequence[Any]) -> bool:
    from .drawing import pool_of
    from .models import Question

    if any(line.requirement for line in lines):
        return True
    tied = Question.requirements.through.objects.filter(question__in=fixed)
    return tied.exists() or any(known.requirements for known in pool_of(lines=lines).values())
