"""«Comprobar mi respuesta»: being told at once, where the quiz allows it; the answer stays as it is from then on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from .attempts import AlreadyChecked, Saved, save_answer
from .models import AttemptQuestion
from .review import can_be_checked


class CheckNotOffered(Exception):
    """The quiz shows nothing about an answer while the attempt is open."""


class NothingToCheck(Exception):
    """There is no answer yet."""


def check_answer(
    *, attempts, uuid, position: int, fields: Any, floor: int = 0, at: dt.datetime | None = None
) -> Saved | None:
    """Save the answer as ``attempts.save_answer`` does and fix it, once; None when it was fixed before.

    Raises CheckNotOffered, NothingToCheck and what save_answer raises; nothing is stored then.
    """
    arrived = at or timezone.now()
    with transaction.atomic():
        attempt = attempts.filter(uuid=uuid).first()
        if attempt is not None and attempt.is_open and not can_be_checked(attempt):
            raise CheckNotOffered
        try:
            saved = save_answer(attempts=attempts, uuid=uuid, position=position, fields=fields, floor=floor, at=arrived)
        except AlreadyChecked:
            return None
        if not saved.is_answered:
            raise NothingToCheck
        AttemptQuestion.objects.filter(attempt__uuid=uuid, position=position).update(checked_at=arrived)
    return saved
