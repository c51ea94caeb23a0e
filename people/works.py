"""Long work: asked for by a person, done by the worker, watched on a page."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import User, Work
from .registries import work_kinds
from .storage import write_whole

logger = logging.getLogger(__name__)
KEPT_DAYS = 7


class WorkStopped(Exception):
    """The work cannot be done; the message tells the person why and what to do."""


@dataclass(frozen=True)
class Outcome:
    """What a piece of work ends with: words for the person, and a file where there is one."""

    note: str = ""
    data: bytes | None = None
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


def _store(work: Work, outcome: Outcome) -> None:
    fields: dict[str, Any] = {"note": outcome.note}
    if outcome.data is not None:
        path = f"trabajos/{work.created_at:%Y}/{work.uuid}"
        write_whole(path, outcome.data)
        fields |= {
            "result": path,
            "result_name": outcome.name,
            "result_type": outcome.content_type,
            "result_sha256": hashlib.sha256(outcome.data).hexdigest(),
            "result_size": len(outcome.data),
            "expires_at": outcome.expires_at or timezone.now() + dt.timedelta(days=KEPT_DAYS),
        }
    _end(work, Work.State.DONE, **fields)


def _end(work: Work, state: str, **fields: Any) -> None:
    Work.objects.filter(pk=work.pk).update(state=state, ended_at=timezone.now(), **fields)
