"""Who may open what: each address that the resolver knows, asked for as each role. The matrix is in permission_rows."""

import pytest
from django.db import transaction

from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from people.models import User
from tests.addresses import every_address
from tests.crawl import FAILS_ON_PURPOSE, changed_tables, crawl, fingerprints, is_ours, visit
from tests.permission_rows import (
    BEFORE_SIGNING_IN,
    ELSEWHERE,
    HARMLESS,
    OUR_ADMIN,
    POSTS,
    PUBLIC_AND_LEARNERS,
    SIGN_IN,
    WAGTAILS_SCREENS,
)
from tests.scene import (  # noqa: F401 -- the fixtures
    ANONYMOUS,
    COLLEAGUE,
    HEAD,
    LEARNERS,
    OWNER,
    ROLES,
    STAFF,
    SUPERUSER,
    build_once,
    scene_of_the_module,
)

pytestmark = pytest.mark.django_db

DOOR = "/cuenta/entrar/"
#: Where Wagtail sends somebody who asks for a screen that is not theirs; to the list, who would delete a used question.
AWAY = {"/admin/", "/admin/login/", DOOR, "/admin/reactivos/"}


def answer_of(visit):
    return SIGN_IN if visit.location.startswith(DOOR) else visit.status


def is_refused(visit):
    return visit.status in {403, 404, 405} or (visit.status == ELSEWHERE and visit.location.partition("?")[0] in AWAY)


def test_every_address_has_a_row():
    ours = {address for address in every_address() if is_ours(address)}
    outside = {address.name for address in ours if not address.is_of_the_admin}
    assert outside == set(PUBLIC_AND_LEARNERS)
    assert {address.name for address in ours if address.is_of_the_admin} == set(OUR_ADMIN)


def test_no_row_stands_for_an_address_that_is_gone():
    names = {address.name for address in every_address()}
    assert HARMLESS | BEFORE_SIGNING_IN | FAILS_ON_PURPOSE | set(POSTS) <= names


@pytest.mark.parametrize("role", ROLES)
def test_outside_of_the_admin_everybody_gets_what_the_matrix_says(scene, role):
    visits = crawl(scene, role).visits
    expected = {name: answers[role] for name, answers in PUBLIC_AND_LEARNERS.items()}
    assert {name: answer_of(visits[name]) for name in expected} == expected


@pytest.mark.parametrize("role", [*STAFF, SUPERUSER, OWNER, ANONYMOUS])
def test_our_screens_in_the_admin_open_for_those_in_the_matrix_only(scene, role):
    visits = crawl(scene, role).visits
    expected = {name: role in who for name, who in OUR_ADMIN.items() if name in visits}
    assert {name: visits[name].is_open for name in expected} == expected


@pytest.mark.parametrize("role", [*STAFF, OWNER, ANONYMOUS])
def test_of_wagtails_screens_a_role_sees_its_own_and_the_harmless_ones(scene, role):
    harmless = HARMLESS if role in STAFF else BEFORE_SIGNING_IN
    visits = crawl(scene, role).visits
    seen = {
        address.name
        for address in every_address()
        if address.is_of_the_admin and not is_ours(address) and address.name in visits and visits[address.name].is_open
    }
    assert {name for name in seen - harmless if name.partition(":")[0] not in WAGTAILS_SCREENS[role]} == set()


@pytest.mark.parametrize("role", [*STAFF, OWNER, ANONYMOUS])
def test_whatever_is_not_shown_is_refused_and_nothing_breaks(scene, role):
    broken = {name: v.status for name, v in crawl(scene, role).visits.items() if v.status >= 500}
    assert broken == {}
    if role in WAGTAILS_SCREENS and role not in STAFF:
        inside = [v for name, v in crawl(scene, role).visits.items() if v.path.startswith("/admin/")]
        assert [v.path for v in inside if not v.is_open and not is_refused(v)] == []


@pytest.mark.parametrize("role", ROLES)
def test_opening_pages_changes_nothing(scene, role):
    assert crawl(scene, role).changed == set()


@pytest.mark.parametrize("role", LEARNERS)
def test_a_learner_at_the_admins_door_is_told_so_and_does_not_go_in_circles(scene, role):
    response = scene.browser(role).get("/admin/", follow=True)
    assert response.status_code == 403 or not response.request["PATH_INFO"].startswith("/admin/")
    assert response.status_code in {200, 403}


