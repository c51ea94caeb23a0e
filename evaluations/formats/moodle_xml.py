"""Reading Moodle XML: every question becomes one of ours or a refusal that says why.

The format is the one that Moodle's question bank exports; see «Moodle XML format» in Moodle's documentation. What
Moodle has no element for (difficulty, requirements, the rubric …) stands in an ``<aula>`` element in the files that we
write ourselves; Moodle passes over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .. import markup
from .exchange import (
    ExchangedQuestion,
    Reading,
    Refusal,
    Unreadable,
    Where,
    check_count,
    check_size,
    excerpt_of,
)
from .moodle_document import Item, items_in, text_of
from .moodle_source import Source, value_of
from .moodle_types import READERS, reason_against
from .moodle_xml_writer import category_path, write

__all__ = ["read", "write"]

_CONTEXT = re.compile(r"^\$[a-z0-9]+\$(?:/|$)")
_SINGLE_SLASH = re.compile(r"(?<!/)/(?!/)")
DIFFICULTIES = ("easy", "medium", "hard")
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_MOODLE_SAYS = {
    *("Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect."),
    *("Respuesta correcta", "Respuesta parcialmente correcta.", "Respuesta incorrecta."),
}


def read(data: bytes) -> Reading:
    """All questions of the file; raises ``UnreadableFile`` when it cannot be read at all."""
    check_size(data)
    text, remarks = text_of(data)
    collected = _Collected(remarks)
    for item in items_in(text):
        collected.take(item)
    return Reading(
        format="moodle_xml",
        questions=tuple(collected.questions),
        refusals=tuple(collected.refusals),
        remarks=tuple(dict.fromkeys(collected.remarks)),
        read_count=collected.count,
    )


class _Collected:
    """What was met so far, and the category in which the next question stands."""

    def __init__(self, remarks: Iterable[str]) -> None:
        self.questions: list[ExchangedQuestion] = []
        self.refusals: list[Refusal] = []
        self.remarks = list(remarks)
        self.count = 0
        self._category: tuple[str, ...] = ()
        self._category_text = ""

    def take(self, item: Item) -> None:
        if item.element.tag != "question":
            self.remarks.append(
                _("The element <%(tag)s> at line %(line)d is not a question and was passed over.")
                % {"tag": excerpt_of(item.element.tag), "line": item.line}
            )
        elif item.element.get("type") == "category":
            self._enter(item.element)
        else:
            self.count += 1
            check_count(self.count)
            self._take_question(item)

    def _enter(self, element: Element) -> None:
        self._category_text = value_of(element.find("category"), "")
        self._category = names_of(self._category_text)
        if value_of(element.find("info"), ""):
            self.remarks.append(_("The descriptions of the categories were left out."))

    def _take_question(self, item: Item) -> None:
        name = " ".join(value_of(item.element.find("name"), "").split())
        where = _where(item, name, self.count)
        source = Source(item.element)
        identity = _identity(source, name, self._category)
        try:
            self.questions.append(self._question(source, name=name, where=where, identity=identity))
        except Unreadable as error:
            self.refusals.append(Refusal(where=where, reason=str(error), identity=identity, title=name[:255]))

    def _question(self, source: Source, *, name: str, where: Where, identity: str | None) -> ExchangedQuestion:
        kind_name = source.element.get("type", "")
        if kind_name not in READERS:
            raise Unreadable(reason_against(kind_name))
        kind, stem, body = READERS[kind_name](source)
        if not markup.plain_text(stem) and "<img" not in stem:
            raise Unreadable(_("The question has no text."))
        feedback = source.block(source.element.find("generalfeedback"))
        source.note_unused_files()
        _note_what_stays_behind(source)
        extras = source.extras
        return ExchangedQuestion(
            kind=kind,
            stem=stem,
            body=body,
            feedback=feedback,
            identity=identity,
            category=self._category_of(extras.texts("category")),
            code=_code(source),
            title=extras.text("title") if "title" in extras.said else name[:255],
            tags=_tags(source.element),
            difficulty=extras.text("difficulty") if extras.text("difficulty") in DIFFICULTIES else "",
            requirements=extras.texts("requirements"),
            aspects=extras.numbers("aspects"),
            reference=extras.text("reference"),
            images=dict(source.images),
            where=where,
            notes=source.notes,
        )

    def _category_of(self, said: tuple[str, ...]) -> tuple[str, ...]:
        """The category of the file, or the exact names that it stands for."""
        return said if said and category_path(said) == self._category_text else self._category


def names_of(path: str) -> tuple[str, ...]:
    """The names in a path like ``$course$/top/Transparencia/Acceso//consulta``, outermost first."""
    bare = _CONTEXT.sub("", path.strip())
    names = [" ".join(name.replace("//", "/").split()) for name in _SINGLE_SLASH.split(bare)]
    if names and names[0] == "top":
        del names[0]
    return tuple(name for name in names if name)


def _where(item: Item, name: str, number: int) -> Where:
    stem = value_of(item.element.find("questiontext"), "")
    return Where(
        line=item.line,
        element=_("question %(number)d") % {"number": number},
        excerpt=excerpt_of(name or markup.plain_text(stem[:2000])),
    )


#: Before the ID number of a question that we exported, so that it is known again after a stay in Moodle.
OURS = "aula:"


def _code(source: Source) -> str:
    number = source.value("idnumber")
    return number.removeprefix(OURS) if number.startswith(OURS) else source.extras.text("code")


def _identity(source: Source, name: str, category: tuple[str, ...]) -> str | None:
    if source.extras.is_ours:
        return source.extras.text("identity") or None
    number = source.value("idnumber")
    if number.startswith(OURS):
        return number
    return f"moodle:{number}" if number else f"moodle:{'/'.join([*category, name])}"


def _tags(element: Element) -> tuple[str, ...]:
    found = [" ".join(value_of(tag, "").split()) for tag in element.iterfind("tags/tag")]
    return tuple(dict.fromkeys(tag for tag in found if tag))


def _note_what_stays_behind(source: Source) -> None:
    if source.value("defaultgrade", "1").rstrip("0").rstrip(".") not in {"1", ""}:
        source.note(_("Its default mark was left out; a quiz says how much each question counts."))
    if source.element.find("hint") is not None:
        source.note(_("The hints for further tries were left out."))
    said = {source.plain(source.element.find(name)) for name in _COMBINED} - {""}
    if said - _MOODLE_SAYS:
        source.note(_("The feedback for right, partly right and wrong answers as a whole was left out."))
    if source.is_set("hidden", default=False):
        source.note(_("It was hidden in Moodle."))
