import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission

from courses.models import LessonPage
from people.roles import CONSULTANCY
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultant(client):
    group = Group.objects.get(name=CONSULTANCY)
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=factories.home_page(), permission=permission)
    client.force_login(factories.employee_with_role(CONSULTANCY))
    return client


def form_of(page, **changes):
    """The fields that the page editor posts for a lesson whose body is one text block."""
    return {
        "title": page.title,
        "slug": page.slug,
        "objective": page.objective,
        "why": "",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "rich_text",
        "body-0-id": "",
        "body-0-value": '{"blocks":[{"key":"a","text":"Texto nuevo de la lección.","type":"unstyled","depth":0,'
        '"inlineStyleRanges":[],"entityRanges":[],"data":{}}],"entityMap":{}}',
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "seo_title": "",
        "search_description": "",
        **changes,
    }


def test_the_consultant_previews_an_unsaved_change_as_a_learner_sees_it(consultant):
    course = factories.course_page(lessons=1)
    (lesson,) = factories.lessons_of(course)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    assert consultant.post(address, form_of(lesson)).json()["is_valid"]
    page = consultant.get(address)
    assert page.status_code == 200
    assert "Texto nuevo de la lección." in page.content.decode()
    assert "Texto nuevo" not in str(LessonPage.objects.get().body)


def test_a_new_lesson_is_previewed_before_it_is_stored(consultant):
    course = factories.course_page(lessons=1)
    module = factories.lessons_of(course)[0].get_parent()
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", module.pk])
    new = LessonPage(title="Otra lección", slug="otra-leccion")
    assert consultant.post(address, form_of(new)).json()["is_valid"]
    assert "Texto nuevo de la lección." in consultant.get(address).content.decode()


def test_publishing_an_edit_is_live_at_once_and_recounts_the_minutes(consultant):
    course = factories.course_page(lessons=1)
    (lesson,) = factories.lessons_of(course)
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    response = consultant.post(address, form_of(lesson, **{"action-publish": "1"}))
    assert response.status_code == 302
    assert "Texto nuevo de la lección." in str(LessonPage.objects.get().body)
