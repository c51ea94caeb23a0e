"""Large files are imported by the worker, so that nobody waits for a page and no page times out."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from ..models import QuestionImport
from .applying import PlanChanged, accept

logger = logging.getLogger(__name__)

AT_ONCE = 100


def accept_or_queue(*, batch: QuestionImport, count: int, digest: str, author) -> QuestionImport:
    """Accept an import of ``count`` questions: at once if they are few, else by a job. Raises PlanChanged."""
    if count <= AT_ONCE:
        return accept(batch=batch, digest=digest, author=author)
    from ..tasks import import_file

    with transaction.atomic():
        batch = QuestionImport.objects.select_for_update().get(pk=batch.pk)
        if batch.state == QuestionImport.State.PREVIEW:
            batch.state, batch.outcome = QuestionImport.State.QUEUED, {}
            batch.save(update_fields=["state", "outcome"])
            import_file.enqueue(batch.pk, digest, author.pk)
    return batch


def accept_queued(*, batch_id: int, digest: str, author) -> None:
    """What the job does. An import that cannot be done goes back to its preview with the reason; nothing is written."""
    batch = QuestionImport.objects.get(pk=batch_id)
    if batch.state != QuestionImport.State.QUEUED:
        return
    try:
        accept(batch=batch, digest=digest, author=author)
    except PlanChanged:
        _back_to_preview(
            batch, _("The bank changed since this preview, so nothing was imported. Look at it again and accept it.")
        )
    except Exception:
        logger.exception("Import %s failed", batch.uuid)
        _back_to_preview(batch, _("The import stopped and nothing was saved. Try again; if it stops again, report it."))
        raise


def _back_to_preview(batch: QuestionImport, reason: str) -> None:
    QuestionImport.objects.filter(pk=batch.pk, state=QuestionImport.State.QUEUED).update(
        state=QuestionImport.State.PREVIEW, outcome={"stopped": reason}
    )