@pytest.mark.parametrize("role", [CONSULTANCY, TRANSPARENCY_UNIT])
def test_who_writes_content_sees_no_person_in_the_admin(scene, role):
    visits = crawl(scene, role).visits.values()
    assert [v.path for v in visits if v.has_person and v.path.startswith("/admin/")] == []


def test_the_control_human_resources_does_see_the_person(scene):
    person = scene.browser(HUMAN_RESOURCES).get(f"/admin/personas/{scene.objects.owner.pk}/")
    assert visit("", "", person).has_person


@pytest.mark.parametrize("role", ROLES)
def test_acts_are_for_those_in_the_matrix(scene, role):
    browser = scene.browser(role)
    before = fingerprints()
    answers = {}
    for address in every_address():
        if address.name in POSTS:
            with transaction.atomic():
                path = address.path(scene.values)
                done = visit(address.name, path, browser.post(path))
                answers[address.name] = answer_of(done)
                if answers[address.name] in {SIGN_IN, 403, 404} or done.location == "/admin/":
                    assert changed_tables(before, fingerprints()) <= {"sessions.Session"}, path
                transaction.set_rollback(True)
    assert answers == {name: expected[role] for name, expected in POSTS.items()}


@pytest.mark.parametrize("role", [ANONYMOUS, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT])
def test_sending_forms_to_other_peoples_screens_changes_nothing(scene, role):
    browser = scene.browser(role)
    before = fingerprints()
    let_in = []
    for address in every_address():
        if not address.is_of_the_admin or _may_post(address, role):
            continue
        path = address.path(scene.values)
        sent = visit(address.name, path, browser.post(path, {"next": "/", "title": "x", "name": "x", "reason": "x"}))
        if not is_refused(sent):
            let_in.append(f"{sent.status} {address.name}")
    assert let_in == []
    assert changed_tables(before, fingerprints()) <= {"sessions.Session"}


def _may_post(address, role):
    if address.name in HARMLESS_TO_POST | FAILS_ON_PURPOSE | {"wagtailadmin_logout"}:
        return True
    if is_ours(address):
        return role in OUR_ADMIN[address.name] or (role in STAFF and address.name in POSTS)
    return address.screen in WAGTAILS_SCREENS[role]


#: Wagtail's dialogues that answer anybody in the admin and write nothing, or only what is one's own.
HARMLESS_TO_POST = (HARMLESS - {"wagtailadmin_pages:move_confirm"}) | {
    "wagtailadmin_login",
    "admin/login/",
    "wagtailadmin_block_preview",
    "wagtailadmin_pages:revisions_index",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release",
}


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, CONSULTANCY, TRANSPARENCY_UNIT, OWNER, ANONYMOUS])
def test_nobody_but_the_administration_makes_accounts(scene, role):
    password = "otra-larga-y-correcta"
    form = {"username": "intrusa", "password1": password, "password2": password, "is_superuser": "on"}
    own = scene.users.get(role)
    browser = scene.browser(role)
    browser.post("/admin/users/new/", form)
    if own:
        browser.post(f"/admin/users/edit/{own.pk}/", {"username": own.username, "is_superuser": "on"})
    assert not User.objects.filter(username="intrusa").exists()
    assert list(User.objects.filter(is_superuser=True)) == [scene.users[SUPERUSER]]


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, TRANSPARENCY_UNIT, COLLEAGUE, HEAD])
def test_only_authors_change_pages(scene, role):
    browser = scene.browser(role)
    lesson = scene.objects.lesson
    before = fingerprints()
    for act in ("edit", "delete", "unpublish", "copy", "lock", "privacy"):
        browser.post(f"/admin/pages/{lesson.pk}/{act}/", {"title": "Otro", "action-publish": "1"})
    assert changed_tables(before, fingerprints()) <= {"sessions.Session"}


def test_the_administration_is_in_every_row_of_our_screens_that_somebody_works_in():
    alone = {name for name, who in OUR_ADMIN.items() if who and ADMINISTRATION not in who and who != {SUPERUSER}}
    assert alone == set()
