"""Reporting steps as done, and completing the course when the last one is."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from people.api import current_appointment

from .models import Completion, Enrolment, StepProgress
from .outline import outline_of, steps_of
from .registries import completion_rules
from .renewal.diagnostic import is_diagnostic_of
from .renewal.met import satisfied_by
from .requirements import requirement_lines
from .sessions.presence import grounds_of
from .signals import course_completed, step_completed

# What was achieved under this municipality's eyes gets a constancia of its own; what was recorded from elsewhere has
# the paper of whoever gave it.
CERTIFIED_SOURCES = frozenset({Completion.Source.ONLINE, Completion.Source.ATTENDANCE, Completion.Source.DIAGNOSTIC})


@completion_rules.register
def every_step_is_done(enrolment, done_step_ids):
    """The rule that always holds: each published step of the course has been completed in this enrolment."""
    steps = steps_of(outline_of(enrolment.course_id))
    return bool(steps) and all(step["id"] in done_step_ids for step in steps)


@transaction.atomic
def complete_step(*, enrolment, step, score=None, at=None):
    """Record that `step` (a page) is done in `enrolment`, and complete the course if that was the last one.

    `score` is a percentage (0–100) or None for steps without one. Safe to call again: the first completion of a
    step stays, its best score is kept while the course is open. Returns the Completion if the course is complete.
    """
    now = at or timezone.now()
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",)).select_related("course", "employee").get(pk=enrolment.pk)
    )
    progress, _created = StepProgress.objects.get_or_create(
        enrolment=enrolment, step_id=step.pk, defaults={"first_seen_at": now}
    )
    if not enrolment.is_open:
        return Completion.objects.get(enrolment=enrolment)
    is_news = progress.completed_at is None
    if is_news:
        progress.completed_at = now
        progress.revision_id = step.live_revision_id
    if score is not None and (progress.score is None or score > progress.score):
        progress.score = score
    progress.save()
    enrolment.started_at = enrolment.started_at or now
    enrolment.last_step_id = step.pk
    enrolment.save(update_fields=["started_at", "last_step"])
    if is_news:
        step_completed.send(StepProgress, progress=progress)
    return complete_course(enrolment, now) or _complete_by_diagnostic(enrolment, step, progress)


def complete_course(enrolment, now, *, recorded_by=None):
    """Complete the course of an open `enrolment`, locked by the caller, when all the rules say so; else None."""
    done = {p.step_id: p for p in enrolment.steps.filter(completed_at__isnull=False)}
    if not all(rule(enrolment, done.keys()) for rule in completion_rules):
        return None
    grounds = grounds_of(enrolment)
    return record_completion(
        enrolment=enrolment,
        # A quiz that is marked or regraded later counts from its submission; the course, from its last step.
        at=max([now, *(p.completed_at for p in done.values())]),
        score=_mean([p.score for p in done.values() if p.score is not None]),
        revisions={str(p.step_id): p.revision_id for p in done.values() if p.step_id},
        source=Completion.Source.ATTENDANCE if grounds else Completion.Source.ONLINE,
        recorded_by=recorded_by,
        grounds=grounds,
    )


def _complete_by_diagnostic(enrolment, step, progress):
    """A quiz reports itself only when it is passed; the diagnostic one stands for all the other steps."""
    if not is_diagnostic_of(enrolment, step.pk):
        return None
    return record_completion(
        enrolment=enrolment,
        at=progress.completed_at,
        score=progress.score,
        revisions={str(step.pk): progress.revision_id},
        source=Completion.Source.DIAGNOSTIC,
        grounds={"quiz": step.title, "page": step.pk},
    )


def _mean(scores):
    """The plain mean of the graded steps, in hundredths; None when no step is graded."""
    return (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.01")) if scores else None


@transaction.atomic
def record_completion(
    *,
    enrolment,
    at,
    score=None,
    revisions=None,
    source=Completion.Source.ONLINE,
    recorded_by=None,
    hours=None,
    grounds=None,
):
    """Write the Completion of an open `enrolment`, close it, and announce it inside the same transaction.

    `hours` is the load where it was another than the course states; `grounds` (plain values) is what stands behind a
    completion that was not made online. The requirements that it satisfies and its last day are frozen with it.
    """
    employee, course = enrolment.employee, enrolment.course
    appointment = current_appointment(employee, timezone.localdate(at))
    met = satisfied_by(employee=employee, course=course, at=at)
    completion = Completion.objects.create(
        enrolment=enrolment,
        employee=employee,
        course=course,
        employee_name=employee.full_name,
        department_name=appointment.department.name if appointment else "",
        post_name=appointment.post.name if appointment else "",
        course_title=course.title,
        hours=course.hours if hours is None else hours,
        score=score,
        started_at=min(enrolment.started_at or at, at),
        completed_at=at,
        valid_until=met.valid_until,
        requirements=requirement_lines(met.requirements),
        content_revisions=revisions or {},
        source=source,
        recorded_by=recorded_by,
        grounds=grounds or {},
    )
    enrolment.completed_at = at
    enrolment.valid_until = completion.valid_until
    enrolment.save(update_fields=["completed_at", "valid_until"])
    course_completed.send(Completion, completion=completion)
    return completion
