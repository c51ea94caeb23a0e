"""The author's form of a question: one page for what it asks, its key and its filing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import bank
from .category_tree import CategoryField
from .editors import rich_text
from .lesson_parts import LessonPartInput
from .plugins import QuestionEditor, question_editors, question_types


@dataclass
class WrittenBody:
    """What the fields of the chosen type say, as typed."""

    kind: str
    body: dict = field(default_factory=dict)


class BodyInput(forms.Widget):
    """The fields of the chosen type; those of the others wait in templates for the script."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        #: Sentences by the names of fields, and those about the whole.
        self.faults: dict = {}
        self.problems: list[str] = []

    def value_from_datadict(self, data, files, name):
        kind = data.get("kind", "")
        editor = question_editors.of(kind)
        body = {} if editor is None else editor.read(data, prefix=editor.family, kind=kind)
        return WrittenBody(kind, body)

    def value_omitted_from_data(self, data, files, name):
        return "kind" not in data

    def use_required_attribute(self, initial):
        return False

    def id_for_label(self, id_):
        return ""

    def render(self, name, value, attrs=None, renderer=None):
        value = value or WrittenBody(next(iter(question_types)).name)
        editor = question_editors.of(value.kind)
        context = {
            "editor": render_to_string("evaluations/admin/kept_as_it_is.html")
            if editor is None
            else editor.draw(value.body, prefix=editor.family, kind=value.kind, faults=self.faults),
            "library": _library(get_language(), *question_editors),
            "families": json.dumps(families()),
            "problems": self.problems,
            "line": self._open_editor(is_block=False),
            "block": self._open_editor(is_block=True),
        }
        return render_to_string("evaluations/admin/body.html", context)

    @staticmethod
    def _open_editor(*, is_block: bool) -> str:
        attrs = {"id": "id___name__"}
        return rich_text.draw("__name__", "", is_block=is_block, attrs=attrs, label="", opens=True)

    @property
    def media(self):
        return forms.Media(js=["js/question-form.js"], css={"all": ["css/question-form.css"]})


@cache
def _library(language: str, *editors: QuestionEditor) -> list[dict[str, str]]:
    """An empty editor of each family, as {"family", "html"}; drawn once per process, since no page changes them."""
    return [
        {"family": one.family, "html": one.draw({}, prefix="__prefix__", kind=one.kinds[0], faults={})}
        for one in editors
    ]


def families() -> dict[str, str]:
    """The family of the editor of each type that has one."""
    return {kind: editor.family for editor in question_editors for kind in editor.kinds}


class BodyField(forms.Field):
    widget = BodyInput

    def has_changed(self, initial, data):
        return initial is None or (initial.kind, initial.body) != (data.kind, data.body)

    def clean(self, value):
        return value


class QuestionForm(WagtailAdminModelForm):
    kind = forms.ChoiceField(label=gettext_lazy("Type of question"))
    stem = forms.CharField(
        strip=False,
        label=gettext_lazy("Question"),
        error_messages={"required": gettext_lazy("Write the question.")},
        help_text=gettext_lazy(
            "Put the question itself in the last paragraph. What comes before is read as its context."
        ),
    )
    body = BodyField(label=gettext_lazy("Answers"), required=False)
    feedback = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Explains the right answer. It is never shown before the quiz allows it."),
    )
    category = CategoryField(label=gettext_lazy("Category"))
    aspects = forms.CharField(
        label=gettext_lazy("CIMTRA aspects"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Their numbers, separated by commas."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.wording: bank.Wording | None = None
        self.stored = bank.wording_of(self.instance) if self.instance.current_id else None
        self.fields["kind"].choices = self._kinds()
        for name in ("stem", "feedback"):
            # Not with the class: what the editor can do is registered after the form is imported.
            self.fields[name].widget = rich_text.WholeRichTextArea()
        self.initial["aspects"] = ", ".join(str(number) for number in self.instance.aspects)
        if "lesson_paragraph" in self.fields:
            part = self.fields["lesson_paragraph"]
            part.widget = LessonPartInput(lesson=self["lesson"].value())
            part.help_text = _("The one that explains the answer.")
        if self.stored:
            self.initial |= {
                "kind": self.stored.kind,
                "stem": self.stored.stem,
                "feedback": self.stored.feedback,
                "body": WrittenBody(self.stored.kind, self.stored.body),
            }

    def _kinds(self) -> list[tuple]:
        """The types that there is a form for, and the one that the question already has."""
        stored = self.stored.kind if self.stored else None
        return [
            (kind.name, kind.label) for kind in question_types if question_editors.of(kind.name) or kind.name == stored
        ]

    def clean_code(self):
        return self.cleaned_data["code"].strip()

    def clean_aspects(self) -> list[int]:
        words = self.cleaned_data["aspects"].replace(",", " ").split()
        if not all(word.isascii() and word.isdecimal() and len(word) <= 4 for word in words):
            raise forms.ValidationError(_("Write the numbers of the aspects, separated by commas."))
        return list(dict.fromkeys(int(word) for word in words))

    def clean(self):
        cleaned = super().clean()
        if "kind" not in cleaned or "body" not in cleaned:
            return cleaned
        self.wording = self._written(cleaned).cleaned()
        if not self.is_deferred_validation:
            self._tell_problems()
        return cleaned

    def _written(self, cleaned: Mapping) -> bank.Wording:
        kind, editor = cleaned["kind"], question_editors.of(cleaned["kind"])
        stem, body = cleaned.get("stem", ""), cleaned["body"].body
        if editor is None:
            body = self.stored.body
        else:
            stem, body = editor.settle(stem, body)
            self._show_faults(editor, kind, body)
        return bank.Wording(kind=kind, stem=stem, body=body, feedback=cleaned.get("feedback", ""))

    def _show_faults(self, editor: QuestionEditor, kind: str, body: dict) -> None:
        self.fields["body"].widget.faults = editor.faults(body, prefix=editor.family, kind=kind)

    def _tell_problems(self) -> None:
        no_stem = _("Write the question.")
        problems = self.wording.problems()
        if no_stem in problems:
            problems.remove(no_stem)
            if "stem" not in self.errors:
                self.add_error("stem", no_stem)
        shown = self.fields["body"].widget
        if len(problems) == 1:
            self.add_error("body", problems[0])
        elif problems or shown.faults:
            shown.problems = problems
            self.add_error("body", _("Mend what is marked below."))

    def save(self, commit=True):
        """A changed wording becomes a new version; without ``commit`` the wording is only lent to the preview."""
        question = super().save(commit=False)
        question.preview_wording = self.wording
        if commit:
            bank.save_question(question=question, wording=self.wording, author=self.for_user)
            self.save_m2m()
        return question
