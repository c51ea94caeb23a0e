"""HTML of other systems made ready for ``cleaning``: its pictures found, its tables and headings as lines of text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

import nh3
from django.utils.translation import gettext as _

from .. import markup
from .exchange import IMAGE_BYTES, IMAGE_MARK, IMAGE_NAME, PART_CHARACTERS, Unreadable

#: Given the source and the description of a picture, the name under which it was kept; None when it goes.
Keep = Callable[[str, str], str | None]

#: Beyond this nothing is looked at: pictures may stand inside the text itself.
LONGEST_SOURCE = 2 * IMAGE_BYTES

_STRUCTURE = {"div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "center", "tr", "td", "th"}
_IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_CELL_END = re.compile(r"</t[dh]>(?=\s*<t[dh]>)")
_CELL = re.compile(r"</?t[dh]>")
_PARAGRAPH = re.compile(r"<(/?)(?:div|h[1-6]|section|article|blockquote|center|tr)>")
# Most texts of a file are of these signs alone; cleaning them would change nothing but take most of the time.
_HARMLESS = re.compile(r"""[\w ,.;:()¿?¡!«»"'/%+=*°-]{0,2000}""")


def is_harmless(text: str) -> bool:
    """Whether `text` means the same as plain text and as HTML, and holds nothing to be cleaned."""
    return bool(_HARMLESS.fullmatch(text))


def prepared(html: str, *, keep: Keep) -> str:
    """`html` with only what a ``Cleaner`` understands, its pictures by the names that ``keep`` gave them.

    Raises ``Unreadable`` when it is too long to be looked at.
    """
    if len(html) > LONGEST_SOURCE:
        raise Unreadable(_("A text is longer than %(limit)d characters.") % {"limit": PART_CHARACTERS})
    source = nh3.clean(
        html,
        tags=markup.BLOCK_TAGS | _STRUCTURE | {"img"},
        attributes={"img": {"src", "alt"}},
        url_schemes={"http", "https", "data", "file"},
    )
    source = _CELL.sub("", _CELL_END.sub(" | ", source))

    def place(found: re.Match) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found[1])}
        alt = " ".join(attributes.get("alt", "").split())[:500]
        name = keep(attributes.get("src", ""), alt)
        return "" if name is None else f'<img src="{IMAGE_MARK}{name}" alt="{escape(alt)}">'

    return _IMAGE.sub(place, _PARAGRAPH.sub(r"<\1p>", source))


def kept_name(source: str) -> str | None:
    """The name in «@@image:NAME»; None for any other source."""
    name = source.removeprefix(IMAGE_MARK)
    return name if name != source and IMAGE_NAME.fullmatch(name) else None


def what_goes(html: str) -> list[str]:
    """One sentence for each thing in `html` that our questions cannot hold."""
    lowered = html.lower()
    return [sentence() for pattern, sentence in _GOES if pattern.search(lowered)]


_GOES = (
    (re.compile(r"<a\s[^>]{0,2000}?href"), lambda: _("The links were removed; their text stays.")),
    (re.compile(r"<table\b"), lambda: _("The table was turned into lines of text.")),
    (
        re.compile(r"<(?:video|audio|iframe|object|embed)\b"),
        lambda: _("Video, audio and embedded pages were removed."),
    ),
    (re.compile(r"<script\b|<[a-z][^>]{0,2000}?\son[a-z]+\s*="), lambda: _("Program code was removed.")),
    (re.compile(r"<svg\b|<math\b"), lambda: _("A drawing or formula inside the text was removed.")),
    (re.compile(r"\\\([^\n]{1,400}?\\\)|\$\$[^\n$]{1,400}\$\$"), lambda: _("A formula stays as it is written in TeX.")),
)
