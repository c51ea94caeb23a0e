"""Changing what a finding says: over the edition that was read, never over a newer one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.api import User

from ..models import Finding
from .events import Act, CannotAct, locked, record
from .opening import Draft, refuse_unfit
from .telling import tell_opened

FIELDS = ("kind", "text", "aspect", "round", "department", "person", "commitment", "due_on", "effort")


class NewerEdition(CannotAct):
    """Somebody saved the finding meanwhile; `finding` is how it stands now, `changes` what the history says of that."""

    def __init__(self, finding: Finding, edition: int) -> None:
        self.finding = finding
        edited = finding.events.filter(act=Act.EDITED).order_by("-pk")
        self.changes = list(edited[: finding.edition - edition])[::-1]
        super().__init__(
            _("Somebody saved this finding while you were writing. Both versions stand here; nothing was lost.")
        )


@transaction.atomic
def edit(finding: Finding, *, by: User, edition: int, **values: Any) -> Finding:
    """Set fields of FIELDS, and `variables`; the history keeps what stood there before.

    `edition` is the one that was read; raises NewerEdition over a newer one, CannotAct for a verified finding or for
    values that do not belong together. Without any difference nothing is written.
    """
    finding = locked(finding)
    variables = values.pop("variables", None)
    changes = _changes(finding, values) | _changes_of_variables(finding, variables)
    if not changes:
        return finding
    if finding.edition != edition:
        raise NewerEdition(finding, edition)
    if not finding.is_open:
        raise CannotAct(_("It is verified. Open it again before changing it."))
    before = (finding.department_id, finding.person_id)
    for name, value in values.items():
        setattr(finding, name, value)
    chosen = list(finding.variables.all()) if variables is None else list(variables)
    refuse_unfit(Draft(text=finding.text, aspect=finding.aspect, round=finding.round, variables=chosen))
    finding.edition += 1
    finding.save(update_fields=[*values, "edition"])
    if variables is not None:
        finding.variables.set(chosen)
    record(finding, Act.EDITED, by=by, changes=changes)
    if before != (finding.department_id, finding.person_id) and finding.state != Finding.State.ATTENDED:
        tell_opened([finding])
    return finding


def _changes(finding: Finding, values: dict[str, Any]) -> dict[str, list[str]]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"A finding has no editable {', '.join(sorted(unknown))}")
    after = Finding(**values)
    different = [name for name in values if getattr(finding, name) != values[name]]
    return {name: [in_words(finding, name), in_words(after, name)] for name in different}


def _changes_of_variables(finding: Finding, variables) -> dict[str, list[str]]:
    if variables is None:
        return {}
    before, after = list(finding.variables.all()), list(variables)
    if {one.pk for one in before} == {one.pk for one in after}:
        return {}
    return {"variables": ["; ".join(map(str, rows)) for rows in (before, after)]}


def in_words(finding: Finding, name: str) -> str:
    """The value of a field as people read it."""
    value = getattr(finding, name)
    if value in (None, ""):
        return ""
    if name in ("kind", "effort"):
        return str(getattr(finding, f"get_{name}_display")())
    return date_format(value, "DATE_FORMAT").lower() if name == "due_on" else str(value)
