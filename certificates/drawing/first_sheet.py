"""The sheet of before templates. Documents that were issued with it are drawn as they always were, byte for byte.

Nothing here is ever edited: a lost file is written again only if drawing gives the very bytes that were issued.
"""

from __future__ import annotations

from dataclasses import replace

from django.template.loader import get_template

from people.api import memory_fetcher, qr_picture

from ..wording import day_text, hours_text, period_text, requirements_with_aspects, score_text
from .document import Document, DoesNotFit
from .finishing import declare_accessible, pdf_options
from .names import LONGEST_LINE, name_lines, name_size
from .styling import fonts_and_styles, plain_colour

# From airy to tight; the first that keeps everything on one sheet is used.
DENSITIES = ("roomy", "regular", "snug", "dense", "tight")
FOOTER_TOP = 5.95 * 96  # CSS pixels below the page margin, as in the style sheet


def pdf_of(document: Document) -> bytes:
    """The PDF of a document of the first version. Raises DoesNotFit."""
    return _fitted(document).write_pdf(finisher=declare_accessible, **pdf_options(document))


def layout(document: Document, density: str):
    """The sheet laid out at one density, as WeasyPrint's own document; may run over one page."""
    from weasyprint import HTML

    fonts, styles = fonts_and_styles("pdf/certificate_v1.css")
    fetcher = memory_fetcher(_pictures(document))
    html = HTML(string=_markup(document, density), url_fetcher=fetcher, media_type="print")
    return html.render(font_config=fonts, stylesheets=styles, **pdf_options(document))


def _fitted(document):
    for density in DENSITIES[_likely_density(document) :]:
        laid_out = layout(document, density)
        if fits(laid_out):
            return laid_out
    # What finds no room is on the verification page; the sheet says how many are left out.
    for shown in range(len(document.requirements) - 1, -1, -1):
        hidden = len(document.requirements) - shown
        shortened = replace(document, requirements=[*document.requirements[:shown], {"hidden": hidden}])
        laid_out = layout(shortened, DENSITIES[-1])
        if fits(laid_out):
            return laid_out
    raise DoesNotFit(f"{document.folio}: the text does not fit on one sheet")


def fits(laid_out):
    """Whether the sheet is one page whose text ends above the signatures."""
    return (
        len(laid_out.pages) == 1
        and laid_out.pages[0].anchors["end"][1] <= FOOTER_TOP + laid_out.pages[0].anchors["top"][1]
    )


def _likely_density(document):
    """Where to begin, so that most sheets are laid out once: rows of requirements count, long names too."""
    rows = (len(document.requirements) + 1) // 2
    second_line = rows < 3 and len(document.holder_name) > LONGEST_LINE
    return min(max(rows - 1, 0) + second_line, DENSITIES.index("dense"))


def _markup(document, density):
    return get_template("pdf/certificate_v1.html").render(
        {
            "document": document,
            "density": density,
            "name_lines": name_lines(document.holder_name),
            "name_size": name_size(document.holder_name),
            "primary": plain_colour(document.primary_colour, "#14505c"),
            "accent": plain_colour(document.accent_colour, "#e0a526"),
            "hours": hours_text(document.hours),
            "period": period_text(document.started_on, document.completed_on),
            "score": None if document.score is None else score_text(document.score),
            "valid_until": day_text(document.valid_until) if document.valid_until else "",
            "requirements": requirements_with_aspects(document.requirements),
            "printed_address": document.verification_url.split("://", 1)[-1],
        }
    )


def _pictures(document):
    pictures = {"qr.svg": qr_picture(document.verification_url)}
    if document.crest:
        pictures["crest.svg"] = (document.crest.encode(), "image/svg+xml")
    return pictures
