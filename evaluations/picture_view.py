"""Pictures of questions, streamed from the private storage to those who are signed in."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from .models import QuestionPicture

TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


class DigestConverter:
    """A SHA-256 in hexadecimal."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@require_safe
def picture(request, digest: str):
    """The bytes never change under their digest, so the browser may keep them; a shared cache may not."""
    if not request.user.is_authenticated:
        raise Http404
    one = get_object_or_404(QuestionPicture, digest=digest, extension__in=TYPES)
    try:
        file = one.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(file, content_type=TYPES[one.extension])
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    # A picture is shown, never run, whatever its bytes are.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
