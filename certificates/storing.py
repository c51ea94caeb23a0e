"""The file of a certificate: drawn, signed and stored once, whole or not at all; never drawn anew once it stands."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from people.api import write_whole

from .credentials.statements import compact_statement
from .drawing import FIRST_VERSION, Document, manifest, render
from .evidence import manifest_of
from .models import Certificate, Drawing, pdf_name, private_storage
from .sheets.composing import compose

logger = logging.getLogger(__name__)
CHUNK = 1 << 16
# What the first version of the sheet prints, as it stands in the row.
PLAIN_FIELDS = (
    *("folio", "holder_name", "course_title", "hours", "modality", "started_on", "completed_on", "score"),
    *("requirements", "municipality_name", "office", "crest", "primary_colour", "accent_colour", "signatories"),
    *("place_and_date", "valid_until", "issued_at", "verification_url", "template_version"),
)


class FileIsLost(Exception):
    """The stored file is gone or altered and cannot be made again: it takes a backup or a replacement."""


def document_of(certificate: Certificate) -> Document:
    """The frozen row as the plain values that drawing takes."""
    if certificate.template_version == FIRST_VERSION:
        return Document(**{name: getattr(certificate, name) for name in PLAIN_FIELDS})
    return compose(
        certificate,
        certificate.design,
        manifest=manifest.written(manifest_of(certificate)),
        statement=compact_statement(certificate) if certificate.design.carries_statement else "",
        signature_field=True,
    )


def file_of(certificate: Certificate) -> tuple[bytes, dict[str, str]]:
    """(bytes, signature) of a new file. Those of the first version of the sheet were never signed, and are not now."""
    data = render(document_of(certificate))
    if certificate.template_version == FIRST_VERSION:
        return data, {}
    # Only the worker signs; everybody else starts without half a second of imports.
    from .signing.files import sign

    signed = sign(data, at=timezone.now())
    return signed.data, signed.signature


def store_pdf(certificate_id: int) -> bool:
    """Make the file of a certificate that has none; whether it was made now.

    Two workers at once, or a crash in between, leave exactly one. Raises what drawing, signing and the disk raise.
    """
    certificate = Certificate.objects.select_related("design__template", "design__background", "renews", "replaces")
    certificate = certificate.get(pk=certificate_id)
    if certificate.has_file or certificate.is_withheld:
        return False
    data, signature = file_of(certificate)
    name = pdf_name(certificate)
    # The lock makes file and row change together as others see them. A crash after the file and before the commit
    # leaves a file without a fingerprint, which the next run writes over: same name, so never an orphan.
    with transaction.atomic():
        waiting = Certificate.objects.select_for_update().filter(pk=certificate_id).without_file().with_name()
        if not waiting.exists():
            return False
        write_whole(name, data)
        Certificate.objects.filter(pk=certificate_id).record_once(
            while_empty="sha256",
            sha256=sha256(data).hexdigest(),
            pdf=name,
            size=len(data),
            rendered_at=timezone.now(),
            signature=signature,
        )
        Drawing.objects.filter(certificate=certificate_id).delete()
    logger.info("Stored %s, %d bytes", certificate.folio, len(data))
    return True


def fingerprint(chunks: Iterable[bytes]) -> str:
    """SHA-256 in hex of an iterable of bytes, without holding it all."""
    digest = sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def file_is_intact(certificate: Certificate) -> bool:
    """Whether the stored file is there with the bytes whose fingerprint was recorded."""
    storage = private_storage()
    if not certificate.has_file or not storage.exists(certificate.pdf.name):
        return False
    with storage.open(certificate.pdf.name) as file:
        return fingerprint(iter(lambda: file.read(CHUNK), b"")) == certificate.sha256


def restore_pdf(certificate: Certificate) -> None:
    """Write a lost file again if drawing gives the very bytes that were issued.

    A signature is made once: only files of the first version of the sheet come back. Raises FileIsLost for the others.
    """
    if certificate.signature or certificate.template_version != FIRST_VERSION:
        raise FileIsLost(certificate.folio)
    data = render(document_of(certificate))
    if sha256(data).hexdigest() != certificate.sha256:
        raise FileIsLost(certificate.folio)
    write_whole(certificate.pdf.name, data)
    logger.warning("Restored the lost file of %s", certificate.folio)
