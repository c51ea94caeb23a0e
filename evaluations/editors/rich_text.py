"""Author's HTML as form fields: a plain box where nothing but words stands in it, Wagtail's editor where there is more.

A field travels under its name; with ``<name>-rich`` beside it the value is the editor's own format, and
``<name>-was`` holds the HTML that it was opened with. What was opened and not touched comes back letter by letter, so
an edit elsewhere never rewrites HTML that was imported, and never makes a version of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import format_html
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea

from .. import markup

LINE_FEATURES = ["bold", "italic", "question-underline", "superscript", "subscript", "code", "image"]
BLOCK_FEATURES = [*LINE_FEATURES, "ul", "ol", "question-preformatted"]
PREFORMATTED = re.compile(r"(<pre>)(.*?)(</pre>)", re.DOTALL)
EMPHASIS = re.compile(r"</?(?:b|strong|i|em|u|sub|sup|code)>")


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor with the features of questions; gives back what it was opened with if nobody touched it."""

    def __init__(self, *, is_block: bool = True, **kwargs):
        self.is_block = is_block
        super().__init__(**{"features": BLOCK_FEATURES if is_block else LINE_FEATURES, **kwargs})

    def format_value(self, value):
        return self._opened(value or "")

    def _opened(self, html: str) -> str:
        # The editor takes line ends for spaces, and wants elements without content closed.
        html = PREFORMATTED.sub(lambda found: found[1] + found[2].replace("\n", "<br>") + found[3], html)
        html = html.replace("<br>", "<br/>")
        try:
            return self.converter.from_database_format(html)
        except AssertionError:
            # It cannot open emphasis that spans several paragraphs, which some programs export.
            return self.converter.from_database_format(EMPHASIS.sub("", html))

    def read(self, value: str, *, was: str) -> str:
        """The HTML of the editor's own format."""
        try:
            json.loads(value or "null")["blocks"]
            html = self._cleaned(self.converter.to_database_format(value))
        except (KeyError, TypeError, ValueError):
            return was
        return was if html == self._reopened(was) else html

    def _reopened(self, html: str) -> str:
        return self._cleaned(self.converter.to_database_format(self._opened(html)))

    def _cleaned(self, html: str) -> str:
        return markup.clean_block(html) if self.is_block else markup.clean_inline(html)


class WholeRichTextArea(RichTextArea):
    """The same as a form field's widget, always open."""

    def render(self, name, value, attrs=None, renderer=None):
        was = format_html('<input type="hidden" name="{}-was" value="{}">', name, value or "")
        return super().render(name, value, attrs, renderer) + was

    def value_from_datadict(self, data, files, name):
        value = data.get(name)
        return None if value is None else self.read(value, was=data.get(f"{name}-was", ""))


def read(data: Mapping, name: str, *, is_block: bool) -> str:
    """The HTML that was written in the field."""
    value = data.get(name, "")
    if not data.get(f"{name}-rich"):
        return markup.text_to_block(value) if is_block else markup.text_to_inline(value)
    return RichTextArea(is_block=is_block).read(value, was=data.get(f"{name}-was", ""))


def draw(name: str, html: str, *, is_block: bool, attrs: Mapping, label: str, opens: bool = False) -> str:
    """The field with its button «formatting and pictures»; ``opens`` draws the editor though it is empty."""
    text = None if opens else as_text(html, is_block=is_block)
    context = {"name": name, "is_block": is_block, "attrs": attrs, "label": label, "text": text}
    if text is None:
        context |= {"was": html, "editor": RichTextArea(is_block=is_block).render(name, html, dict(attrs))}
    return render_to_string("evaluations/admin/cells/rich_text.html", context)


def as_text(html: str, *, is_block: bool) -> str | None:
    """The HTML as plain text that stands for exactly this HTML; None where there is more to it than words."""
    if is_block:
        inner = html.removeprefix("<p>").removesuffix("</p>")
        text = unescape(inner.replace("</p><p>", "\n\n").replace("<br>", "\n"))
        return text if markup.text_to_block(text) == html else None
    text = unescape(html)
    return text if markup.text_to_inline(text) == html else None
