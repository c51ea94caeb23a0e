"""What the pages of a course and of a module show."""

from .enrolment import current_enrolment, missing_prerequisites
from .models import CoursePage
from .outline import address_of, outline_of
from .progress import progress_of
from .requirements import requirement_lines, requirements_met_by


def course_context(course, request):
    """The context of a course page: where the person stands in it, why it is asked, and the one next action."""
    employee = getattr(request.user, "employee", None)
    enrolment = current_enrolment(employee, course) if employee else None
    return {
        "outline": (progress := progress_of(enrolment, outline_of(course), is_sequential=course.is_sequential)),
        "progress": progress,
        "next_step": progress.next_step,
        "enrolment": enrolment,
        "requirements": requirement_lines(requirements_met_by(course)),
        "missing_prerequisites": [
            {"title": page.title, "url": address_of(page)} for page in missing_prerequisites(employee, course)
        ]
        if employee and enrolment is None
        else [],
    }


def module_context(module, request):
    """The context of a module page: the same course, with this module marked."""
    course = CoursePage.objects.ancestor_of(module).get()
    context = course_context(course, request)
    shown = next((entry for entry in context["progress"].modules if entry["id"] == module.pk), None)
    return {**context, "course": course, "course_url": address_of(course), "module": shown}
