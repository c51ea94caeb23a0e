"""No English on the screens of the admin where the consultancy, human resources and administrators work."""

import json
import re

import pytest
from django.urls import reverse

from people.api import CONSULTANCY, HUMAN_RESOURCES
from tests.addresses import every_address
from tests.english import ShownText, english_in
from tests.scene import SUPERUSER, build_once, scene_of_the_module  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db
#: What only takes a form, or is somebody else's, answers a look with these; who gets what is the matter of other tests.
NOT_A_PAGE = {404, 405}


def admin_addresses(scene):
    """The screens that each role works in."""
    made = scene.objects
    pages = {
        name: reverse(f"wagtailadmin_pages:{name}", args=[made.lesson.pk]) for name in ("edit", "history", "usage")
    }
    return {
        CONSULTANCY: [
            reverse("wagtailadmin_home"),
            reverse("wagtailadmin_explore_root"),
            reverse("wagtailadmin_explore", args=[made.course.pk]),
            *pages.values(),
            *(
                reverse(f"wagtailadmin_pages:{name}", args=[made.lesson.pk])
                for name in ("delete", "unpublish", "copy", "move")
            ),
            reverse("wagtailadmin_pages:add_subpage", args=[made.course.pk]),
            reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", made.lesson.get_parent().pk]),
            reverse("wagtailadmin_pages:edit", args=[made.course.pk]),
            reverse("wagtailadmin_pages:edit", args=[made.quiz.pk]),
            reverse("wagtailadmin_pages:search") + "?q=lección",
            reverse("wagtailimages:index"),
            reverse("wagtailimages:add"),
            reverse("wagtaildocs:index"),
            reverse("wagtaildocs:add"),
            reverse("wagtailadmin_reports:workflow"),
            reverse("wagtailadmin_account"),
            *lists_and_forms("courses", "glossaryterm", made.term),
            *lists_and_forms("courses", "trainingrequirement", made.requirement),
            *lists_and_forms("evaluations", "question", made.question),
        ],
        HUMAN_RESOURCES: [
            reverse("wagtailadmin_home"),
            *screens(scene, "people_staff", "people_departments", "people_posts", "people_days_off"),
            *screens(scene, "people_roster", "people_access", "people_notices_admin", "people_organisation"),
            *screens(scene, "people_decisions", "people_works", "courses_plan", "reports_hr"),
            *screens(scene, "courses_sessions", "courses_recognition", "courses_equivalences", "reports_kept"),
            *screens(scene, "courses_assignments", "courses_exemptions", "certificates_admin", "reports_admin"),
            reverse("wagtailadmin_account"),
        ],
        SUPERUSER: [
            reverse("wagtailadmin_home"),
            reverse("wagtailadmin_explore_root"),
            reverse("wagtailusers_users:index"),
            reverse("wagtailusers_users:add"),
            reverse("wagtailusers_groups:index"),
            reverse("wagtailusers_groups:add"),
            reverse("wagtailadmin_workflows:index"),
            reverse("wagtailadmin_workflows:add"),
            reverse("wagtailadmin_workflows:task_index"),
            reverse("wagtailredirects:index"),
            reverse("wagtailadmin_reports:site_history"),
            reverse("wagtailadmin_reports:locked_pages"),
            reverse("wagtailadmin_reports:aging_pages"),
            reverse("wagtailadmin_reports:page_types_usage"),
            reverse("wagtailadmin_collections:index"),
            reverse("wagtailsites:index"),
        ],
    }


def screens(scene, *names):
    """Every page of the screens that the site itself registers, but for downloads and what only answers scripts."""
    left_out = re.compile(r"download|descargar|delete_multiple|chooser|_results|results$")
    return [
        address.path(scene.values)
        for address in every_address()
        if address.screen in names and not left_out.search(address.name)
    ]


def lists_and_forms(app, model, instance):
    prefix = f"wagtailsnippets_{app}_{model}"
    return [
        reverse(f"{prefix}:list"),
        reverse(f"{prefix}:add"),
        reverse(f"{prefix}:edit", args=[instance.pk]),
        reverse(f"{prefix}:history", args=[instance.pk]),
    ]


@pytest.mark.parametrize("role", [CONSULTANCY, HUMAN_RESOURCES, SUPERUSER])
def test_the_admin(scene, role):
    browser = scene.browser(role)
    found = {}
    for address in admin_addresses(scene)[role]:
        response = browser.get(address, follow=True)
        if response.status_code in NOT_A_PAGE or not response.headers["Content-Type"].startswith("text/html"):
            continue
        assert response.status_code == 200, address
        html = response.content.decode()
        assert ShownText(html).language.lower() == "es-mx", address
        if english := english_in(html, by_words=False):
            found[address] = english
    assert found == {}


def test_the_words_of_wagtails_scripts(scene):
    words = scene.browser(SUPERUSER).get("/admin/jsi18n/").content.decode()
    for word in ("Se produjo un error de red.", "Guardando automáticamente…", "Buscar opciones…"):
        assert json.dumps(word) in words
