"""A key in plain lines, for those who compare an older one with today's."""

from __future__ import annotations

from .markup import plain_text
from .plugins import Asked, Key, QuestionType, question_editors


def key_in_words(kind: QuestionType, asked: Asked, key: Key) -> list[str]:
    """What counts as right, line by line: the options, or what belongs to each line, or all that is accepted."""
    editor = question_editors.of(kind.name)
    if editor is not None and not asked.options:
        # What is typed may be right in several ways; a review tells only the best of them.
        return editor.lines(kind.join(asked, key), kind=kind.name)
    lines = []
    for row in kind.reviewed(kind.blank(), asked=asked, key=key):
        said = plain_text(row.html)
        if row.right:
            lines.append(f"{said} → {row.right}" if said else row.right)
        elif row.is_correct and said:
            lines.append(said)
    return lines
