"""The file of a certificate: drawn once, written whole or not at all, never drawn anew once its fingerprint stands."""

import logging
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from people.api import write_whole

from .models import Certificate, pdf_name, private_storage
from .rendering import Document, render

logger = logging.getLogger(__name__)
CHUNK = 1 << 16


class FileIsLost(Exception):
    """The stored file is gone or altered and drawing it gives other bytes: it takes a backup or a replacement."""


def document_of(certificate):
    """The frozen row as the plain values that rendering takes."""
    taken = {name: getattr(certificate, name) for name in Document.__dataclass_fields__ if name != "verification_url"}
    return Document(**taken, verification_url=certificate.verification_url)


def store_pdf(certificate_id):
    """Make the file of a certificate that has none. Two workers at once, or a crash in between, leave exactly one."""
    certificate = Certificate.objects.get(pk=certificate_id)
    if certificate.has_file:
        return
    data = render(document_of(certificate))
    name = pdf_name(certificate)
    # The lock makes file and row change together as others see them. A crash after the file and before the commit
    # leaves a file without a fingerprint, which the next run writes over: same name, so never an orphan.
    with transaction.atomic():
        waiting = Certificate.objects.select_for_update().filter(pk=certificate_id).without_file()
        if not waiting.exists():
            return
        write_whole(name, data)
        Certificate.objects.filter(pk=certificate_id).record_once(
            while_empty="sha256",
            sha256=sha256(data).hexdigest(),
            pdf=name,
            size=len(data),
            rendered_at=timezone.now(),
        )
    logger.info("Stored %s, %d bytes", certificate.folio, len(data))


def fingerprint(chunks):
    """SHA-256 in hex of an iterable of bytes, without holding it all."""
    digest = sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def file_is_intact(certificate):
    """Whether the stored file is there with the bytes whose fingerprint was recorded."""
    storage = private_storage()
    if not certificate.has_file or not storage.exists(certificate.pdf.name):
        return False
    with storage.open(certificate.pdf.name) as file:
        return fingerprint(iter(lambda: file.read(CHUNK), b"")) == certificate.sha256


def restore_pdf(certificate):
    """Write a lost file again if drawing gives the very bytes that were issued. Raises FileIsLost if not."""
    data = render(document_of(certificate))
    if sha256(data).hexdigest() != certificate.sha256:
        raise FileIsLost(certificate.folio)
    write_whole(certificate.pdf.name, data)
    logger.warning("Restored the lost file of %s", certificate.folio)
