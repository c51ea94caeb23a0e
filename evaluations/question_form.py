"""The author's form of a question: one page for the wording, the options with their key, and the filing."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.rich_text import get_rich_text_editor_widget

from . import bank
from .plugins import question_types
from .question_types import MAX_OPTIONS

STEM_FEATURES = ["bold", "italic", "ul", "ol"]
BLANK_ROW = {"text": "", "is_correct": False, "feedback": ""}
TRUE_FALSE_ROWS = 2


class OptionRows(forms.Widget):
    """Ten rows of «correct», text and feedback; the script hides the ones not needed yet."""

    def value_from_datadict(self, data, files, name):
        return [
            {
                "text": data.get(f"{name}-{row}-text", ""),
                "is_correct": f"{name}-{row}-correct" in data,
                "feedback": data.get(f"{name}-{row}-feedback", ""),
            }
            for row in range(MAX_OPTIONS)
        ]

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-0-text" not in data

    def use_required_attribute(self, initial):
        return False

    def render(self, name, value, attrs=None, renderer=None):
        rows = list(value or [])[:MAX_OPTIONS]
        rows += [BLANK_ROW] * (MAX_OPTIONS - len(rows))
        return render_to_string("evaluations/admin/option_rows.html", {"name": name, "rows": rows})

    @property
    def media(self):
        return forms.Media(js=["js/question-form.js"], css={"all": ["css/question-form.css"]})


class OptionsField(forms.Field):
    widget = OptionRows

    def has_changed(self, initial, data):
        return _filled(initial or []) != _filled(data or [])

    def clean(self, value):
        return value or []


def _filled(rows: list[dict]) -> list[dict]:
    return [row for row in rows if row["text"].strip() or row["is_correct"] or row["feedback"].strip()]


class QuestionForm(WagtailAdminModelForm):
    kind = forms.ChoiceField(label=gettext_lazy("Type of question"), choices=question_types.choices)
    stem = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy(
            "Put the question itself in the last paragraph. What comes before is read as its context."
        ),
    )
    options = OptionsField(
        label=gettext_lazy("Options"),
        required=False,
        help_text=gettext_lazy(
            "Tick the right ones. The note beside an option is shown to those who chose it, when the quiz allows it."
        ),
    )
    feedback = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Explains the right answer. It is never shown before the quiz allows it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stem"].widget = get_rich_text_editor_widget("default", features=STEM_FEATURES)
        self.wording: bank.Wording | None = None
        wording = bank.wording_of(self.instance) if self.instance.current_id else None
        if wording:
            self.initial |= {
                "kind": wording.kind,
                "stem": wording.stem,
                "feedback": wording.feedback,
                "options": [
                    {"text": option.text, "is_correct": option.is_correct, "feedback": option.feedback}
                    for option in wording.options
                ],
            }

    def clean_code(self):
        return self.cleaned_data["code"].strip()

    def clean(self):
        cleaned = super().clean()
        if "kind" not in cleaned or "options" not in cleaned:
            return cleaned
        self.wording = bank.Wording(
            kind=cleaned["kind"],
            stem=cleaned.get("stem", ""),
            options=self._written_options(cleaned["kind"], cleaned["options"]),
            feedback=cleaned.get("feedback", ""),
        ).cleaned()
        if not self.is_deferred_validation:
            for problem in self.wording.problems():
                if "stem" not in self.errors or problem != _("Write the question."):
                    self.add_error("stem" if problem == _("Write the question.") else "options", problem)
        return cleaned

    def _written_options(self, kind: str, rows: list[dict]) -> list[bank.WrittenOption]:
        if kind == "true_false":
            texts = [_("True"), _("False")]
            rows = [{**row, "text": text} for row, text in zip(rows[:TRUE_FALSE_ROWS], texts, strict=True)]
        return [bank.WrittenOption(row["text"], row["is_correct"], row["feedback"]) for row in _filled(rows)]

    def save(self, commit=True):
        """A changed wording becomes a new version; without ``commit`` the wording is only lent to the preview."""
        question = super().save(commit=False)
        question.preview_wording = self.wording
        if commit:
            bank.save_question(question=question, wording=self.wording, author=self.for_user)
            self.save_m2m()
        return question
