"""Files that come from outside: told by their bytes, measured, kept under a name that says nothing."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import private_storage, write_whole

LARGEST = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_MEMBERS = 2000
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
}
PUBLIC_FORMATS = ("xlsx", "ods", "csv", "pdf")
EVIDENCE_FORMATS = (*PUBLIC_FORMATS, "png", "jpg")
MAGIC = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the private storage: `path` there, `name` as it was called, `size` in bytes."""

    path: str
    name: str
    format: str
    size: int
    sha256: str


def format_of(data: bytes, name: str = "") -> str:
    """What the bytes are, a key of TYPES; "" for anything else. Never opens an archive that could be a bomb."""
    found = next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), "")
    if found:
        return found
    if data.startswith(b"PK\x03\x04"):
        return _format_of_archive(data)
    return "csv" if name.lower().endswith(".csv") and _is_text(data) else ""


def _format_of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_UNPACKED:
                return ""
            names = {one.filename for one in members}
            if "xl/workbook.xml" in names and "xl/vbaProject.bin" not in names:
                return "xlsx"
            if "mimetype" in names and archive.read("mimetype").strip() == TYPES["ods"].encode():
                return "ods"
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return ""
    return ""


def _is_text(data: bytes) -> bool:
    return b"\x00" not in data[:65536]


def keep(upload: UploadedFile, *, folder: str, formats: tuple[str, ...] = EVIDENCE_FORMATS) -> KeptFile:
    """Write an upload whole into the private storage under `folder`; raises ValidationError for what is not taken."""
    if upload.size > LARGEST:
        raise ValidationError(
            _("«%(name)s» is larger than %(limit)d MB. Split it or save it with less detail.")
            % {"name": upload.name, "limit": LARGEST // 1024 // 1024}
        )
    upload.seek(0)
    data = upload.read()
    kind = format_of(data, upload.name)
    if kind not in formats:
        raise ValidationError(
            _("«%(name)s» is none of the formats that are taken: %(formats)s. Save it as one of these.")
            % {"name": upload.name, "formats": ", ".join(one.upper() for one in formats)}
        )
    path = f"{folder.strip('/')}/{timezone.localdate().year}/{uuid.uuid4().hex}.{kind}"
    write_whole(path, data)
    return KeptFile(path, upload.name[:200], kind, len(data), hashlib.sha256(data).hexdigest())


def served(path: str, *, name: str, public: bool = False) -> HttpResponse:
    """The kept file as a download that no browser runs; 404 is the caller's where the file is missing."""
    kind = path.rpartition(".")[2]
    response = FileResponse(private_storage().open(path), as_attachment=True, filename=name, content_type=TYPES[kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if not public:
        response["Cache-Control"] = "private, no-store"
    return response
