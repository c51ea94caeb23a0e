"""What a crash or a damaged disk left behind, found from the rows themselves and mended."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from courses.api import Completion

from .issuing import issue
from .models import Certificate, private_storage
from .storing import FileIsLost, file_is_intact, restore_pdf, store_pdf
from .tasks import make_file

logger = logging.getLogger(__name__)


@dataclass
class Repairs:
    """Folios by what was done about them; `lost` ones need a person."""

    issued: list = field(default_factory=list)
    queued: list = field(default_factory=list)
    drawn: list = field(default_factory=list)
    restored: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    leftovers: int = 0


def repair(*, at_once=False, issue_missing=False):
    """Make the files that are missing (in a job, or now with `at_once`) and check the fingerprint of all others.

    With `issue_missing`, first issue for completions that have no certificate; that is a decision, not a repair.
    """
    repairs = Repairs()
    if issue_missing:
        for completion in completions_without_certificate():
            repairs.issued.append(issue(completion=completion).folio)
    for certificate in Certificate.objects.without_file().order_by("pk").iterator(chunk_size=200):
        if at_once:
            store_pdf(certificate.pk)
            repairs.drawn.append(certificate.folio)
        else:
            make_file.enqueue(certificate.pk)
            repairs.queued.append(certificate.folio)
    for certificate in Certificate.objects.exclude(sha256="").order_by("pk").iterator(chunk_size=200):
        if not file_is_intact(certificate):
            _restore(certificate, repairs)
    repairs.leftovers = remove_leftovers()
    return repairs


def completions_without_certificate():
    """Completions that were written while certificates was not installed, or by code that sends no signal."""
    return Completion.objects.filter(certificates=None).order_by("completed_at", "pk")


def _restore(certificate, repairs):
    try:
        restore_pdf(certificate)
    except FileIsLost:
        logger.error("The file of %s is lost: restore it from a backup or replace the certificate", certificate.folio)
        repairs.lost.append(certificate.folio)
    else:
        repairs.restored.append(certificate.folio)


def remove_leftovers():
    """Delete the half-written files that a kill left in the folders of the constancias."""
    root = Path(private_storage().path("constancias"))
    leftovers = list(root.glob("*/.*.part"))
    for leftover in leftovers:
        leftover.unlink(missing_ok=True)
    return len(leftovers)
