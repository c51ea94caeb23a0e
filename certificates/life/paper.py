"""The personal link on paper: a letter for somebody who leaves, and the square code on the screen."""

from __future__ import annotations

from people.api import draw_paper, qr_picture

from .links import MadeLink

PICTURE = "qr.svg"


def picture_of(address: str) -> str:
    """The square code as an address that holds the picture itself, which the site's policy allows.

    On white of its own: on the dark ground of the night's colours no camera finds it.
    """
    import segno

    return segno.make(address, error="m", micro=False).svg_data_uri(border=4, light="#fff", omitsize=True)


def draw_letter(made: MadeLink) -> bytes:
    """The sheet to hand over. Raises people.api.DrawingFailed."""
    context = {
        "employee": made.link.employee,
        "address": made.address,
        "made_at": made.link.made_at,
        "qr": f"cert:{PICTURE}",
    }
    return draw_paper("pdf/holder_link_letter.html", context, pictures={PICTURE: qr_picture(made.address)})
