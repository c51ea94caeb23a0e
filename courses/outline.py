"""The outline of a course: its published modules and steps in order, kept as one row beside the page tree."""

from django.db import transaction
from django.db.models.signals import post_delete
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from .models import CourseOutline, CoursePage, ModulePage
from .steps import CourseStep


def address_of(page):
    """The page's address on the site without asking the database: its url_path below the site's root page."""
    return "/" + page.url_path.lstrip("/").partition("/")[2]


def rebuild(course):
    """Compute and store the outline of `course` (CoursePage) from its live pages; returns the CourseOutline.

    data = {"modules": [{"id", "title", "url", "steps": [{"id", "title", "url", "kind", "icon", "minutes",
    "revision", "module"}]}]}; steps that stand directly in the course form a module without id at the end.
    """
    modules, final = [], {"id": None, "title": "", "url": "", "steps": []}
    for page in Page.objects.descendant_of(course).live().order_by("path").specific():
        if isinstance(page, ModulePage):
            modules.append(
                {"id": page.pk, "title": page.title, "url": address_of(page), "steps": [], "path": page.path}
            )
        elif isinstance(page, CourseStep):
            module = next((m for m in modules if m["id"] and page.path.startswith(m["path"])), final)
            module["steps"].append(_step(page, module))
    for module in modules:
        del module["path"]
    if final["steps"]:
        modules.append(final)
    outline, _created = CourseOutline.objects.update_or_create(course=course, defaults={"data": {"modules": modules}})
    return outline


def _step(page, module):
    return {
        "id": page.pk,
        "title": page.title,
        "url": address_of(page),
        "kind": page.step_kind,
        "icon": page.step_icon,
        "minutes": page.minutes,
        "revision": page.live_revision_id,
        "module": module["id"],
    }


def outline_of(course):
    """The stored CourseOutline of `course` (CoursePage or its id); built now if it never was."""
    course_id = getattr(course, "pk", course)
    outline = CourseOutline.objects.filter(pk=course_id).first()
    return outline or rebuild(CoursePage.objects.get(pk=course_id))


def steps_of(outline):
    """The steps of an outline as one flat list of dicts, in reading order."""
    return [step for module in outline.data.get("modules", []) for step in module["steps"]]


def _courses_around(path):
    """Courses whose tree contains the page at treebeard `path`, the page itself included."""
    steplen = Page.steplen
    return CoursePage.objects.filter(path__in=[path[:end] for end in range(steplen, len(path) + 1, steplen)])


def _refresh_around(path):
    with transaction.atomic():
        for course in _courses_around(path):
            rebuild(course)
        for course in CoursePage.objects.filter(path__startswith=path).exclude(path=path):
            rebuild(course)


def _on_page_change(sender, instance, **kwargs):
    _refresh_around(instance.path)


def _on_page_move(sender, instance, parent_page_before, parent_page_after, **kwargs):
    for path in {parent_page_before.path, parent_page_after.path, instance.path}:
        _refresh_around(path)


def _on_page_delete(sender, instance, **kwargs):
    if issubclass(sender, CourseStep | ModulePage):
        _refresh_around(instance.path[: -Page.steplen])


def connect():
    """Keep the stored outlines true: called once when the apps are ready."""
    for signal in (page_published, page_unpublished, page_slug_changed):
        signal.connect(_on_page_change, dispatch_uid=f"courses.outline.{id(signal)}")
    post_page_move.connect(_on_page_move, dispatch_uid="courses.outline.move")
    post_delete.connect(_on_page_delete, dispatch_uid="courses.outline.delete")
