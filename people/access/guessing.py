"""Guessing passwords and codes is slowed down so that nobody outside can keep a person out.

* A device that signed in to the account before (devices.py) has a counter of its own: the failures of others do not
  reach it, and its own reach nobody else.
* Any other device shares a counter with those of its network that try the same account. After some failures each try
  must wait twice as long as the one before. There is no lock, and from another network the account is untouched.
* Each network has a bucket of failures for all accounts together, wide enough for a town hall behind one address.

A name without an account is counted like any other, so the answers tell nothing. Keys are digests: the table says
neither who was tried nor from where. What is left open is one try per network: somebody with thousands of networks has
thousands of slow tries, which a password that is not among the common ones withstands; a counter of the account
alone would hand exactly that somebody the means to shut its owner out.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models import GuessCounter, User
from . import devices

FREE_TRIES = 5
FIRST_PAUSE = 30
LONGEST_PAUSE = 15 * 60
#: A failure wears off after this many seconds, so the tries of a bad morning are forgotten by noon.
FORGOTTEN_AFTER = 15 * 60
NETWORK_FAILURES = 100
NETWORK_SECONDS = 15
KEPT_HOURS = 24


class Wait(Exception):
    """It is not time for another try yet: `seconds` are missing. Nothing was checked and nothing counted."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Try:
    """One try that was let through and counted as a failure until it succeeds."""

    key: str
    network: str

    def succeeded(self) -> None:
        """Whoever knows the secret starts with a clean slate."""
        GuessCounter.objects.filter(key=self.key).delete()

    def failed(self) -> None:
        """Count it for the network too; for the account it has been counted before the secret was looked at."""
        if self.network:
            _pour(self.network)


def account_of(name: str) -> int | None:
    """The account that somebody means by an employee number, a login name or an e-mail."""
    named = Q(username__iexact=name) | Q(email__iexact=name) if name else Q(pk=None)
    return User.objects.filter(named).order_by("pk").values_list("pk", flat=True).first()


def begin_try(request: HttpRequest, *, act: str, name: str, account_id: int | None) -> Try:
    """Let one try at the secret of an account through, or raise Wait.

    `act` keeps the counters of signing in, activating and changing apart. The try is counted before the secret is
    checked, so a hundred tries at the same moment are not let through together.
    """
    who = f"account:{account_id}" if account_id else f"name:{name.lower()}"
    device = devices.known(request, account_id) if account_id else None
    if device:
        _take(key := _digest(act, who, "device", device))
        return Try(key, "")
    place = network_of(request)
    network = _digest("network", place)
    _look_into(network)
    _take(key := _digest(act, who, "network", place))
    return Try(key, network)


def network_of(request: HttpRequest) -> str:
    """The address of the client, as the one trusted proxy saw it; of IPv6 the part that one customer gets."""
    try:
        address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    except (PermissionDenied, ValueError):
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, 64), strict=False))
    return str(address)


def purge() -> int:
    """Forget counters that count nothing any more; a nightly act."""
    old = timezone.now() - dt.timedelta(hours=KEPT_HOURS)
    return GuessCounter.objects.filter(since__lt=old).delete()[0]


def _digest(*parts: str) -> str:
    return salted_hmac("people.access.guessing", "\n".join(parts), algorithm="sha256").hexdigest()


@transaction.atomic
def _take(key: str) -> None:
    now = timezone.now()
    counter, _is_first = GuessCounter.objects.select_for_update().get_or_create(key=key, defaults={"since": now})
    passed = (now - counter.since).total_seconds()
    failures = max(0, counter.count - int(passed // FORGOTTEN_AFTER))
    missing = pause_after(failures) - passed
    if missing > 0:
        raise Wait(int(missing) + 1)
    counter.count, counter.since = failures + 1, now
    counter.save()


def pause_after(failures: int) -> int:
    """How many seconds must pass after so many failures before the next try."""
    over = failures - FREE_TRIES
    return 0 if over < 0 else min(FIRST_PAUSE * 2 ** min(over, 10), LONGEST_PAUSE)


def _look_into(network: str) -> None:
    """Raise Wait when the network's bucket of failures is full; read only, so a rush in the morning does not queue."""
    counter = GuessCounter.objects.filter(key=network).first()
    if counter is None:
        return
    passed = (timezone.now() - counter.since).total_seconds()
    if counter.count - int(passed // NETWORK_SECONDS) >= NETWORK_FAILURES:
        raise Wait(int(NETWORK_SECONDS - passed % NETWORK_SECONDS) + 1)


@transaction.atomic
def _pour(network: str) -> None:
    now = timezone.now()
    counter, _is_first = GuessCounter.objects.select_for_update().get_or_create(key=network, defaults={"since": now})
    drops = int((now - counter.since).total_seconds() // NETWORK_SECONDS)
    if drops >= counter.count:
        counter.count, counter.since = 1, now
    else:
        # Whole drops only: the rest of the last one goes on dripping.
        counter.count += 1 - drops
        counter.since += dt.timedelta(seconds=drops * NETWORK_SECONDS)
    counter.save()
