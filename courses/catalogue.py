"""The list of published courses, as the catalogue and the home page show it."""

from .models import CoursePage, Enrolment
from .outline import address_of, rebuild
from .renewal.standings import tell_standings
from .requirements import requirements_by_course


def listed_courses(employee=None):
    """Dicts of the live public courses in tree order, for the catalogue; at most four queries whatever their number.

    Each is {"page", "url", "module_count", "lesson_count", "minutes", "enrolment"}; `enrolment` is the newest one
    of `employee` with its standing (courses.renewal.standings), or None.
    """
    pages = list(CoursePage.objects.live().public().select_related("stored_outline").order_by("path"))
    newest = _newest_of(employee) if employee else {}
    return [_entry(page, getattr(page, "stored_outline", None) or rebuild(page), newest.get(page.pk)) for page in pages]


def _newest_of(employee):
    cycles = list(Enrolment.objects.of(employee).select_related("requirement", "renews").with_exemption().newest_last())
    ending = {one.course_id for one in cycles if one.valid_until and one.requirement is None}
    tell_standings(cycles, requirements_by_course(ending) if ending else {})
    return {enrolment.course_id: enrolment for enrolment in cycles}


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
