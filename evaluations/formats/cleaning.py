"""The HTML and the text of files, which are nobody's friends: reduced to what a question may hold, and told so."""

from __future__ import annotations

import re

import nh3
from django.utils.translation import gettext as _

from .. import markup
from .exchange import (
    IMAGE_MARK,
    IMAGE_NAME,
    NESTING,
    PART_CHARACTERS,
    Unreadable,
    excerpt_of,
    image_html,
)

#: HTML may be much longer than what remains of it, but not without limit.
RAW_CHARACTERS = 10 * PART_CHARACTERS

_TAG = re.compile(r"<(/?)([a-z]+)[^>]*>")
_IMAGE = re.compile(r'<img src="@@image:([^"]*)"(?: alt="([^"]*)")?>|<img alt="([^"]*)" src="@@image:([^"]*)">')
_POINTED_AT = re.compile(r"<(?:img|embed|object|audio|video|source)\b", re.IGNORECASE)
_REDUCED = re.compile(r"<(?:a|table|script|style|iframe|form|input|svg|math|h[1-6])\b", re.IGNORECASE)
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:a|b|blockquote|br|code|div|em|embed|font|h[1-6]|hr|i|iframe|img|li|ol|p|pre|script|small|span|strong|style"
    r"|sub|sup|svg|table|tbody|td|th|tr|u|ul)\b|&(?:[a-z]{2,8}|#\d{1,6});",
    re.IGNORECASE,
)
_BETWEEN_TAGS = re.compile(r">\s+<")
_OPENING, _CLOSING = "\ufdd2", "\ufdd3"
_KEPT_PLACE = re.compile(f"{_OPENING}(\\d{{1,6}}){_CLOSING}")


class Cleaner:
    """Cleans the texts of one question and remembers, as notes, what could not stay.

    Its methods raise ``Unreadable`` for a text beyond the limits.
    """

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def block(self, html: str) -> str:
        """Paragraphs, lists, emphasis, and pictures of the exchange."""
        return self._cleaned(html, markup.clean_block)

    def inline(self, html: str) -> str:
        """The same on one line."""
        return self._cleaned(html, markup.clean_inline)

    def block_of_text(self, text: str) -> str:
        """Plain text as paragraphs."""
        check_length(text)
        return self._checked(markup.clean_block(markup.text_to_block(text)))

    def inline_of_text(self, text: str) -> str:
        """Plain text on one line."""
        check_length(text)
        return self._checked(markup.clean_inline(markup.text_to_inline(text)))

    def block_of_either(self, text: str) -> str:
        """Text of a field that people also filled with HTML: told by its looks, its line ends kept."""
        check_raw(text)
        if not looks_like_html(text):
            return self.block_of_text(text)
        return self.block(_BETWEEN_TAGS.sub("><", text).replace("\n", "<br>"))

    def inline_of_either(self, text: str) -> str:
        """The same on one line."""
        check_raw(text)
        return self.inline(text.replace("\n", "<br>")) if looks_like_html(text) else self.inline_of_text(text)

    def plain(self, text: str) -> str:
        """Text for a place that holds no markup: the words of its HTML, if it is HTML."""
        check_length(text)
        return markup.plain_text(text) if looks_like_html(text) else " ".join(text.split())

    def _cleaned(self, html: str, clean) -> str:
        check_raw(html)
        self._say_what_goes(html)
        pictures: list[str] = []

        def set_by(found: re.Match) -> str:
            name, alt = (found[1], found[2] or "") if found[1] is not None else (found[4], found[3])
            if not IMAGE_NAME.fullmatch(name):
                return ""
            pictures.append(f'<img src="{IMAGE_MARK}{name}" alt="{alt}">')
            return f"{_OPENING}{len(pictures) - 1}{_CLOSING}"

        # A number in an <embed> would be a picture of our own library: no file may show it.
        own = nh3.clean(
            html.replace(_OPENING, "").replace(_CLOSING, ""),
            tags=markup.BLOCK_TAGS | {"img"},
            attributes={"img": {"src", "alt"}},
        )
        cleaned = clean(_IMAGE.sub(set_by, own))
        return self._checked(_KEPT_PLACE.sub(lambda found: pictures[int(found[1])], cleaned))

    def _say_what_goes(self, html: str) -> None:
        if len(_POINTED_AT.findall(html)) > html.count(IMAGE_MARK):
            self.note(_("It shows a picture or a recording that is not in the file: add it by hand."))
        if _REDUCED.search(html):
            self.note(_("Links, tables or headings were reduced to their text."))

    def _checked(self, html: str) -> str:
        check_length(html)
        if depth(html) > NESTING:
            raise Unreadable(_("Its formatting is nested more than %(limit)d levels deep.") % {"limit": NESTING})
        return html


def check_raw(html: str) -> None:
    """Raise ``Unreadable`` for a text so long that it is not even looked at."""
    if len(html) > RAW_CHARACTERS:
        raise Unreadable(_too_long(html))


def check_length(text: str) -> None:
    """Raise ``Unreadable`` for a text longer than any part of a question may be."""
    if len(text) > PART_CHARACTERS:
        raise Unreadable(_too_long(text))


def looks_like_html(text: str) -> bool:
    """Whether somebody wrote `text` as HTML: «x < y» is not, «<b>x</b>» and «&aacute;» are."""
    return bool(_LOOKS_LIKE_HTML.search(text))


def depth(html: str) -> int:
    """How deep the elements of cleaned HTML stand in each other."""
    deepest = level = 0
    for closing, name in _TAG.findall(html):
        if name not in {"br", "img"}:
            level += -1 if closing else 1
            deepest = max(deepest, level)
    return deepest


def picture(name: str, *, alt: str) -> str:
    """The place of the picture `name` in exchanged HTML, its description on one line."""
    return image_html(name, alt=" ".join(alt.split())[:500])


def _too_long(text: str) -> str:
    return _("A text of it is longer than %(limit)d characters; it begins «%(beginning)s».") % {
        "limit": PART_CHARACTERS,
        "beginning": excerpt_of(text),
    }
