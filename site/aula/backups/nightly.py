"""The backup that the clock makes each night, where the settings ask for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from .keeping import newest_age, prune
from .making import make

# A clock that was started again in the same night makes no second one.
ENOUGH = dt.timedelta(hours=20)


def back_up_each_night() -> int:
    """Make a backup in BACKUP_DIR if BACKUP_NIGHTLY says so and the newest is old enough; how many were made."""
    age = newest_age()
    if not settings.BACKUP_NIGHTLY or (age is not None and age < ENOUGH):
        return 0
    make(Path(settings.BACKUP_DIR))
    prune(Path(settings.BACKUP_DIR))
    return 1
