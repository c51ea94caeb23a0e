"""The Ed25519 key of statements and credentials.

The secret half lies in KEYS_DIR and nowhere else; each public half stays on record (models.PublicKey) for good, so what
an earlier key signed is still checked.
"""

from __future__ import annotations

import contextlib
import logging
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..models import PublicKey
from ..signing import folder

logger = logging.getLogger(__name__)
FILE_NAME = "statements-ed25519.pem"


class UnusableKey(Exception):
    """The file is not an Ed25519 key, or its public half was retired; `manage.py renew_statement_key` makes another."""


def create() -> bool:
    """Make the key if there is none; whether one was made. Two processes at once leave one and the same key."""
    was_made = folder.make_once(FILE_NAME, lambda: _secret_bytes(Ed25519PrivateKey.generate()))
    if was_made:
        logger.info("Made a new key for statements and credentials")
    return was_made


def signing_key() -> tuple[Ed25519PrivateKey, PublicKey]:
    """The key that signs now, made if there is none, and its row on record. Raises UnusableKey."""
    create()
    try:
        key = load_pem_private_key(folder.path_of(FILE_NAME).read_bytes(), password=None)
    except (ValueError, TypeError):
        # What went wrong could quote the file.
        raise UnusableKey(f"{FILE_NAME} cannot be read as a key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKey(f"{FILE_NAME} is no Ed25519 key")
    row = on_record(key.public_key())
    if row.retired_at or row.compromised_at:
        raise UnusableKey(f"{FILE_NAME} was retired")
    return key, row


def on_record(public: Ed25519PublicKey) -> PublicKey:
    """The row of a public key, written on first use."""
    row, _is_new = PublicKey.objects.get_or_create(
        fingerprint=sha256(raw_bytes(public)).hexdigest(),
        defaults={
            "kind": PublicKey.Kind.STATEMENT,
            "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        },
    )
    return row


@transaction.atomic
def renew(*, was_stolen: bool = False) -> PublicKey:
    """Put a new key in place of the present one, whose secret half is destroyed.

    What the old one signed goes on being believed, unless it was stolen: then it is published no more.
    """
    now = timezone.now()
    with contextlib.suppress(UnusableKey):
        old = signing_key()[1]
        old.retired_at, old.compromised_at = now, now if was_stolen else None
        old.save(update_fields=["retired_at", "compromised_at"])
    key = Ed25519PrivateKey.generate()
    row = on_record(key.public_key())
    # The file last: if the row is not written, nothing has changed.
    folder.make_anew(FILE_NAME, _secret_bytes(key))
    logger.warning("Renewed the key for statements and credentials")
    return row


def published() -> QuerySet[PublicKey]:
    """The keys that strangers may believe, newest first: all but stolen ones."""
    return PublicKey.objects.filter(kind=PublicKey.Kind.STATEMENT, compromised_at=None)


def public_bytes(row: PublicKey) -> bytes:
    """The 32 bytes of an Ed25519 key on record. Raises UnusableKey for a key of another kind."""
    public = load_pem_public_key(row.pem.encode())
    if not isinstance(public, Ed25519PublicKey):
        raise UnusableKey(f"{row.fingerprint} is no Ed25519 key")
    return raw_bytes(public)


def raw_bytes(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _secret_bytes(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
