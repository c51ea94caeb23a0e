"""Wrong access codes: after some of them one must wait, so that a code cannot be found by trying."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache
from django.utils import timezone

TRIES = 10
WINDOW = dt.timedelta(minutes=10)


class TooManyTries(Exception):
    """No further code before ``moment``."""

    def __init__(self, moment: dt.datetime):
        self.moment = moment
        super().__init__(f"not before {moment.isoformat()}")


def take_a_try(*, employee_id: int, quiz_id: int, at: dt.datetime | None = None) -> None:
    """Count a code that is about to be compared. Raises TooManyTries when the last ones came too fast."""
    now = at or timezone.now()
    key = _key(employee_id, quiz_id)
    recent = [moment for moment in cache.get(key, []) if moment > now - WINDOW]
    if len(recent) >= TRIES:
        raise TooManyTries(recent[0] + WINDOW)
    cache.set(key, [*recent, now], WINDOW.total_seconds())


def forget_tries(*, employee_id: int, quiz_id: int) -> None:
    """The code was right."""
    cache.delete(_key(employee_id, quiz_id))


def _key(employee_id: int, quiz_id: int) -> str:
    return f"evaluations:access-code:{quiz_id}:{employee_id}"
