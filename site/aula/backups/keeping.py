"""Which backups there are, how old the newest is, and which are no longer kept."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

NAMED = re.compile(r"aula-(\d{8}-\d{6})\.tar\.gz(\.age)?")
# The newest of each of the last so many days, weeks and months.
DAYS, WEEKS, MONTHS = 7, 4, 12


@dataclass(frozen=True, order=True)
class Kept:
    made_at: dt.datetime
    path: Path


def kept(folder: Path | None = None) -> list[Kept]:
    """The backups in `folder` (BACKUP_DIR by default), newest first; what has another name is not ours."""
    folder = folder or Path(settings.BACKUP_DIR)
    found = []
    for path in folder.glob("aula-*") if folder.is_dir() else ():
        if match := NAMED.fullmatch(path.name):
            moment = dt.datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=timezone.get_current_timezone())
            found.append(Kept(moment, path))
    return sorted(found, reverse=True)


def no_longer_kept(backups: list[Kept]) -> list[Kept]:
    """Those of `backups` (newest first) that are the newest of no day, week or month that is still kept."""
    wanted: set[Kept] = set()
    for name, most in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        newest: dict[str, Kept] = {}
        for backup in backups:
            newest.setdefault(backup.made_at.strftime(name), backup)
        wanted.update(list(newest.values())[:most])
    return [backup for backup in backups if backup not in wanted]


def prune(folder: Path) -> list[Path]:
    """Delete what is no longer kept in `folder`; the files that went. The newest one always stays."""
    gone = no_longer_kept(kept(folder))
    for backup in gone:
        backup.path.unlink(missing_ok=True)
    return [backup.path for backup in gone]


def newest_age(now: dt.datetime | None = None) -> dt.timedelta | None:
    """How long ago the newest backup in BACKUP_DIR was made; None when there is none."""
    found = kept()
    return (now or timezone.now()) - found[0].made_at if found else None
