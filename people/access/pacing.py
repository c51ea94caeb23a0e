"""Trying slowed down without locking anybody out: a bucket fills with tries and drips, so its door always opens again.

For questions that anybody may ask without an account; guessing passwords has rules of its own (guessing.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models import GuessCounter
from .guessing import Wait


@dataclass(frozen=True)
class Bucket:
    """Takes `size` tries at once, and one more for each `seconds` that pass."""

    name: str
    size: int
    seconds: int


@transaction.atomic
def pour(bucket: Bucket, who: str, *, may_overflow: bool = False) -> int:
    """Count one try of `who` and return how many the bucket holds now. Raises Wait, counting nothing, when it is full.

    A hundred tries at the same moment are counted one after the other. With `may_overflow` a full bucket lets it pass.
    """
    now = timezone.now()
    counter, _is_first = GuessCounter.objects.select_for_update().get_or_create(
        key=_digest(bucket, who), defaults={"since": now}
    )
    drops = int((now - counter.since).total_seconds() // bucket.seconds)
    if drops >= counter.count:
        counter.count, counter.since = 0, now
    else:
        # Whole drops only: the rest of the last one goes on dripping.
        counter.count -= drops
        counter.since += dt.timedelta(seconds=drops * bucket.seconds)
    if counter.count >= bucket.size:
        if not may_overflow:
            raise Wait(bucket.seconds - int((now - counter.since).total_seconds()))
        counter.count = bucket.size - 1
    counter.count += 1
    counter.save()
    return counter.count


@transaction.atomic
def give_back(bucket: Bucket, who: str) -> None:
    """Take one try of `who` out again: it was answered with yes."""
    counter = GuessCounter.objects.select_for_update().filter(key=_digest(bucket, who), count__gt=0).first()
    if counter:
        counter.count -= 1
        counter.save()


def _digest(bucket, who):
    return salted_hmac("people.access.pacing", f"{bucket.name}\n{who}", algorithm="sha256").hexdigest()
