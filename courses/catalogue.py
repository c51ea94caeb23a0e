"""The list of published courses, as the catalogue and the home page show it."""

from .models import CourseOutline, CoursePage, Enrolment
from .outline import address_of, rebuild


def listed_courses(employee=None):
    """Dicts of the live public courses in tree order, for the catalogue; three queries whatever their number.

    Each is {"page", "url", "module_count", "lesson_count", "minutes", "enrolment"}; `enrolment` is the newest one
    of `employee`, or None.
    """
    pages = list(CoursePage.objects.live().public().order_by("path"))
    outlines = CourseOutline.objects.in_bulk([page.pk for page in pages])
    newest = {}
    if employee:
        for enrolment in Enrolment.objects.filter(employee=employee).order_by("cycle"):
            newest[enrolment.course_id] = enrolment
    return [_entry(page, outlines.get(page.pk) or rebuild(page), newest.get(page.pk)) for page in pages]


def _entry(page, outline, enrolment):
    steps = [step for module in outline.modules for step in module["steps"]]
    return {
        "page": page,
        "url": address_of(page),
        "module_count": sum(1 for module in outline.modules if module["id"]),
        "lesson_count": sum(1 for step in steps if step["kind"] == "lesson"),
        "minutes": sum(step["minutes"] for step in steps),
        "enrolment": enrolment,
    }
