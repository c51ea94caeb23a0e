"""Observations and recommendations with their history, as they stood on that day."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from people.api import Column

from ...models import Finding, FindingEvent, FindingEvidence
from ..parts import Attachment, Section, Table
from ..scope import Scope

Events = dict[int, list[FindingEvent]]


def section(scope: Scope) -> Section:
    """Those of the aspects; of an evaluation also those that it left behind without an aspect."""
    wanted = Q(aspect__in=scope.aspect_ids)
    if scope.pack.round_id:
        wanted = Q(round=scope.pack.round_id)
    findings = list(
        Finding.objects.filter(wanted, made_at__lt=scope.end)
        .select_related("aspect", "round", "department", "person")
        .order_by("number")
    )
    ids = [one.pk for one in findings]
    events: Events = defaultdict(list)
    for event in FindingEvent.objects.filter(finding__in=ids, at__lt=scope.end):
        events[event.finding_id].append(event)
    evidence = list(
        FindingEvidence.objects.filter(finding__in=ids, added_at__lt=scope.end).select_related("finding", "added_by")
    )
    attached = [_attached(one) for one in evidence if one.file] if scope.names else []
    return Section(
        slug="5-observaciones",
        title=_("Observations and recommendations"),
        tables=[_findings(scope, findings, events), _events(scope, findings, events), _evidence(scope, evidence)],
        attachments=attached,
    )


def _state(one: Finding, events: list[FindingEvent]) -> str:
    """Its state on the day of the pack; comments and the like change none."""
    changes = [event.to_state for event in events if event.to_state]
    return str(dict(Finding.State.choices)[changes[-1] if changes else Finding.State.PENDING])


def _findings(scope: Scope, findings: list[Finding], events: Events) -> Table:
    columns = [
        Column(_("Number"), lambda one: one.number, 10),
        Column(_("Kind"), lambda one: one.get_kind_display(), 18),
        Column(_("Aspect"), lambda one: one.aspect.number if one.aspect else None, 9),
        Column(_("What it says"), lambda one: one.text, 70),
        Column(_("Evaluation it comes from"), lambda one: str(one.round or ""), 34),
        Column(_("Department"), lambda one: one.department.name if one.department else "", 36),
        Column(_("Commitment"), lambda one: one.commitment, 50),
        Column(_("Due on"), lambda one: one.due_on, 12),
        Column(_("State that day"), lambda one: _state(one, events[one.pk]), 24),
    ]
    if scope.names:
        columns.append(
            Column(_("Person who attends to it"), lambda one: one.person.sorting_name if one.person else "", 34)
        )
    return Table(
        _("Observations and recommendations"),
        columns,
        findings,
        note=_(
            "Text, area, commitment and due day are those that stood when the pack was made; the history tells what "
            "they were before."
        ),
    )


def _events(scope: Scope, findings: list[Finding], events: Events) -> Table:
    states = dict(Finding.State.choices)
    columns = [
        Column(_("Number"), lambda row: row[0].number, 10),
        Column(_("When"), lambda row: row[1].at, 18),
        Column(_("What happened"), lambda row: row[1].get_act_display(), 22),
        Column(_("From the state"), lambda row: str(states.get(row[1].from_state, "")), 22),
        Column(_("To the state"), lambda row: str(states.get(row[1].to_state, "")), 22),
    ]
    if scope.names:
        columns.append(Column(_("By whom"), lambda row: row[1].by_name, 30))
    if scope.details:
        columns.append(Column(_("What was said"), lambda row: row[1].text, 60))
    if scope.names:
        columns.append(Column(_("What changed"), lambda row: _changes(row[1]), 60))
    return Table(_("History"), columns, [(one, event) for one in findings for event in events[one.pk]])


def _changes(event: FindingEvent) -> str:
    return "; ".join(f"{field}: {before} → {after}" for field, (before, after) in event.changes.items())


def _evidence(scope: Scope, evidence: list[FindingEvidence]) -> Table:
    columns = [
        Column(_("Number"), lambda one: one.finding.number, 10),
        Column(_("Title"), lambda one: one.title, 44),
        Column(_("Address"), lambda one: one.address, 60),
        Column(_("Added on"), lambda one: one.added_at, 18),
        Column(_("Bytes"), lambda one: one.size, 12),
        Column(_("SHA-256"), lambda one: one.sha256, 66),
    ]
    if scope.names:
        columns.insert(3, Column(_("File"), lambda one: _name(one) if one.file else "", 44))
    return Table(_("Evidence that was handed in"), columns, evidence)


def _name(one: FindingEvidence) -> str:
    return f"{one.finding.number}-{one.pk}.{one.file.rpartition('.')[2]}"


def _attached(one: FindingEvidence) -> Attachment:
    about = _("Evidence of finding %(number)d: %(title)s") % {"number": one.finding.number, "title": one.title}
    return Attachment(_name(one), one.file, one.sha256, about)
