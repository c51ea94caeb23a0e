"""From a frozen document to the bytes of its PDF: PDF/A-3a and PDF/UA-1 in one file, nothing fetched from anywhere."""

import atexit
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256

from django.template.loader import get_template
from django.utils import translation

from people.api import memory_fetcher, mend_picture_boxes, qr_picture

from .wording import day_text, hours_text, period_text, requirements_with_aspects, score_text

TEMPLATE_VERSION = "1"
LANGUAGE = "es-mx"
PLAIN_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# From airy to tight; the first that keeps everything on one sheet is used.
DENSITIES = ("roomy", "regular", "snug", "dense", "tight")
FOOTER_TOP = 5.95 * 96  # CSS pixels below the page margin, as in the style sheet
LONGEST_LINE = 42
NAME_SIZES = ((32, "short"), (LONGEST_LINE, "medium"), (68, "long"))
# A line of a name must not end in one of these.
PARTICLES = {"de", "del", "la", "las", "los", "y", "e", "san", "santa", "van", "von", "da", "di", "mc"}


@dataclass(frozen=True)
class Document:
    """All that a constancia prints. Plain values, so that rendering needs no database and cannot change anything."""

    folio: str
    holder_name: str
    course_title: str
    hours: Decimal
    modality: str
    started_on: date | None
    completed_on: date
    score: Decimal | None
    requirements: list
    municipality_name: str
    office: str
    crest: str
    primary_colour: str
    accent_colour: str
    signatories: list
    place_and_date: str
    valid_until: date | None
    issued_at: datetime
    verification_url: str
    template_version: str = TEMPLATE_VERSION


class RenderingFailed(Exception):
    """The sheet could not be drawn; the certificate stays without a file and is tried again."""


def render(document: Document) -> bytes:
    """The PDF of `document`. The same document gives the same bytes on the same versions of the libraries."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        with translation.override(LANGUAGE):
            return _fitted(document).write_pdf(finisher=_declare_accessible, **_pdf_options(document))
    except FatalURLFetchingError as error:
        # It inherits from BaseException, so it would take the worker down with it.
        raise RenderingFailed(f"{document.folio}: {error}") from error


def layout(document: Document, density: str):
    """The sheet laid out at one density, as WeasyPrint's own document; may run over one page."""
    from weasyprint import HTML

    fonts, style = _fonts_and_style(document.template_version)
    fetcher = memory_fetcher(_pictures(document))
    html = HTML(string=_markup(document, density), url_fetcher=fetcher, media_type="print")
    return html.render(font_config=fonts, stylesheets=[style], **_pdf_options(document))


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
    raise RenderingFailed(f"{document.folio}: the text does not fit on one sheet")


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


def name_lines(name):
    """`name` in one line, or in two of much the same length that break at a natural place."""
    words = name.split()
    if len(name) <= LONGEST_LINE or len(words) < 2:
        return [name]
    breaks = [i for i in range(1, len(words)) if words[i - 1].lower() not in PARTICLES] or [len(words) // 2]
    best = min(breaks, key=lambda i: abs(len(" ".join(words[:i])) - len(" ".join(words[i:]))))
    return [" ".join(words[:best]), " ".join(words[best:])]


def _markup(document, density):
    return get_template(f"pdf/certificate_v{document.template_version}.html").render(
        {
            "document": document,
            "density": density,
            "name_lines": name_lines(document.holder_name),
            "name_size": next((size for most, size in NAME_SIZES if len(document.holder_name) <= most), "longest"),
            "primary": _plain_colour(document.primary_colour, "#14505c"),
            "accent": _plain_colour(document.accent_colour, "#e0a526"),
            "hours": hours_text(document.hours),
            "period": period_text(document.started_on, document.completed_on),
            "score": None if document.score is None else score_text(document.score),
            "valid_until": day_text(document.valid_until) if document.valid_until else "",
            "requirements": requirements_with_aspects(document.requirements),
            "printed_address": document.verification_url.split("://", 1)[-1],
        }
    )


def _plain_colour(value, default):
    return value if PLAIN_COLOUR.fullmatch(value or "") else default


def _pictures(document):
    pictures = {"qr.svg": qr_picture(document.verification_url)}
    if document.crest:
        pictures["crest.svg"] = (document.crest.encode(), "image/svg+xml")
    return pictures


@cache
def _fonts_and_style(template_version):
    """Parsed once per process: it halves the time of a sheet and keeps memory flat."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # Its destructor needs a living interpreter.
    atexit.register(_fonts_and_style.cache_clear)
    text = get_template(f"pdf/certificate_v{template_version}.css").render({})
    return fonts, CSS(string=text, font_config=fonts, url_fetcher=memory_fetcher({}))


def _pdf_options(document):
    return {
        "pdf_variant": "pdf/a-3a",
        "pdf_identifier": sha256(document.folio.encode()).digest()[:16],
    }


# WeasyPrint takes one variant. What PDF/UA-1 asks for beyond PDF/A-3a is this declaration, and PDF/A asks that a
# property it does not know be described in an extension schema beside it.
ACCESSIBLE_TOO = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def _declare_accessible(laid_out, pdf):
    """Add the PDF/UA-1 declaration to the metadata and put the pictures' boxes into PDF points."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", ACCESSIBLE_TOO + b"</rdf:RDF>", 1) for part in metadata.stream]
    # Archive tools look for the declaration in plain text.
    metadata.compress = False
    mend_picture_boxes(laid_out, pdf)
