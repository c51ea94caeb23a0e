"""Reads a page as somebody sees it and finds the English on it, by the catalogues and by a list of words."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django
import wagtail
from babel.messages.pofile import read_po

from scripts.compile_translations import LOCALE_FOLDERS

#: English words that no Spanish sentence of ours has.
TELLTALE = re.compile(
    r"(?<![\w.@/-])(?:the|and|your|you|please|sign|password|email|e-mail|this field|required|page|pages|submit|click|"
    r"search|back|next|yes|of|for|with|from|not|found|forbidden|request|server|course|lesson|quiz|question|answer|save|"
    r"delete|edit|add|view|log ?in|log ?out|loading|error occurred|invalid|username|user|home)(?![\w@/-])(?!\.\w)",
    re.IGNORECASE,
)
PLACEHOLDER_OR_TAG = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}|<[^>]*>|&\w+;")
WORD = re.compile(r"[^\W\d_]{2,}")
SHOWN_ATTRIBUTES = ("title", "aria-label", "aria-description", "alt", "placeholder")
UNSEEN = {"script", "style", "template"}
OWN = tuple(folder / "es_MX" / "LC_MESSAGES" / "django.po" for folder in LOCALE_FOLDERS)
INLINE = set("a abbr b bdi cite code em i mark q small span strong sub sup time".split())


class ShownText(HTMLParser):
    """The text that somebody sees or hears: one line per block, attribute or button."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.language, self.parts, self._unseen = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "html":
            self.language = attributes.get("lang") or ""
        if tag in UNSEEN:
            self._unseen.append(tag)
        if tag not in INLINE:
            self.parts.append("\n")
        if self._unseen:
            return
        shown = [attributes.get(name) for name in SHOWN_ATTRIBUTES]
        if tag == "input" and attributes.get("type") in ("submit", "button", "reset"):
            shown.append(attributes.get("value"))
        if tag == "meta" and attributes.get("name") == "description":
            shown.append(attributes.get("content"))
        self.parts += [f"\n{text}\n" for text in shown if text]

    def handle_endtag(self, tag):
        if self._unseen and tag == self._unseen[-1]:
            self._unseen.pop()
        if tag not in INLINE:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self._unseen:
            self.parts.append(re.sub(r"\s+", " ", data))

    @property
    def lines(self):
        lines = (" ".join(line.split()) for line in "".join(self.parts).split("\n"))
        return [line for line in dict.fromkeys(lines) if line]


def phrases(paths):
    """The English of the catalogues at `paths`: of each message the longest piece without placeholders, if that is two
    words or more and stands in no Spanish text.
    """
    found, spanish = set(), []
    for path in paths:
        with path.open("rb") as source:
            for message in read_po(source):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                strings = message.string if isinstance(message.string, tuple) else (message.string,)
                spanish += [text for text in strings if text]
                found.update(longest_piece(text) for text in ids)
    known = "\n".join([*spanish, *(text for path in OWN for text in translations(path))])
    return [text for text in sorted(found) if len(WORD.findall(text)) >= 2 and text not in known]


def has_whole(phrase, line):
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", line)


def longest_piece(message):
    pieces = (" ".join(piece.split()) for piece in PLACEHOLDER_OR_TAG.split(message))
    return max(pieces, key=len).strip(" .:,;«»\"'()")


def translations(path):
    with path.open("rb") as source:
        for message in read_po(source):
            yield from message.string if isinstance(message.string, tuple) else (message.string,)


@cache
def own_english():
    return phrases(OWN)


@cache
def packages_english():
    roots = [Path(package.__file__).parent for package in (django, wagtail, allauth)]
    unused = ("/gis/", "/admindocs/", "/flatpages/", "/styleguide/", "/contrib/admin/", "/socialaccount/", "/mfa/")
    paths = (path for root in roots for path in sorted(root.rglob("locale/en/LC_MESSAGES/django.po")))
    return phrases([path for path in paths if not any(part in str(path) for part in unused)])


def english_in(html, *, by_words=True):
    """The lines of the page that are English, each with what gave it away."""
    lines = ShownText(html).lines
    text = "\n".join(lines)
    suspects = [phrase for phrase in (*own_english(), *packages_english()) if phrase in text]
    found = [f"{phrase!r}: {line}" for phrase in suspects for line in lines if has_whole(phrase, line)]
    if by_words:
        found += [f"{match[0]!r}: {line}" for line in lines for match in [TELLTALE.search(line)] if match]
    return found


def assert_spanish(response, status=200, **how):
    assert response.status_code == status
    html = response.content.decode()
    assert ShownText(html).language == "es-MX"
    assert english_in(html, **how) == []
