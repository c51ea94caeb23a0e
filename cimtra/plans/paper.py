"""The status report of a plan for the ayuntamiento: tagged PDF in carta size."""

from __future__ import annotations

import datetime as dt

from people.api import draw_paper

from ..models import ActivityNote, WorkPlan
from .progress import progress_of

NOTES_PER_ACTIVITY = 5


def status_report(plan: WorkPlan, *, today: dt.date) -> bytes:
    """The PDF: objectives and activities with what was counted on `today` and the last notes of each."""
    progress = progress_of(plan, today=today)
    notes: dict[int, list[ActivityNote]] = {}
    for note in ActivityNote.objects.filter(activity__plan=plan):
        notes.setdefault(note.activity_id, []).append(note)
    rows = [(one, notes.get(one.activity.pk, [])[:NOTES_PER_ACTIVITY]) for one in progress.activities]
    return draw_paper("pdf/work_plan.html", {"plan": plan, "progress": progress, "rows": rows, "today": today})
