"""Accepting a plan and applying exactly that: all of it in one transaction, or nothing."""

from __future__ import annotations

import logging
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..ledger import record_decision
from ..models import Employee, RosterImport, User, Work
from ..signals import people_moved
from ..works import Outcome, WorkStopped, report_progress, start_work
from .imports import NotNow, State, book_of, planned, take_open
from .plan import Plan
from .reading import UnreadableRoster
from .writing import day_of, write

logger = logging.getLogger(__name__)
KIND = "people.roster.apply"
NAMED_CHANGES = 5


class PlanChanged(Exception):
    """What the file would do is not what was shown any more; the message names what has changed."""


class SecondPersonNeeded(Exception):
    """Whoever asks may not be the second person: the file is theirs, or the account has no employee of its own."""


@transaction.atomic
def accept(*, roster_import: RosterImport, actor: User, digest: str) -> RosterImport:
    """Accept what the preview showed, whose digest is `digest`: the worker applies it, or a second person is asked.

    Raises PlanChanged when the preview is an older one, NotNow when there is nothing to accept.
    """
    roster_import = take_open(roster_import.pk, State.PREVIEW)
    plan = Plan.load(roster_import.plan)
    _refuse_other_digest(roster_import, digest)
    if not plan.changes:
        raise NotNow(_("The file changes nothing: there is nothing to apply."))
    roster_import.accepted_by, roster_import.accepted_at = actor, timezone.now()
    if reasons_for_a_second(roster_import, plan):
        roster_import.state = State.SECOND
        roster_import.save()
        return roster_import
    return _queue(roster_import, actor)


def reasons_for_a_second(roster_import: RosterImport, plan: Plan) -> list[str]:
    """Why a second person must agree: those of the plan, and "own_row" when it touches whoever accepts it."""
    own = Employee.objects.filter(user=roster_import.accepted_by).values_list("pk", flat=True).first()
    touches = own and own in plan.touched and own not in {one.employee for one in plan.lines if one.kind == "changed"}
    return sorted({*plan.second, *(["own_row"] if touches else [])})


@transaction.atomic
def second(*, roster_import: RosterImport, actor: User, digest: str) -> RosterImport:
    """Agree as the second person. Raises SecondPersonNeeded for whoever uploaded or accepted the file."""
    roster_import = take_open(roster_import.pk, State.SECOND)
    if actor.pk in {roster_import.uploaded_by_id, roster_import.accepted_by_id}:
        raise SecondPersonNeeded(_("Somebody else must agree: not who uploaded the file, nor who accepted it."))
    _refuse_other_digest(roster_import, digest)
    roster_import.seconded_by, roster_import.seconded_at = actor, timezone.now()
    return _queue(roster_import, actor)


def _refuse_other_digest(roster_import: RosterImport, digest: str) -> None:
    if digest != roster_import.plan_sha256:
        raise PlanChanged(_("The preview was an older one. Look at this one and accept it."))


def _queue(roster_import: RosterImport, actor: User) -> RosterImport:
    title = _("Import of the roster: %(file)s") % {"file": roster_import.file_name}
    work = start_work(kind=KIND, title=title[:200], owner=actor, parameters={"import": roster_import.pk})
    roster_import.state, roster_import.work, roster_import.stopped = State.QUEUED, work, ""
    roster_import.save()
    return roster_import


