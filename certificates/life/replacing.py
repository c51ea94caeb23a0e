"""A new constancia in place of one whose name was wrong; the old one says so at every door."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..issuing import write_certificate
from ..models import Certificate
from ..records import CannotChange, locked, record, refuse_own
from ..signals import certificate_replaced

RULE_REPLACED = "replaced/1"


@transaction.atomic
def replace(*, certificate, reason, replaced_by):
    """Issue a new certificate in place of `certificate`, with today's name of the person and a folio of its own.

    Repeating it returns the same new one. Raises CannotChange.
    """
    old = locked(certificate)
    refuse_own(old, replaced_by)
    if old.superseded_at:
        return old.replaced_by
    if old.revoked_at:
        raise CannotChange(_("This certificate was revoked: it cannot be replaced."))
    if not reason.strip():
        raise CannotChange(_("Give the reason of the replacement."))
    now = timezone.now()
    Certificate.objects.filter(pk=old.pk).record_once(
        while_empty="superseded_at", superseded_at=now, superseded_by=replaced_by, supersession_reason=reason.strip()
    )
    new = write_certificate(old.completion, at=now, issued_by=replaced_by, rule=RULE_REPLACED, replaces=old)
    certificate_replaced.send(Certificate, certificate=new, replaced=old)
    record("replace", new, actor=replaced_by, reason=reason.strip(), before={"folio": old.folio})
    return new
