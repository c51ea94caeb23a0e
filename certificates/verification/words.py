"""What the verification page says of a constancia: how it stands, what it proves, which key signed its file."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Certificate, Kind, PublicKey
from ..wording import day_text


@dataclass(frozen=True)
class Verdict:
    """`proves` is what it proves now; `reason` the class of a revocation in words, "" otherwise."""

    title: str
    sentence: str
    proves: str
    holds: bool = True
    reason: str = ""


def verdict_of(certificate: Certificate) -> Verdict:
    if certificate.superseded_at:
        day = day_text(timezone.localdate(certificate.superseded_at))
        return Verdict(
            _("Superseded certificate"),
            _("It was replaced by another one on %(day)s.") % {"day": day},
            _("This document proves nothing any more: what holds is on the certificate that replaced it."),
            holds=False,
        )
    if certificate.revoked_at:
        day = day_text(timezone.localdate(certificate.revoked_at))
        return Verdict(
            _("Revoked certificate"),
            _("It was revoked on %(day)s and has no effect since then.") % {"day": day},
            _("This document proves nothing any more: whoever issued it has withdrawn it."),
            holds=False,
            reason=str(certificate.get_revocation_class_display()),
        )
    return Verdict(*_while_it_holds(certificate), proves=proof_of(certificate))


def _while_it_holds(certificate):
    if certificate.valid_until is None:
        return _("Valid certificate"), _("It is valid and does not expire.")
    day = {"day": day_text(certificate.valid_until)}
    if certificate.state == Certificate.State.EXPIRED:
        return _("Expired certificate"), _(
            "It was valid until %(day)s, inclusive. The course was accredited; the training has to be renewed."
        ) % day
    return _("Valid certificate"), _("It is valid until %(day)s, inclusive.") % day


def proof_of(certificate: Certificate) -> str:
    """What was certified, in one sentence or two."""
    values = {"office": certificate.municipality_name, "course": certificate.course_title}
    if certificate.kind == Kind.SPEAKER:
        return _("%(office)s states that this person spoke at “%(course)s”.") % values
    if certificate.kind == Kind.PARTICIPATION:
        said = _("%(office)s states that this person took part in “%(course)s”.") % values
    elif certificate.score is None:
        said = _("%(office)s states that this person completed the course “%(course)s”.") % values
    else:
        said = (
            _("%(office)s states that this person completed the course “%(course)s” and passed its assessments.")
            % values
        )
    return said + " " + _("It proves training; it is no professional title and grants no post.")


def activity_label(certificate: Certificate) -> str:
    return _("Course accredited") if certificate.kind in {Kind.ACCREDITATION, Kind.SKILLS} else _("Activity")


@dataclass(frozen=True)
class SignatureWords:
    """Whose signature the file carries, what that is worth, and a warning when its key was stolen."""

    title: str
    sentence: str
    warning: str = ""


def signature_words(certificate: Certificate, key: PublicKey | None) -> SignatureWords:
    """`key` is the row of the key that signed, if there is one."""
    signature = certificate.signature
    values = {"name": signature.get("subject", "")}
    kind = signature.get("kind")
    if not kind:
        return SignatureWords(
            _("Without electronic signature"),
            _("It was issued before files were signed. What counts is this page and the fingerprint of its file."),
        )
    if kind == PublicKey.Kind.SEAL:
        title = _("Seal of this site")
        sentence = _(
            "The file is signed with the seal of this training site: it was made here and has not been changed since. "
            "It is not the electronic signature of a person."
        )
    elif kind == PublicKey.Kind.EFIRMA:
        title = _("e.firma of %(name)s") % values
        sentence = _("The file is signed with an e.firma: it comes from its holder and has not been changed since.")
    else:
        title = _("Certificate of %(name)s") % values
        sentence = _(
            "The file is signed with the electronic certificate of the municipality: "
            "it comes from there and has not been changed since."
        )
    if signature.get("is_stamped"):
        sentence += " " + _("A third party's time stamp says when.")
    return SignatureWords(title, sentence, _warning(key))


def _warning(key):
    if key is None or key.compromised_at is None:
        return ""
    return _(
        "The key that signed was reported as stolen on %(day)s. Trust what this page says and not the signature."
    ) % {"day": day_text(timezone.localdate(key.compromised_at))}
