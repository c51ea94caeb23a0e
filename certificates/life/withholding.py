"""Withholding the name: the number stays and is verified, the person is told no more and the file is deleted."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from people.api import User

from ..models import Certificate, RequestedHolder, RevocationAppeal, WithheldName, private_storage
from ..records import CannotChange, locked, record, refuse_own
from ..signals import name_withheld
from .names import digest_of

logger = logging.getLogger(__name__)


@transaction.atomic
def withhold(*, certificate: Certificate, reason: str, withheld_by: User | None) -> Certificate:
    """Withhold the name on `certificate`, on those that it replaced and on those that replaced it.

    `withheld_by` None is the time to keep it running out. Repeating it changes nothing. Raises CannotChange.
    """
    certificate = locked(certificate)
    if certificate.is_withheld:
        return certificate
    refuse_own(certificate, withheld_by)
    if not reason.strip():
        raise CannotChange(_("Give the reason for withholding the name."))
    chain = chain_of(certificate)
    _refuse_unfinished(chain)
    WithheldName.objects.bulk_create(
        WithheldName(
            certificate=one, digest=digest_of(one.code, one.holder_name), reason=reason.strip(), withheld_by=withheld_by
        )
        for one in chain
    )
    rows = Certificate.objects.filter(pk__in=[one.pk for one in chain])
    rows.forget_names()
    RequestedHolder.objects.filter(certificates__in=rows).update(name="", email="")
    files = [one.pdf.name for one in chain]
    transaction.on_commit(lambda: delete_files(files))
    certificate = locked(certificate)
    for one in rows:
        name_withheld.send(Certificate, certificate=one)
    folios = [one.folio for one in chain]
    record("withhold_name", certificate, actor=withheld_by, reason=reason.strip(), before={"folios": folios})
    return certificate


def chain_of(certificate: Certificate) -> list[Certificate]:
    """The constancias of the same deed, oldest first: each was issued in place of the one before."""
    ground = (
        {"completion": certificate.completion_id} if certificate.completion_id else {"holder": certificate.holder_id}
    )
    same = Certificate.objects.select_for_update(of=("self",)).with_name().filter(**ground)
    return list(same.order_by("issued_at", "pk"))


def _refuse_unfinished(chain: list[Certificate]) -> None:
    if any(not one.has_file for one in chain):
        raise CannotChange(_("Its file is still being made: withhold the name when it is there."))
    if RevocationAppeal.objects.filter(certificate__in=chain, decided_at=None).exists():
        raise CannotChange(_("An objection waits for its answer: answer it before withholding the name."))


def delete_files(names: list[str]) -> int:
    """Delete these private files; how many were there. One that cannot be deleted is left to the night."""
    storage, deleted = private_storage(), 0
    for name in names:
        try:
            if storage.exists(name):
                storage.delete(name)
                deleted += 1
        except OSError as error:
            logger.error("The file %s of a withheld name was not deleted: %s", name, error)
    return deleted


def delete_withheld_files() -> int:
    """Each night: the files that a crash, or a backup put back, has left of withheld names."""
    withheld = Certificate.objects.filter(holder_name="").exclude(pdf="")
    return delete_files(list(withheld.values_list("pdf", flat=True)))
