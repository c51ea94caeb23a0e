"""A signed summary of a constancia, short enough for its QR: checked without a connection (docs/verification.md).

It stands behind the «#» of the address in the QR, a part that browsers do not send. A «1» for the format, then in
base64url the signature (Ed25519, 64 bytes) and seven lines of UTF-8 text:

    kind (A, P, S or L) · folio · name as printed · activity · hours · day of issue · valid until, inclusive, or nothing

Signed are a fixed first line, the code of the address and these lines, so a summary that is glued to the address of
another constancia does not hold. scripts/check_statement.py reads it back.
"""

from __future__ import annotations

from django.utils import timezone

from ..models import Certificate, Kind
from ..wording import plain_number
from . import keys
from .encoding import base64url

FORMAT = "1"
CONTEXT = b"aula-clara/constancia/1\n"
LETTERS = {Kind.ACCREDITATION: "A", Kind.PARTICIPATION: "P", Kind.SPEAKER: "S", Kind.SKILLS: "L"}
# The QR must be readable from paper: whatever is longer ends in «…», and the sheet itself has it whole.
LONGEST_NAME = 120
LONGEST_TITLE = 80


def compact_statement(certificate: Certificate) -> str:
    """The signed summary of `certificate`; the same one each time while the key is the same. Raises keys.UnusableKey.

    One query, and the key is made if there is none.
    """
    key, _row = keys.signing_key()
    lines = summary(certificate)
    return FORMAT + base64url(key.sign(signed_bytes(certificate.code, lines)) + lines)


def summary(certificate: Certificate) -> bytes:
    until = certificate.valid_until
    lines = [
        LETTERS[Kind(certificate.kind)],
        certificate.folio,
        shortened(certificate.holder_name, LONGEST_NAME),
        shortened(certificate.course_title, LONGEST_TITLE),
        plain_number(certificate.hours),
        timezone.localdate(certificate.issued_at).isoformat(),
        until.isoformat() if until else "",
    ]
    return "\n".join(lines).encode()


def signed_bytes(code: str, lines: bytes) -> bytes:
    return CONTEXT + code.encode() + b"\n" + lines


def shortened(text: str, most: int) -> str:
    """`text` in one line of at most `most` bytes of UTF-8."""
    line = " ".join(text.split())
    if len(line.encode()) <= most:
        return line
    return line.encode()[: most - len("…".encode())].decode(errors="ignore").rstrip() + "…"
