"""A sheet of findings from its upload to its receipt. Nothing is recorded before somebody has seen what would be."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Department, Employee, User

from ...models import Aspect, Finding, FindingImport, Round, Variable
from ..events import CannotAct
from ..opening import Draft, open_findings
from .planning import plan


@transaction.atomic
def receive(*, data: bytes, file_name: str, held: Round | None, uploaded_by: User) -> FindingImport:
    """Read the file and keep what it would make. Raises planning.Unreadable."""
    rows = [one.as_plain() for one in plan(data, file_name=file_name, held=held)]
    mark_known(rows, held)
    return FindingImport.objects.create(
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        round=held,
        rows=rows,
        uploaded_by=uploaded_by,
    )


def mark_known(rows: list[dict], held: Round | None) -> None:
    """Rows that were recorded before carry the finding; one query."""
    keys = {source_key(row): row for row in rows if not row["problems"]}
    found = Finding.objects.filter(round=held, source_key__in=keys)
    for pk, key in found.values_list("pk", "source_key"):
        keys[key]["finding"] = pk


def source_key(row: dict) -> str:
    return f"file:{row['values'].get('key', '')}"


def is_ready(row: dict) -> bool:
    return not row["problems"] and row["finding"] is None


@transaction.atomic
def apply(*, batch: FindingImport, by: User) -> FindingImport:
    """Record the rows without problems; the receipt says which finding each became. Safe to repeat.

    Raises CannotAct when something that a row names is gone meanwhile.
    """
    batch = FindingImport.objects.select_for_update().select_related(None).get(pk=batch.pk)
    if batch.applied_at:
        return batch
    held = batch.round
    mark_known(batch.rows, held)
    ready = [row for row in batch.rows if is_ready(row)]
    for row, finding in zip(ready, open_findings(by=by, drafts=_drafts(ready, held)), strict=True):
        row["finding"] = finding.pk
        row["is_new"] = True
    batch.applied_at = timezone.now()
    batch.save(update_fields=["rows", "applied_at"])
    return batch


def _drafts(rows: list[dict], held: Round | None) -> list[Draft]:
    """The rows with their objects; one query for each kind."""
    said = [row["values"] for row in rows]
    aspects = _by_id(Aspect.objects.all(), {one["aspect"] for one in said})
    variables = _by_id(Variable.objects.all(), {pk for one in said for pk in one["variables"]})
    departments = _by_id(Department.objects.all(), {one["department"] for one in said})
    people = _by_id(Employee.objects.all(), {one["person"] for one in said})
    try:
        return [
            Draft(
                text=one["text"],
                kind=one["kind"],
                aspect=aspects[one["aspect"]],
                variables=[variables[pk] for pk in one["variables"]],
                round=held,
                department=departments[one["department"]],
                person=people[one["person"]],
                commitment=one["commitment"],
                due_on=dt.date.fromisoformat(one["due_on"]) if one["due_on"] else None,
                effort=one["effort"],
                source_key=source_key(row),
            )
            for row, one in zip(rows, said, strict=True)
        ]
    except KeyError as gone:
        raise CannotAct(_("Something that the file names is gone meanwhile. Upload the file again.")) from gone


def _by_id(rows: QuerySet, wanted: set) -> dict:
    return {None: None, **rows.in_bulk(wanted - {None})}
