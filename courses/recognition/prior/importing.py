"""A file of earlier training from its upload to its receipt."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import Employee, Outcome, User, Work, WorkStopped, record_decision, report_progress, start_work

from ...assigning.applying import recompute
from ...models import Completion, CoursePage, PriorLearningImport
from ..recording import Training, record
from .planning import Entry, Plan, plan
from .reading import rows_of

STATES = PriorLearningImport.State
KIND = "courses.recognition.import"
#: A file that records more than this is recorded by the worker, lest somebody wait before a page that does not answer.
AT_ONCE = 500


#: Who may record training from elsewhere.
PERMISSION = "courses.add_completion"


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


def is_long_work(batch: PriorLearningImport) -> bool:
    return batch.counts["ready"] > AT_ONCE


def last_work(batch: PriorLearningImport) -> Work | None:
    """The last time that the worker was asked to record the file; None when it never was."""
    return Work.objects.filter(kind=KIND, parameters__batch=batch.pk).order_by("-pk").first()


@transaction.atomic
def accept_later(*, batch: PriorLearningImport, accepted_by: User) -> Work:
    """Leave the recording of a large file to the worker; asked for twice, it is the same work."""
    batch = PriorLearningImport.objects.select_for_update().get(pk=batch.pk)
    work = last_work(batch)
    if work and not work.is_over:
        return work
    title = _("Earlier training: %(file)s") % {"file": batch.file_name}
    return start_work(kind=KIND, title=title[:200], owner=accepted_by, parameters={"batch": batch.pk})


def accept_queued(work: Work) -> Outcome:
    """What the worker does. A file that no longer fits is planned anew, unrecorded, and the person is told."""
    batch = PriorLearningImport.objects.get(pk=work.parameters["batch"])
    actor = work.owner
    if actor is None or not (actor.is_active and actor.has_perm(PERMISSION)):
        raise WorkStopped(_("The account that accepted it may no longer record training. Nothing was recorded."))
    report_progress(work, 0, batch.counts["ready"])
    try:
        batch = accept(batch=batch, accepted_by=actor)
    except PlanChanged as changed:
        refresh(batch=batch, by=actor)
        raise WorkStopped(changed_since()) from changed
    if batch.state != STATES.APPLIED:
        raise WorkStopped(_("The file was discarded and nothing was recorded."))
    report_progress(work, batch.receipt["recorded"], batch.receipt["recorded"])
    return Outcome(note=told(batch))


def told(batch: PriorLearningImport) -> str:
    n = batch.receipt["recorded"]
    return ngettext("%(n)d completion was recorded.", "%(n)d completions were recorded.", n) % {"n": n}


def changed_since() -> str:
    return _("Something changed since this preview, so nothing was recorded. Look at it again and accept it.")


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
