"""What a constancia prints, as plain values, and why a sheet may fail to be drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

LANGUAGE = "es-mx"
# Of the code that draws. Documents of the first version were issued without template and are drawn as they always were.
FIRST_VERSION = "1"
TEMPLATE_VERSION = "2"


@dataclass(frozen=True)
class Document:
    """All that a constancia prints. Plain values, so that rendering needs no database and cannot change anything.

    The fields up to `verification_url` are those of the first version of the sheet, which prints no other.
    """

    folio: str
    holder_name: str
    course_title: str
    hours: Decimal
    modality: str
    started_on: date | None
    completed_on: date
    score: Decimal | None
    # [{"title", "basis", "aspects"}], as frozen with the completion.
    requirements: list
    municipality_name: str
    office: str
    # An SVG drawing; "" for none.
    crest: str
    # "#rrggbb"; anything else is taken for the colours of the usual sheet.
    primary_colour: str
    accent_colour: str
    # [{"name", "post", "picture"}]; the picture of the signature is a key of `pictures`, "" or absent for none.
    signatories: list
    place_and_date: str
    valid_until: date | None
    issued_at: datetime
    verification_url: str
    template_version: str = TEMPLATE_VERSION

    # Values of models.Kind and models.Layout.
    kind: str = "accreditation"
    layout: str = "diploma"
    # Wordings of the template, with every placeholder already replaced.
    heading: str = ""
    awards: str = ""
    deed: str = ""
    note: str = ""
    # Values of models.Shown.
    shows: tuple[str, ...] | list[str] = ()
    has_crest: bool = True
    # A key of `pictures`, which fills the sheet; "" for none.
    background: str = ""
    # SHA-256 in hex → (bytes, media type: image/png or image/jpeg).
    pictures: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    # What the form prints in boxes: "curp", "post", "department", "trainer", "thematic_area"; each may be absent.
    particulars: Mapping[str, Any] = field(default_factory=dict)
    # The evidence as it is attached (drawing.manifest.written); b"" attaches nothing.
    manifest: bytes = b""
    # A compact signed statement, which the QR carries behind the address after «#»; "" for none.
    statement: str = ""
    # Whether the file is born with an empty field for a visible signature; previews have none.
    signature_field: bool = False


class RenderingFailed(Exception):
    """The sheet could not be drawn; the certificate stays without a file and is tried again."""


class DoesNotFit(RenderingFailed):
    """The texts find no room on one sheet, not even at the tightest density."""


class UnprintableText(RenderingFailed):
    """A character that none of the shipped typefaces has; `found` is [(character, the word it stands in)]."""

    def __init__(self, message: str, found: list[tuple[str, str]]):
        super().__init__(message)
        self.found = found
