"""The editing form of a quiz: a draft may be incomplete, a published quiz may not."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminPageForm


class QuizPageForm(WagtailAdminPageForm):
    def clean(self):
        cleaned_data = super().clean()
        # Wagtail defers what is required while a draft is saved or previewed, and restores it to publish.
        if not self.is_deferred_validation:
            for sentence in self._composition_problems():
                self.add_error(None, sentence)
        return cleaned_data

    def _composition_problems(self) -> list[str]:
        from .drawing import QuizNotReady, check

        fixed = [row["question"] for row in self._rows("questions") if row.get("question")]
        draws = [
            (row["category"], row["count"]) for row in self._rows("draws") if row.get("category") and row.get("count")
        ]
        problems = []
        repeated = sorted({question.code for question in fixed if fixed.count(question) > 1})
        if repeated:
            problems.append(_("A question appears more than once: %(codes)s.") % {"codes": ", ".join(repeated)})
        try:
            check(fixed=list(dict.fromkeys(fixed)), draws=draws)
        except QuizNotReady as why:
            problems += explain(why)
        return problems

    def _rows(self, name: str) -> list[dict]:
        """What stands in a formset, without the rows marked to be deleted; invalid rows report their own errors."""
        formset = self.formsets[name]
        return [
            form.cleaned_data
            for form in formset.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def explain(why) -> list[str]:
    """A drawing.QuizNotReady in sentences that say how many questions are missing and what to do."""
    sentences = []
    if why.is_empty:
        sentences.append(_("The quiz has no questions yet. Add fixed questions or a draw before publishing it."))
    if why.not_in_force:
        count = len(why.not_in_force)
        sentences.append(
            ngettext(
                "%(count)d question is not in force: %(codes)s. Put it in force in the bank or take it out.",
                "%(count)d questions are not in force: %(codes)s. Put them in force in the bank or take them out.",
                count,
            )
            % {"count": count, "codes": ", ".join(question.code for question in why.not_in_force)}
        )
    for shortage in why.shortages:
        sentences.append(
            ngettext(
                "%(missing)d question is missing in the category «%(category)s»: the draw asks for %(wanted)d "
                "and %(available)d can be drawn.",
                "%(missing)d questions are missing in the category «%(category)s»: the draw asks for %(wanted)d "
                "and %(available)d can be drawn.",
                shortage.missing,
            )
            % {
                "missing": shortage.missing,
                "category": shortage.category,
                "wanted": shortage.wanted,
                "available": shortage.available,
            }
        )
    return sentences
