"""Pictures of exchanged questions: marked by name in files, by their place in the library in the bank."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image as Raster
from wagtail.images import get_image_model
from wagtail.models import Collection

from ..formats import Image
from ..formats.exchange import IMAGE_MARK
from ..models import QuestionPicture, QuestionVersion

MARKED = re.compile(r'<img\b(?=[^>]*\bsrc="@@image:([^"]+)")[^>]*>')
ALT = re.compile(r'\balt="([^"]*)"')
EMBED_ID = re.compile(r'\bid="(\d+)"')
EMBED = re.compile(r"<embed\b[^>]*>")
FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
MAX_PIXELS = 25_000_000


class BadPicture(ValueError):
    """The bytes are no picture that may be shown; the message is a sentence for the author."""


def size_of(image: Image) -> tuple[int, int, str]:
    """Width, height and extension of the bytes, whatever the file declared; raises BadPicture."""
    try:
        with Raster.open(io.BytesIO(image.data), formats=list(FORMATS)) as picture:
            width, height, extension = *picture.size, FORMATS[picture.format]
            if width * height > MAX_PIXELS:
                raise BadPicture(
                    _("The picture «%(name)s» has too many pixels. Make it smaller.") % {"name": image.name}
                )
            picture.verify()
    except BadPicture:
        raise
    except Exception as error:  # Pillow raises whatever a broken file makes it raise.
        raise BadPicture(_("The picture «%(name)s» is damaged or of another type.") % {"name": image.name}) from error
    return width, height, extension


def with_ids(value: Any, ids: Mapping[str, int]) -> Any:
    """A JSON value whose HTML shows pictures of the library where it named those of the file; unknown ones go."""

    def embed(found: re.Match) -> str:
        pk = ids.get(found[1])
        alt = ALT.search(found[0])
        if pk is None:
            return ""
        return f'<embed alt="{alt[1] if alt else ""}" embedtype="image" format="fullwidth" id="{pk}"/>'

    return _each_text(value, lambda text: MARKED.sub(embed, text))


def with_names(value: Any, names: Mapping[str, str]) -> Any:
    """The way back: names of the file where the HTML shows pictures of the library."""

    def mark(found: re.Match) -> str:
        pk, alt = EMBED_ID.search(found[0]), ALT.search(found[0])
        name = names.get(pk[1]) if pk else None
        if name is None:
            return escape(unescape(alt[1])) if alt else ""
        return f'<img src="{IMAGE_MARK}{name}" alt="{alt[1] if alt else ""}">'

    return _each_text(value, lambda text: EMBED.sub(mark, text))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(one, change) for one in value]
    return value


def as_shown(images: Mapping[str, Image]) -> tuple[dict[str, int], dict[str, dict]]:
    """For a preview that stores nothing: provisional ids by name, and the pictures by those ids as data addresses."""
    ids, pictures = {}, {}
    for number, (name, image) in enumerate(images.items(), start=1):
        width, height, extension = size_of(image)
        mime = "image/jpeg" if extension == "jpg" else f"image/{extension}"
        address = f"data:{mime};base64,{base64.b64encode(image.data).decode()}"
        ids[name] = number
        pictures[str(number)] = {"url": address, "width": width, "height": height}
    return ids, pictures


def store(images: Mapping[str, Image], *, author) -> dict[str, int]:
    """Put the pictures into the library, each only once; their ids by name."""
    return {name: _stored(image, author) for name, image in images.items()}


def _stored(image: Image, author) -> int:
    Library = get_image_model()
    digest = hashlib.sha1(image.data, usedforsecurity=False).hexdigest()
    known = Library.objects.filter(file_hash=digest).values_list("pk", flat=True).first()
    if known:
        return known
    width, height, extension = size_of(image)
    stored = Library(
        title=image.name[:255],
        collection=_collection(),
        uploaded_by_user=author,
        file=ContentFile(image.data, name=f"reactivo-{digest[:16]}.{extension}"),
        file_hash=digest,
        file_size=len(image.data),
        width=width,
        height=height,
    )
    stored.save()
    return stored.pk


def _collection() -> Collection:
    name = _("Pictures of questions")
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=name).first() or root.add_child(name=name)


def frozen_images(version: QuestionVersion) -> dict[str, Image]:
    """The pictures frozen with a version, by their id in the library; one query if it has any."""
    digests = {pk: _digest_in(frozen["url"]) for pk, frozen in version.pictures.items()}
    if not digests:
        return {}
    kept = {picture.digest: picture for picture in QuestionPicture.objects.filter(digest__in=digests.values())}
    found = {}
    for pk, digest in digests.items():
        if digest in kept:
            picture = kept[digest]
            with picture.file.open("rb") as file:
                mime = "image/jpeg" if picture.extension in {"jpg", "jpeg"} else f"image/{picture.extension}"
                found[pk] = Image(name=f"{digest[:20]}.{picture.extension}", data=file.read(), mime=mime)
    return found


def _digest_in(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]
