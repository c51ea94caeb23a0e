"""From frozen columns and a version of a template to the Document that is drawn; only here wordings are filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from ..drawing import LANGUAGE, Document
from ..models import TemplateVersion
from .pictures import bytes_of
from .placeholders import fill, values_of

WORDINGS = ("heading", "awards", "deed", "note")
COLUMNS = (
    *("folio", "holder_name", "course_title", "hours", "modality", "started_on", "completed_on", "score"),
    *("requirements", "municipality_name", "office", "crest", "primary_colour", "accent_colour", "signatories"),
    *("place_and_date", "valid_until", "issued_at", "verification_url", "template_version", "kind", "particulars"),
)


def compose(
    certificate: Any,
    design: TemplateVersion,
    *,
    pictures: Mapping[str, tuple[bytes, str]] | None = None,
    **attached: Any,
) -> Document:
    """What a constancia with this `design` prints.

    `certificate` is a Certificate or has its frozen columns. `pictures` are those of the background and the signatures
    by SHA-256; without it they are read, in one query. `attached` holds manifest, statement and signature_field.
    Raises placeholders.Unfillable, which a saved version never does.
    """
    with override(LANGUAGE):
        values = values_of(certificate, shows=design.shows)
        said = {name: fill(getattr(design, name), values) for name in WORDINGS}
    background = design.background.sha256 if design.background else ""
    signed_with = [person.get("picture", "") for person in certificate.signatories]
    return Document(
        **{name: getattr(certificate, name) for name in COLUMNS},
        **said,
        layout=design.layout,
        shows=tuple(design.shows),
        has_crest=design.has_crest,
        background=background,
        pictures=bytes_of([background, *signed_with]) if pictures is None else pictures,
        **attached,
    )
