"""The night's reminders of findings: before the due day, on it, after it, and then upwards, step by step.

What is told follows from the findings as they stand and not from what was sent the night before, so a night that was
missed is made up for by the next one, with the newest occasion only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import Notice, plan_notices, superiors_of
from people.plugins import notice_checks, notice_kinds

from ..models import Finding, FindingEvent
from .answerable import answerable, heads_of
from .events import Act, event
from .lists import WAITING
from .telling import OPENED, RETURNED, VERIFIED, finding_of, in_words, key_of, no_longer_due, page_of, short

BEFORE, DUE, AFTER = "cimtra.finding_before", "cimtra.finding_due", "cimtra.finding_after"
ESCALATED = "cimtra.finding_escalated"
KINDS = {
    OPENED: gettext_lazy("Finding to attend to"),
    RETURNED: gettext_lazy("Finding returned"),
    VERIFIED: gettext_lazy("Finding verified"),
    BEFORE: gettext_lazy("Finding: before the due day"),
    DUE: gettext_lazy("Finding: on the due day"),
    AFTER: gettext_lazy("Finding: after the due day"),
    ESCALATED: gettext_lazy("Finding: delay, to a superior"),
}
PERSON, HEAD, SUPERIOR = "person", "head", "superior"


@dataclass(frozen=True, slots=True)
class Occasion:
    """From `days` after the due day on (before it when negative), `level` is told by a notice of `kind`."""

    days: int
    kind: str
    level: str


OCCASIONS = (
    Occasion(-7, BEFORE, PERSON),
    Occasion(-2, BEFORE, PERSON),
    Occasion(0, DUE, PERSON),
    Occasion(1, AFTER, PERSON),
    Occasion(5, ESCALATED, HEAD),
    Occasion(15, ESCALATED, SUPERIOR),
)
TITLES = {
    BEFORE: gettext_lazy("%(finding)s: attend to it by %(due)s"),
    DUE: gettext_lazy("%(finding)s is due today, %(due)s"),
    AFTER: gettext_lazy("%(finding)s was due on %(due)s and is not attended"),
    ESCALATED: gettext_lazy("%(finding)s of %(department)s was due on %(due)s and is not attended"),
}
TOLD = {
    HEAD: gettext_lazy("The delay was told to whoever heads the department."),
    SUPERIOR: gettext_lazy("The delay was told to the next superior."),
}


def register() -> None:
    """Name the kinds of notices of findings, and say which are no longer due."""
    for kind, word in KINDS.items():
        notice_kinds.register(kind, word)
    for kind in (OPENED, RETURNED, VERIFIED):
        notice_checks.register(kind, no_longer_due)
    for kind in (BEFORE, DUE, AFTER, ESCALATED):
        notice_checks.register(kind, is_settled)


def plan_reminders(day: dt.date | None = None) -> int:
    """What the night does; returns how many notices are new. Safe to repeat; the queries do not grow with findings."""
    day = day or timezone.localdate()
    first = day - dt.timedelta(days=OCCASIONS[0].days)
    rows = Finding.objects.filter(state__in=WAITING, due_on__lte=first).select_related("department").order_by("pk")
    due = [(finding, occasion_on(finding, day)) for finding in rows]
    due = [(finding, occasion) for finding, occasion in due if occasion]
    told = _told(due, day)
    with transaction.atomic():
        _write_escalations(told, day)
        return plan_notices(_notice(*one, day) for one in told)


def occasion_on(finding: Finding, day: dt.date) -> Occasion | None:
    """The newest occasion that has come by `day`."""
    passed = (day - finding.due_on).days
    return next((one for one in reversed(OCCASIONS) if one.days <= passed), None)


Told = tuple[Finding, Occasion, int]


def _told(due: Sequence[tuple[Finding, Occasion]], day: dt.date) -> list[Told]:
    """Who is told of what. The next one up is asked when a level is the same people as the one below."""
    people = answerable([finding for finding, _occasion in due], day)
    heads = heads_of({finding.department_id for finding, _occasion in due if finding.department_id}, day)
    above = superiors_of({pk for group in (*people.values(), *heads.values()) for pk in group}, day)
    return [
        (finding, occasion, employee)
        for finding, occasion in due
        for employee in sorted(_level(finding, occasion.level, people, heads, above))
    ]


def _level(
    finding: Finding,
    level: str,
    people: dict[int, set[int]],
    heads: dict[int, set[int]],
    above: dict[int, set[int]],
) -> set[int]:
    persons = people.get(finding.pk, set())
    if level == PERSON:
        return persons
    head = heads.get(finding.department_id, set()) - persons or _above(persons, above)
    return head if level == HEAD else _above(head, above) or head


def _above(employees: Iterable[int], above: dict[int, set[int]]) -> set[int]:
    return {pk for employee in employees for pk in above.get(employee, ())}


def _notice(finding: Finding, occasion: Occasion, employee: int, day: dt.date) -> Notice:
    """The due day belongs to the key: another day gives its own occasions."""
    words = {
        "finding": finding,
        "due": in_words(finding.due_on),
        "department": finding.department.name if finding.department else _("no department"),
    }
    return Notice(
        employee_id=employee,
        kind=occasion.kind,
        key=key_of(finding, f"{occasion.days}:{finding.due_on.isoformat()}"),
        title=str(TITLES[occasion.kind]) % words,
        text=short(finding.text, 300),
        url=page_of(finding),
        planned_for=day,
    )


def _write_escalations(told: Sequence[Told], day: dt.date) -> None:
    """Each step upwards stands in the finding's history, once for each due day."""
    wanted = {finding.pk: (finding, occasion) for finding, occasion, _employee in told if occasion.level != PERSON}
    stored = FindingEvent.objects.filter(finding__in=wanted, act=Act.ESCALATED)
    known = {(pk, *changes["escalated"]) for pk, changes in stored.values_list("finding", "changes")}
    FindingEvent.objects.bulk_create(
        event(
            finding,
            Act.ESCALATED,
            by=None,
            text=str(TOLD[occasion.level]),
            changes={"escalated": [occasion.level, finding.due_on.isoformat()]},
        )
        for finding, occasion in wanted.values()
        if (finding.pk, occasion.level, finding.due_on.isoformat()) not in known
    )


def is_settled(notices: Sequence[Notice]) -> set[int]:
    """The ids of reminders of findings that were attended meanwhile or got another day; one query."""
    wanted = {finding_of(one) for one in notices}
    waiting = dict(Finding.objects.filter(pk__in=wanted, state__in=WAITING).values_list("pk", "due_on"))
    return {one.pk for one in notices if not _is_due(one, waiting)}


def _is_due(notice: Notice, waiting: dict[int, dt.date | None]) -> bool:
    due_on = waiting.get(finding_of(notice))
    return due_on is not None and notice.key.endswith(f":{due_on.isoformat()}")
