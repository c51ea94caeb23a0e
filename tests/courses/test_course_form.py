import pytest
from wagtail.test.utils.form_data import rich_text

from courses.models import CoursePage, LessonPage
from tests import factories
from tests.evaluations.factories import course_with_quiz

pytestmark = pytest.mark.django_db


def errors_of(course, page):
    """What the author's form says about the diagnostic quiz `page`."""
    data = {"title": course.title, "description": rich_text(""), "objectives": rich_text(""), "diagnostic": page.pk}
    form_class = CoursePage.get_edit_handler().get_form_class()
    form = form_class(data, instance=course, for_user=None, parent_page=course.get_parent())
    form.is_valid()
    return form.errors.get("diagnostic", [])


def test_a_published_quiz_of_the_course_is_taken():
    course, quiz = course_with_quiz()
    assert errors_of(course, quiz) == []


def test_a_lesson_and_a_quiz_of_another_course_are_refused():
    course, _quiz = course_with_quiz()
    _other, foreign = course_with_quiz(course_fields={"title": "Otro curso"})
    lesson = LessonPage.objects.descendant_of(course).first()
    for page in (lesson, foreign):
        assert errors_of(course, page) == ["Elija un cuestionario de este curso."]


def test_a_quiz_that_is_not_published_is_refused():
    course, quiz = course_with_quiz()
    quiz.unpublish()
    assert errors_of(course, factories.Page.objects.get(pk=quiz.pk)) == [
        "Publique antes este cuestionario: nadie podría presentarlo."
    ]
