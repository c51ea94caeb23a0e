"""The three ways to lay a sheet out, and the search for the density at which everything stands on one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from people.api import memory_fetcher

from .document import Document, DoesNotFit
from .finishing import pdf_options
from .markup import markup_of, pictures_of
from .names import LONGEST_LINE
from .styling import fonts_and_styles

FILES = "pdf/certificate_v2"


@dataclass(frozen=True)
class Layout:
    """A way to lay a sheet out: its densities from airy to tight, where to begin among them, the styles it shares."""

    name: str
    densities: tuple[str, ...]
    likely: Callable[[Document], int]
    shares: tuple[str, ...] = ()

    @property
    def template(self):
        return f"{FILES}_{self.name}.html"

    @property
    def styles(self):
        return (f"{FILES}.css", *(f"{FILES}_{name}.css" for name in (*self.shares, self.name)))


@dataclass(frozen=True)
class LaidOut:
    """A sheet on one page: WeasyPrint's document, the density it took, and how many requirements found no room."""

    pages: Any
    density: str
    hidden: int


def rows_of(document: Document) -> int:
    """Lines of the sheet that requirements take, two beside each other."""
    return (len(document.requirements) + 1) // 2 if "requirements" in document.shows else 0


def _in_landscape(document):
    """Rows of requirements count, long names too, so that most sheets are laid out once."""
    rows = rows_of(document)
    second_line = rows < 3 and len(document.holder_name) > LONGEST_LINE
    return max(rows - 1, 0) + second_line


def _in_portrait(document):
    return rows_of(document) // 3


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("diploma", ("roomy", "regular", "snug", "dense", "tight"), _in_landscape),
        Layout("letter", ("roomy", "regular", "dense", "tight"), _in_portrait, shares=("portrait",)),
        Layout("form", ("regular", "dense", "tight"), _in_portrait, shares=("portrait",)),
    )
}


def laid_out(document: Document) -> LaidOut:
    """The sheet at the airiest density that fits, if need be with fewer requirements. Raises DoesNotFit."""
    layout = LAYOUTS[document.layout]
    # The same at each density, and the QR code takes a while.
    pictures = pictures_of(document)
    begin = min(layout.likely(document), len(layout.densities) - 2)
    for density in layout.densities[begin:]:
        pages = at_density(document, layout, density, pictures)
        if fits(pages):
            return LaidOut(pages, density, 0)
    if rows_of(document) and (shortened := _shortened(document, layout, pictures)):
        return shortened
    raise DoesNotFit(_("%(folio)s: the text does not fit on one sheet.") % {"folio": document.folio})


def _shortened(document, layout, pictures):
    """The sheet with as many requirements as find room and the number of the others, or None.

    The others are on the verification page.
    """
    found, shown, too_many = None, 0, len(document.requirements)
    while shown < too_many:
        tried = (shown + too_many) // 2
        hidden = len(document.requirements) - tried
        fewer = replace(document, requirements=[*document.requirements[:tried], {"hidden": hidden}])
        pages = at_density(fewer, layout, layout.densities[-1], pictures)
        if fits(pages):
            found, shown = LaidOut(pages, layout.densities[-1], hidden), tried + 1
        else:
            too_many = tried
    return found


def at_density(document: Document, layout: Layout, density: str, pictures: dict[str, tuple[bytes, str]]):
    """The sheet at one density, as WeasyPrint's own document; may run over one page."""
    from weasyprint import HTML

    fonts, styles = fonts_and_styles(*layout.styles)
    markup = markup_of(document, layout.template, density)
    html = HTML(string=markup, url_fetcher=memory_fetcher(pictures), media_type="print")
    return html.render(font_config=fonts, stylesheets=styles, **pdf_options(document))


def fits(pages) -> bool:
    """Whether the sheet is one page whose text ends above the signatures, however high these reach."""
    if len(pages.pages) != 1:
        return False
    anchors = pages.pages[0].anchors
    return anchors["end"][1] <= anchors["foot"][1]
