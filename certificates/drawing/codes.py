"""The QR code of a sheet: the address of verification, and behind «#» a signed statement for whoever is offline."""

from __future__ import annotations

from io import BytesIO

from django.utils.translation import gettext as _

from .document import Document, DoesNotFit

# Modules across, without the border, that a telephone and a scanner at 150 dpi still tell apart on paper.
WIDEST = 77
# What is longer than this spends less on mending damage, so that the modules stay large.
LONGEST_WITH_SPARE = 280
BORDER = 4
# Dots per module: viewers that soften a picture soften a quarter of a module at most.
SCALE = 4
DARK_AND_LIGHT = [255, 0] + [0] * 254
# Readers take any of the eight; comparing them all would take four times as long as everything else about the code.
MASK = 4


def qr_code(document: Document) -> tuple[bytes, str]:
    """The picture and its media type. Raises DoesNotFit when the statement makes it too dense for paper."""
    import segno

    text = printed_in_code(document)
    level = "m" if len(text) <= LONGEST_WITH_SPARE else "l"
    code = segno.make(text, error=level, mask=MASK, micro=False, boost_error=False)
    if code.symbol_size(border=0)[0] > WIDEST:
        raise DoesNotFit(_("%(folio)s: the QR code is too dense to be read from paper.") % {"folio": document.folio})
    return _as_png(code), "image/png"


def _as_png(code):
    """Grey and coarse: WeasyPrint takes a path of a thousand squares ten times as long as a picture of them."""
    from PIL import Image, ImageOps

    size = len(code.matrix)
    # A module is 1 where it is dark.
    modules = Image.frombytes("L", (size, size), b"".join(code.matrix)).point(DARK_AND_LIGHT)
    picture = modules.resize([size * SCALE] * 2, Image.Resampling.NEAREST)
    file = BytesIO()
    ImageOps.expand(picture, BORDER * SCALE, fill=255).save(file, "PNG")
    return file.getvalue()


def printed_in_code(document: Document) -> str:
    """What a reader of the code gets: browsers send nothing of what stands behind «#»."""
    if document.statement:
        return f"{document.verification_url}#{document.statement}"
    return document.verification_url
