"""What the pages of a course and of a module show."""

from .assigning.telling import duties_told
from .completion import CERTIFIED_SOURCES
from .enrolment import current_enrolment, missing_prerequisites
from .models import Completion, CoursePage
from .outline import address_of, outline_of
from .progress import progress_of
from .renewal.diagnostic import EVERYBODY
from .renewal.standings import tell_standings
from .renewal.states import RenewalState
from .requirements import requirement_lines, requirements_met_by
from .sessions.own import sessions_of_course


def course_context(course, request):
    """The context of a course page: where the person stands in it, why it is asked, and the one next action."""
    employee = getattr(request.user, "employee", None)
    enrolment = current_enrolment(employee, course) if employee else None
    met = list(requirements_met_by(course))
    if enrolment:
        tell_standings([enrolment], {course.pk: met})
    progress = progress_of(enrolment, outline_of(course), is_sequential=course.is_sequential)
    return {
        "outline": progress,
        "progress": progress,
        "next_step": progress.next_step,
        "enrolment": enrolment,
        "room_sessions": sessions_of_course(course, employee) if getattr(course, "has_sessions", False) else [],
        "diagnostic": _diagnostic(course, progress, enrolment),
        **_what_stands(course, enrolment),
        "requirements": requirement_lines(met),
        "duties": duties_told([enrolment])[enrolment.pk] if enrolment else [],
        "missing_prerequisites": [
            {"title": page.title, "url": address_of(page)} for page in missing_prerequisites(employee, course)
        ]
        if employee and enrolment is None
        else [],
    }


def _what_stands(course, enrolment):
    """Of a completed cycle: whether a constancia goes with it, how it was recorded, and whether it can be renewed."""
    if enrolment is None or enrolment.is_open:
        return {}
    source = Completion.Source(enrolment.completion.source)
    due = {RenewalState.IN_WINDOW, RenewalState.IN_GRACE, RenewalState.EXPIRED}
    return {
        "made_here": source in CERTIFIED_SOURCES,
        "completion_source": source.label,
        "can_renew": course.is_open and enrolment.standing.state in due,
    }


def _diagnostic(course, progress, enrolment):
    """The step of the quiz that may be taken instead of the lessons, or None; told to everybody it is open to.

    Somebody who has not started yet is told of it only where it is open to everybody.
    """
    if course.diagnostic_id is None or (enrolment is None and course.diagnostic_for != EVERYBODY):
        return None
    step = progress.step(course.diagnostic_id)
    if step is None or step["done"] or (enrolment and not step["is_diagnostic"]):
        return None
    return step


def module_context(module, request):
    """The context of a module page: the same course, with this module marked."""
    course = CoursePage.objects.ancestor_of(module).get()
    context = course_context(course, request)
    shown = next((entry for entry in context["progress"].modules if entry["id"] == module.pk), None)
    return {**context, "course": course, "course_url": address_of(course), "module": shown}
