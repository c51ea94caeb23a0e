"""A new constancia in place of one whose name was wrong; the old one says so at every door."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User

from ..models import Certificate
from ..records import CannotChange, locked, record, refuse_own
from . import telling
from .successors import write_successor

RULE_REPLACED = "replaced/1"


@transaction.atomic
def replace(*, certificate: Certificate, reason: str, replaced_by: User, name: str = "") -> Certificate:
    """Issue a new certificate in place of `certificate`, with today's name of the person and a folio of its own.

    `name` is for somebody who is not on the roster, whose name nobody else keeps. Repeating it returns the same new
    one. Raises CannotChange.
    """
    old = locked(certificate)
    refuse_own(old, replaced_by)
    if old.superseded_at:
        return old.replaced_by
    _refuse_void(old)
    if not reason.strip():
        raise CannotChange(_("Give the reason of the replacement."))
    right_name = old.employee.full_name if old.employee else " ".join(name.split())
    if not right_name:
        raise CannotChange(_("This person is not on the roster: write the name as it must be printed."))
    new = write_successor(
        old,
        at=timezone.now(),
        issued_by=replaced_by,
        rule=RULE_REPLACED,
        reason=reason.strip(),
        holder_name=right_name,
    )
    telling.tell_replaced(new)
    record("replace", new, actor=replaced_by, reason=reason.strip(), before={"folio": old.folio})
    return new


def _refuse_void(certificate: Certificate) -> None:
    if certificate.revoked_at:
        raise CannotChange(_("This certificate was revoked: it cannot be replaced."))
    if certificate.is_withheld:
        raise CannotChange(_("The name on this certificate is withheld: nothing about it can be changed any more."))
