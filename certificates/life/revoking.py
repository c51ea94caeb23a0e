"""Declaring a constancia void. The row stays, and so does its file."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User

from ..models import Certificate
from ..records import CannotChange, locked, record, refuse_own
from ..signals import certificate_revoked
from . import telling


@transaction.atomic
def revoke(
    *,
    certificate: Certificate,
    reason: str,
    revoked_by: User,
    revocation_class: str = Certificate.RevocationClass.OTHER,
) -> Certificate:
    """Declare `certificate` void from now on. Repeating it changes nothing. Raises CannotChange.

    The public reads the class, one of Certificate.RevocationClass; the reason is for the file and the holder.
    """
    certificate = locked(certificate)
    refuse_own(certificate, revoked_by)
    if certificate.superseded_at:
        raise CannotChange(_("This certificate was replaced by another: revoke the newer one."))
    if not reason.strip():
        raise CannotChange(_("Give the reason of the revocation."))
    written = Certificate.objects.filter(pk=certificate.pk).record_once(
        while_empty="revoked_at",
        revoked_at=timezone.now(),
        revoked_by=revoked_by,
        revocation_reason=reason.strip(),
        revocation_class=Certificate.RevocationClass(revocation_class),
    )
    certificate.refresh_from_db()
    if written:
        certificate_revoked.send(Certificate, certificate=certificate)
        telling.tell_revoked(certificate)
        record("revoke", certificate, actor=revoked_by, reason=certificate.revocation_reason)
    return certificate
