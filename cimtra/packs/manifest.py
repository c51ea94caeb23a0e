"""The signed list of what is in a pack: each file with its SHA-256, and what the pack is, for whom and as of when.

docs/evidence-packs.md says how anybody checks it; scripts/check_pack.py does it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import last_line, municipality

from .scope import Scope

FORMAT = "aula-clara/paquete/1"
#: What the signature is for: certificates signs it into the first line of what it signs.
PURPOSE = "paquete"
MANIFEST, SIGNATURE, KEY, SUMS = "manifest.json", "manifest.sig", "llave.pem", "SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class PackedFile:
    path: str
    sha256: str
    size: int
    about: str


@dataclass(frozen=True, slots=True)
class Signed:
    """`key` and `pem` are empty where no app that signs is installed: the pack is unsigned, and says so."""

    value: bytes = b""
    key: str = ""
    pem: str = ""
    algorithm: str = ""

    def __bool__(self) -> bool:
        return bool(self.value)

    def as_record(self) -> dict[str, str]:
        return {"key": self.key, "algorithm": self.algorithm} if self else {}


def manifest(scope: Scope, files: Iterable[PackedFile], *, missing: Iterable[str]) -> bytes:
    """The list as JSON in UTF-8; `missing` are the files that should be there and were not on the disk."""
    pack, (line, digest) = scope.pack, last_line()
    stated: dict[str, Any] = {
        "format": FORMAT,
        "pack": str(pack.uuid),
        "about": scope.title(),
        "aspects": sorted(scope.numbers.values()),
        "instrument": str(scope.instrument),
        "audience": pack.audience,
        "as_of": pack.as_of.isoformat(),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "made_by": {"municipality": municipality().name, "site": settings.SITE_URL, "system": _system()},
        "purpose": pack.reason if scope.names else "",
        "reductions": scope.reductions(),
        "ledger": {"line": line, "digest": digest},
        "signed_with": "Ed25519" if can_sign() else _("Unsigned: this installation issues no constancias."),
        "missing": sorted(missing),
        "files": [
            {"path": one.path, "sha256": one.sha256, "size": one.size, "about": one.about}
            for one in sorted(files, key=lambda one: one.path)
        ],
    }
    return json.dumps(stated, ensure_ascii=False, indent=1).encode() + b"\n"


def _system() -> str:
    return f"{settings.PRODUCT_NAME} {settings.PRODUCT_VERSION}"


def can_sign() -> bool:
    return apps.is_installed("certificates")


def sign(data: bytes) -> Signed:
    """The signature of the installation over the list; an empty one without certificates. Raises UnusableKey."""
    if not can_sign():
        return Signed()
    from certificates.api import sign_document

    signature = sign_document(data, purpose=PURPOSE)
    return Signed(signature.value, signature.key, signature.pem, signature.algorithm)


def sums(files: Iterable[PackedFile], own: PackedFile) -> bytes:
    """Lines that «sha256sum -c» reads; `own` is the list itself."""
    return "".join(f"{one.sha256}  {one.path}\n" for one in [*files, own]).encode()
