"""The evidence behind a constancia as a JSON file inside its PDF, for whoever asks in ten years what it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .document import Document

NAME = "constancia.json"
# What an archive calls the relation between the sheet and a file with its data (ISO 32000-2, 7.11.3).
RELATIONSHIP = "Data"


def written(facts: Mapping[str, Any]) -> bytes:
    """`facts`, plain values only, as the bytes that are attached: the same facts give the same bytes."""
    return (json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def attachments(document: Document) -> list:
    """WeasyPrint's attachments of `document`: its manifest, dated with the issue so that bytes repeat."""
    from weasyprint import Attachment

    if not document.manifest:
        return []
    return [
        Attachment(
            string=document.manifest,
            name=NAME,
            description=_("What this certificate rests on, as data"),
            created=document.issued_at,
            modified=document.issued_at,
            relationship=RELATIONSHIP,
        )
    ]
