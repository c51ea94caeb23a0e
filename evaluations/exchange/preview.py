"""A planned question as it will look, with its key: for its author, who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from .. import markup
from ..plugins import ReviewedRow, question_types
from ..review import shown_rows
from .planning import Action, Planned


@dataclass(frozen=True)
class Previewed:
    planned: Planned
    kind: Any
    stem: SafeString
    rows: list[ReviewedRow]
    feedback: SafeString
    is_refused: bool


def previewed(planned: Planned) -> Previewed:
    """The question with its right answers marked; a refused one shows what could be read of it."""
    wording, is_refused = planned.wording, planned.action == Action.REFUSE
    kind = question_types.get(wording.kind) if wording.kind in question_types else None
    rows = []
    if kind is not None and not is_refused:
        numbers = iter(range(100_000))
        asked, key = kind.split(wording.body, stem=wording.stem, new_id=lambda _text: f"o{next(numbers)}")
        rows = shown_rows(kind.reviewed(kind.blank(), asked=asked, key=key), planned.pictures)
    return Previewed(
        planned=planned,
        kind=kind.label if kind else wording.kind,
        stem=markup.shown(kind.stem_alone(wording.stem) if kind else wording.stem, planned.pictures),
        rows=rows,
        feedback=markup.shown(wording.feedback, planned.pictures),
        is_refused=is_refused,
    )
