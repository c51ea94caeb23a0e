"""Reading Aiken: a question, its options under capital letters, and «ANSWER: B».

Source: https://docs.moodle.org/en/Aiken_format. Blank lines mean nothing here, and a question may take several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .. import markup
from .cleaning import Cleaner
from .decoding import decode
from .exchange import (
    OPTIONS,
    ExchangedQuestion,
    Reading,
    Refusal,
    Unreadable,
    Where,
    check_count,
    excerpt_of,
    identity_of,
)

_OPTION = re.compile(r"([A-Z])[.)](?:[ \t]+(.*))?")
_ANSWER = re.compile(r"ANSWER[ \t]*:(.*)", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z]")


@dataclass
class _Lines:
    """The lines of one question as they were met."""

    first_line: int
    stem: list[str] = field(default_factory=list)
    #: (letter, text).
    options: list[tuple[str, str]] = field(default_factory=list)
    #: None while no ANSWER was met.
    answer: str | None = None
    last_line: int = 0


def read(data: bytes) -> Reading:
    """All questions of an Aiken file. Raises ``UnreadableFile``."""
    decoded = decode(data)
    questions: list[ExchangedQuestion] = []
    refusals: list[Refusal] = []
    met = 0
    for found in _found(decoded.text):
        met += 1
        check_count(met)
        title = excerpt_of(" ".join(found.stem[:3]))
        where = Where(line=found.first_line, excerpt=title or excerpt_of(" ".join(text for _l, text in found.options)))
        try:
            questions.append(_question(found, where))
        except Unreadable as refused:
            refusals.append(Refusal(where, str(refused), title=title))
    return Reading(
        format="aiken",
        questions=tuple(questions),
        refusals=tuple(refusals),
        remarks=decoded.remarks,
        read_count=met,
    )


def _found(text: str) -> Iterator[_Lines]:
    """The questions of the file: each ends with its ANSWER, or where the next one begins for want of it."""
    current: _Lines | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if not bare:
            continue
        option, answer = _OPTION.fullmatch(bare), _ANSWER.fullmatch(bare)
        if option and option[1] != "A" and not (current and current.options):
            # «C. Pérez pide su acta» belongs to the question: options begin with A.
            option = None
        if current is not None and current.options and not option and not answer:
            yield current
            current = None
        current = current or _Lines(first_line=number)
        current.last_line = number
        if answer:
            current.answer = answer[1].strip()
            yield current
            current = None
        elif option:
            current.options.append((option[1], (option[2] or "").strip()))
        else:
            current.stem.append(bare)
    if current is not None:
        yield current


def _question(found: _Lines, where: Where) -> ExchangedQuestion:
    if found.answer is None:
        raise Unreadable(
            _("It has no line «ANSWER:» with the letter of the right option; it was expected after line %(line)d.")
            % {"line": found.last_line}
        )
    _check_options(found)
    cleaner = Cleaner()
    stem = cleaner.block_of_text("\n".join(found.stem))
    options = [
        {
            "text": cleaner.inline_of_text(text),
            "is_correct": letter == found.answer.upper(),
            "feedback": "",
            "stays_last": False,
            "weight": "0",
        }
        for letter, text in found.options
    ]
    return ExchangedQuestion(
        kind="single",
        stem=stem,
        body={"options": options, "credit": "all_or_nothing"},
        identity=identity_of("aiken", markup.plain_text(stem)),
        where=where,
        notes=tuple(cleaner.notes),
    )


def _check_options(found: _Lines) -> None:
    letters = [letter for letter, _text in found.options]
    answer = str(found.answer)
    if not found.stem:
        raise Unreadable(_("It has no question above its options."))
    if len(letters) < 2:
        raise Unreadable(_("It needs two options at least, each on its own line: «A. …», «B. …»."))
    if len(letters) > OPTIONS or len(set(letters)) < len(letters):
        raise Unreadable(_("Two of its options have the same letter."))
    if not all(text for _letter, text in found.options):
        raise Unreadable(_("One of its options has no text."))
    if not _LETTER.fullmatch(answer):
        raise Unreadable(
            _("After «ANSWER:» one letter is expected, not «%(text)s». Aiken has one right option only.")
            % {"text": excerpt_of(answer)}
        )
    if answer.upper() not in letters:
        raise Unreadable(
            _("The right option is said to be %(letter)s, and there is no such option.") % {"letter": answer.upper()}
        )
