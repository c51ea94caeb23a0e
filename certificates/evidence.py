"""What a constancia rests on, as plain values: frozen with the row, and carried by the file as its manifest.

The row keeps what only it can keep (ids, revisions, attempts). Who, what and when stand in its columns, so the
manifest is put together when the file is made, and a name that is withheld later is in one place only.
"""

from __future__ import annotations

from typing import Any

from courses.api import Completion
from courses.plugins import evidence_providers

from .models import Certificate, RequestedHolder

FORMAT = "aula-clara/evidence/1"
# Of what stands behind a completion, the part that names nobody.
OF_GROUNDS = ("session", "title", "meetings_held", "meetings_attended", "hours", "quiz", "page")


def of_completion(completion: Completion) -> dict[str, Any]:
    """{"completion": …, "course": …, "revisions": …, "attempts": …}, with the keys that apps add for it."""
    evidence = {
        "completion": {
            "id": completion.pk,
            "source": completion.source,
            "completed_at": completion.completed_at.isoformat(),
            "recorded_at": completion.recorded_at.isoformat(),
        },
        "course": {
            "id": completion.course_id,
            "revision": completion.course.live_revision_id,
            "cycle": completion.enrolment.cycle,
        },
        # Page id -> id of the revision that the person completed.
        "revisions": completion.content_revisions,
    }
    if grounds := {name: completion.grounds[name] for name in OF_GROUNDS if name in completion.grounds}:
        evidence["grounds"] = grounds
    for provider in evidence_providers:
        evidence |= provider(completion)
    return evidence


def of_holder(holder: RequestedHolder) -> dict[str, Any]:
    """{"request": …}: which request, what it rests on by its fingerprint, when it was approved."""
    request = holder.request
    return {
        "request": {
            "id": request.pk,
            "line": holder.pk,
            "asked_at": request.asked_at.isoformat(),
            "decided_at": request.decided_at.isoformat(),
            "document_sha256": request.document_sha256,
        }
    }


def manifest_of(certificate: Certificate) -> dict[str, Any]:
    """The facts that the file carries (drawing.manifest writes them); the same certificate always gives the same."""
    return {
        "format": FORMAT,
        "folio": certificate.folio,
        "code": certificate.code,
        "verification": certificate.verification_url,
        "kind": certificate.kind,
        "issuer": {"name": certificate.municipality_name, "office": certificate.office},
        "issued_at": certificate.issued_at.isoformat(),
        "rule": certificate.rule,
        "person": {"name": certificate.holder_name},
        "training": {
            "title": certificate.course_title,
            "hours": str(certificate.hours),
            "modality": certificate.modality,
            "started_on": certificate.started_on.isoformat(),
            "completed_on": certificate.completed_on.isoformat(),
            "score": None if certificate.score is None else str(certificate.score),
            "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else None,
        },
        "requirements": certificate.requirements,
        "renews": certificate.renews.folio if certificate.renews else None,
        "replaces": certificate.replaces.folio if certificate.replaces else None,
        "sheet": {
            "drawing": certificate.template_version,
            "template": certificate.design.template_id,
            "version": certificate.design.number,
        },
        "evidence": certificate.evidence,
    }
