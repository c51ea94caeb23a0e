"""The list of published courses, as the catalogue and the home page show it."""

from .models import CoursePage, Enrolment
from .outline import address_of, rebuild


def listed_courses(employee=None):
    """Dicts of the live public courses in tree order, for the catalogue; two or three queries whatever their number.

    Each is {"page", "url", "module_count", "lesson_count", "minutes", "enrolment"}; `enrolment` is the newest one
    of `employee`, or None.
    """
    pages = list(CoursePage.objects.live().public().select_related("stored_outline").order_by("path"))
    newest = {}
    if employee:
        for enrolment in Enrolment.objects.filter(employee=employee).order_by("cycle"):
            newest[enrolment.course_id] = enrolment
    return [_entry(page, getattr(page, "stored_outline", None) or rebuild(page), newest.get(page.pk)) for page in pages]


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
