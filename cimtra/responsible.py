"""Who answers for an aspect, and what does not apply here: both dated, so that a past day can be told as it was."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from people.api import Department

from .models import AspectResponsible, Inapplicability, Instrument


def responsible_for(aspect_ids: Iterable[int], day: dt.date | None = None) -> dict[int, list[Department]]:
    """{aspect id: [department, …]} on `day`, the main one first; [] where nobody answers. One query."""
    found: dict[int, list[Department]] = {pk: [] for pk in aspect_ids}
    rows = (
        AspectResponsible.objects.on(day)
        .filter(aspect_id__in=list(found))
        .select_related("department")
        .order_by("aspect_id", "-is_main", "department__path")
    )
    for row in rows:
        found[row.aspect_id].append(row.department)
    return found


def aspects_of(department_ids: Iterable[int], day: dt.date | None = None) -> dict[int, list[int]]:
    """{department id: [aspect id, …]} of the version in force, by number; [] where it answers for none. One query."""
    found: dict[int, list[int]] = {pk: [] for pk in department_ids}
    rows = (
        AspectResponsible.objects.on(day)
        .filter(department_id__in=list(found), aspect__instrument__is_current=True)
        .order_by("aspect__number")
    )
    for department_id, aspect_id in rows.values_list("department_id", "aspect_id"):
        found[department_id].append(aspect_id)
    return found


def not_applicable(
    instrument: Instrument | int, day: dt.date | None = None
) -> tuple[set[int], set[int], dict[int, str]]:
    """What asks nothing of this municipality on `day`, in one query.

    (ids of whole aspects, ids of single variables, {aspect id: reasoned note} of the whole ones).
    """
    aspects: set[int] = set()
    variables: set[int] = set()
    notes: dict[int, str] = defaultdict(str)
    rows = (
        Inapplicability.objects.on(day)
        .filter(aspect__instrument=instrument)
        .order_by("starts_on")
        .values_list("aspect_id", "variable_id", "note")
    )
    for aspect_id, variable_id, note in rows:
        if variable_id is None:
            aspects.add(aspect_id)
            notes[aspect_id] = note
        else:
            variables.add(variable_id)
    return aspects, variables, dict(notes)
