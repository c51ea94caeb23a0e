"""The site, its pages, and who may work on them."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils.text import slugify
from wagtail.models import GroupPagePermission, Page, Site

from courses.api import CatalogPage, CoursePage, GlossaryTerm, LessonPage, ModulePage
from people.api import ADMINISTRATION, CONSULTANCY, Municipality, Signatory

from ..models import HomePage, StandardPage
from . import files
from .lesson_body import lesson_body
from .markup import bullets, to_html
from .shelf import Shelf

EDITOR_ACTIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")


def load_site(shelf: Shelf) -> Page | None:
    """The home page as the root of the default site, and the plain pages below it."""
    content = files.read("pages.yaml")
    home = content["home"]
    page = shelf.put_page(
        "home",
        HomePage,
        Page.get_first_root_node(),
        home["slug"],
        {"title": home["title"], "heading": home["heading"], "intro": home["intro"]},
    )
    if page is None:
        return None
    site = _site_of(page, content["site_name"])
    _load_municipality(shelf, site, content["signatories"])
    for entry in content["pages"]:
        values = {"title": entry["title"], "body": to_html(entry["body"]), "show_in_menus": True}
        shelf.put_page(f"page:{entry['slug']}", StandardPage, page, entry["slug"], values)
    for role in (CONSULTANCY, ADMINISTRATION):
        _let_edit(shelf, role, page)
    return page


def _site_of(home: Page, name: str) -> Site:
    """The default site; the one that Wagtail made on its first migration is given our home page, address and name."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        site = Site(is_default_site=True, hostname="localhost", port=80, root_page=home, site_name=name)
        site.save()
    welcome = site.root_page
    if welcome.specific_class is Page:
        address = urlsplit(settings.SITE_URL)
        site.hostname = address.hostname or site.hostname
        site.port = address.port or (443 if address.scheme == "https" else 80)
        site.root_page = home
        site.site_name = site.site_name or name
        site.save()
        if welcome.depth > 1 and welcome.is_leaf():
            welcome.delete()
            # The tree shifted in the database, not in memory.
            home.refresh_from_db()
    return site


def _load_municipality(shelf: Shelf, site: Site, signatories: list[dict[str, Any]]) -> None:
    def create():
        municipality = Municipality(site=site)
        municipality.signatories = [Signatory(sort_order=place, **entry) for place, entry in enumerate(signatories)]
        municipality.save()
        return municipality

    shelf.put(
        "municipality",
        {},
        find=lambda: Municipality.objects.filter(site=site).first(),
        create=create,
        read=lambda row: {},
        update=lambda row: None,
    )


def _let_edit(shelf: Shelf, role: str, page: Page) -> None:
    """Page permissions hang on a page, so no migration can give them; taken away once, they stay away."""
    group = Group.objects.filter(name=role).first()
    if group is None or f"editors:{role}" in shelf.records:
        return
    actions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=EDITOR_ACTIONS)
    for permission in actions.filter(content_type__model="page"):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    shelf.remember(f"editors:{role}", group)


def load_glossary(shelf: Shelf) -> None:
    for entry in files.read("glossary.yaml")["terms"]:
        values = {"definition": entry["definition"], "source": entry["source"]}
        shelf.put_row(f"term:{slugify(entry['term'])}", GlossaryTerm, {"term": entry["term"]}, values)


def load_courses(shelf: Shelf, home: Page) -> tuple[dict[str, Page], dict[str, Page], dict[str, Page]]:
    """The catalogue with all courses; returns courses by slug, modules and lessons by code, without deleted ones."""
    catalogue = files.read("courses.yaml")["catalogue"]
    values = {"title": catalogue["title"], "intro": to_html(catalogue["intro"])}
    parent = shelf.put_page("catalogue", CatalogPage, home, catalogue["slug"], values)
    courses, modules, lessons = {}, {}, {}
    for course in files.courses():
        courses[course["slug"]] = page = shelf.put_page(
            f"course:{course['slug']}", CoursePage, parent, course["slug"], _course_values(course)
        )
        for module in course["modules"]:
            modules[module["code"]] = _load_module(shelf, page, module)
            for lesson in module["lessons"]:
                lessons[lesson["code"]] = _load_lesson(shelf, modules[module["code"]], lesson)
    return _present(courses), _present(modules), _present(lessons)


def _present(pages):
    return {key: page for key, page in pages.items() if page is not None}


def _course_values(course: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": course["title"],
        "summary": course["summary"],
        "description": to_html(course["description"]),
        "objectives": bullets(course["objectives"]),
        "audience": course["audience"],
        "hours": course["hours"],
    }


def _load_module(shelf: Shelf, course: Page | None, module: dict[str, Any]) -> Page | None:
    values = {
        "title": module["title"],
        "summary": module["summary"],
        "objectives": bullets(module["objectives"]),
    }
    return shelf.put_page(f"module:{module['code']}", ModulePage, course, module["slug"], values)


def _load_lesson(shelf: Shelf, module: Page | None, lesson: dict[str, Any]) -> Page | None:
    values = {
        "title": lesson["title"],
        "objective": lesson["objective"],
        "why": lesson["why"],
        "body": lesson_body(lesson),
    }
    return shelf.put_page(f"lesson:{lesson['code']}", LessonPage, module, slugify(lesson["title"]), values)
