"""A signature over a document that another app made, with the key of statements and credentials.

Signed are a fixed first line with the purpose and then the bytes, so that what is signed for one purpose can never pass
for something else that this key signs: the summary of a QR, a credential, or a document of another purpose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from . import identity, keys

ALGORITHM = "Ed25519"
PURPOSE = re.compile(r"[a-z]+(-[a-z]+)*")
#: The purpose of the summaries in the QR (statements.CONTEXT).
TAKEN = "constancia"


@dataclass(frozen=True, slots=True)
class DocumentSignature:
    """`value` are the 64 bytes; `key` the address of the key in /.well-known/did.json, `pem` its public half."""

    value: bytes
    key: str
    fingerprint: str
    pem: str
    algorithm: str = ALGORITHM


def sign_document(data: bytes, *, purpose: str) -> DocumentSignature:
    """The signature of this installation over `data`; `purpose` is a word such as «paquete».

    Raises keys.UnusableKey, and ValueError for a purpose that is none. The same data and key give the same bytes.
    """
    key, row = keys.signing_key()
    return DocumentSignature(
        value=key.sign(signed_bytes(data, purpose)),
        key=identity.method_id(row),
        fingerprint=row.fingerprint,
        pem=row.pem,
    )


def is_signed_here(data: bytes, signature: bytes, *, purpose: str) -> bool:
    """Whether one of the keys that strangers may believe signed `data` for `purpose`; one query."""
    message = signed_bytes(data, purpose)
    for row in keys.published():
        try:
            Ed25519PublicKey.from_public_bytes(keys.public_bytes(row)).verify(signature, message)
        except InvalidSignature:
            continue
        return True
    return False


def signed_bytes(data: bytes, purpose: str) -> bytes:
    if not PURPOSE.fullmatch(purpose) or purpose == TAKEN:
        raise ValueError(f"{purpose!r} is no purpose of a document")
    return f"aula-clara/{purpose}/1\n".encode() + data
