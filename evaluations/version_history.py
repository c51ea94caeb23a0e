"""What a question said from one edit to the next, for its author: the versions with what each one changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from . import bank, markup
from .models import Question, QuestionVersion
from .plugins import question_editors, question_types

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
SAME, ADDED, REMOVED = "same", "added", "removed"
#: Below this likeness two lines are two lines, not one that was changed.
ALIKE = 0.4

#: A line as pieces: (same | added | removed, text).
Line = list[tuple[str, str]]


@dataclass(frozen=True)
class VersionOnPage:
    version: QuestionVersion
    attempts: int
    is_current: bool
    lines: list[Line]

    @property
    def says_the_same(self) -> bool:
        """Nothing but its formatting, or something that is told in no words, is new in it."""
        return self.version.number > 1 and all(kind == SAME for line in self.lines for kind, _text in line)


def history_of(question: Question, *, attempts: Mapping[int, int]) -> list[VersionOnPage]:
    """Newest first; ``attempts`` tells how many hold each version. One query, keys included: for authors only."""
    versions = list(question.versions.select_related("key", "created_by").order_by("number"))
    told = [lines_of(version) for version in versions]
    found = [
        VersionOnPage(
            version=version,
            attempts=attempts.get(version.pk, 0),
            is_current=version.pk == question.current_id,
            lines=list(compared(told[place - 1], told[place])) if place else [[(SAME, line)] for line in told[0]],
        )
        for place, version in enumerate(versions)
    ]
    return found[::-1]


def lines_of(version: QuestionVersion) -> list[str]:
    """A version as plain lines: type, question, answers with their key, feedback."""
    if version.kind not in question_types:
        return [version.kind, *_paragraphs(version.stem)]
    wording = bank.wording_of_version(version)
    editor = question_editors.of(version.kind)
    lines = [str(version.type.label), *_paragraphs(wording.stem)]
    lines += editor.lines(wording.body, kind=version.kind) if editor else []
    return lines + [_("Why: %(words)s") % {"words": words} for words in _paragraphs(wording.feedback)]


def _paragraphs(html: str) -> list[str]:
    return [words for part in markup.BETWEEN_BLOCKS.split(html) if (words := markup.plain_text(part))]


def compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """The lines of `after`, and among them those of `before` that are gone."""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ([(SAME, line)] for line in after[c:d])
        else:
            yield from _replaced(list(before[a:b]), after[c:d])


def _replaced(old: list[str], new: Sequence[str]) -> Iterator[Line]:
    """Each new line against the old one in its place, or where their numbers differ against the one most like it."""
    in_place = len(old) == len(new)
    left = list(old)
    for place, line in enumerate(new):
        twin = old[place] if in_place else max(left, key=lambda one, line=line: _likeness(one, line), default=None)
        if twin is not None and _likeness(twin, line) >= ALIKE:
            left.remove(twin)
            yield _changed(twin, line)
        else:
            yield [(ADDED, line)]
    yield from ([(REMOVED, line)] for line in left)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _changed(before: str, after: str) -> Line:
    """One line word by word."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    line: Line = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            line.append((SAME, "".join(new[c:d])))
            continue
        line += [(REMOVED, "".join(old[a:b]))] if a < b else []
        line += [(ADDED, "".join(new[c:d]))] if c < d else []
    return line
