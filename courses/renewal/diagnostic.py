"""Testing out: a quiz of the course whose passing completes it, for those to whom the author opens it."""

from __future__ import annotations

from ..models import Completion, Enrolment

RENEWAL, EVERYBODY = "renewal", "everybody"


def open_diagnostic(enrolment: Enrolment | None) -> int | None:
    """The id of the quiz that the person of this open enrolment may take at once, or None.

    Asks the database only where the course keeps its diagnostic quiz for those who have completed it before and the
    cycle itself does not tell.
    """
    if enrolment is None or not enrolment.is_open or enrolment.course.diagnostic_id is None:
        return None
    course = enrolment.course
    if course.diagnostic_for == EVERYBODY or enrolment.renews_id or has_completed_before(enrolment):
        return course.diagnostic_id
    return None


def is_diagnostic_of(enrolment: Enrolment, page_id: int) -> bool:
    """Whether the page is the diagnostic quiz of the course and open to the person of `enrolment`."""
    return enrolment.course.diagnostic_id == page_id and open_diagnostic(enrolment) == page_id


def has_completed_before(enrolment: Enrolment) -> bool:
    return Completion.objects.filter(employee=enrolment.employee_id, course=enrolment.course_id).exists()
