"""Approving or refusing a request: somebody else's decision, once. Approval issues the constancias at that moment."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import User, record_decision

from ..issuing import issue_for_holder
from ..models import Certificate, ManualRequest
from . import news


class CannotDecide(Exception):
    """The decision is not this person's, or not possible any more; the message is fit for the screen."""


@transaction.atomic
def approve(*, request: ManualRequest, approved_by: User) -> list[Certificate]:
    """Issue a certificate for everybody on `request`, all of them or none. Repeating it returns the same ones.

    Raises CannotDecide.
    """
    request = _locked(request)
    if request.state != ManualRequest.State.APPROVED:
        _decide(request, ManualRequest.State.APPROVED, by=approved_by, reason="")
        # After the decision, so that what each cites is on record; in the order in which they stand on the request.
        issued = [issue_for_holder(holder=holder, issued_by=approved_by) for holder in request.holders.all()]
        _record("approve_request", request, approved_by, {"folios": [certificate.folio for certificate in issued]})
        return issued
    return [issue_for_holder(holder=holder, issued_by=approved_by) for holder in request.holders.all()]


@transaction.atomic
def refuse(*, request: ManualRequest, reason: str, refused_by: User) -> ManualRequest:
    """Refuse `request`, with the reason that whoever asked will read. Repeating it changes nothing.

    Raises CannotDecide.
    """
    request = _locked(request)
    if request.state == ManualRequest.State.REFUSED:
        return request
    if not reason.strip():
        raise CannotDecide(_("Give the reason: whoever asked will read it."))
    _decide(request, ManualRequest.State.REFUSED, by=refused_by, reason=reason.strip())
    _record("refuse_request", request, refused_by, {})
    return request


def why_not(request: ManualRequest, user: User) -> str:
    """Why `user` cannot decide about `request`, in words for the screen; "" when nothing stands against it."""
    if request.state != ManualRequest.State.WAITING:
        return _("This request was decided already.")
    if request.asked_by_id == user.pk:
        return _("You made this request: somebody else approves it.")
    if request.holders.filter(employee__user=user).exists():
        return _("You are on this request yourself: somebody else decides about it.")
    return ""


def _locked(request: ManualRequest) -> ManualRequest:
    return ManualRequest.objects.select_for_update().get(pk=request.pk)


def _decide(request: ManualRequest, state: str, *, by: User, reason: str) -> None:
    if refusal := why_not(request, by):
        raise CannotDecide(refusal)
    request.state, request.decision_reason = state, reason
    request.decided_by, request.decided_at = by, timezone.now()
    request.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    news.tell_asker(request)


def _record(act: str, request: ManualRequest, actor: User, values: dict) -> None:
    after = {"kind": request.kind, "people": request.holders.count(), "asked_by": str(request.asked_by), **values}
    record_decision(act=act, actor=actor, subject=request, reason=request.decision_reason, after=after)
