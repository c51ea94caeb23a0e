"""What shows that a finding was attended to: a file with its fingerprint, or an address."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from people.api import User, private_storage

from ..files import KeptFile, keep
from ..models import Finding, FindingEvidence
from .events import Act, CannotAct, locked, record
from .seeing import Fingerprint

FOLDER = "cimtra/observaciones"


def add_evidence(
    finding: Finding,
    *,
    by: User | None,
    title: str,
    address: str = "",
    upload: UploadedFile | None = None,
    seen: Fingerprint | None = None,
) -> FindingEvidence:
    """Add a file or an address, or both; the same again adds nothing. `seen` is what stood at the address.

    Raises CannotAct for a verified finding and when neither is given, ValidationError for what is not taken.
    """
    title, address = " ".join(title.split())[:200], address.strip()
    if not address and upload is None:
        raise CannotAct(_("Give a file or an address."))
    if address:
        FindingEvidence._meta.get_field("address").run_validators(address)
        URLValidator(schemes=["http", "https"])(address)
    kept = keep(upload, folder=FOLDER) if upload else None
    try:
        with transaction.atomic():
            named = title or (kept.name if kept else address)[:200]
            return _stored(finding, by, named, address, kept, None if kept else seen)
    except BaseException:
        # Of a file that no row tells of nobody would ever know.
        if kept:
            private_storage().delete(kept.path)
        raise


def _stored(
    finding: Finding,
    by: User | None,
    title: str,
    address: str,
    kept: KeptFile | None,
    seen: Fingerprint | None,
) -> FindingEvidence:
    finding = locked(finding)
    if not finding.is_open:
        raise CannotAct(_("It is verified. Open it again before adding evidence."))
    whole = kept or seen
    fingerprint = whole.sha256 if whole else ""
    known = finding.evidence.filter(address=address, sha256=fingerprint, added_by=by).first()
    if known:
        if kept:
            private_storage().delete(kept.path)
        return known
    evidence = FindingEvidence.objects.create(
        finding=finding,
        title=title,
        address=address,
        file=kept.path if kept else "",
        file_name=kept.name if kept else "",
        sha256=fingerprint,
        size=whole.size if whole else None,
        added_by=by,
    )
    record(finding, Act.EVIDENCE, by=by, text=title)
    return evidence
