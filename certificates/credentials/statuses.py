"""The list of revoked and replaced credentials, as W3C Bitstring Status List: one bit for each certificate.

A list holds 131,072 certificates by their primary key, and shows of all of them at once which count no more; whoever
looks does not tell which one is being checked.
"""

from __future__ import annotations

import datetime as dt
import gzip
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from ..models import Certificate
from . import identity, keys
from .encoding import base64url, compact_jws

# The least that the standard allows, so that nobody is singled out by a short list.
BITS = 131_072
# An old copy that somebody serves again is refused after this long.
FRESH_FOR = dt.timedelta(days=1)
VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"


def list_address(number: int) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("certificates:status_list", args=[number])


def entry(certificate: Certificate) -> dict[str, str]:
    """Where the status of `certificate` stands, as its credential says it."""
    number, index = divmod(certificate.pk, BITS)
    address = list_address(number + 1)
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def exists(number: int) -> bool:
    """The first list always does; another one, once a certificate has its place there."""
    return number == 1 or (number > 1 and Certificate.objects.filter(pk__gte=(number - 1) * BITS).exists())


def version(number: int) -> str:
    """What changes with every revocation and replacement, and each hour. One query; nothing has to be announced."""
    facts = _void(number).aggregate(Count("pk"), Max("revoked_at"), Max("superseded_at"))
    return sha256(repr((number, _this_hour(), sorted(facts.items()))).encode()).hexdigest()


def status_list(number: int, version_now: str) -> str:
    """The signed list as VC-JWT; signed once per `version_now`, then taken from the cache. Raises keys.UnusableKey."""
    name = f"certificates.status_list.{version_now}"
    if (kept := cache.get(name)) is None:
        kept = _signed_list(number)
        cache.set(name, kept, timeout=2 * 60 * 60)
    return kept


def _signed_list(number):
    key, row = keys.signing_key()
    address, since = list_address(number), _this_hour()
    credential: dict[str, Any] = {
        "@context": [VC_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": identity.did(),
        "validFrom": as_utc(since),
        "validUntil": as_utc(since + FRESH_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded([pk % BITS for pk in _void(number).values_list("pk", flat=True)]),
        },
    }
    claims = {"iss": identity.did(), "jti": address, "nbf": int(since.timestamp())}
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": identity.method_id(row)}
    return compact_jws(header, {**credential, **claims}, key)


def encoded(indices: list[int]) -> str:
    """A bitstring with these bits set, first bit leftmost, compressed, as multibase base64url."""
    bits = bytearray(BITS // 8)
    for index in indices:
        bits[index // 8] |= 0x80 >> index % 8
    # Without a time stamp inside, the same bits give the same text.
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0))


def as_utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _void(number):
    first = (number - 1) * BITS
    return Certificate.objects.filter(
        Q(revoked_at__isnull=False) | Q(superseded_at__isnull=False), pk__gte=first, pk__lt=first + BITS
    ).order_by("pk")


def _this_hour():
    return timezone.now().replace(minute=0, second=0, microsecond=0)
