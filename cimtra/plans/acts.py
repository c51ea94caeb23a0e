"""What is done with a plan: its objectives put in order, a note added, an activity taken out."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from people.api import User

from ..models import ActivityNote, PlanActivity, WorkPlan


class CannotRemove(Exception):
    """The activity stays; the message says why."""


def new_code(title: str) -> str:
    """A code for a plan that nobody has yet, made of its title."""
    stem = slugify(title)[:50].strip("-") or "plan"
    taken = set(WorkPlan.objects.filter(code__startswith=stem).values_list("code", flat=True))
    candidates = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in candidates if code not in taken)


def next_order(plan: WorkPlan) -> int:
    return (plan.activities.aggregate(last=Max("order"))["last"] or 0) + 1


@transaction.atomic
def save_plan(*, plan: WorkPlan, objectives) -> WorkPlan:
    """The plan with its objectives (a bound, valid formset); new objectives stand after the others."""
    if not plan.code:
        plan.code = new_code(plan.title)
    plan.save()
    objectives.instance = plan
    last = plan.objectives.aggregate(last=Max("order"))["last"] or 0
    for objective in objectives.save(commit=False):
        if objective.pk is None:
            last += 1
            objective.order = last
        objective.save()
    for gone in objectives.deleted_objects:
        gone.delete()
    return plan


def write_note(*, activity: PlanActivity, by: User, text: str, day: dt.date, address: str = "") -> ActivityNote:
    """What was done, in words; the same words for the same day twice are one note."""
    note, _made = ActivityNote.objects.get_or_create(
        activity=activity, text=text, day=day, address=address, defaults={"written_by": by}
    )
    return note


@transaction.atomic
def remove_activity(*, activity: PlanActivity) -> None:
    """Take an activity out of its plan; raises CannotRemove for one with notes, which are kept for good."""
    if activity.notes.exists():
        raise CannotRemove(_("This activity has notes of what was done, so it stays in the plan."))
    activity.delete()
