"""New findings: one from the form, or hundreds from a file, at the same number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from people.api import Department, Employee, User

from ..models import Aspect, Finding, FindingEvent, Round, Variable
from .events import Act, CannotAct, event
from .telling import tell_opened

# Two people may take the same number at once; whoever comes second takes the next.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new finding says. `source_key` names it within its round: the same key twice makes one finding."""

    text: str
    kind: str = Finding.Kind.OBSERVATION
    aspect: Aspect | None = None
    variables: Sequence[Variable] = field(default=())
    round: Round | None = None
    department: Department | None = None
    person: Employee | None = None
    commitment: str = ""
    due_on: dt.date | None = None
    effort: int = Finding.Effort.SOME
    source_key: str = ""


def open_finding(*, by: User | None, text: str, kind: str = Finding.Kind.OBSERVATION, **values) -> Finding:
    """Record one finding; `values` are the other fields of Draft. Raises CannotAct for what does not belong together.

    With a `source_key` that the round knows, the finding that stands is returned and nothing is made.
    """
    return open_findings(by=by, drafts=[Draft(text=text, kind=kind, **values)])[0]


def open_findings(*, by: User | None, drafts: Sequence[Draft]) -> list[Finding]:
    """Record many; returns one finding for each draft, in their order. The queries do not grow with the drafts."""
    for draft in drafts:
        refuse_unfit(draft)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _written(by, drafts)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
    return []


def refuse_unfit(draft: Draft) -> None:
    """Raises CannotAct where text, aspect, variables and round do not belong together."""
    if not draft.text.strip():
        raise CannotAct(_("Write what the observation or recommendation says."))
    if any(variable.aspect_id != getattr(draft.aspect, "pk", None) for variable in draft.variables):
        raise CannotAct(_("Choose variables of the aspect that was chosen."))
    if draft.aspect and draft.round and draft.aspect.instrument_id != draft.round.instrument_id:
        raise CannotAct(_("The aspect belongs to another version of the instrument than the evaluation."))


def _written(by: User | None, drafts: Sequence[Draft]) -> list[Finding]:
    found = _known(drafts)
    number = Finding.objects.aggregate(last=Max("number"))["last"] or 0
    result: list[Finding] = []
    made: list[tuple[Finding, Draft]] = []
    for draft in drafts:
        finding = found.get(_key(draft)) if draft.source_key else None
        if finding is None:
            number += 1
            finding = _new(number, draft, by)
            made.append((finding, draft))
            if draft.source_key:
                found[_key(draft)] = finding
        result.append(finding)
    Finding.objects.bulk_create([finding for finding, _draft in made])
    _tie_variables(made)
    FindingEvent.objects.bulk_create(
        [event(finding, Act.OPENED, by=by, to_state=finding.state) for finding, _draft in made]
    )
    tell_opened([finding for finding, _draft in made])
    return result


def _key(draft: Draft) -> tuple[int | None, str]:
    return (draft.round.pk if draft.round else None, draft.source_key)


def _known(drafts: Sequence[Draft]) -> dict[tuple[int | None, str], Finding]:
    """The findings that were made before under the keys of `drafts`."""
    keys = {draft.source_key for draft in drafts if draft.source_key}
    if not keys:
        return {}
    rounds = {draft.round.pk for draft in drafts if draft.round}
    rows = Finding.objects.filter(Q(round=None) | Q(round__in=rounds), source_key__in=keys)
    return {(row.round_id, row.source_key): row for row in rows}


def _new(number: int, draft: Draft, by: User | None) -> Finding:
    return Finding(
        number=number,
        kind=draft.kind,
        text=draft.text.strip(),
        aspect=draft.aspect,
        round=draft.round,
        department=draft.department,
        person=draft.person,
        commitment=draft.commitment.strip(),
        due_on=draft.due_on,
        effort=draft.effort,
        source_key=draft.source_key,
        made_by=by,
    )


def _tie_variables(made: Sequence[tuple[Finding, Draft]]) -> None:
    through = Finding.variables.through
    rows = [
        through(finding_id=finding.pk, variable_id=variable.pk)
        for finding, draft in made
        for variable in draft.variables
    ]
    through.objects.bulk_create(rows)
