"""The public keys that this installation has used, so that what they signed is known for what it is, for good."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import record_decision

from ..models import PublicKey
from .keys import KeyUnusable, SigningKey


def remember(
    *,
    kind: str,
    fingerprint: str,
    pem: str,
    subject: str = "",
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> PublicKey:
    """The row of a public key, made at its first use. Repeating it changes nothing.

    `fingerprint` is the SHA-256 in hex of the DER certificate, or of the 32 bytes of an Ed25519 key.
    """
    values = {"kind": kind, "pem": pem, "subject": subject, "valid_from": valid_from, "valid_until": valid_until}
    key, _made_now = PublicKey.objects.get_or_create(fingerprint=fingerprint, defaults=values)
    return key


def remember_signing_key(key: SigningKey) -> PublicKey:
    return remember(
        kind=key.kind,
        fingerprint=key.fingerprint,
        pem=key.certificate.public_bytes(Encoding.PEM).decode(),
        subject=key.subject[:300],
        valid_from=key.certificate.not_valid_before_utc,
        valid_until=key.certificate.not_valid_after_utc,
    )


def refuse_retired(key: SigningKey) -> None:
    """Raises KeyUnusable when the key that the settings name was retired."""
    if PublicKey.objects.filter(fingerprint=key.fingerprint, retired_at__isnull=False).exists():
        raise KeyUnusable(_("The key that signs was retired: the settings have to name another."))


def find(fingerprint: str) -> PublicKey | None:
    return PublicKey.objects.filter(fingerprint=fingerprint).first()


def our_key(fingerprint: str) -> PublicKey | None:
    """The key on record with this fingerprint, if it is one that signs files."""
    key = find(fingerprint)
    return key if key is not None and key.kind != PublicKey.Kind.STATEMENT else None


@transaction.atomic
def retire(*, key: PublicKey, stolen_since: datetime | None = None) -> PublicKey:
    """Say that `key` signs no more. What it signed stays good, unless it was in other hands from a moment on.

    Repeating it changes nothing; of two moments the earlier counts.
    """
    key = PublicKey.objects.select_for_update().get(pk=key.pk)
    before = (key.retired_at, key.compromised_at)
    key.retired_at = key.retired_at or timezone.now()
    if stolen_since is not None:
        key.compromised_at = min(stolen_since, key.compromised_at or stolen_since)
    if before != (key.retired_at, key.compromised_at):
        key.save(update_fields=["retired_at", "compromised_at"])
        after = {"fingerprint": key.fingerprint, "stolen_since": stolen_since and stolen_since.isoformat()}
        record_decision(act="retire_key", actor=None, subject=key, after=after)
    return key


def speaks_for(key: PublicKey, *, stamped_at: datetime | None) -> bool:
    """Whether what `key` signed can be believed.

    Whoever holds a stolen key can write any date into a signature, so of a compromised key only what a time stamp of
    somebody else puts before that moment is believed.
    """
    if key.compromised_at is None:
        return True
    return stamped_at is not None and stamped_at < key.compromised_at
