"""Pictures for sheets: an upload is read as hostile, and only pixels that were drawn anew are kept."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from threading import Lock

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from ..models import SheetPicture

MOST_BYTES = 5 * 1024 * 1024
# Read from the header, before a single pixel is unpacked: a bomb of 40 kB can unpack to gigabytes.
MOST_PIXELS = 16_000_000
FORMATS = ("PNG", "JPEG")
# Lightness, 0 to 255, from which on paper begins and up to which ink is ink.
PAPER, INK = 215, 90
ONE_AT_A_TIME = Lock()
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, MemoryError, struct.error, zlib.error)


class UnfitPicture(Exception):
    """The upload cannot be used; the message is a sentence for the screen."""


@dataclass(frozen=True)
class Purpose:
    """What a picture is for: the least and the greatest length of its longer edge in pixels, and whether it is ink."""

    least: int
    most: int
    is_ink: bool


# A carta sheet at 200 dots per inch, and a signature that is printed some 2 inches wide at 400.
BACKGROUND = Purpose(least=800, most=2200, is_ink=False)
SIGNATURE = Purpose(least=150, most=900, is_ink=True)


def clean_picture(upload: UploadedFile, purpose: Purpose) -> SheetPicture:
    """The pixels of `upload` (PNG or JPEG) as an unsaved row: no EXIF, no colour profile, no text, no second frame.

    Its rotation by EXIF is carried out first, and a signature is cut out of its paper. Raises UnfitPicture.
    """
    if not upload.size:
        raise UnfitPicture(_("This file is empty."))
    if upload.size > MOST_BYTES:
        raise UnfitPicture(_("This picture weighs more than 5 MB: save it smaller."))
    upload.seek(0)
    try:
        picture = _opened(BytesIO(upload.read(MOST_BYTES + 1)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnfitPicture(_too_many_pixels()) from error
    except UNREADABLE as error:
        raise UnfitPicture(_("This is not a picture in PNG or JPEG that can be read.")) from error
    if max(picture.size) < purpose.least:
        message = _("This picture is too small: its longer edge must have at least %(least)d pixels.")
        raise UnfitPicture(message % {"least": purpose.least})
    picture.thumbnail((purpose.most, purpose.most), Image.Resampling.LANCZOS)
    return _row_of(_ink_of(picture), "PNG") if purpose.is_ink else _row_of(_on_white(picture), "JPEG")


def _opened(source: BytesIO) -> Image.Image:
    """The picture in RGB or RGBA, upright."""
    with Image.open(source, formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise UnfitPicture(_too_many_pixels())
        with _whole_files_only():
            picture.load()
        upright = ImageOps.exif_transpose(picture)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


@contextmanager
def _whole_files_only() -> Iterator[None]:
    """WeasyPrint, once it is imported, lets Pillow fill up files that were cut off, in the whole process."""
    with ONE_AT_A_TIME:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many_pixels() -> str:
    return _("This picture has more than 16 million pixels: save it smaller.")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _ink_of(picture: Image.Image) -> Image.Image:
    """The strokes alone, cut to their own size, so that they stand over a line and over any background.

    A scan on paper becomes see-through where it is light.
    """
    if picture.mode == "RGB":
        ink = picture.convert("L").point([_opacity(light) for light in range(256)])
        picture.putalpha(ink)
    box = picture.getchannel("A").getbbox()
    if box is None:
        raise UnfitPicture(_("There is no stroke on this picture: it is all white or see-through."))
    return picture.crop(box)


def _opacity(light: int) -> int:
    """How opaque a pixel of paper is: paper as grey as a scanner leaves it not at all, ink wholly."""
    return max(0, min(255, (PAPER - light) * 255 // (PAPER - INK)))


def _row_of(picture: Image.Image, file_format: str) -> SheetPicture:
    # A new picture from the pixels alone: whatever else the old one carries would be written again.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    file = BytesIO()
    options = {"quality": 85} if file_format == "JPEG" else {}
    bare.save(file, file_format, optimize=True, **options)
    data = file.getvalue()
    return SheetPicture(
        sha256=sha256(data).hexdigest(),
        media_type=Image.MIME[file_format],
        width=bare.width,
        height=bare.height,
        data=data,
    )


def keep(picture: SheetPicture) -> SheetPicture:
    """The saved row of `picture`; the same pixels are kept once. Safe to call twice."""
    kept, _created = SheetPicture.objects.get_or_create(
        sha256=picture.sha256,
        defaults={name: getattr(picture, name) for name in ("media_type", "width", "height", "data")},
    )
    return kept


def bytes_of(fingerprints: Iterable[str]) -> dict[str, tuple[bytes, str]]:
    """{SHA-256: (bytes, media type)} of the kept pictures with these fingerprints, in one query; "" is left out."""
    wanted = {fingerprint for fingerprint in fingerprints if fingerprint}
    if not wanted:
        return {}
    rows = SheetPicture.objects.filter(sha256__in=wanted).values_list("sha256", "data", "media_type")
    return {fingerprint: (bytes(data), media_type) for fingerprint, data, media_type in rows}


def lightness(data: bytes) -> float:
    """How light a picture is where it is darkest: the mean of its darkest twentieth, 0 black to 1 white."""
    with Image.open(BytesIO(data), formats=FORMATS) as picture:
        grey = picture.convert("L").resize((64, 64), Image.Resampling.BOX)
    darkest = sorted(grey.tobytes())[: 64 * 64 // 20]
    return sum(darkest) / len(darkest) / 255
