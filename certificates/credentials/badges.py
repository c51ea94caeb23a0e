"""A constancia as an Open Badges 3.0 credential, a W3C Verifiable Credential: what its holder gives to a machine.

It is made from the frozen row whenever it is asked for, and the same row and key give the same bytes. It says no more
about the holder than the sheet: the name as printed, no number, no address, no grade.
"""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Certificate, Kind
from ..wording import hours_text, period_text
from . import identity, keys, statuses
from .encoding import base58btc, compact_jws
from .statuses import VC_CONTEXT, as_utc

LANGUAGE = "es-mx"
CONTEXTS = [
    VC_CONTEXT,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    # It says what the type of `credentialSchema` is.
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
ACHIEVEMENT_TYPES = {
    Kind.ACCREDITATION: "CertificateOfCompletion",
    Kind.PARTICIPATION: "Certificate",
    Kind.SPEAKER: "Certificate",
    Kind.SKILLS: "CertificateOfCompletion",
}


class NameIsWithheld(Exception):
    """A credential without a holder would prove nothing about anybody."""


def as_jwt(certificate: Certificate) -> str:
    """The credential as VC-JWT (OB 3.0, section 8.2). Raises NameIsWithheld and keys.UnusableKey."""
    key, row = keys.signing_key()
    body = credential(certificate)
    claims = {"iss": body["issuer"]["id"], "jti": body["id"], "nbf": int(certificate.issued_at.timestamp())}
    if until := _last_moment(certificate):
        claims["exp"] = int(until.timestamp())
    return compact_jws({"alg": "EdDSA", "typ": "JWT", "kid": identity.method_id(row)}, {**body, **claims}, key)


def as_json(certificate: Certificate) -> str:
    """The credential as JSON with its proof inside (Data Integrity, eddsa-jcs-2022). Raises as `as_jwt` does."""
    key, row = keys.signing_key()
    body = credential(certificate)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": as_utc(certificate.issued_at),
        "verificationMethod": identity.method_id(row),
        "proofPurpose": "assertionMethod",
        "@context": body["@context"],
    }
    signature = key.sign(sha256(canonical(options)).digest() + sha256(canonical(body)).digest())
    proof = {**options, "proofValue": "z" + base58btc(signature)}
    return json.dumps({**body, "proof": proof}, ensure_ascii=False, indent=2)


def canonical(value: dict[str, Any]) -> bytes:
    """JSON Canonicalization Scheme (RFC 8785) for what stands in a credential: text, true, false and small integers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def credential(certificate: Certificate) -> dict[str, Any]:
    """The credential without a proof. Raises NameIsWithheld."""
    if not certificate.holder_name:
        raise NameIsWithheld(certificate.folio)
    issuer = {
        "id": identity.did(),
        "type": ["Profile"],
        "name": certificate.municipality_name,
        "url": settings.SITE_URL,
    }
    with override(LANGUAGE):
        body = {
            "@context": CONTEXTS,
            "id": certificate.verification_url,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": certificate.course_title,
            "description": _("Certificate %(folio)s") % {"folio": certificate.folio},
            "issuer": issuer,
            "validFrom": as_utc(certificate.issued_at),
            "credentialSubject": _subject(certificate, issuer),
            "evidence": [
                {"id": certificate.verification_url, "type": ["Evidence"], "name": _("Verification page")},
            ],
            "credentialStatus": statuses.entry(certificate),
            "credentialSchema": [SCHEMA],
        }
    if until := _last_moment(certificate):
        body["validUntil"] = as_utc(until)
    return body


def _subject(certificate, issuer):
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "hashed": False,
                "identityHash": certificate.holder_name,
            }
        ],
        "licenseNumber": certificate.folio,
        "activityStartDate": as_utc(_noon(certificate.started_on)),
        "activityEndDate": as_utc(_noon(certificate.completed_on)),
        "achievement": _achievement(certificate, issuer),
    }


def _achievement(certificate, issuer):
    values = {
        "course": certificate.course_title,
        "hours": hours_text(certificate.hours),
        "modality": certificate.modality,
        "period": period_text(certificate.started_on, certificate.completed_on),
    }
    same_for_all = f"{issuer['id']}|{certificate.kind}|{certificate.course_title}|{certificate.hours}"
    achievement = {
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, same_for_all)}",
        "type": ["Achievement"],
        "achievementType": ACHIEVEMENT_TYPES[Kind(certificate.kind)],
        "name": certificate.course_title,
        "description": _("%(hours)s, %(modality)s, %(period)s.") % values,
        "criteria": {"narrative": _criteria(certificate) % values},
        "creator": issuer,
        "inLanguage": "es-MX",
    }
    if certificate.requirements:
        achievement["alignment"] = [_alignment(certificate, line) for line in certificate.requirements]
    return achievement


def _criteria(certificate):
    if certificate.kind == Kind.SPEAKER:
        return _("To have spoken at “%(course)s”.")
    if certificate.kind == Kind.PARTICIPATION:
        return _("To have taken part in “%(course)s”.")
    if certificate.score is None:
        return _("To have completed the course “%(course)s”.")
    return _("To have completed the course “%(course)s” and passed its assessments.")


def _alignment(certificate, line):
    """A training requirement that the course satisfies; what it rests on is said on the verification page too."""
    alignment = {
        "type": ["Alignment"],
        "targetName": line["title"],
        "targetUrl": certificate.verification_url,
        "targetType": "ext:requirement",
    }
    if line.get("code"):
        alignment["targetCode"] = line["code"]
    if line.get("basis"):
        alignment["targetFramework"] = line["basis"]
    return alignment


def _last_moment(certificate):
    """The last second of the last day, in the municipality's time; None when it does not expire."""
    if certificate.valid_until is None:
        return None
    return timezone.make_aware(dt.datetime.combine(certificate.valid_until, dt.time(23, 59, 59)))


def _noon(day):
    """A day as the moment that the standard asks for: noon, which is the same day all over the country."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
