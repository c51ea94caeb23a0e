"""Enrolling people in courses."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Completion, CoursePage, Enrolment, TrainingRequirement


class CannotEnrol(Exception):
    """The person may not take the course; the message says why and what to do, in words for the screen."""


def current_enrolment(employee, course):
    """The newest enrolment of `employee` in `course` (CoursePage or id), or None; it knows whether it is exempt."""
    return Enrolment.objects.filter(employee=employee, course=course).with_exemption().newest_first().first()


def missing_prerequisites(employee, course):
    """The courses that `employee` has yet to complete before `course`, as a queryset of CoursePage."""
    done = Completion.objects.filter(employee=employee).values("course")
    return CoursePage.objects.filter(opens=course).exclude(pk__in=done)


def completed_before(employee, course):
    """The latest completed cycle of a requirement that `course` only renews, or None: what taking it would renew."""
    renewed = TrainingRequirement.objects.filter(renewal_courses=course, is_active=True)
    done = Enrolment.objects.of(employee).completed().filter(course__requirements__in=renewed)
    return done.order_by("-completed_at").first()


@transaction.atomic
def enrol(*, employee, course, assignment=None, requirement=None, due_on=None, at=None):
    """Enrol `employee` in `course` and return the Enrolment; an open one is returned as it is.

    A course that was completed before, or that renews one that was, gets a new cycle. Raises CannotEnrol when
    prerequisites are missing or the course is only for people with an assignment.
    """
    newest = current_enrolment(employee, course)
    if newest and newest.is_open:
        return newest
    if assignment is None and not course.is_open:
        raise CannotEnrol(_("This course is taken by assignment only. Ask Human Resources if you need it."))
    missing = list(missing_prerequisites(employee, course))
    if missing and assignment is None:
        titles = ", ".join(f"«{page.title}»" for page in missing)
        raise CannotEnrol(_("Before this course, complete: %(courses)s.") % {"courses": titles})
    last_cycle = Enrolment.objects.filter(employee=employee, course=course).aggregate(number=Max("cycle"))["number"]
    try:
        with transaction.atomic():
            return Enrolment.objects.create(
                employee=employee,
                course=course,
                cycle=(last_cycle or 0) + 1,
                renews=newest or completed_before(employee, course),
                assignment=assignment,
                requirement=requirement,
                due_on=due_on,
                enrolled_at=at or timezone.now(),
            )
    except IntegrityError:
        # Two requests at once: the constraint let one in, and both get that one.
        return Enrolment.objects.open().get(employee=employee, course=course)
