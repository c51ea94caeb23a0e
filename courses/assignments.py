"""Assignments: whom they reach, and the enrolments that follow."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from people.api import Appointment, Employee, departments_with_branches

from .models import Assignment, Enrolment, Exemption


def audience_of(assignment, on=None):
    """The active people whom `assignment` reaches on the day `on` (today by default), as a queryset of Employee."""
    day = on or timezone.localdate()
    people = Employee.objects.active(day)
    kinds = Assignment.Audience
    if assignment.audience == kinds.DEPARTMENTS:
        return people.of_departments(departments_with_branches(assignment.departments.all()), day)
    if assignment.audience == kinds.POSTS:
        holders = Appointment.objects.on(day).filter(post__in=assignment.posts.all())
        return people.filter(pk__in=holders.values("employee"))
    if assignment.audience == kinds.PEOPLE:
        return people.filter(pk__in=assignment.people.values("pk"))
    return people


def due_day(assignment):
    """The day by which `assignment` is due, or None."""
    if assignment.due_kind == Assignment.Due.FIXED:
        return assignment.due_on
    if assignment.due_kind == Assignment.Due.AFTER_START:
        return assignment.starts_on + dt.timedelta(days=assignment.due_days)
    return None


def course_for(assignment):
    """The course that `assignment` puts people in: its own, or the first that satisfies its requirement; or None."""
    if assignment.course_id:
        return assignment.course
    return assignment.requirement.courses.live().order_by("path").first()


@transaction.atomic
def apply(assignment, at=None):
    """Enrol everybody whom `assignment` reaches and who needs it; returns how many new enrolments there are.

    Nobody gets a second open enrolment, nobody with a completion in force or an exemption is asked again, and an
    open enrolment without a due day takes this one. Costs the same few queries for ten people or ten thousand.
    """
    now = at or timezone.now()
    today = timezone.localdate(now)
    course = course_for(assignment)
    if not assignment.is_active or assignment.starts_on > today or course is None:
        return 0
    people = audience_of(assignment, today)
    if assignment.requirement_id:
        exempt = Exemption.objects.filter(requirement=assignment.requirement_id, starts_on__lte=today)
        exempt = exempt.filter(ends_on=None) | exempt.filter(ends_on__gte=today)
        people = people.exclude(pk__in=exempt.values("employee"))
    enrolments = Enrolment.objects.filter(course=course)
    covered = enrolments.open() | enrolments.filter(valid_until=None) | enrolments.filter(valid_until__gte=today)
    due = due_day(assignment)
    unclaimed = enrolments.open().filter(assignment=None, employee__in=people)
    unclaimed.update(assignment=assignment, requirement=assignment.requirement_id, due_on=due)
    cycles = dict(enrolments.values_list("employee").annotate(Max("cycle")))
    missing = people.exclude(pk__in=covered.values("employee")).values_list("pk", flat=True)
    new = [
        Enrolment(
            employee_id=pk,
            course=course,
            cycle=cycles.get(pk, 0) + 1,
            assignment=assignment,
            requirement_id=assignment.requirement_id,
            due_on=due,
            enrolled_at=now,
        )
        for pk in missing
    ]
    Enrolment.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(new)
