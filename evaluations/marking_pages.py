"""What the screens of marking and appeals share: the answer as it was given, beside its key."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from . import markup
from .judging import keys_in_force
from .models import AttemptQuestion
from .plugins import Key, ReviewedRow


@dataclass(frozen=True)
class GivenAnswer:
    """One answer with its question and, for those who decide about it, the key."""

    stem: SafeString
    text: str
    rows: list[ReviewedRow]
    words: int
    feedback: SafeString


def given_answer(question: AttemptQuestion) -> GivenAnswer:
    """The answer as it was given, beside the key in force."""
    version = question.version
    correct = keys_in_force([version.pk]).get(version.pk, version.key.correct)
    key = None if correct is None else Key(correct=correct, option_feedback={})
    text = question.selected["text"] if version.needs_marker else ""
    rows = [] if version.needs_marker else version.type.reviewed(question.selected, asked=question.asked, key=key)
    return GivenAnswer(
        stem=markup.shown(version.type.stem_alone(version.stem), version.pictures),
        text=text,
        rows=[replace(row, html=markup.shown(row.html, version.pictures)) for row in rows],
        words=len(text.split()),
        feedback=markup.shown(version.key.feedback_html, version.pictures),
    )
