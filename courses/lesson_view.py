"""What a lesson page shows."""

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from .glossary import explain_terms
from .models import CoursePage, Enrolment, StepProgress
from .outline import address_of, outline_of
from .progress import is_in_a_room, progress_through
from .renewal.diagnostic import open_diagnostic


def course_path(step_page):
    """The treebeard path of the course around a step, from the step's depth: catalogue, course, module, step."""
    steplen = step_page.steplen
    return step_page.path[: 4 * steplen] if len(step_page.path) >= 4 * steplen else step_page.path


def enrolment_for(request, step_page):
    """The newest enrolment of the signed-in person in the course around `step_page`, its course and outline loaded."""
    employee = getattr(request.user, "employee", None)
    if employee is None:
        return None
    return (
        Enrolment.objects.filter(employee=employee, course__path=course_path(step_page))
        .select_related("course__stored_outline")
        .newest_first()
        .first()
    )


def step_context(page, enrolment):
    """Where the step `page` stands in its course: shared by lessons and the steps of other apps."""
    course = enrolment.course if enrolment else CoursePage.objects.get(path=course_path(page))
    outline = getattr(course, "stored_outline", None) or outline_of(course)
    visited = {p.step_id: p for p in StepProgress.objects.filter(enrolment=enrolment)} if enrolment else {}
    progress = progress_through(
        outline,
        {pk for pk, record in visited.items() if record.completed_at},
        is_sequential=course.is_sequential and not is_in_a_room(enrolment),
        last_step_id=enrolment.last_step_id if enrolment else None,
        current_id=page.pk,
        diagnostic_id=open_diagnostic(enrolment),
    )
    step = progress.step(page.pk)
    previous_step, next_step = progress.neighbours(page.pk) if step else (None, None)
    return {
        "course": course,
        "course_url": address_of(course),
        "enrolment": enrolment,
        "progress": progress,
        "step": step,
        "module": next((m for m in progress.modules if step and m["id"] == step["module"]), None),
        "position": position_in(progress, step),
        "previous_step": previous_step,
        "next_step": next_step,
        "is_done": bool(step and step["done"]),
        "saved_position": visited[page.pk].position if page.pk in visited else "",
    }


def position_in(progress, step):
    """«Módulo 2 de 3 · paso 4 de 6», or an empty text for a step that is not published."""
    if step is None:
        return ""
    modules = [module for module in progress.modules if module["id"]]
    place = next((n for n, module in enumerate(modules, 1) if module["id"] == step["module"]), None)
    if place is None:
        return _("Final step of the course")
    siblings = modules[place - 1]["steps"]
    words = {
        "module": place,
        "modules": len(modules),
        "step": next(n for n, sibling in enumerate(siblings, 1) if sibling["id"] == step["id"]),
        "steps": len(siblings),
    }
    return _("Module %(module)d of %(modules)d · step %(step)d of %(steps)d") % words


def _numbered(body):
    """The blocks of a lesson as HTML, each with its number as an anchor: #b1 is the first."""
    return format_html_join(
        "\n",
        '<div class="block-{}" id="b{}">{}</div>',
        ((block.block_type, number, block.render_as_block()) for number, block in enumerate(body, start=1)),
    )


def lesson_context(page, request):
    """The context of a lesson page, in which the first mention of each glossary term is explained in place."""
    enrolment = getattr(request, "enrolment", None)
    if not hasattr(request, "enrolment") and getattr(request, "user", None) and request.user.is_authenticated:
        enrolment = enrolment_for(request, page)
    body, terms = explain_terms(_numbered(page.body))
    # Rendered by the blocks' templates, which escape; the glossary only added links around its own text.
    return {**step_context(page, enrolment), "body_html": mark_safe(body), "terms": terms}  # noqa: S308
