"""The scanned document behind a decision: what may be uploaded, and under which name it is kept."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

LARGEST = 10 * 1024 * 1024
# Told by their first bytes: a name may say anything.
KINDS = {
    b"%PDF-": ("pdf", "application/pdf"),
    b"\x89PNG\r\n\x1a\n": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
}
TYPES = dict(KINDS.values())


def check_document(upload: UploadedFile) -> UploadedFile:
    """The upload under a name that tells nothing about anybody; raises ValidationError for what is no scan."""
    if upload.size > LARGEST:
        limit = {"limit": LARGEST // 1024 // 1024}
        raise ValidationError(_("The file is larger than %(limit)d MB. Scan it again with a lower resolution.") % limit)
    upload.seek(0)
    start = upload.read(8)
    upload.seek(0)
    extension = next((extension for magic, (extension, _type) in KINDS.items() if start.startswith(magic)), None)
    if extension is None:
        raise ValidationError(_("Only PDF, PNG and JPEG are taken. Scan the document or save it as PDF."))
    upload.name = f"{uuid.uuid4().hex}.{extension}"
    return upload


def content_type_of(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream")
