"""Reading GIFT: questions as text, separated by blank lines, answers in braces.

Source: https://docs.moodle.org/en/GIFT_format. What a bank of Aula Clara adds travels in comments, see
``gift_settings``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from .. import markup
from . import gift_settings
from .cleaning import Cleaner
from .decoding import decode
from .exchange import (
    STEM_CHARACTERS,
    ExchangedQuestion,
    Reading,
    Refusal,
    Unreadable,
    Where,
    check_count,
    excerpt_of,
    identity_of,
)
from .gift_answers import adding_up, read_answers
from .gift_text import block, hide, read_labels, read_path, show, split_format

CATEGORY = "$CATEGORY:"
COMMENT = "//"
NAME_CHARACTERS = 255
#: What a missing word leaves in the stem.
GAP = "_____"


@dataclass
class Block:
    """The lines between two blank ones, each with its number, and the comments among them."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line for _number, line in self.lines).strip()


def read(data: bytes) -> Reading:
    """All questions of a GIFT file. Raises ``UnreadableFile``."""
    decoded = decode(data)
    questions: list[ExchangedQuestion] = []
    refusals: list[Refusal] = []
    category: tuple[str, ...] = ()
    met = 0
    for found in _blocks(decoded.text):
        if found.lines and found.lines[0][1].strip().startswith(CATEGORY):
            category = read_path(show(hide(found.lines.pop(0)[1].strip().removeprefix(CATEGORY))))
        if not found.lines:
            continue  # the category stood alone
        met += 1
        check_count(met)
        where = Where(line=found.lines[0][0], excerpt=excerpt_of(found.text))
        try:
            questions.append(replace(read_block(found, category=category), where=where))
        except Unreadable as refused:
            title = _name_and_rest(hide(found.text[: 4 * NAME_CHARACTERS]))[0]
            refusals.append(
                Refusal(where, str(refused), identity=identity_of("gift", title) if title else None, title=title)
            )
    return Reading(
        format="gift",
        questions=tuple(questions),
        refusals=tuple(refusals),
        remarks=decoded.remarks,
        read_count=met,
    )


def _blocks(text: str) -> Iterator[Block]:
    current = Block()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        bare = line.strip()
        if not bare:
            if current.lines:
                yield current
            if current.lines or current.comments:
                current = Block()
        elif bare.startswith(COMMENT):
            current.comments.append(bare.removeprefix(COMMENT).strip())
        else:
            current.lines.append((number, line))


def read_block(found: Block, *, category: tuple[str, ...]) -> ExchangedQuestion:
    """The question that a block of lines holds; its place is the caller's to say. Raises ``Unreadable``."""
    cleaner = Cleaner()
    text = hide(found.text)
    name, text = _name_and_rest(text)
    stem, answers, general = _parts(text)
    written_in, _stem = split_format(stem, "moodle")
    kind, body = read_answers(answers, written_in=written_in, cleaner=cleaner)
    html = block(stem, "moodle", cleaner)
    words = markup.plain_text(html)
    if not words and "<img" not in html:
        raise Unreadable(_("It has answers but no question."))
    if len(html) > STEM_CHARACTERS:
        raise Unreadable(
            _("The question is longer than %(limit)d characters: shorten it.") % {"limit": STEM_CHARACTERS}
        )
    identifier, tags = _labels(found.comments)
    question = ExchangedQuestion(
        kind=kind,
        stem=html,
        body=body,
        feedback=block(general, written_in, cleaner),
        identity=identity_of("gift", identifier or name or words),
        category=category,
        title=name,
        tags=tuple(dict.fromkeys(tags)),
    )
    return replace(_with_settings(question, found.comments, cleaner), notes=tuple(cleaner.notes))


def _name_and_rest(text: str) -> tuple[str, str]:
    if not text.startswith("::"):
        return "", text
    name, colons, rest = text[2:].partition("::")
    if not colons:
        return "", text
    return " ".join(show(name).split())[:NAME_CHARACTERS], rest.strip()


def _parts(text: str) -> tuple[str, str, str]:
    """(stem, answers, general feedback) of a hidden text without its name."""
    before, opening, rest = text.partition("{")
    answers, closing, after = rest.partition("}")
    if not opening and "}" not in before:
        raise Unreadable(_("It has no answers in braces: a text to be read is not a question."))
    if not opening or not closing:
        raise Unreadable(
            _(
                "A brace is missing: answers stand between { and }, with no blank line among them; a brace that "
                "belongs to the text is written \\{ or \\}."
            )
        )
    if "{" in answers or "{" in after or "}" in before or "}" in after:
        raise Unreadable(
            _(
                "It has more than one pair of braces: questions are separated by a blank line, and a brace that "
                "belongs to the text is written \\{ or \\}."
            )
        )
    answers, general = _general_feedback(answers)
    stem = f"{before}{GAP}{after}" if after.strip() else before
    return stem.strip(), answers, general


def _general_feedback(answers: str) -> tuple[str, str]:
    head, hashes, general = answers.rpartition("####")
    return (head, general.strip()) if hashes else (answers, "")


def _labels(comments: list[str]) -> tuple[str, list[str]]:
    identifier, tags = "", []
    for comment in comments:
        if not gift_settings.is_settings(comment):
            found, labels = read_labels(comment)
            identifier = identifier or found
            tags += labels
    return identifier, tags


def _with_settings(question: ExchangedQuestion, comments: list[str], cleaner: Cleaner) -> ExchangedQuestion:
    for comment in comments:
        if gift_settings.is_settings(comment):
            settings = gift_settings.settings_of(comment)
            # An empty mapping is not of the shape asked for: ``taken_up`` then says what happened.
            return gift_settings.taken_up(question, settings or {"body": None}, cleaner=cleaner)
    if question.kind == "multiple":
        return replace(question, body=adding_up(question.body, cleaner))
    return question
