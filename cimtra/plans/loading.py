"""Loads a work plan from YAML, as often as one likes, never over what people have changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from courses.api import CoursePage

from ..loading import DATA, Receipt, Shelf
from ..models import PlanActivity, PlanObjective, Round, WorkPlan
from .reading import read_plan

DEFAULT_PLAN = DATA / "work-plan-2020.yaml"


@transaction.atomic
def load_work_plan(path: Path | str = DEFAULT_PLAN) -> Receipt:
    """Bring the plan of the file `path` into the database; raises InstrumentFileError for a file that is wrong.

    An evaluation that the file names by its month is tied to its activity as soon as it is there.
    """
    content = read_plan(Path(path))
    receipt = Receipt()
    shelf = Shelf(f"work-plan/{content['code']}", receipt)
    plan = shelf.put("plan", WorkPlan, {"code": content["code"]}, plan_values(content))
    if plan is not None:
        objectives = load_objectives(shelf, plan, content["objectives"])
        for order, entry in enumerate(content["activities"], start=1):
            load_activity(shelf, plan, order, entry, objectives)
    shelf.close()
    return receipt


def plan_values(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": content["title"],
        "project": content.get("project", ""),
        "goal": content.get("goal", ""),
        "author": content.get("author", ""),
        "dated_on": content.get("dated_on"),
        "starts_on": content["starts_on"],
        "ends_on": content["ends_on"],
    }


def load_objectives(shelf: Shelf, plan: WorkPlan, texts: list[str]) -> dict[int, PlanObjective]:
    found = {}
    for order, text in enumerate(texts, start=1):
        row = shelf.put(f"objective:{order}", PlanObjective, {"plan": plan, "order": order}, {"text": text})
        if row is not None:
            found[order] = row
    return found


def load_activity(
    shelf: Shelf, plan: WorkPlan, order: int, entry: dict[str, Any], objectives: dict[int, PlanObjective]
) -> None:
    key = f"activity:{order}"
    is_new = key not in shelf.known
    activity = shelf.put(
        key,
        PlanActivity,
        {"plan": plan, "order": order},
        {
            "text": entry["text"],
            "starts_on": entry.get("starts_on", plan.starts_on),
            "ends_on": entry.get("ends_on", plan.ends_on),
            "round": round_of(entry.get("round")),
            "obligation_kinds": entry.get("obligation_kinds", []),
            "quarters": [day.isoformat() for day in entry.get("quarters", [])],
        },
    )
    # What it is tied to belongs to whoever edits it afterwards.
    if activity is not None and is_new:
        activity.objectives.set(objectives[number] for number in entry.get("objectives", []) if number in objectives)
        activity.courses.set(CoursePage.objects.filter(slug__in=entry.get("courses", [])))


def round_of(asked: dict[str, Any] | None) -> Round | None:
    """The evaluation of that kind whose cut-off lies in that month; None while nobody has recorded it."""
    if not asked:
        return None
    rounds = Round.objects.filter(kind=asked["kind"], cutoff_on__year=asked["year"], cutoff_on__month=asked["month"])
    return rounds.order_by("pk").first()
