"""The neutral shapes in which questions travel between files and the bank.

A reader turns the bytes of one format into a ``Reading``; a writer turns ``ExchangedQuestion`` objects into a
``Written``. Neither knows the database: the importer and exporter stand between these shapes and the bank.

Pictures stand in HTML as ``<img src="@@image:NAME" alt="…">`` and their bytes in ``ExchangedQuestion.images[NAME]``;
NAME keeps to ``IMAGE_NAME``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from html import escape

from django.utils.translation import gettext as _

FILE_BYTES = 20 * 1024 * 1024
QUESTIONS = 5_000
STEM_CHARACTERS = 20_000
#: A text of an option, an answer, a pair, a feedback.
PART_CHARACTERS = 20_000
OPTIONS = 50
NESTING = 40
IMAGE_BYTES = 5 * 1024 * 1024
EXCERPT_CHARACTERS = 160
#: After the name of the source; what is longer ends in a digest.
IDENTITY_CHARACTERS = 160

IMAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
IMAGE_MARK = "@@image:"
_IMAGE_SOURCE = re.compile(r'src="@@image:([A-Za-z0-9][A-Za-z0-9._-]{0,79})"')


class UnreadableFile(Exception):
    """Nothing can be read from the file; the message says what is wrong, where, and what to do about it."""


class TooMuch(UnreadableFile):
    """The file is beyond a limit; the message names the limit and says how to get below it."""


class Unreadable(Exception):
    """One question cannot be taken; for use inside a reader, which turns it into a ``Refusal``."""


@dataclass(frozen=True)
class Where:
    """A place in a file, in the words of its format; lines and rows count from 1, 0 where there are none."""

    line: int = 0
    row: int = 0
    #: The sheet of a workbook, the element or object: «question 3», «quiz.question 12».
    element: str = ""
    #: The text there, on one line, at most ``EXCERPT_CHARACTERS`` long: build with ``excerpt_of``.
    excerpt: str = ""

    def __str__(self) -> str:
        said = [self.element] if self.element else []
        if self.line:
            said.append(_("line %(number)d") % {"number": self.line})
        if self.row:
            said.append(_("row %(number)d") % {"number": self.row})
        return ", ".join(said)


@dataclass(frozen=True)
class Image:
    """A picture that came with a question; declared and real type and pixel size are checked by whoever stores it."""

    name: str
    data: bytes
    mime: str


@dataclass(frozen=True)
class ExchangedQuestion:
    """One question with all that the bank knows about it; the body's shapes are those of the question types."""

    kind: str
    #: Block HTML, cleaned.
    stem: str
    body: dict
    #: Block HTML, cleaned: «Por qué».
    feedback: str = ""
    #: The same whenever the same source is read again: «gift:<name>», «moodle:<idnumber>», «dqa:<key>».
    identity: str | None = None
    #: Names of categories, outermost first.
    category: tuple[str, ...] = ()
    code: str = ""
    #: Plain text, as its author names the question in lists.
    title: str = ""
    tags: tuple[str, ...] = ()
    #: «easy», «medium», «hard» or nothing.
    difficulty: str = ""
    requirements: tuple[str, ...] = ()
    aspects: tuple[int, ...] = ()
    reference: str = ""
    images: Mapping[str, Image] = field(default_factory=dict)
    where: Where = Where()
    #: What was adapted on the way in, one sentence each.
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A question, quiz or sitting of the file that cannot be taken, and why."""

    where: Where
    #: A whole sentence.
    reason: str
    identity: str | None = None
    title: str = ""

    @property
    def excerpt(self) -> str:
        return self.where.excerpt


@dataclass(frozen=True)
class ExchangedQuiz:
    """A quiz of another system with the identities of its questions in order."""

    identity: str
    title: str
    slug: str = ""
    #: Block HTML, cleaned.
    description: str = ""
    #: 0 to 100.
    pass_mark: int = 0
    random_order: bool = False
    #: How many of the questions one person is asked; None asks all.
    max_questions: int | None = None
    answers_at_end: bool = False
    single_attempt: bool = False
    #: Block HTML, cleaned.
    success_text: str = ""
    fail_text: str = ""
    questions: tuple[str, ...] = ()
    is_draft: bool = False
    category: tuple[str, ...] = ()
    where: Where = Where()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PastAnswer:
    """What somebody answered once, in words."""

    #: Identity of the question; "" where the file does not hold it.
    question: str
    #: Plain text of the question, kept because the bank's may change.
    stem: str
    #: Plain text: the chosen option or what was written; empty when it was left blank.
    words: str
    #: None where the other system's record does not say.
    is_right: bool | None


@dataclass(frozen=True)
class ExchangedSitting:
    """An attempt made in another system: history to be told, never to be marked again."""

    identity: str
    username: str
    email: str
    #: Identity of the quiz.
    quiz: str
    started: datetime | None = None
    ended: datetime | None = None
    #: Questions right of questions asked, as recorded.
    score: int = 0
    possible: int = 0
    percent: int = 0
    #: None while the attempt was never completed.
    has_passed: bool | None = None
    is_complete: bool = False
    answers: tuple[PastAnswer, ...] = ()
    #: Where the record contradicts itself, one sentence each; nothing is repaired.
    remarks: tuple[str, ...] = ()
    where: Where = Where()


@dataclass(frozen=True)
class ExchangedProgress:
    """A person's running score per category in another system."""

    username: str
    email: str
    #: (category, right, possible).
    scores: tuple[tuple[str, int, int], ...] = ()
    remarks: tuple[str, ...] = ()
    where: Where = Where()


