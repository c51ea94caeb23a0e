"""The author's form of a case study: each of its questions has the form of its own type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from ..markup import plain_text
from ..plugins import QuestionEditor, question_editors, question_types
from ..question_types.case import MAX_PARTS
from .base import CellEditor
from .cells import Choice, Faults, RichBlock
from .rows import Rows

FIRST = "single"


def kinds_of_parts() -> list[tuple[str, Any]]:
    """The types that may stand inside a case and that there is a form for."""
    return [(kind.name, kind.label) for kind in question_types if kind.may_be_part and question_editors.of(kind.name)]


class PartRows(Rows):
    folds = True

    def __init__(self, name: str, label: Any, **kwargs):
        super().__init__(name, label, cells=(), **kwargs)
        self.stem = RichBlock("stem", _("Question"), required=_("Write the question."), rows=2)
        self.feedback = RichBlock("feedback", _("Why"), rows=2, example=_("Explains the right answer (optional)"))

    def read_row(self, data: Mapping, full: str) -> dict:
        kind = data.get(f"{full}-kind", FIRST)
        editor = question_editors.of(kind)
        stem = self.stem.read(data, f"{full}-stem")
        body: dict = {}
        if editor is not None:
            body = editor.read(data, prefix=f"{full}-{editor.family}", kind=kind)
            stem, body = editor.settle(stem, body)
        return {"kind": kind, "stem": stem, "body": body, "feedback": self.feedback.read(data, f"{full}-feedback")}

    def is_blank_row(self, row: Mapping) -> bool:
        editor = question_editors.of(row["kind"])
        return not row["stem"] and not row["feedback"] and (editor is None or editor.is_blank(row["body"]))

    def faults_of_row(self, row: Mapping, full: str) -> dict[str, Any]:
        editor = question_editors.of(row["kind"])
        found = self.stem.faults(row["stem"], f"{full}-stem")
        if editor is not None:
            found |= editor.faults(row["body"], prefix=f"{full}-{editor.family}", kind=row["kind"])
        return found

    def excerpt(self, row: Mapping) -> str:
        kind = row["kind"]
        stem = question_types.get(kind).stem_alone(row["stem"]) if kind in question_types else row["stem"]
        return Truncator(plain_text(stem)).chars(80)

    def drawn_cells(self, row: Mapping | None, full: str, faults: Faults) -> str:
        row = row or {"kind": FIRST, "stem": "", "body": {}, "feedback": ""}
        editor: QuestionEditor | None = question_editors.of(row["kind"])
        kind = Choice("kind", _("Type of question"), choices=kinds_of_parts(), is_list=True)
        drawn = [
            kind.draw(row["kind"], f"{full}-kind", faults),
            self.stem.draw(row["stem"], f"{full}-stem", faults),
            render_to_string("evaluations/admin/editors.html", {"editor": self._editor(editor, row, full, faults)}),
            self.feedback.draw(row["feedback"], f"{full}-feedback", faults),
        ]
        return format_html_join("", "{}", ((one,) for one in drawn))

    @staticmethod
    def _editor(editor: QuestionEditor | None, row: Mapping, full: str, faults: Faults) -> str:
        if editor is None:
            return ""
        return editor.draw(row["body"], prefix=f"{full}-{editor.family}", kind=row["kind"], faults=faults)

    def lines(self, value: Any) -> list[str]:
        found = []
        for number, part in enumerate(value or [], start=1):
            named = str(self.row_label).replace("%(number)s", str(number))
            editor = question_editors.of(part["kind"])
            found.append(f"{named}: {plain_text(part['stem'])}")
            if editor is not None:
                found += [f"{named}. {line}" for line in editor.lines(part["body"], kind=part["kind"])]
            found += [f"{named}. {plain_text(part['feedback'])}"] if part["feedback"] else []
        return found


class CaseEditor(CellEditor):
    family = "case"
    kinds = ("case",)
    hint = _("What you wrote above is the case, which people read before all its questions.")
    cells = (
        PartRows(
            "parts",
            _("Questions about the case"),
            row_label=_("Question %(number)s"),
            add_label=_("Add a question"),
            most=MAX_PARTS,
            is_ordered=True,
        ),
    )
