"""Long work: asked for by a person, done by the worker, watched on a page."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import User, Work
from .registries import work_kinds
from .storage import move_whole, private_storage, write_whole

logger = logging.getLogger(__name__)
KEPT_DAYS = 7


class WorkStopped(Exception):
    """The work cannot be done; the message tells the person why and what to do."""


@dataclass(frozen=True)
class Outcome:
    """What a piece of work ends with: words for the person, and a file where there is one.

    A small file is given as `data`; a large one as `file`, a path beside `working_folder`, which is moved, not copied.
    """

    note: str = ""
    data: bytes | None = None
    file: Path | None = None
    name: str = ""
    content_type: str = ""
    expires_at: dt.datetime | None = None


@transaction.atomic
def start_work(*, kind: str, title: str, owner: User | None, parameters: dict[str, Any] | None = None) -> Work:
    """Ask the worker for work of a registered kind; the row and its job are written together."""
    from .tasks import do_work

    work = Work.objects.create(kind=kind, title=title, owner=owner, parameters=parameters or {})
    do_work.enqueue(work.pk)
    return work


def report_progress(work: Work, done: int, total: int) -> None:
    """Tell how far the work is; call it now and then, outside a transaction that must stay whole."""
    work.done, work.total = done, total
    Work.objects.filter(pk=work.pk).update(done=done, total=total, heartbeat_at=timezone.now())


def run(work_id: int) -> None:
    """What the worker does. Work that is over is left alone; the handler itself must be safe to run again."""
    now = timezone.now()
    waiting = Work.objects.filter(pk=work_id, state__in=[Work.State.WAITING, Work.State.RUNNING])
    if not waiting.update(state=Work.State.RUNNING, started_at=now, heartbeat_at=now):
        return
    work = Work.objects.get(pk=work_id)
    try:
        outcome = work_kinds[work.kind](work) or Outcome()
        _store(work, outcome)
    except WorkStopped as stopped:
        _end(work, Work.State.FAILED, note=str(stopped))
    except Exception:
        logger.exception("Work %s (%s) failed", work.uuid, work.kind)
        note = _(
            "The work stopped because of an error and nothing was left half done. "
            "Try again; if it stops again, report it."
        )
        _end(work, Work.State.FAILED, note=note)
        raise


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder for half-made files, on the disk where the private files lie; gone when the work ends."""
    root = Path(private_storage().path("trabajos"))
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=".") as folder:
        yield Path(folder)


def _store(work: Work, outcome: Outcome) -> None:
    fields: dict[str, Any] = {"note": outcome.note}
    if outcome.data is not None or outcome.file is not None:
        path = f"trabajos/{work.created_at:%Y}/{work.uuid}"
        size, digest = keep_file(path, outcome.file) if outcome.file else keep_data(path, outcome.data)
        fields |= {
            "result": path,
            "result_name": outcome.name,
            "result_type": outcome.content_type,
            "result_sha256": digest,
            "result_size": size,
            "expires_at": outcome.expires_at or timezone.now() + dt.timedelta(days=KEPT_DAYS),
        }
    _end(work, Work.State.DONE, **fields)


def keep_data(name: str, data: bytes) -> tuple[int, str]:
    """Write `data` into the private storage; its size and SHA-256."""
    write_whole(name, data)
    return len(data), hashlib.sha256(data).hexdigest()


def keep_file(name: str, file: Path) -> tuple[int, str]:
    """Move a whole file into the private storage, never holding it in memory; its size and SHA-256."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    size = file.stat().st_size
    move_whole(name, file)
    return size, digest


def _end(work: Work, state: str, **fields: Any) -> None:
    Work.objects.filter(pk=work.pk).update(state=state, ended_at=timezone.now(), **fields)


def forget_expired() -> int:
    """Delete the files that expired and the half-made ones that a kill left; returns how many. Safe to repeat."""
    now, number = timezone.now(), 0
    for work in Work.objects.filter(expires_at__lt=now).exclude(result="").iterator():
        work.result.delete(save=False)
        number += Work.objects.filter(pk=work.pk).update(result="")
    root = Path(private_storage().path("trabajos"))
    yesterday = (now - dt.timedelta(days=1)).timestamp()
    for leftover in root.glob(".*"):
        if leftover.stat().st_mtime < yesterday:
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink(missing_ok=True)
            number += 1
    return number
