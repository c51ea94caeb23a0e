"""Pictures of questions: taken from the library with a version, kept by content, shown to those signed in."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable

from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from .models import QuestionPicture

logger = logging.getLogger(__name__)

#: What a picture of a question may be. A drawing (SVG) may carry a script, so it is none.
EXTENSIONS = frozenset({"avif", "gif", "jpeg", "jpg", "png", "webp"})
#: Wide enough for a screen, small enough for a phone on a bad connection.
SIZE = "max-1000x1000"


def freeze(ids: Iterable[int]) -> dict[str, dict]:
    """``{id: {"url", "width", "height"}}`` of these pictures of the library; gone ones and drawings are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    images = get_image_model().objects.filter(pk__in=wanted)
    return {str(image.pk): kept for image in images if (kept := _kept(image)) is not None}


def _kept(image) -> dict | None:
    if image.is_svg():
        return None
    try:
        rendition = image.get_rendition(SIZE)
    except OSError:
        logger.warning("Picture %s of the library cannot be read", image.pk)
        return None
    extension = rendition.file.name.rpartition(".")[2].lower()
    if extension not in EXTENSIONS:
        return None
    with rendition.file.open("rb") as file:
        data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    picture = QuestionPicture.objects.filter(digest=digest).first()
    if picture is None:
        picture = QuestionPicture(digest=digest, extension=extension, width=rendition.width, height=rendition.height)
        picture.file.save(f"{digest}.{extension}", ContentFile(data), save=False)
        picture.save()
    return {"url": picture.url, "width": picture.width, "height": picture.height}
