"""The file itself: its encoding, its well-formedness and its size, read question by question as hostile XML."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from .exchange import NESTING, TooMuch, UnreadableFile, excerpt_of

#: Elements of one question: a thousand answers with all their feedback are fewer.
ELEMENTS = 20_000
CHUNK = 64 * 1024

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Browsers and Windows mean this one when they say Latin-1.
_ENCODINGS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "cp1252": "cp1252",
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "iso8859-15": "iso8859-15",
    "mac-roman": "mac-roman",
    "cp850": "cp850",
}


@dataclass(frozen=True)
class Item:
    """One child of the root with the line on which it begins."""

    element: Element
    line: int


def text_of(data: bytes) -> tuple[str, list[str]]:
    """The file as text, and a sentence for each thing that had to be done to read it.

    Raises ``UnreadableFile`` for an encoding that is unknown or that the file does not keep.
    """
    remarks = []
    text, is_guess = _decoded(data)
    if is_guess:
        remarks.append(_("The file says it is UTF-8 but is not; it was read as Windows-1252. Check the accents."))
    bare = _NOT_XML.sub("", text)
    if bare != text:
        remarks.append(_("Control characters that XML does not allow were removed."))
    return bare, remarks


def _decoded(data: bytes) -> tuple[str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), False
    found = _DECLARED.match(data[:200])
    name = found[1].decode("ascii") if found else "utf-8"
    try:
        encoding = _ENCODINGS[codecs.lookup(name).name]
    except (LookupError, KeyError) as error:
        raise UnreadableFile(
            _("The file is in the encoding «%(name)s», which is not known here. Save it as UTF-8.") % {"name": name}
        ) from error
    if encoding != "utf-8":
        return _strictly(data, encoding), False
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return _strictly(data, "cp1252"), True


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            _("The file is not text in %(encoding)s from byte %(place)d on. Save it as UTF-8.")
            % {"encoding": encoding, "place": error.start}
        ) from error


def items_in(text: str) -> Iterator[Item]:
    """The children of the root one by one, each forgotten before the next is read.

    Raises ``UnreadableFile`` (with the line) for what is not well-formed, not a Moodle question file, or holds a
    document type, and ``TooMuch`` for what is nested too deeply or too large.
    """
    target = _Target()
    # The text is decoded already: whatever the declaration says no longer holds.
    parser = DefusedXMLParser(target=target, encoding="utf-8", forbid_dtd=True)
    target.expat = parser.parser
    data = text.encode("utf-8")
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
            yield from target.finished()
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableFile(
            _("The file declares a document type or entities, which may hide other files. Remove the DOCTYPE lines.")
        ) from error
    except ParseError as error:
        raise UnreadableFile(_broken(text, *error.position)) from error
    yield from target.finished()


def _broken(text: str, line: int, column: int) -> str:
    lines = text.split("\n", line)
    there = lines[line - 1] if 0 < line <= len(lines) else ""
    return _("The file is not well-formed XML at line %(line)d: «%(excerpt)s».") % {
        "line": line,
        "excerpt": excerpt_of(there[max(0, column - 60) :]),
    }


class _Target:
    """What the parser calls for each tag: keeps the children of the root and counts before anything grows."""

    def __init__(self) -> None:
        self.expat = None
        self._depth = 0
        self._elements = 0
        self._line = 0
        self._builder = TreeBuilder()
        self._items: list[Item] = []

    def finished(self) -> list[Item]:
        items, self._items = self._items, []
        return items

    def start(self, tag: str, attributes: dict) -> None:
        self._depth += 1
        if self._depth > NESTING:
            raise TooMuch(
                _("Elements are nested more than %(limit)d deep at line %(line)d.")
                % {"limit": NESTING, "line": self.expat.CurrentLineNumber}
            )
        if self._depth == 1:
            self._check_root(tag)
            return
        if self._depth == 2:
            self._builder, self._elements, self._line = TreeBuilder(), 0, self.expat.CurrentLineNumber
        self._elements += 1
        if self._elements > ELEMENTS:
            raise TooMuch(
                _("The question at line %(line)d has more than %(limit)d elements.")
                % {"limit": ELEMENTS, "line": self._line}
            )
        self._builder.start(tag, attributes)

    def _check_root(self, tag: str) -> None:
        if tag != "quiz":
            raise UnreadableFile(
                _("This is not a question file of Moodle: it begins with <%(tag)s> instead of <quiz>.")
                % {"tag": excerpt_of(tag)}
            )

    def data(self, text: str) -> None:
        if self._depth >= 2:
            self._builder.data(text)

    def end(self, tag: str) -> None:
        if self._depth >= 2:
            self._builder.end(tag)
        if self._depth == 2:
            self._items.append(Item(self._builder.close(), self._line))
        self._depth -= 1

    def close(self) -> None:
        """Nothing is left over: the items were taken as they came."""
