"""The verification page as JSON, for offices that check many constancias (docs/verification.md).

The same facts as the page and no more. Names of keys and values are Spanish, as everything that is read outside.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from ..models import Certificate
from ..wording import plain_number
from .finding import renewal_of, successor_of
from .words import verdict_of

STATES = {
    Certificate.State.VALID: "vigente",
    Certificate.State.EXPIRED: "vencida",
    Certificate.State.REVOKED: "revocada",
    Certificate.State.SUPERSEDED: "sustituida",
}
KINDS = {
    "accreditation": "acreditacion",
    "participation": "participacion",
    "speaker": "ponencia",
    "skills": "habilidades_laborales",
}
REVOCATIONS = {"error": "error", "achievement": "acreditacion_anulada", "misuse": "uso_indebido", "other": "otra"}
UNKNOWN = {"encontrada": False}


def data_of(certificate: Certificate) -> dict[str, Any]:
    """What stands on the verification page of `certificate`; names are `null` where they are withheld."""
    state = certificate.state
    data = {
        "encontrada": True,
        "estado": STATES[state],
        "surte_efectos": state == Certificate.State.VALID,
        "explicacion": verdict_of(certificate).sentence,
        "folio": certificate.folio,
        "direccion": certificate.verification_url,
        "tipo": KINDS[certificate.kind],
        "nombre": certificate.holder_name or None,
        "actividad": certificate.course_title,
        "horas": plain_number(certificate.hours),
        "modalidad": certificate.modality,
        "inicio": certificate.started_on.isoformat(),
        "conclusion": certificate.completed_on.isoformat(),
        "emitida": _day(certificate.issued_at),
        "vigente_hasta": certificate.valid_until.isoformat() if certificate.valid_until else None,
        "emite": {"municipio": certificate.municipality_name, "area": certificate.office or None},
        "requisitos": [
            {"clave": line.get("code"), "titulo": line["title"], "fundamento": line.get("basis") or None}
            for line in certificate.requirements
        ],
        "archivo": _file(certificate),
    }
    return {**data, **_what_happened(certificate, state)}


def _what_happened(certificate, state):
    if state == Certificate.State.SUPERSEDED:
        newer = successor_of(certificate)
        return {"sustitucion": {"fecha": _day(certificate.superseded_at), "direccion": _address(newer)}}
    if state == Certificate.State.REVOKED:
        return {
            "revocacion": {
                "fecha": _day(certificate.revoked_at),
                "clase": REVOCATIONS.get(certificate.revocation_class),
                "motivo": str(certificate.get_revocation_class_display()) or None,
            }
        }
    if state == Certificate.State.EXPIRED and (newer := renewal_of(certificate)):
        return {"renovacion": {"direccion": _address(newer)}}
    return {}


def _file(certificate):
    if not certificate.has_file:
        return None
    signature = certificate.signature
    return {
        "sha256": certificate.sha256,
        "bytes": certificate.size,
        "firma": {
            "clase": signature["kind"],
            "a_nombre_de": signature["subject"],
            "huella_del_certificado": signature["fingerprint"],
        }
        if signature
        else None,
    }


def _day(moment):
    return timezone.localdate(moment).isoformat()


def _address(certificate):
    return settings.SITE_URL.rstrip("/") + certificate.verification_path if certificate else None
