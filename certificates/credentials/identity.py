"""Who this installation is to a machine: its did:web and the keys it has signed with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from ..models import PublicKey
from . import keys
from .encoding import base58btc, base64url

# What multicodec writes before the bytes of an Ed25519 public key.
ED25519_MARK = b"\xed\x01"
CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did() -> str:
    """did:web of SITE_URL; the colon before a port is escaped, as the method asks."""
    return "did:web:" + urlsplit(settings.SITE_URL).netloc.replace(":", "%3A")


def method_id(row: PublicKey) -> str:
    """The address of one key inside the DID document."""
    return f"{did()}#{row.fingerprint[:16]}"


def did_document() -> dict[str, Any]:
    """Served at /.well-known/did.json. Retired keys stay, since what they signed still holds; one query."""
    methods = [
        {
            "id": method_id(row),
            "type": "Multikey",
            "controller": did(),
            "publicKeyMultibase": "z" + base58btc(ED25519_MARK + keys.public_bytes(row)),
        }
        for row in keys.published()
    ]
    return {
        "@context": CONTEXTS,
        "id": did(),
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def key_set() -> dict[str, Any]:
    """The same keys as a JSON Web Key Set, served at /.well-known/jwks.json; one query."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": method_id(row),
                "x": base64url(keys.public_bytes(row)),
            }
            for row in keys.published()
        ]
    }
