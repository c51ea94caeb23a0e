"""A person's own constancias, whatever has become of them, as the person reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from courses.api import Facts, RenewalState, renewal_state, strictest_terms
from people.api import Employee

from ..models import Certificate, RevocationAppeal
from .objections import why_no_objection

HEAVY = (
    "crest",
    "requirements",
    "signatories",
    "evidence",
    "completion__requirements",
    "completion__content_revisions",
)


class Door(Protocol):
    """Where the holder stands: signed in, or under the personal address. It says how its own addresses read."""

    def file_of(self, folio: str) -> str: ...

    def credential_of(self, folio: str) -> str: ...

    def objection_to(self, folio: str) -> str: ...


class SignedIn:
    def file_of(self, folio: str) -> str:
        return reverse("certificates:own_certificate", args=[folio])

    def credential_of(self, folio: str) -> str:
        return reverse("certificates:own_credential", args=[folio])

    def objection_to(self, folio: str) -> str:
        return reverse("certificates:object", args=[folio])


@dataclass(frozen=True)
class ByLink:
    token: str

    def file_of(self, folio: str) -> str:
        return reverse("certificates:holder_file", args=[self.token, folio])

    def credential_of(self, folio: str) -> str:
        return reverse("certificates:holder_credential", args=[self.token, folio])

    def objection_to(self, folio: str) -> str:
        return reverse("certificates:holder_object", args=[self.token, folio])


@dataclass(frozen=True)
class Line:
    """One constancia with what leads on from it; addresses are "" where there is nothing to open."""

    certificate: Certificate
    ends_soon: bool
    file: str
    credential: str
    objection_form: str
    objection: RevocationAppeal | None
    successor: Certificate | None
    renewal: Certificate | None


def certificates_of(employee: Employee) -> QuerySet[Certificate]:
    """All of them, newest first, with what `line_of` asks."""
    found = Certificate.objects.of(employee).select_related("completion__enrolment__requirement", "replaced_by")
    return found.prefetch_related("renewed_by", "appeals").defer(*HEAVY)


def current_certificates_of(employee: Employee) -> QuerySet[Certificate]:
    """Those that say how things stand: neither replaced nor renewed by one that holds; newest first, one query."""
    standing = Certificate.objects.filter(renews=OuterRef("pk"), superseded_at=None, revoked_at=None)
    found = Certificate.objects.of(employee).with_name().filter(~Exists(standing), superseded_at=None)
    return found.select_related("completion__enrolment__requirement").defer(*HEAVY)


def line_of(certificate: Certificate, door: Door) -> Line:
    """`certificate` must be one of `certificates_of`: nothing is asked of the database here."""
    objections = list(certificate.appeals.all())
    return Line(
        certificate=certificate,
        ends_soon=ends_soon(certificate),
        file="" if certificate.is_withheld else door.file_of(certificate.folio),
        credential=door.credential_of(certificate.folio) if _counts(certificate) else "",
        objection_form="" if why_no_objection(certificate) else door.objection_to(certificate.folio),
        objection=objections[0] if objections else None,
        successor=getattr(certificate, "replaced_by", None),
        renewal=_renewal_of(certificate),
    )


def _counts(certificate: Certificate) -> bool:
    """Whether it has a credential worth giving to anybody."""
    was_withdrawn = certificate.revoked_at or certificate.superseded_at
    return not was_withdrawn and not certificate.is_withheld


def _renewal_of(certificate: Certificate) -> Certificate | None:
    standing = [one for one in certificate.renewed_by.all() if not one.superseded_at and not one.revoked_at]
    return standing[0] if standing else None


def ends_soon(certificate: Certificate, day=None) -> bool:
    """Whether a certificate that is valid on `day` (today by default) is within the days before its end.

    By the same rule as the course's own row; what was issued on request is met by no course, so by the usual one.
    """
    if certificate.state != Certificate.State.VALID or certificate.valid_until is None:
        return False
    requirement = certificate.completion.enrolment.requirement if certificate.completion else None
    facts = Facts(completed_on=certificate.completed_on, valid_until=certificate.valid_until)
    standing = renewal_state(day or timezone.localdate(), facts, strictest_terms([requirement] if requirement else []))
    return standing.state in {RenewalState.EXPIRING, RenewalState.IN_WINDOW}
