"""The little of Markdown that stands in questions: paragraphs, lists, emphasis, pictures."""

from __future__ import annotations

import re
from html import escape

_ITEM = re.compile(r"(?:[-*+]|(?P<number>\d{1,3})[.)])[ \t]+(?P<text>.*)")
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\(([^)\s]{1,2000})\)")
_LINK = re.compile(r"\[([^\]\n]{1,500})\]\([^)\s]{1,2000}\)")
_EMPHASIS = (
    (re.compile(r"`([^`\n]{1,500})`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(?=\S)([^*\n]{1,1000})(?<=\S)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*(?=\S)([^*\n]{1,1000})(?<=\S)\*"), r"<em>\1</em>"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]{1,1000})(?<=\S)_(?!\w)"), r"<em>\1</em>"),
)


def html_of_markdown(text: str) -> str:
    """`text` as HTML, not cleaned; markup inside it is shown as it is written."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
    return "".join(_block(block.splitlines()) for block in blocks if block.strip())


def _block(lines: list[str]) -> str:
    items = [_ITEM.fullmatch(line.strip()) for line in lines]
    if all(items):
        tag = "ol" if items[0]["number"] else "ul"
        inside = "".join(f"<li>{_line(item['text'])}</li>" for item in items)
        return f"<{tag}>{inside}</{tag}>"
    return f"<p>{'<br>'.join(_line(line.strip().lstrip('#>').strip()) for line in lines)}</p>"


def _line(text: str) -> str:
    html = _PICTURE.sub(r'<img src="\2" alt="\1">', escape(text))
    html = _LINK.sub(r"\1", html)
    for pattern, replacement in _EMPHASIS:
        html = pattern.sub(replacement, html)
    return html
