"""The HTML of questions: what an author may write, how pictures stand in it. The only way in and the only way out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import nh3
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

INLINE_TAGS = {"b", "strong", "i", "em", "u", "sub", "sup", "code", "br"}
BLOCK_TAGS = INLINE_TAGS | {"p", "ul", "ol", "li", "pre"}
EMBED_ATTRIBUTES = {"embed": {"embedtype", "id", "alt", "format"}}
EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
BETWEEN_BLOCKS = re.compile(r"</(?:p|li|ul|ol|pre)>|<br>")
EMBED = re.compile(r"<embed\b([^>]*)>")
ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')


def clean_block(html: str) -> str:
    """An author's HTML reduced to paragraphs, lists, emphasis and pictures of the library."""
    return _clean(html, BLOCK_TAGS)


def clean_inline(html: str) -> str:
    """The same on one line: emphasis and pictures, no paragraphs; what stood in several is joined by line breaks."""
    parts = [part for part in BETWEEN_BLOCKS.split(_clean(html, BLOCK_TAGS)) if part.strip()]
    return " ".join("<br>".join(_clean(part, INLINE_TAGS) for part in parts).split())


def _clean(html: str, tags: set[str]) -> str:
    cleaned = nh3.clean(
        html.replace("\r\n", "\n"), tags=tags | {"embed"}, attributes=EMBED_ATTRIBUTES, attribute_filter=_is_plain
    )
    return EMPTY_PARAGRAPH.sub("", EMBED.sub(_canonical_embed, cleaned)).strip()


def _is_plain(element: str, attribute: str, value: str) -> str | None:
    if attribute == "id":
        return value if value.isascii() and value.isdecimal() else None
    if attribute == "embedtype":
        return value if value == "image" else None
    if attribute == "format":
        return value if value in {"fullwidth", "left", "right"} else None
    return " ".join(value.split())[:500]


def _canonical_embed(found: re.Match) -> str:
    """One spelling, so that equal questions are equal texts; an embed that names no picture is left out."""
    attributes = dict(ATTRIBUTE.findall(found[1]))
    if attributes.get("embedtype") != "image" or not attributes.get("id"):
        return ""
    alt = attributes.get("alt", "")
    layout = attributes.get("format", "fullwidth")
    return f'<embed alt="{alt}" embedtype="image" format="{layout}" id="{attributes["id"]}"/>'


def plain_text(html: str) -> str:
    """The words without the markup; a picture is its description."""
    described = EMBED.sub(lambda found: f" {dict(ATTRIBUTE.findall(found[1])).get('alt', '')} ", html)
    return " ".join(unescape(strip_tags(described.replace("><", "> <").replace("<br>", " "))).split())


def text_to_inline(text: str) -> str:
    """Plain text as HTML of one line, spelt as the cleaners spell it: quotation marks stay as they are."""
    line = " ".join(text.split())
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_to_block(text: str) -> str:
    """Plain text as paragraphs: an empty line begins a new one, a single line end is a break."""
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
    return "".join(
        f"<p>{'<br>'.join(text_to_inline(line) for line in paragraph.splitlines())}</p>"
        for paragraph in paragraphs
        if paragraph.strip()
    )


def is_plain(html: str) -> bool:
    """Whether the HTML holds no markup at all."""
    return "<" not in html


def texts_in(value: Any) -> Iterator[str]:
    """Every string in a JSON value, keys of objects excepted."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


def picture_ids(value: Any) -> list[int]:
    """The pictures of the library that the HTML, or all HTML in a JSON value, shows, in order."""
    return [
        int(dict(ATTRIBUTE.findall(found)).get("id", 0)) for text in texts_in(value) for found in EMBED.findall(text)
    ]


def shown(html: str, pictures: Mapping[str, Mapping]) -> SafeString:
    """Cleaned HTML as it goes on a page, its pictures taken from those frozen with the version.

    ``pictures`` maps the id of a picture to {"url", "width", "height"}; one that is not there is replaced by its
    description.
    """

    def picture(found: re.Match) -> str:
        attributes = dict(ATTRIBUTE.findall(found[1]))
        frozen = pictures.get(attributes.get("id", ""))
        alt = attributes.get("alt", "")
        if frozen is None:
            return f"[{alt}]" if alt else ""
        size = f'width="{int(frozen["width"])}" height="{int(frozen["height"])}"'
        return f'<img src="{escape(frozen["url"])}" alt="{alt}" {size} loading="lazy">'

    # Cleaned when it was written; see clean_block and clean_inline, the only ways into a version.
    return mark_safe(EMBED.sub(picture, html))  # noqa: S308
