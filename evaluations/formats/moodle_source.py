"""One question element of a Moodle file: its values, its texts in whatever format, its pictures, our own additions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import unescape
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .. import markup
from . import exchanged_html
from .amounts import percentage
from .cleaning import Cleaner, picture
from .exchange import OPTIONS, Image, Unreadable, excerpt_of
from .exchanged_images import decoded, image_from
from .markdown_html import html_of_markdown

FILE_MARK = "@@PLUGINFILE@@/"
_DATA_IMAGE = re.compile(r"data:image/[a-z+.-]{1,20};base64,(?P<data>.*)", re.DOTALL)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What most question types say of one answer."""

    element: Element
    weight: str
    feedback: str


class Source:
    """Reads one ``<question>``, gathering its pictures and a note for whatever had to be adapted."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.images: dict[str, Image] = {}
        self.extras = extras_of(element)
        self._cleaner = Cleaner()
        self._files_used: set[str] = set()
        stem = element.find("questiontext")
        self._format = stem.get("format", "html") if stem is not None else "html"

    # Values

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(self._cleaner.notes)

    def note(self, sentence: str) -> None:
        self._cleaner.note(sentence)

    def value(self, name: str, default: str = "") -> str:
        """The text directly inside the child `name`, or inside its ``<text>``."""
        return value_of(self.element.find(name), default)

    def is_set(self, name: str, *, default: bool) -> bool:
        """A switch that Moodle writes as true and false or 1 and 0."""
        said = self.value(name).lower()
        return default if not said else said not in {"false", "0"}

    def answers(self, name: str = "answer") -> Iterator[Answer]:
        """The answers in order; raises ``Unreadable`` for more than a question may have and for odd fractions."""
        elements = self.element.findall(name)
        if len(elements) > OPTIONS:
            raise Unreadable(_("The question has more than %(limit)d answers.") % {"limit": OPTIONS})
        for element in elements:
            # Very old files say the fraction in an element of its own, as a part of one.
            fraction = element.get("fraction") or value_of(element.find("fraction"), "0")
            yield Answer(element, percentage(fraction), self.inline(element.find("feedback")))

    # Texts

    def stem(self) -> str:
        return self.html(
            self.raw(self.element.find("questiontext")) + self.add_old_picture(),
            files=self.element.find("questiontext"),
            inline=False,
        )

    def block(self, element: Element | None) -> str:
        return self._text(element, inline=False)

    def inline(self, element: Element | None) -> str:
        return self._text(element, inline=True)

    def plain(self, element: Element | None) -> str:
        """The words of a text that Moodle shows without markup."""
        return " ".join(unescape(_TAG.sub(" ", value_of(element, ""))).split())

    def html(self, source: str, *, files: Element | None, inline: bool) -> str:
        """`source`, HTML of this file, as exchanged HTML; its pictures are among the files of `files`."""
        if exchanged_html.is_harmless(source):
            return " ".join(source.split()) if inline else source.strip()
        for sentence in exchanged_html.what_goes(source):
            self.note(sentence)
        ready = exchanged_html.prepared(source, keep=partial(self._keep, files=files))
        return self._cleaner.inline(ready) if inline else self._cleaner.block(ready)

    def raw(self, element: Element | None) -> str:
        """The text of `element` as HTML, not cleaned yet."""
        if element is None:
            return ""
        return self._as_html(value_of(element.find("text"), ""), element.get("format") or self._format)

    def _text(self, element: Element | None, *, inline: bool) -> str:
        if element is None:
            return ""
        return self.html(self.raw(element), files=element, inline=inline)

    def _as_html(self, text: str, name: str) -> str:
        if name == "plain_text":
            return markup.text_to_block(text)
        if name == "markdown":
            self.note(_("A text was written in Markdown; check how it looks."))
            return html_of_markdown(text)
        if name == "wiki_like":
            self.note(_("A text was written in an old wiki format and was taken as plain text."))
            return markup.text_to_block(text)
        if name == "moodle_auto_format" and not _TAG.search(text):
            return markup.text_to_block(unescape(text))
        return text

    # Pictures

    def add_old_picture(self) -> str:
        """The picture of a file of Moodle 1.9, which stands after the text of the question; empty without one."""
        data, name = self.value("image_base64"), self.value("image")
        if not data:
            return ""
        return f"<p>{picture(self._add(decoded(data, name=name), name=name), alt='')}</p>"

    def note_unused_files(self) -> None:
        for file in self.element.iter("file"):
            if file.get("name", "") not in self._files_used:
                self.note(
                    _("The attached file «%(name)s» is not shown by any text and was left out.")
                    % {"name": excerpt_of(file.get("name", ""))}
                )

    def _keep(self, source: str, alt: str, *, files: Element | None) -> str | None:
        known = exchanged_html.kept_name(source)
        if known in self.images:
            return known
        embedded = _DATA_IMAGE.fullmatch(source)
        if embedded:
            return self._add(decoded(unquote(embedded["data"]), name=_("embedded picture")), name="")
        if not source.startswith(FILE_MARK):
            self.note(
                _("The picture at «%(address)s» is not inside the file and was removed.")
                % {"address": excerpt_of(source)}
            )
            return None
        return self._keep_file(unquote(source.removeprefix(FILE_MARK)).partition("?")[0], alt, files)

    def _keep_file(self, path: str, alt: str, files: Element | None) -> str | None:
        for file in [] if files is None else files.findall("file"):
            name = file.get("name", "")
            if path.strip("/") in {name, f"{file.get('path', '/')}{name}".strip("/")}:
                self._files_used.add(name)
                if not alt:
                    self.note(_("The picture «%(name)s» has no description. Write one.") % {"name": excerpt_of(name)})
                return self._add(decoded(file.text or "", name=name), name=name)
        self.note(_("The picture «%(name)s» is missing from the file.") % {"name": excerpt_of(path)})
        return None

    def _add(self, data: bytes, *, name: str) -> str:
        image = image_from(data, name=name, taken=self.images)
        self.images[image.name] = image
        return image.name


def value_of(element: Element | None, default: str) -> str:
    if element is None:
        return default
    inner = element.find("text")
    found = (inner if inner is not None else element).text or ""
    return found.strip() or default


# What Moodle cannot say


@dataclass(frozen=True)
class Extras:
    """What the ``<aula>`` element of a file written here adds; whatever in it has not the expected shape is absent."""

    said: Mapping
    is_ours: bool

    def text(self, name: str) -> str:
        value = self.said.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.said.get(name)
        if not isinstance(values, list):
            return ()
        return tuple(value for value in values if isinstance(value, str))

    def numbers(self, name: str) -> tuple[int, ...]:
        values = self.said.get(name)
        return tuple(value for value in values if type(value) is int) if isinstance(values, list) else ()

    def is_set(self, name: str) -> bool:
        return self.said.get(name) is True


def extras_of(element: Element) -> Extras:
    ours = element.find("aula")
    if ours is None:
        return Extras({}, is_ours=False)
    try:
        said = json.loads(ours.text or "{}")
    except (ValueError, RecursionError):
        said = None
    return Extras(said if isinstance(said, dict) else {}, is_ours=isinstance(said, dict))