@dataclass(frozen=True)
class Reading:
    """All that one file holds. Each question that was met is in ``questions`` or in ``refusals``, never in neither."""

    #: Name of the format: a key of ``formats.FORMATS``.
    format: str
    questions: tuple[ExchangedQuestion, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    quizzes: tuple[ExchangedQuiz, ...] = ()
    history: tuple[ExchangedSitting, ...] = ()
    progress: tuple[ExchangedProgress, ...] = ()
    #: What is not a question and cannot be taken: a quiz without a title, a sitting of nobody.
    set_aside: tuple[Refusal, ...] = ()
    #: About the file as a whole: its encoding, the kinds of object that were passed over.
    remarks: tuple[str, ...] = ()
    #: How many questions the reader met; count them where they are met, not where they end up.
    read_count: int = 0

    def __post_init__(self) -> None:
        if self.read_count != len(self.questions) + len(self.refusals):
            raise ValueError(
                f"{self.read_count} questions read, {len(self.questions)} taken, {len(self.refusals)} refused"
            )


@dataclass(frozen=True)
class Written:
    """A finished file, and what could not be put into it."""

    data: bytes
    content_type: str
    #: Without the dot.
    extension: str
    #: (question, a whole sentence).
    left_out: tuple[tuple[ExchangedQuestion, str], ...] = ()
    #: (question, a whole sentence): written, but something of it could not be.
    remarks: tuple[tuple[ExchangedQuestion, str], ...] = ()


def excerpt_of(text: str) -> str:
    """`text` on one line and short enough to be quoted in a list of refusals."""
    # Only the beginning is looked at: a line of ten megabytes must not be split into words.
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: EXCERPT_CHARACTERS * 4]).split())
    return line if len(line) <= EXCERPT_CHARACTERS else line[: EXCERPT_CHARACTERS - 1] + "…"


def identity_of(source: str, text: str) -> str:
    """«gift:Plazo de respuesta»: the identity of what `source` calls `text`, of a length that a column can hold."""
    text = " ".join(text.split())
    if len(text) > IDENTITY_CHARACTERS:
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        text = f"{text[: IDENTITY_CHARACTERS - 17]}…{digest}"
    return f"{source}:{text}"


def image_html(name: str, *, alt: str) -> str:
    """The picture `name` as it stands in exchanged HTML."""
    return f'<img src="{IMAGE_MARK}{name}" alt="{escape(alt)}">'


def images_in(html: str) -> list[str]:
    """Names of the pictures that exchanged HTML shows, each once, in order."""
    return list(dict.fromkeys(_IMAGE_SOURCE.findall(html)))


def html_of(question: ExchangedQuestion) -> list[str]:
    """Every string of the question that may hold HTML, to look for pictures in."""
    return [question.stem, question.feedback, *_strings(question.body)]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _strings(part)]
    if isinstance(value, Sequence):
        return [text for part in value for text in _strings(part)]
    return []


def check_size(data: bytes) -> None:
    """Raise ``TooMuch`` for a file that is not even to be looked at."""
    if len(data) > FILE_BYTES:
        raise TooMuch(
            _("The file is larger than %(limit)d MB. Split it into smaller files.")
            % {"limit": FILE_BYTES // (1024 * 1024)}
        )


def check_count(count: int) -> None:
    """Raise ``TooMuch`` when a file holds more questions than one import takes."""
    if count > QUESTIONS:
        raise TooMuch(
            _("The file holds more than %(limit)d questions. Split it into smaller files.") % {"limit": QUESTIONS}
        )
