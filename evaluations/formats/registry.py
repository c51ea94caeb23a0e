"""Which formats there are, which one a file is in, and the way to its reader and writer."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .decoding import decode
from .exchange import ExchangedQuestion, Reading, Refusal, UnreadableFile, Written, check_size


@dataclass(frozen=True)
class Format:
    """One format. Its modules are imported when first used: ``reader`` has ``read(data) -> Reading``, ``writer`` has
    ``write(questions) -> Written``."""

    name: str
    label: Any
    extensions: tuple[str, ...]
    reader: str
    writer: str = ""

    @property
    def can_write(self) -> bool:
        return bool(self.writer)


FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        Format("gift", gettext_lazy("GIFT (text)"), ("gift", "txt"), "gift", "gift_writer"),
        Format("moodle_xml", gettext_lazy("Moodle XML"), ("xml",), "moodle_xml", "moodle_xml"),
        Format("xlsx", gettext_lazy("Excel workbook"), ("xlsx",), "xlsx", "xlsx"),
        Format("aiken", gettext_lazy("Aiken (text)"), ("aiken", "txt"), "aiken"),
        Format("django_quiz_app", gettext_lazy("django-quiz-app (dumpdata JSON)"), ("json",), "django_quiz_app"),
    )
}

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_JSON = re.compile(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_XML = re.compile(r"\s*<(?:\?xml|!--|!DOCTYPE|quiz\b)", re.IGNORECASE)
_AIKEN = re.compile(r"^[ \t]*ANSWER[ \t]*:[ \t]*[A-Z][ \t]*$", re.MULTILINE | re.IGNORECASE)
_GIFT = re.compile(r"^[ \t]*(?:::|\$CATEGORY:)", re.MULTILINE)


def read(data: bytes, *, format: str | None = None, filename: str = "") -> Reading:  # noqa: A002 - the caller's word
    """All that the file holds; its format is found by its content, then by its name, unless it is given.

    Raises ``UnreadableFile`` (``TooMuch`` beyond a limit) when nothing of it can be read; what is wrong with one
    question is a ``Refusal`` in the result.
    """
    check_size(data)
    if not data.strip():
        raise UnreadableFile(_("The file is empty."))
    name = format or detect(data, filename=filename)
    if name not in FORMATS:
        raise UnreadableFile(_("The format «%(name)s» is not one that can be read.") % {"name": name})
    return told_apart(_function(FORMATS[name].reader, "read")(data))


def write(questions: Sequence[ExchangedQuestion], *, format: str) -> Written:  # noqa: A002 - the caller's word
    """The questions as a file; what the format cannot hold is in ``left_out`` and ``remarks``.

    Raises KeyError for a format that does not exist and ValueError for one that is only read.
    """
    if not FORMATS[format].can_write:
        raise ValueError(f"{format} is only read")
    return _function(FORMATS[format].writer, "write")(questions)


def detect(data: bytes, *, filename: str = "") -> str:
    """Name of the format of a file, or ``UnreadableFile`` saying what to do."""
    if data.startswith(b"PK\x03\x04"):
        return _detect_in_zip(data)
    if data.startswith(_OLD_OFFICE):
        raise UnreadableFile(
            _("This is a file of an old version of Office. Open it and save it as an Excel workbook (.xlsx).")
        )
    # XML says its own encoding, so it is recognised before the bytes are taken for text of another one.
    if _XML.match(data[:200].decode("latin-1").removeprefix("ï»¿")):
        return "moodle_xml"
    return _detect_in_text(decode(data).text) or _detect_by_name(filename)


def _detect_in_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableFile(_("The file is damaged: it cannot be opened. Send it again.")) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise UnreadableFile(
        _("This is not an Excel workbook. A document must be saved as plain text; a compressed file, unpacked.")
    )


def _detect_in_text(text: str) -> str:
    if _JSON.match(text):
        return "django_quiz_app"
    if _XML.match(text[:200]):
        return "moodle_xml"
    if _GIFT.search(text):
        return "gift"
    if _AIKEN.search(text):
        return "aiken"
    return "gift" if 0 <= text.find("{") < text.rfind("}") else ""


def _detect_by_name(filename: str) -> str:
    extension = filename.rpartition(".")[2].lower()
    for known in FORMATS.values():
        if extension in known.extensions and extension != "txt":
            return known.name
    raise UnreadableFile(
        _("The format of the file could not be recognised. Choose it in the list, or check that it is the right file.")
    )


def told_apart(reading: Reading) -> Reading:
    """The reading with an identity for each question only.

    The same question twice is refused the second time; another one under a name already used gets a number after it,
    so that neither is taken for a change of the other.
    """
    # By identity as read: what was met under it, by content; and the identities given out.
    met: dict[str, dict[str, ExchangedQuestion]] = {}
    given = {question.identity for question in reading.questions}
    taken: list[ExchangedQuestion] = []
    refused: list[Refusal] = []
    for question in reading.questions:
        if question.identity is None:
            taken.append(question)
            continue
        known = met.setdefault(question.identity, {})
        content = _content(question)
        if content in known:
            reason = _("The same question is already in this file: %(place)s.") % {"place": known[content].where}
            refused.append(Refusal(question.where, reason, identity=question.identity, title=question.title))
            continue
        taken.append(_numbered(question, number=len(known) + 1, given=given) if known else question)
        known[content] = question
    return replace(reading, questions=tuple(taken), refusals=(*reading.refusals, *refused))


def _numbered(question: ExchangedQuestion, *, number: int, given: set[str | None]) -> ExchangedQuestion:
    while f"{question.identity} ({number})" in given:
        number += 1
    identity = f"{question.identity} ({number})"
    given.add(identity)
    note = _("Another question of this file has the same name: they are told apart by their order.")
    return replace(question, identity=identity, notes=(*question.notes, note))


def _content(question: ExchangedQuestion) -> str:
    return json.dumps(
        [question.kind, question.stem, question.body, question.feedback, question.category], sort_keys=True
    )


def _function(module: str, name: str) -> Callable:
    return getattr(import_module(f"{__package__}.{module}"), name)
