"""Sheets of paper: letters, lists and reports as tagged PDF in carta size; nothing is fetched from anywhere."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.template.loader import get_template
from django.utils import translation

LANGUAGE = "es-mx"
FONTS = Path(__file__).parent / "fonts"
STYLE = "pdf/paper.css"


class DrawingFailed(Exception):
    """The sheet could not be drawn."""


def draw_paper(
    template: str, context: Mapping[str, Any], *, pictures: Mapping[str, tuple[bytes, str]] | None = None
) -> bytes:
    """The PDF (PDF/UA-1, language Spanish) of `template`, which extends pdf/paper.html.

    `pictures` maps a name such as «qr.svg» to its bytes and media type; the template shows it from «cert:qr.svg».
    Raises DrawingFailed when the template asks for any other address.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    fonts, style = _fonts_and_style()
    with translation.override(LANGUAGE):
        markup = get_template(template).render({"municipality": _issuer(), **context})
    html = HTML(string=markup, url_fetcher=memory_fetcher(pictures or {}), media_type="print")
    try:
        return html.render(font_config=fonts, stylesheets=[style], pdf_variant="pdf/ua-1").write_pdf(
            finisher=mend_picture_boxes, pdf_variant="pdf/ua-1"
        )
    except FatalURLFetchingError as error:
        # It inherits from BaseException, so it would take the worker down with it.
        raise DrawingFailed(f"{template}: {error}") from error


def _issuer():
    from .identity import municipality

    return municipality()


def qr_picture(text: str) -> tuple[bytes, str]:
    """A QR code of `text` as a picture for `draw_paper`, with the quiet border that readers need."""
    import segno

    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", border=4, omitsize=True, xmldecl=False)
    return drawing.getvalue(), "image/svg+xml"


def memory_fetcher(pictures: Mapping[str, tuple[bytes, str]]):
    """Serves the shipped fonts and `pictures` under cert:, and denies every other address."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class MemoryFetcher(URLFetcher):
        def fetch(self, url, headers=None):
            name = url.removeprefix("cert:") if url.startswith("cert:") else None
            if name in pictures:
                body, kind = pictures[name]
            elif name in shipped_fonts():
                body, kind = shipped_fonts()[name], "font/ttf"
            else:
                raise ValueError("A sheet fetches nothing from outside.")
            return URLFetcherResponse(url, body=body, headers={"Content-Type": kind})

    return MemoryFetcher(allowed_protocols=("cert",), allow_redirects=False)


@cache
def shipped_fonts() -> dict[str, bytes]:
    return {f"fonts/{path.name}": path.read_bytes() for path in FONTS.glob("*.ttf")}


@cache
def _fonts_and_style():
    """Parsed once per process: it halves the time of a sheet and keeps memory flat."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    # Its destructor needs a living interpreter.
    atexit.register(_fonts_and_style.cache_clear)
    return fonts, CSS(string=get_template(STYLE).render({}), font_config=fonts, url_fetcher=memory_fetcher({}))


def mend_picture_boxes(laid_out, pdf) -> None:
    """Put the boxes of pictures into PDF points from the bottom; WeasyPrint 70 writes CSS pixels from the top."""
    height = laid_out.pages[0].height
    for entry in pdf.objects:
        if isinstance(entry, dict) and entry.get("S") == "/Figure" and "A" in entry:
            left, top, right, bottom = entry["A"]["BBox"]
            corners = (left, height - bottom, right, height - top)
            entry["A"]["BBox"][:] = [round(corner * 0.75, 2) for corner in corners]
