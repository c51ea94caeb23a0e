"""The holder's objection to a revocation, and the answer of somebody who did not revoke."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, User

from ..models import Certificate, RevocationAppeal
from ..records import CannotChange, locked, record
from ..signals import objection_answered, objection_filed
from . import telling
from .successors import write_successor

RULE_GRANTED = "objection_granted/1"


def why_no_objection(certificate: Certificate) -> str:
    """In words, why the holder cannot object to anything now; "" when the way is open."""
    if not certificate.revoked_at or certificate.superseded_at:
        return _("This certificate is not revoked: there is nothing to object to.")
    if certificate.is_withheld:
        return _("The name on this certificate is withheld: nothing about it can be changed any more.")
    objections = list(certificate.appeals.all())
    if any(one.decided_at is None for one in objections):
        return _("Your objection was received and waits for its answer.")
    if objections:
        return _("Your objection was answered. The answer stands beside the certificate.")
    return ""


@transaction.atomic
def object_to(*, certificate: Certificate, text: str, holder: Employee) -> RevocationAppeal:
    """Take down the objection of the `holder` of a revoked certificate; there is one. Raises CannotChange."""
    certificate = locked(certificate)
    if certificate.employee_id != holder.pk:
        raise CannotChange(_("Only the person whose certificate it is can object."))
    if reason := why_no_objection(certificate):
        raise CannotChange(reason)
    if not text.strip():
        raise CannotChange(_("Write why you object."))
    objection = RevocationAppeal.objects.create(certificate=certificate, text=text.strip())
    objection_filed.send(RevocationAppeal, objection=objection)
    return objection


def why_not_answered_by(objection: RevocationAppeal, user: User) -> str:
    """In words, why it is not for this account to answer; "" when it may."""
    certificate = objection.certificate
    if certificate.employee and certificate.employee.user_id == user.pk:
        return _("Nobody decides about a certificate of their own: ask a colleague.")
    if certificate.revoked_by_id == user.pk:
        return _("You revoked this certificate: somebody else answers the objection.")
    return ""


def waiting_for(user: User) -> QuerySet[RevocationAppeal]:
    """Those that this account may answer: neither the own ones nor those whose certificate it revoked."""
    waiting = RevocationAppeal.objects.filter(decided_at=None).exclude(certificate__revoked_by=user)
    return waiting.exclude(certificate__employee__user=user)


@transaction.atomic
def answer(*, objection: RevocationAppeal, is_granted: bool, text: str, answered_by: User) -> RevocationAppeal:
    """Decide an objection for good. Granting it issues a new certificate in place of the revoked one.

    Neither the holder nor whoever revoked may answer. Raises CannotChange, also when it was answered before.
    """
    certificate = locked(objection.certificate)
    objection = RevocationAppeal.objects.select_for_update().get(pk=objection.pk)
    if objection.decided_at:
        raise CannotChange(_("This objection was answered already."))
    if reason := why_not_answered_by(objection, answered_by):
        raise CannotChange(reason)
    if not text.strip():
        raise CannotChange(_("Write the answer: the holder reads it."))
    now = timezone.now()
    objection.decided_at, objection.decided_by = now, answered_by
    objection.is_granted, objection.answer = is_granted, text.strip()
    objection.save(update_fields=["decided_at", "decided_by", "is_granted", "answer"])
    new = (
        write_successor(
            certificate,
            at=now,
            issued_by=answered_by,
            rule=RULE_GRANTED,
            reason=_("The objection to its revocation was granted."),
            holder_name=certificate.holder_name,
        )
        if is_granted
        else None
    )
    objection_answered.send(RevocationAppeal, objection=objection)
    telling.tell_answered(objection, new)
    record(
        "answer_objection",
        new or certificate,
        actor=answered_by,
        reason=objection.answer,
        before={"folio": certificate.folio, "revoked_at": certificate.revoked_at},
        also={"is_granted": is_granted},
    )
    return objection


def state_in_words(objection: RevocationAppeal) -> str:
    if objection.decided_at is None:
        return _("waits for its answer")
    return _("granted") if objection.is_granted else _("not granted")
