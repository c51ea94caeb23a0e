"""Writing what a simulation says: enrolments, duties that open and close, and what an enrolment then owes."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from ..models import Assignment, Duty, Enrolment
from .roll import roll_on
from .rules import SETS, rule_of
from .simulation import Line, Outcome, Simulation, simulate

BATCH = 500
LONGEST_REASON = Duty._meta.get_field("reason").max_length


def recompute(
    assignments: Iterable[Assignment] | None = None,
    *,
    day: dt.date | None = None,
    employees: Collection[int] | None = None,
    at: dt.datetime | None = None,
) -> Counter:
    """Bring duties and enrolments in line with who people are on `day` (today by default); how many of each Outcome.

    Takes all assignments, or `assignments`; all people, or `employees` (ids). The number of queries grows with the
    assignments, never with the people. Safe to repeat and to run twice at once; what is completed is left as it is.
    """
    now = at or timezone.now()
    day = day or timezone.localdate(now)
    wanted = None if assignments is None else [assignment.pk for assignment in assignments]
    # The reasons are written down, so they are in the language of the installation, whoever asks.
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        roll = roll_on(day, employees)
        counts = Counter()
        for assignment in _locked(wanted, day):
            simulation = simulate(rule_of(assignment), day=day, employees=employees, roll=roll)
            counts += write(simulation, assignment, at=now)
        return counts


def lock() -> None:
    """Wait until nobody else writes duties: two at once would not see what the other's add to an enrolment."""
    list(Assignment.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _locked(wanted: list[int] | None, day: dt.date) -> list[Assignment]:
    """The assignments to be looked at, with everybody else kept waiting."""
    lock()
    has_duties = Exists(Duty.objects.filter(assignment=OuterRef("pk"), ended_at=None))
    rows = Assignment.objects.filter(Q(starts_on__lte=day), Q(is_active=True) | has_duties)
    if wanted is not None:
        rows = rows.filter(pk__in=wanted)
    return list(rows.order_by("pk").prefetch_related(*SETS))


def apply(assignment: Assignment, at: dt.datetime | None = None) -> int:
    """Recompute one assignment as of the moment `at` (now by default); returns how many people it enrolled."""
    return recompute([assignment], at=at)[Outcome.NEW]


@transaction.atomic
def write(simulation: Simulation, assignment: Assignment, *, at: dt.datetime | None = None) -> Counter:
    """Write what `simulation` says of the stored `assignment`; returns its counts by Outcome."""
    now = at or timezone.now()
    lines = [line for line in simulation.lines if line.writes_something]
    if lines:
        _close(lines, simulation.day, now)
        enrolments = _enrol(lines, assignment, now)
        opening = [line for line in lines if line.opens]
        Duty.objects.bulk_create(
            [_duty(line, enrolments[line], assignment, simulation.day, now) for line in opening if line in enrolments],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        settle(_enrolments_of(assignment), at=now)
    return simulation.counts


def _close(lines: list[Line], day: dt.date, now: dt.datetime) -> None:
    by_reason = defaultdict(list)
    for line in lines:
        for closing in line.closes:
            by_reason[closing.ended].append(closing.duty_id)
    for ended, duties in by_reason.items():
        rows = Duty.objects.filter(pk__in=duties, ended_at=None)
        rows.update(until=day - dt.timedelta(days=1), ended=ended, ended_at=now)


def _enrol(lines: list[Line], assignment: Assignment, now: dt.datetime) -> dict[Line, int]:
    """The enrolment (id) that each line's duty hangs on; new cycles are opened in bulk."""
    found = {line: line.enrolment_id for line in lines if line.opens and line.enrolment_id}
    missing = {(line.employee_id, line.course_id): line for line in lines if line.opens and not line.enrolment_id}
    if not missing:
        return found
    new = [
        Enrolment(
            employee_id=line.employee_id,
            course_id=line.course_id,
            cycle=line.cycle,
            renews_id=line.renews_id,
            assignment=assignment,
            requirement_id=assignment.requirement_id,
            enrolled_at=now,
            due_on=line.due_on,
        )
        for line in missing.values()
    ]
    # Somebody may start the course of their own accord at this very moment: then the duty hangs on that enrolment.
    Enrolment.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    courses = {course for _employee, course in missing}
    rows = Enrolment.objects.open().filter(course__in=courses, employee__in={employee for employee, _ in missing})
    for pk, employee, course in rows.order_by().values_list("pk", "employee", "course"):
        if line := missing.get((employee, course)):
            found[line] = pk
    return found


def _duty(line: Line, enrolment_id: int, assignment: Assignment, day: dt.date, now: dt.datetime) -> Duty:
    return Duty(
        employee_id=line.employee_id,
        assignment=assignment,
        enrolment_id=enrolment_id,
        since=day,
        due_on=line.due_on,
        reason=line.reason[:LONGEST_REASON],
        recorded_at=now,
    )


def _enrolments_of(assignment: Assignment) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(pk__in=Duty.objects.filter(assignment=assignment).values("enrolment"))


def settle(enrolments: QuerySet[Enrolment], *, at: dt.datetime | None = None) -> int:
    """Stamp on the open ones of `enrolments` what their open duties ask; one query, returns how many there were.

    With several assignments the earliest due day counts, and that assignment stands on the enrolment. Without any the
    enrolment is released: the person may go on, but owes nothing. It keeps the assignment that asked for it last.
    """
    duties = Duty.objects.filter(enrolment=OuterRef("pk"), ended_at=None)
    first = duties.order_by(F("due_on").asc(nulls_last=True), "assignment")
    requiring = first.filter(assignment__requirement__isnull=False)
    earliest = duties.order_by().values("enrolment").annotate(day=Min("due_on")).values("day")
    return enrolments.open().update(
        due_on=Subquery(earliest),
        assignment=Coalesce(Subquery(first.values("assignment")[:1]), F("assignment")),
        requirement=Coalesce(Subquery(requiring.values("assignment__requirement")[:1]), F("requirement")),
        released_at=Case(
            When(Exists(duties), then=Value(None)), default=Coalesce(F("released_at"), Value(at or timezone.now()))
        ),
    )
