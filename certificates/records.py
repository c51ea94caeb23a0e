"""What the acts about a constancia share: the locked row, the line in the ledger, nobody deciding about oneself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from people.api import User, record_decision

from .models import Certificate


class CannotChange(Exception):
    """The act is not possible for this certificate; the message is fit for the screen."""


def record(
    act: str, certificate: Certificate, *, actor: User | None, also: dict[str, Any] | None = None, **values: Any
) -> None:
    """The line in the ledger; `also` are further values of how it is afterwards, `values` those of record_decision."""
    after = {"folio": certificate.folio, "course": certificate.course_title, "rule": certificate.rule, **(also or {})}
    record_decision(act=act, actor=actor, subject=certificate, employee=certificate.employee, after=after, **values)


def locked(certificate: Certificate) -> Certificate:
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("completion", "holder", "employee")
        .get(pk=certificate.pk)
    )


def refuse_own(certificate: Certificate, user: User | None) -> None:
    """Raise CannotChange for the holder's own account; somebody who is not on the roster has none."""
    holder = certificate.employee
    if user is not None and holder is not None and holder.user_id == user.pk:
        raise CannotChange(_("Nobody decides about a certificate of their own: ask a colleague."))
