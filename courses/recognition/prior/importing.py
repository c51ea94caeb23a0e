"""A file of earlier training from its upload to its receipt."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Employee, User, record_decision

from ...assigning.applying import recompute
from ...models import Completion, CoursePage, PriorLearningImport
from ..recording import Training, record
from .planning import Entry, Plan, plan
from .reading import rows_of

STATES = PriorLearningImport.State


class PlanChanged(Exception):
    """The database changed since the preview: something else would be recorded than what was shown."""


@transaction.atomic
def receive(*, data: bytes, file_name: str, uploaded_by: User) -> PriorLearningImport:
    """Read the file, keep it and what it would do; nothing is recorded yet. Raises people.api.UnreadableRoster."""
    found = plan(rows_of(data, file_name=file_name), by=uploaded_by)
    batch = PriorLearningImport(
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        plan=found.as_plain(),
        plan_sha256=found.digest,
        counts=found.counts,
        uploaded_by=uploaded_by,
    )
    batch.file.save(f"acreditaciones-previas/{batch.uuid}", ContentFile(data), save=False)
    batch.save()
    return batch


@transaction.atomic
def accept(*, batch: PriorLearningImport, accepted_by: User) -> PriorLearningImport:
    """Record exactly what was shown, all of it or nothing. Safe to repeat; raises PlanChanged.

    A row that was recorded meanwhile changes the plan, and so does a course that was renamed.
    """
    batch = PriorLearningImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state != STATES.PREVIEW:
        return batch
    now_planned = _planned_again(batch, accepted_by)
    if now_planned.digest != batch.plan_sha256:
        raise PlanChanged
    completions = record(
        _trainings(now_planned.ready, batch), source=Completion.Source.IMPORTED, recorded_by=accepted_by
    )
    recompute(employees={one.employee_id for one in completions})
    batch.state, batch.applied_by, batch.applied_at = STATES.APPLIED, accepted_by, timezone.now()
    batch.receipt = {
        **now_planned.counts,
        "recorded": len(completions),
        "hours": str(sum(c.hours for c in completions)),
    }
    batch.save(update_fields=["state", "applied_by", "applied_at", "receipt"])
    record_decision(
        act="import_learning",
        actor=accepted_by,
        subject=batch,
        reason=_("File «%(name)s»") % {"name": batch.file_name},
        after={**batch.receipt, "file_sha256": batch.sha256, "plan_sha256": batch.plan_sha256},
    )
    return batch


@transaction.atomic
def refresh(*, batch: PriorLearningImport, by: User) -> PriorLearningImport:
    """Bring the preview up to date with the database, for somebody who is about to look at it again."""
    batch = PriorLearningImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state == STATES.PREVIEW:
        found = _planned_again(batch, by)
        batch.plan, batch.plan_sha256, batch.counts = found.as_plain(), found.digest, found.counts
        batch.save(update_fields=["plan", "plan_sha256", "counts"])
    return batch


def _planned_again(batch: PriorLearningImport, by: User) -> Plan:
    with batch.file.open("rb") as file:
        return plan(rows_of(file.read(), file_name=batch.file_name), by=by)


def _trainings(entries: tuple[Entry, ...], batch: PriorLearningImport) -> list[Training]:
    people = Employee.objects.in_bulk({one.employee_id for one in entries})
    courses = CoursePage.objects.in_bulk({one.course_id for one in entries})
    return [
        Training(
            employee=people[one.employee_id],
            course=courses[one.course_id],
            completed_on=dt.date.fromisoformat(one.day),
            hours=Decimal(one.hours),
            grounds={
                "institution": one.institution,
                "document": one.document,
                "file": batch.file_name,
                "file_sha256": batch.sha256,
                "row": one.row,
                "import": str(batch.uuid),
            },
        )
        for one in entries
    ]


@transaction.atomic
def discard(*, batch: PriorLearningImport) -> None:
    """Give up a file that was not accepted; it is deleted, the row that tells of it stays."""
    batch = PriorLearningImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state != STATES.PREVIEW:
        return
    name, storage = batch.file.name, batch.file.storage
    batch.state, batch.file, batch.plan = STATES.DISCARDED, "", {}
    batch.save(update_fields=["state", "file", "plan"])
    transaction.on_commit(lambda: storage.delete(name))
