"""What the score would be were these findings closed: an estimate on top of a self-assessment, never a promise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects

from ..models import Finding, Round
from .criteria import Key, Sheet, sheets_of
from .freezing import frozen_sheet
from .results import Score
from .scoring import aspect_result, total_of, worked_out

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Option:
    """A finding with the points of the total that closing it alone would add, and those for each unit of effort."""

    finding: Finding
    gain: Decimal
    per_effort: Decimal


def sheet_of(evaluation: Round) -> Sheet:
    return frozen_sheet(evaluation) or sheets_of([evaluation])[evaluation.pk]


def simulate(evaluation: Round, findings: Iterable[Finding]) -> tuple[Score, Score]:
    """The score before, and after all of `findings` were closed; only a self-assessment has criteria to try out."""
    sheet = sheet_of(evaluation)
    keys = set().union(*_keys(sheet, list(findings)).values())
    return worked_out(sheet), worked_out(sheet.with_met(keys))


def gains(evaluation: Round, findings: Iterable[Finding]) -> dict[int, Decimal]:
    """{finding id: points of the total, 0–100, that closing it alone would add}. At most one query more than a score.

    Empty for an official evaluation: what was published is not worked out from criteria, so nothing can be tried out.
    """
    if evaluation.is_official:
        return {}
    sheet = sheet_of(evaluation)
    lines = {line.aspect.pk: line for block in sheet.blocks for line in block.aspects}
    results = {pk: aspect_result(line) for pk, line in lines.items()}
    before = total_of(results.values()) or ZERO
    known: dict[frozenset[Key], Decimal] = {frozenset(): ZERO}
    found = {}
    for finding_id, keys in _keys(sheet, list(findings)).items():
        if keys not in known:
            # A finding is of one aspect, so only that one has to be worked out anew.
            (aspect_id,) = {key[0] for key in keys}
            tried = results | {aspect_id: aspect_result(lines[aspect_id].with_met(keys))}
            known[keys] = (total_of(tried.values()) or ZERO) - before
        found[finding_id] = known[keys]
    return found


def _keys(sheet: Sheet, findings: Sequence[Finding]) -> dict[int, frozenset[Key]]:
    """The criteria that closing each would meet: its variables, or all of its aspect where none is chosen."""
    prefetch_related_objects(findings, "variables")
    of_aspect = {
        line.aspect.pk: frozenset(one.key for one in line.criteria) for block in sheet.blocks for line in block.aspects
    }
    found = {}
    for finding in findings:
        keys = of_aspect.get(finding.aspect_id, frozenset())
        chosen = {one.pk for one in finding.variables.all()}
        found[finding.pk] = frozenset(key for key in keys if not chosen or key[1] in chosen)
    return found


def options(evaluation: Round, findings: Iterable[Finding]) -> list[Option]:
    """The findings with their gain, the most gain for the least effort first; then by the day they are due."""
    findings = list(findings)
    found = gains(evaluation, findings)
    made = [
        Option(one, found.get(one.pk, ZERO), (found.get(one.pk, ZERO) / one.effort).quantize(ZERO)) for one in findings
    ]
    return sorted(
        made, key=lambda one: (-one.per_effort, one.finding.due_on is None, one.finding.due_on, one.finding.number)
    )
