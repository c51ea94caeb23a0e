"""How bytes and signatures are written down: base64url, base58btc, compact JWS with Ed25519."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base64url(data: bytes) -> str:
    """Without the padding, as JOSE and Bitstring Status List write it (RFC 4648, section 5)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def base58btc(data: bytes) -> str:
    """As multibase writes it after a «z»."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = BASE58[rest] + digits
    zeros = len(data) - len(data.lstrip(b"\0"))
    return BASE58[0] * zeros + digits


def compact_jws(header: dict[str, Any], payload: dict[str, Any], key: Ed25519PrivateKey) -> str:
    """`payload` signed (RFC 7515, RFC 8037). The same values give the same text, since Ed25519 draws no lots."""
    signed = f"{base64url(json_bytes(header))}.{base64url(json_bytes(payload))}"
    return f"{signed}.{base64url(key.sign(signed.encode()))}"


def json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
