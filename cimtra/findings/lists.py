"""Questions about many findings: which ones, how many are open per aspect, how many each department has resolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from people.api import Department, User

from ..access import FOLLOW, own_departments
from ..models import Finding

State = Finding.State
# What was attended waits for somebody else, so no day that passes makes it late.
WAITING = (State.PENDING, State.IN_PROGRESS, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one aspect: findings that are open, and of these the ones whose day has passed."""

    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Findings of one department (None: of no department) by what became of them."""

    department_id: int | None
    name: str
    total: int
    pending: int
    in_progress: int
    returned: int
    attended: int
    verified: int
    overdue: int

    @property
    def open(self) -> int:
        return self.total - self.verified

    @property
    def percent(self) -> int | None:
        """Whole per cent that were verified, rounded down, so that 100 % means all of them; None of nothing."""
        return self.verified * 100 // self.total if self.total else None


def is_overdue(finding: Finding, day: dt.date | None = None) -> bool:
    return finding.state in WAITING and finding.due_on is not None and finding.due_on < (day or timezone.localdate())


def overdue_on(day: dt.date | None = None) -> Q:
    """The condition of findings that wait for their department although their day has passed."""
    return Q(state__in=WAITING, due_on__lt=day or timezone.localdate())


def visible_findings(user: User) -> QuerySet[Finding]:
    """All findings for those who follow CIMTRA; else those of the own departments, and those given to the person."""
    if user.has_perm(FOLLOW):
        return Finding.objects.all()
    employee = getattr(user, "employee", None)
    if employee is None:
        return Finding.objects.none()
    return findings_of(own_departments(user), employee.pk)


def findings_of(departments: Iterable[Department] | QuerySet[Department], employee_id: int) -> QuerySet[Finding]:
    """Those of `departments`, and those that were given to the person, wherever they stand."""
    return Finding.objects.filter(Q(department__in=departments) | Q(person=employee_id))


def with_names(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """With all that a list shows of them, in one query."""
    return findings.select_related("aspect__block", "round", "department", "person")


def open_counts(aspect_ids: Collection[int] | None = None, day: dt.date | None = None) -> dict[int, Counts]:
    """{aspect id: Counts} of the aspects that have open findings, or of those among `aspect_ids`. One query."""
    rows = Finding.objects.filter(aspect__isnull=False, state__in=Finding.OPEN)
    if aspect_ids is not None:
        rows = rows.filter(aspect__in=aspect_ids)
    counted = rows.order_by().values("aspect").annotate(n=Count("pk"), late=Count("pk", filter=overdue_on(day)))
    return {row["aspect"]: Counts(row["n"], row["late"]) for row in counted}


def resolved_by_department(
    findings: QuerySet[Finding] | None = None, *, day: dt.date | None = None, name_of_none: str = ""
) -> list[Tally]:
    """How each department stands, of all findings or of `findings`; one query, who has most open comes first.

    Findings without a department are told last, under `name_of_none`.
    """
    rows = Finding.objects.all() if findings is None else findings
    states = {state.value: Count("pk", filter=Q(state=state)) for state in State}
    counted = (
        rows.order_by()
        .values("department_id", named=Coalesce("department__name", Value("")))
        .annotate(total=Count("pk"), overdue=Count("pk", filter=overdue_on(day)), **states)
    )
    tallies = [
        Tally(
            department_id=row["department_id"],
            name=row["named"] or name_of_none,
            total=row["total"],
            overdue=row["overdue"],
            **{state: row[state] for state in State.values},
        )
        for row in counted
    ]
    return sorted(tallies, key=lambda one: (one.department_id is None, -one.open, one.name))


def whole(tallies: Iterable[Tally], name: str) -> Tally:
    """All of them in one."""
    tallies = list(tallies)
    figures = ("total", "pending", "in_progress", "returned", "attended", "verified", "overdue")
    return Tally(None, name, *(sum(getattr(one, figure) for one in tallies) for figure in figures))
