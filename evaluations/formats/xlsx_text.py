"""Texts in cells: plain when they can be, HTML when they must; the same rule for whoever fills in a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from django.utils.translation import gettext as _

from .cleaning import Cleaner, looks_like_html
from .exchange import Unreadable, excerpt_of
from .exchanged_html import is_harmless, kept_name, prepared, what_goes

_PARAGRAPHS = re.compile(r"</p>\s*<p>")
_TAG = re.compile(r"</?p>|<br>")


class Texts:
    """Takes the texts of one row as exchanged HTML; what had to go is in ``notes``."""

    def __init__(self) -> None:
        self._cleaner = Cleaner()

    @property
    def notes(self) -> list[str]:
        return self._cleaner.notes

    def note(self, sentence: str) -> None:
        self._cleaner.note(sentence)

    def block(self, text: str) -> str:
        if is_harmless(text):
            return f"<p>{' '.join(text.split())}</p>" if text.strip() else ""
        if looks_like_html(text):
            return self._cleaner.block(self._prepared(text))
        return self._cleaner.block_of_text(text)

    def inline(self, text: str) -> str:
        if is_harmless(text):
            return " ".join(text.split())
        if looks_like_html(text):
            return self._cleaner.inline(self._prepared(text))
        return self._cleaner.inline_of_text(text)

    def _prepared(self, html: str) -> str:
        for sentence in what_goes(html):
            self.note(sentence)
        return prepared(html, keep=self._keep)

    def _keep(self, source: str, _alt: str) -> str | None:
        name = kept_name(source)
        if name is None:
            self.note(
                _("The picture at «%(address)s» is not inside the file and was removed.")
                % {"address": excerpt_of(source)}
            )
        return name


def cell_of_block(html: str) -> str:
    """The cell from which ``Texts.block`` makes `html` again."""
    lines = _PARAGRAPHS.sub("\n\n", html).replace("<br>", "\n")
    return _first_that_returns(html, [unescape(_TAG.sub("", lines)), html, f"<span></span>{html}"], Texts().block)


def cell_of_inline(html: str) -> str:
    """The cell from which ``Texts.inline`` makes `html` again."""
    return _first_that_returns(html, [unescape(html), html, f"<span></span>{html}"], Texts().inline)


def _first_that_returns(html: str, cells: list[str], read: Callable[[str], str]) -> str:
    return next((cell for cell in cells if _returns(html, cell, read)), html)


def _returns(html: str, cell: str, read: Callable[[str], str]) -> bool:
    try:
        # A cell is read without the space around it.
        return cell == cell.strip() and read(cell) == html
    except Unreadable:
        return False
