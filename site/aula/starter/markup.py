"""The light markup of the starter files: paragraphs, «## » headings, «- » lists, **bold** and *italic*."""

import re
from html import escape

import nh3

TAGS = {"p", "h2", "ul", "li", "b", "i"}


def to_html(text: str, heading: str = "") -> str:
    """`text` as clean HTML below the optional `heading`; whatever looks like HTML in it is shown as text."""
    parts = [f"<h2>{_inline(heading)}</h2>"] if heading else []
    parts += [_part(part) for part in re.split(r"\n\s*\n", text.strip())]
    return nh3.clean("".join(parts), tags=TAGS, attributes={})


def bullets(items: list[str]) -> str:
    """`items` as an HTML list."""
    return nh3.clean(f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>", tags=TAGS, attributes={})


def _part(text: str) -> str:
    if text.startswith("## "):
        return f"<h2>{_inline(text[3:])}</h2>"
    if text.startswith("- "):
        return bullets([item for item in re.split(r"^- ", text, flags=re.MULTILINE) if item.strip()])
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    escaped = escape(" ".join(text.split()), quote=False)
    bold = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"<b>\1</b>", escaped)
    return re.sub(r"\*(\S(?:.*?\S)?)\*", r"<i>\1</i>", bold)
