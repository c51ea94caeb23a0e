"""What holders are told about their constancias; it goes out with the notices of the day."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from people.api import plan_notice

from ..models import Certificate, RevocationAppeal

KIND = "certificate"


def tell_revoked(certificate: Certificate) -> None:
    _tell(
        certificate,
        "revoked",
        _("Your certificate %(folio)s was revoked") % {"folio": certificate.folio},
        _("%(reason)s. You can read the reason in your certificates and object to it there.")
        % {"reason": certificate.get_revocation_class_display()},
    )


def tell_replaced(new: Certificate) -> None:
    _tell(
        new,
        "replaced",
        _("Your certificate %(folio)s takes the place of %(old)s") % {"folio": new.folio, "old": new.replaces.folio},
        _("Use the new one from now on: the verification page of the old one says that it was replaced."),
    )


def tell_answered(objection: RevocationAppeal, new: Certificate | None) -> None:
    certificate = objection.certificate
    text = (
        _("It was granted: the certificate %(folio)s was issued instead.") % {"folio": new.folio}
        if new
        else _("It was not granted. You can read the answer in your certificates.")
    )
    title = _("Your objection about the certificate %(folio)s was answered") % {"folio": certificate.folio}
    _tell(certificate, "answered", title, text)


def _tell(certificate: Certificate, what: str, title: str, text: str) -> None:
    """Somebody who is not on the roster has no notices."""
    if certificate.employee is None:
        return
    plan_notice(
        employee=certificate.employee,
        kind=KIND,
        key=f"certificate:{certificate.pk}@{what}",
        title=title,
        text=text,
        url=reverse("certificates:mine"),
    )
