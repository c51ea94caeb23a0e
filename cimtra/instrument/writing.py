"""Writes what a plan says, in one transaction and a number of queries that does not grow with the rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import models, transaction
from wagtail.log_actions import log

from people.api import User

from ..models import Instrument, LoadedRow
from ..shelf import Receipt, remember_rows
from .comparing import CREATED, KEPT, ORPHAN, REMOVED, UNCHANGED, UPDATED, Line, Plan, stamp
from .contents import MODELS, import_source_of, source_of, values_of

PARENTS = {"field": "instrument", "block": "field", "aspect": "block", "variable": "aspect", "law": "aspect"}
# While numbers change places, each is out of the way: two rows never have the same one, not even for a moment.
ASIDE = 10_000


@transaction.atomic
def write(plan: Plan, *, packaged: bool = False, by: User | None = None) -> Receipt:
    """Bring the rows of `plan` into the database; the first version of its code that is here is put in force."""
    rows = {line.key: line.row for line in plan.lines if line.row is not None}
    instrument = _instrument(plan)
    rows["instrument"] = instrument
    if instrument is None:
        return _receipt(plan)
    _move_aside(plan)
    _remove(plan)
    for kind in PARENTS:
        _write_kind(kind, [line for line in plan.lines if line.kind == kind], rows)
    _remember(plan, rows, packaged=packaged)
    if by is not None:
        log(instance=instrument, action="wagtail.edit", user=by)
    return _receipt(plan)


def _instrument(plan: Plan) -> Instrument | None:
    line = plan.lines[0]
    if line.outcome == KEPT and line.row is None:
        return None
    if line.outcome == CREATED:
        is_first = not Instrument.objects.filter(code=plan.code, is_current=True).exists()
        return Instrument.objects.create(**line.entry.identity, **line.entry.values, is_current=is_first)
    instrument = line.row
    if line.outcome == UPDATED:
        for name, value in line.entry.values.items():
            setattr(instrument, name, value)
        instrument.save(update_fields=list(line.entry.values))
    return instrument


def _move_aside(plan: Plan) -> None:
    for kind, aside in (("field", models.F("number") + ASIDE), ("block", models.F("number") + ASIDE), ("variable", "")):
        moving = [
            line.row.pk
            for line in plan.of(UPDATED)
            if line.kind == kind and any(name in ("number", "parent") for name, _here, _there in line.changes)
        ]
        if moving:
            MODELS[kind].objects.filter(pk__in=moving).update(number=aside)


def _remove(plan: Plan) -> None:
    """From the leaves up. What hangs on an aspect that goes was part of the plan as well."""
    for kind in reversed(PARENTS):
        going = [line.row.pk for line in plan.of(REMOVED) if line.kind == kind]
        if going:
            MODELS[kind].objects.filter(pk__in=going).delete()


def _write_kind(kind: str, lines: list[Line], rows: dict[str, models.Model]) -> None:
    model = MODELS[kind]
    new = [line for line in lines if line.outcome == CREATED]
    made = model.objects.bulk_create([_new_row(kind, line, rows) for line in new])
    rows.update((line.key, row) for line, row in zip(new, made, strict=True))
    changed = [line for line in lines if line.outcome == UPDATED]
    names: set[str] = set()
    for line in changed:
        values = {**line.entry.values, PARENTS[kind]: rows[line.entry.parent]}
        for name, value in values.items():
            setattr(line.row, name, value)
        names |= values.keys()
    if changed:
        model.objects.bulk_update([line.row for line in changed], sorted(names))


def _new_row(kind: str, line: Line, rows: dict[str, models.Model]) -> models.Model:
    values: dict[str, Any] = {**line.entry.identity, **line.entry.values, PARENTS[kind]: rows[line.entry.parent]}
    if kind == "aspect":
        values["instrument"] = rows["instrument"]
    if kind in ("variable", "law"):
        # The order of a list belongs to the editor afterwards.
        values["sort_order"] = line.entry.order
    return MODELS[kind](**values)


def _remember(plan: Plan, rows: dict[str, models.Model], *, packaged: bool) -> None:
    """Of the packaged file, all that is as it says; of an upload, what it wrote: the rest was written by others."""
    identity = {"code": plan.code, "version": plan.version}
    outcomes = (CREATED, UPDATED, UNCHANGED) if packaged else (CREATED, UPDATED)
    written = [line for line in plan.lines if line.outcome in outcomes]
    fresh = {line.key: stamp(line.kind, values_of(line.kind, rows[line.key]), rows[line.key]) for line in written}
    source = source_of(**identity) if packaged else import_source_of(**identity)
    remember_rows(source, fresh)
    gone = [line.key for line in plan.of(REMOVED)]
    LoadedRow.objects.filter(source=source, key__in=gone).delete()


def _receipt(plan: Plan) -> Receipt:
    # What could not come because its parent was deleted is no decision of anybody about the row itself.
    kept = [line.key for line in plan.of(KEPT) if line.entry is not None and line.why != ORPHAN]
    return Receipt(Counter({**plan.counts, KEPT: len(kept)}), kept)