def apply_queued(work: Work) -> Outcome:
    """What the worker does. An import that no longer fits goes back to its preview with the reason, unwritten."""
    roster_import = RosterImport.objects.get(pk=work.parameters["import"])
    if roster_import.state == State.APPLIED:
        return Outcome(note=told(roster_import.receipt))
    total = roster_import.counts.get("read", 0) * 2
    report_progress(work, 0, total)
    try:
        book = book_of(roster_import)
        report_progress(work, total // 4, total)
        roster_import = apply(roster_import=roster_import, book=book)
    except (PlanChanged, UnreadableRoster, NotNow) as error:
        back_to_preview(roster_import, str(error))
        raise WorkStopped(str(error)) from error
    except Exception:
        back_to_preview(roster_import, _("Applying it stopped because of an error and nothing was written. Try again."))
        raise
    report_progress(work, total, total)
    return Outcome(note=told(roster_import.receipt))


def back_to_preview(roster_import: RosterImport, reason: str) -> None:
    queued = RosterImport.objects.filter(pk=roster_import.pk, state=State.QUEUED)
    queued.update(state=State.PREVIEW, stopped=reason, accepted_by=None, accepted_at=None, seconded_by=None, work=None)


def told(receipt: dict[str, Any]) -> str:
    return (
        _(
            "%(read)d people read: %(new)d new, %(rehired)d hired again, %(moved)d transfers, %(changed)d with changed "
            "data, %(leaving)d who leave, %(unchanged)d unchanged and %(refused)d refused."
        )
        % receipt["counts"]
    )


def apply(*, roster_import: RosterImport, book=None) -> RosterImport:
    """Write the accepted plan, if the file would still do exactly that; an applied import comes back as it is.

    Raises PlanChanged, UnreadableRoster or NotNow; nothing has been written then.
    """
    try:
        with transaction.atomic():
            return _apply(roster_import, book)
    except IntegrityError as error:
        logger.warning("Import %s met somebody else's change: %s", roster_import.uuid, error)
        raise PlanChanged(_("The roster changed at the same moment. Compare the file again.")) from error


def _apply(roster_import: RosterImport, book) -> RosterImport:
    roster_import = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if roster_import.state == State.APPLIED:
        return roster_import
    if roster_import.state != State.QUEUED:
        raise NotNow(_("The import was not accepted."))
    accepted = Plan.load(roster_import.plan)
    if accepted.digest != roster_import.plan_sha256:
        raise PlanChanged(_("The stored plan is not the one that was accepted. Compare the file again."))
    # Whoever changes one of these people waits until the import is through.
    list(Employee.objects.select_for_update().filter(pk__in=accepted.touched).values_list("pk", flat=True))
    _refuse_changed(accepted, planned(roster_import, book))
    reversal, moved = write(accepted)
    roster_import.reversal = reversal
    roster_import.receipt = {
        "counts": accepted.counts,
        "posts": len(reversal["posts"]),
        "accounts": len(reversal["accounts"]),
        "refused": [_plain(one) for one in accepted.refused],
    }
    roster_import.state, roster_import.applied_at = State.APPLIED, timezone.now()
    roster_import.save()
    if moved:
        people_moved.send(sender=Employee, employees=moved, day=day_of(accepted.day))
    record_decision(
        act="import_roster",
        actor=roster_import.accepted_by,
        subject=roster_import,
        after={
            **accepted.counts,
            "file_sha256": roster_import.sha256,
            "plan_sha256": roster_import.plan_sha256,
            "seconded_by": str(roster_import.seconded_by or ""),
        },
    )
    return roster_import


def _plain(refused) -> dict[str, Any]:
    return {"row": refused.row, "number": refused.number, "name": refused.name, "problems": refused.problems}


def _refuse_changed(accepted: Plan, now: Plan) -> None:
    """PlanChanged, with the people concerned, unless the file would do to them exactly what was accepted."""
    if accepted.digest == now.digest:
        return
    was, becomes = set(accepted.acts()), set(now.acts())
    plans = ((accepted, was - becomes), (now, becomes - was))
    names = {name for plan, acts in plans for name, act in _named(plan) if act in acts}
    raise PlanChanged(
        _("The roster changed since the preview, so nothing was applied. It is about: %(names)s.")
        % {"names": ", ".join(sorted(names)[:NAMED_CHANGES]) or "—"}
    )


def _named(plan: Plan):
    people = [*plan.lines, *(leaver for leaver in plan.leavers if leaver.is_ticked)]
    return zip((one.name for one in people), plan.acts(), strict=True)
