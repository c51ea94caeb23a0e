"""What a crash or a damaged disk left behind, found from the rows themselves and mended."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from .drawings import begin_anew, enqueue, make
from .issuing import issue
from .missing import completions_without_certificate
from .models import Certificate, private_storage
from .storing import FileIsLost, file_is_intact, restore_pdf

logger = logging.getLogger(__name__)
CHUNK = 200


@dataclass
class Repairs:
    """Folios by what was done about them; `lost` ones need a person, and so do `failed` ones that fail again."""

    issued: list[str] = field(default_factory=list)
    queued: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    leftovers: int = 0


def repair(*, at_once: bool = False, issue_missing: bool = False) -> Repairs:
    """Make the files that are missing (in a job, or now with `at_once`) and check the fingerprint of all others.

    With `issue_missing`, first issue for completions that have no certificate; that is a decision, not a repair. A
    file whose name was withheld is gone on purpose and left alone; so is one that another process is making.
    """
    repairs = Repairs()
    if issue_missing:
        for completion in completions_without_certificate().iterator(chunk_size=CHUNK):
            repairs.issued.append(issue(completion=completion).folio)
    _make_missing_files(repairs, at_once)
    for certificate in Certificate.objects.with_name().exclude(sha256="").order_by("pk").iterator(chunk_size=CHUNK):
        if not file_is_intact(certificate):
            _restore(certificate, repairs)
    repairs.leftovers = remove_leftovers()
    return repairs


def _make_missing_files(repairs: Repairs, at_once: bool) -> None:
    waiting = Certificate.objects.without_file().with_name().order_by("pk")
    if not at_once:
        # What was given up waits for a person, who may ask for it here with `at_once` or on its screen.
        folios = dict(waiting.exclude(drawing__given_up_at__isnull=False).values_list("pk", "folio"))
        repairs.queued += [folios[certificate_id] for certificate_id in enqueue(list(folios))]
        return
    for certificate in waiting.iterator(chunk_size=CHUNK):
        if begin_anew(certificate):
            (repairs.drawn if make(certificate.pk) else repairs.failed).append(certificate.folio)


def _restore(certificate: Certificate, repairs: Repairs) -> None:
    try:
        restore_pdf(certificate)
    except FileIsLost:
        logger.error("The file of %s is lost: restore it from a backup or replace the certificate", certificate.folio)
        repairs.lost.append(certificate.folio)
    else:
        repairs.restored.append(certificate.folio)


def remove_leftovers() -> int:
    """Delete the half-written files that a kill left in the folders of the constancias; those of now are in use."""
    root = Path(private_storage().path("constancias"))
    an_hour_ago = (timezone.now() - dt.timedelta(hours=1)).timestamp()
    leftovers = [path for path in root.glob("*/.*.part") if path.stat().st_mtime < an_hour_ago]
    for leftover in leftovers:
        leftover.unlink(missing_ok=True)
    return len(leftovers)
