"""Declaring a constancia void. The row stays, and so does its file."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Certificate
from ..records import CannotChange, locked, record, refuse_own
from ..signals import certificate_revoked


@transaction.atomic
def revoke(*, certificate, reason, revoked_by):
    """Declare `certificate` void from now on. Repeating it changes nothing. Raises CannotChange."""
    certificate = locked(certificate)
    refuse_own(certificate, revoked_by)
    if certificate.superseded_at:
        raise CannotChange(_("This certificate was replaced by another: revoke the newer one."))
    if not reason.strip():
        raise CannotChange(_("Give the reason of the revocation."))
    written = Certificate.objects.filter(pk=certificate.pk).record_once(
        while_empty="revoked_at", revoked_at=timezone.now(), revoked_by=revoked_by, revocation_reason=reason.strip()
    )
    certificate.refresh_from_db()
    if written:
        certificate_revoked.send(Certificate, certificate=certificate)
        record("revoke", certificate, actor=revoked_by, reason=certificate.revocation_reason)
    return certificate
