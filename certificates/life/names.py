"""The keyed digest that stands for a withheld name: whoever has the paper can ask whether its name is the one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from ..models import Certificate
from ..signing.folder import make_once, path_of

KEY_FILE = "names.key"
KEY_BYTES = 32
# Of the digest's 64 digits, how many say which key it was made with.
MARK = 8


class NameKeyIsLost(Exception):
    """The name was withheld with another key than the one that is there: it cannot be compared without that one."""


def create() -> bool:
    """Make the key unless it is there; whether it was made now. A file of its own beside the signing keys.

    So it outlives a change of SECRET_KEY, and a copy of the database alone tells no names.
    """
    return make_once(KEY_FILE, lambda: secrets.token_bytes(KEY_BYTES))


def digest_of(code: str, name: str) -> str:
    """The mark of the key and a keyed digest (HMAC-SHA-256) of a name on the constancia with this code, in hex.

    The code is part of it, so that two constancias of one person have nothing in common.
    """
    key = _key()
    digest = hmac.new(key, f"{code}\n{as_compared(name)}".encode(), hashlib.sha256).hexdigest()
    return _mark(key) + digest[: len(digest) - MARK]


def is_the_name(certificate: Certificate, name: str) -> bool:
    """Whether `name` is what the constancia said before it was withheld. Raises NameKeyIsLost."""
    stored = certificate.withheld.digest
    if stored[:MARK] != _mark(_key()):
        # To say «it is not the name» would accuse somebody with an honest paper.
        raise NameKeyIsLost(certificate.folio)
    return hmac.compare_digest(stored, digest_of(certificate.code, name))


def as_compared(name: str) -> str:
    """A name without accents, case, dots and double spaces: what people copy from paper differs in these."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in parts if not unicodedata.combining(sign))
    return " ".join(letters.split())


def _key() -> bytes:
    create()
    return path_of(KEY_FILE).read_bytes()


def _mark(key: bytes) -> str:
    return hashlib.sha256(b"which key\n" + key).hexdigest()[:MARK]
