"""Pictures that come inside a file: only the four kinds that browsers show without running anything."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import unicodedata

from django.utils.translation import gettext as _

from .exchange import IMAGE_BYTES, IMAGE_NAME, Image, Unreadable, excerpt_of

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


def mime_of(data: bytes) -> str | None:
    """The kind of picture that the first bytes announce, whatever the file's name says."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def decoded(text: str, *, name: str) -> bytes:
    """Base64 with line breaks as bytes; raises ``Unreadable``, also when the picture is too large."""
    if len(text) > IMAGE_BYTES * 3 // 2:
        raise _too_large(name)
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(_("The picture «%(name)s» is damaged.") % {"name": excerpt_of(name)}) from error


def image_from(data: bytes, *, name: str, taken: dict[str, Image]) -> Image:
    """The picture under a name of its own among `taken`, the same again for the same bytes; raises ``Unreadable``."""
    mime = mime_of(data)
    if mime is None and b"<svg" in data[:2000].lower():
        raise Unreadable(
            _("The picture «%(name)s» is an SVG drawing. Save it as PNG and import the question again.")
            % {"name": excerpt_of(name)}
        )
    if mime is None:
        raise Unreadable(
            _("The picture «%(name)s» is not a PNG, JPEG, GIF or WebP picture.") % {"name": excerpt_of(name)}
        )
    if len(data) > IMAGE_BYTES:
        raise _too_large(name)
    wanted = _file_name(name, mime, data)
    while wanted in taken and taken[wanted].data != data:
        stem, dot, ending = wanted.rpartition(".")
        wanted = f"{hashlib.sha256(wanted.encode() + data).hexdigest()[:8]}-{stem[-50:].lstrip('._-')}{dot}{ending}"
    return Image(name=wanted, data=data, mime=mime)


def _file_name(name: str, mime: str, data: bytes) -> str:
    base = name.replace("\\", "/").rpartition("/")[2]
    if IMAGE_NAME.fullmatch(base):
        return base
    ascii_name = unicodedata.normalize("NFKD", base.rpartition(".")[0] or base).encode("ascii", "ignore").decode()
    bare = re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_name).strip("-._")[:60]
    return f"{bare or hashlib.sha256(data).hexdigest()[:12]}.{EXTENSIONS[mime]}"


def _too_large(name: str) -> Unreadable:
    return Unreadable(
        _("The picture «%(name)s» is larger than %(limit)d MB.")
        % {"name": excerpt_of(name), "limit": IMAGE_BYTES // (1024 * 1024)}
    )
