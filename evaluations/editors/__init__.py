"""The author's forms of the question types that ship; importing the package registers them."""

from __future__ import annotations

from ..plugins import question_editors
from .arranged import ClozeEditor, MatchingEditor, OrderingEditor
from .cases import CaseEditor
from .choices import OptionsEditor, TrueFalseEditor
from .written import EssayEditor, NumericEditor, ShortTextEditor

for editor in (
    OptionsEditor(),
    TrueFalseEditor(),
    NumericEditor(),
    ShortTextEditor(),
    MatchingEditor(),
    OrderingEditor(),
    ClozeEditor(),
    EssayEditor(),
    CaseEditor(),
):
    question_editors.register(editor)
