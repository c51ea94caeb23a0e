"""What the worker does with a large file before anybody decides about it: compares it with the roster."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import RosterImport, Work
from ..works import Outcome, WorkStopped, report_progress
from .imports import OPEN, State, book_of, draw_up
from .reading import UnreadableRoster


def compare_queued(work: Work) -> Outcome:
    """Draw up the preview. Safe to run again; a file that was put away meanwhile, or compared anew, stays as it is."""
    roster_import = RosterImport.objects.get(pk=work.parameters["import"])
    if not _is_asked_for(roster_import, work):
        return Outcome(note=_("There was nothing left to compare."))
    report_progress(work, 0, 3)
    try:
        book = book_of(roster_import)
        report_progress(work, 1, 3)
        with transaction.atomic():
            roster_import = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
            if not _is_asked_for(roster_import, work):
                return Outcome(note=_("There was nothing left to compare."))
            plan = draw_up(roster_import=roster_import, book=book)
    except UnreadableRoster as error:
        _back_to_columns(roster_import, str(error))
        raise WorkStopped(str(error)) from error
    except Exception:
        _back_to_columns(roster_import, _("Comparing it stopped because of an error. Try again."))
        raise
    report_progress(work, 3, 3)
    note = ngettext(
        "%(number)d row was compared. The preview is under «Import of the roster».",
        "%(number)d rows were compared. The preview is under «Import of the roster».",
        plan.read,
    )
    return Outcome(note=note % {"number": plan.read})


def _is_asked_for(roster_import: RosterImport, work: Work) -> bool:
    return roster_import.state in OPEN and roster_import.work_id == work.pk


def _back_to_columns(roster_import: RosterImport, reason: str) -> None:
    """A preview of before would show something else than what was decided since."""
    waiting = RosterImport.objects.filter(pk=roster_import.pk, state__in=OPEN)
    waiting.update(state=State.UPLOADED, stopped=reason, plan_sha256="")
