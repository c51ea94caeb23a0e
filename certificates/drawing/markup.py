"""The words and pictures of a sheet as HTML for WeasyPrint; texts are escaped, colours and pictures are checked."""

from __future__ import annotations

from typing import Any

from django.template.loader import get_template

from ..wording import day_text, requirements_with_aspects, within_quotes
from .boxes import boxes_of
from .characters import as_printed, demand_printable
from .codes import qr_code
from .document import Document
from .finishing import SIGNATURE_ANCHOR
from .names import name_lines, name_size
from .styling import plain_colour

HEADING_SIZES = ((16, "short"), (32, "long"))
PICTURE_TYPES = {"image/png", "image/jpeg"}


def markup_of(document: Document, template: str, density: str) -> str:
    """The sheet as HTML. Raises UnprintableText when a character is in none of the shipped typefaces."""
    markup = as_printed(get_template(template).render(_context(document, density)))
    demand_printable(markup)
    return markup


def _context(document, density) -> dict[str, Any]:
    shows, drawn = document.shows, _drawn(document)
    requirements = requirements_with_aspects(document.requirements) if "requirements" in shows else []
    return {
        "document": document,
        "density": density,
        "name_lines": name_lines(document.holder_name),
        "name_size": name_size(document.holder_name),
        "heading_lines": name_lines(document.heading),
        "heading_size": next((size for most, size in HEADING_SIZES if len(document.heading) <= most), "longest"),
        "primary": plain_colour(document.primary_colour, "#14505c"),
        "accent": plain_colour(document.accent_colour, "#e0a526"),
        "deed": [
            with_emphasis(paragraph, document.course_title) for paragraph in document.deed.split("\n") if paragraph
        ],
        "boxes": boxes_of(document) if document.layout == "form" else (),
        "shows_validity": "validity" in shows,
        "shows_aspects": "aspects" in shows,
        "valid_until": day_text(document.valid_until) if document.valid_until else "",
        "requirements": requirements,
        "has_crest": bool(document.has_crest and document.crest),
        "has_background": document.background in drawn,
        "signatories": [
            {**signatory, "picture": name if (name := signatory.get("picture")) in drawn else ""}
            for signatory in document.signatories
        ],
        "signature_anchor": SIGNATURE_ANCHOR,
        "printed_address": document.verification_url.split("://", 1)[-1],
    }


def with_emphasis(text: str, phrase: str) -> list[tuple[str, bool]]:
    """`text` in pieces of (words, whether they are `phrase`): the course's title stands out where it is first said.

    Inside « » the phrase has its own quotation marks one level in, as `sheets.placeholders.fill` writes them.
    """
    if phrase not in text:
        phrase = within_quotes(phrase)
    if not phrase or phrase not in text:
        return [(text, False)]
    before, after = text.split(phrase, 1)
    return [piece for piece in ((before, False), (phrase, True), (after, False)) if piece[0]]


def pictures_of(document: Document) -> dict[str, tuple[bytes, str]]:
    """All that the sheet may show, by the name that follows «cert:» in its addresses."""
    pictures = {"qr.png": qr_code(document), **_drawn(document)}
    if document.has_crest and document.crest:
        pictures["crest.svg"] = (document.crest.encode(), "image/svg+xml")
    return pictures


def _drawn(document):
    return {name: picture for name, picture in document.pictures.items() if picture[1] in PICTURE_TYPES}
