"""The key never leaves before the policy allows: a marker stands in every key and feedback, and every page is read."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from evaluations import attempts, question_types  # noqa: F401 -- registers the types
from evaluations.models import AttemptQuestion, QuizPage
from evaluations.plugins import question_types as registry
from people.api import CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from tests.evaluations.bodies import KINDS
from tests.evaluations.factories import (
    CHOICES,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    marked_questions,
    submitted_attempt,
)
from tests.factories import EmployeeFactory, UserFactory, employee_with_role, index_everything, revise

pytestmark = pytest.mark.django_db

MARKER = "CANARIO-7f3a9c"
#: What is typed into search boxes: a page may say it back, the whole marker it may not.
SOUGHT = "CANARIO"
NOT_YET = [QuizPage.ReviewPolicy.RESULT, QuizPage.ReviewPolicy.ANSWERS, QuizPage.ReviewPolicy.KEY_WHEN_DONE]


@pytest.fixture(params=NOT_YET)
def scene(request):
    course, quiz = course_with_quiz(questions=marked_questions(MARKER), review_policy=request.param)
    quiz = revise(quiz)
    index_everything()
    employee, enrolment = learner(course)
    return course, quiz, employee, enrolment


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def assert_silent(response):
    body = response.content.decode() if not response.streaming else b"".join(response.streaming_content).decode()
    assert MARKER not in body, response.request["PATH_INFO"]
    assert MARKER not in str(response.headers)


def test_every_registered_type_has_its_canary():
    assert {kind.name for kind in registry} == set(KINDS)


def test_no_page_of_a_learner_shows_it_before_the_policy_allows(scene):
    course, quiz, employee, enrolment = scene
    browser = signed_in(employee.user)
    failed = submitted_attempt(quiz, enrolment, right=False)
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt, count=1)
    uuid = attempt.uuid
    for address in (
        quiz.url,
        course.url,
        quiz.get_parent().url,
        reverse("courses:my_classroom"),
        *(reverse("evaluations:question", args=[uuid, place]) for place in range(1, len(KINDS) + 1)),
        reverse("evaluations:review", args=[uuid]),
        reverse("evaluations:result", args=[failed.uuid]),
        "/cursos/",
        "/",
        "/sitemap.xml",
    ):
        assert_silent(browser.get(address, follow=True))
    for one in attempt.questions.all():
        for selected in (one.option_order[:1], one.option_order[-1:], ["inventada"], None):
            assert_silent(
                browser.post(
                    reverse("evaluations:save", args=[uuid, one.position]),
                    json.dumps({"selected": selected, "seq": 9}),
                    content_type="application/json",
                )
            )
    assert_silent(browser.post(reverse("evaluations:save", args=[uuid, 1]), {"answer": "x"}, follow=True))
    assert_silent(browser.post(reverse("evaluations:start", args=[quiz.pk]), follow=True))


def test_right_and_wrong_options_differ_in_nothing_but_text_and_id(scene):
    _course, quiz, employee, enrolment = scene
    attempt = attempt_at(quiz, enrolment)
    browser = signed_in(employee.user)
    choices = AttemptQuestion.objects.filter(attempt=attempt, version__kind__in=CHOICES).select_related("version")
    for one in choices:
        page = browser.get(reverse("evaluations:question", args=[attempt.uuid, one.position])).content.decode()
        rows = [line for line in page.splitlines() if 'name="answer"' in line]
        texts = {option["id"]: option["html"] for option in one.version.options}
        masked = {row.replace(pk, "ID").replace(texts[pk], "TEXTO") for row in rows for pk in texts if pk in row}
        assert len(rows) == len(texts)
        assert len(masked) == 1


@pytest.mark.parametrize("kind", ["matching", "ordering"])
def test_each_list_to_choose_from_offers_the_same(scene, kind):
    _course, quiz, employee, enrolment = scene
    one = attempt_at(quiz, enrolment).questions.get(version__kind=kind)
    address = reverse("evaluations:question", args=[one.attempt.uuid, one.position])
    page = signed_in(employee.user).get(address).content.decode()
    offered = re.findall(r"<select[^>]*>(.*?)</select>", page, re.DOTALL)
    assert len(offered) > 2
    assert len(set(offered)) == 1


@pytest.mark.parametrize("who", ["visitor", "colleague", HUMAN_RESOURCES, TRANSPARENCY_UNIT, LIAISON])
def test_nobody_without_the_bank_sees_it(who):
    course, quiz = course_with_quiz(questions=marked_questions(MARKER))
    enrolment = learner(course)[1]
    attempt = submitted_attempt(quiz, enrolment)
    one = quiz.questions.first().question
    browser = {
        "visitor": Client,
        "colleague": lambda: signed_in(EmployeeFactory().user),
    }.get(who, lambda: signed_in(employee_with_role(who)))()
    for address in (
        quiz.url,
        reverse("evaluations:result", args=[attempt.uuid]),
        "/admin/reactivos/",
        f"/admin/reactivos/edit/{one.pk}/",
        f"/admin/reactivos/history/{one.pk}/",
        f"/admin/reactivos/usage/{one.pk}/",
        f"/admin/reactivos/preview/{one.pk}/",
        f"/admin/pages/{quiz.pk}/edit/",
        f"/admin/pages/{quiz.pk}/view_draft/",
        "/admin/snippets/choose/evaluations/question/",
        "/admin/api/main/pages/?fields=*",
        f"/admin/api/main/pages/{quiz.pk}/?fields=*",
        f"/admin/pages/search/?q={SOUGHT}",
    ):
        assert_silent(browser.get(address))


def test_even_an_administrator_finds_it_only_where_questions_are_written():
    quiz = revise(course_with_quiz(questions=marked_questions(MARKER))[1])
    index_everything()
    one = quiz.questions.first().question
    browser = signed_in(UserFactory(is_superuser=True, is_staff=True))
    assert MARKER in browser.get(f"/admin/reactivos/edit/{one.pk}/").content.decode()
    for address in (
        "/admin/reactivos/",
        f"/admin/reactivos/?q={SOUGHT}",
        f"/admin/reactivos/history/{one.pk}/",
        f"/admin/reactivos/usage/{one.pk}/",
        f"/admin/reactivos/preview/{one.pk}/",
        f"/admin/pages/{quiz.pk}/edit/",
        f"/admin/pages/{quiz.pk}/view_draft/",
        f"/admin/pages/{quiz.pk}/history/",
        f"/admin/snippets/choose/evaluations/question/?q={SOUGHT}",
        "/admin/api/main/pages/?fields=*",
        f"/admin/api/main/pages/{quiz.pk}/?fields=*",
        f"/admin/pages/search/?q={SOUGHT}",
        "/admin/reports/site-history/",
    ):
        assert_silent(browser.get(address, follow=True))


def test_the_preview_of_the_authors_form_shows_the_question_without_its_key():
    one = marked_questions(MARKER)[0]
    browser = signed_in(employee_with_role(CONSULTANCY))
    address = f"/admin/reactivos/preview/{one.pk}/"
    stored = browser.post(address, form_of(one))
    assert stored.json() == {"is_valid": True, "is_available": True}
    page = browser.get(f"{address}?mode=")
    assert "Sí, ésta" in page.content.decode()
    assert_silent(page)


def form_of(one):
    return {
        "kind": "single",
        "stem": rich("¿Qué?"),
        "options-options-0-text": "Sí, ésta",
        "options-options-0-is_correct": "on",
        "options-options-0-feedback": f"{MARKER}-nota",
        "options-options-1-text": "No",
        "feedback": rich(f"{MARKER}-por"),
        "code": one.code,
        "category": one.category_id,
        "state": "current",
        "difficulty": "easy",
        "reference": "",
        "lesson": "",
        "lesson_paragraph": "",
        "aspects": "",
        "tags": "",
    }


def rich(text):
    return json.dumps({"blocks": [{"key": "a", "text": text, "type": "unstyled"}], "entityMap": {}})


def test_neither_the_page_nor_its_revisions_nor_the_search_index_hold_it():
    from django.apps import apps

    quiz = revise(course_with_quiz(questions=marked_questions(MARKER))[1])
    index_everything()
    kept = {"AnswerKey"}
    held = [
        model._meta.label
        for model in apps.get_models()
        if model.__name__ not in kept and model._meta.managed and not model._meta.proxy
        for row in model._default_manager.values_list()
        if MARKER in str(row) and model.__name__ != "Question"
    ]
    assert held == []
    assert MARKER not in str(Page.objects.get(pk=quiz.pk).specific.to_json())


def test_the_key_is_shown_once_the_policy_allows():
    """The control: the marker does appear, so the other tests can fail."""
    course, quiz = course_with_quiz(questions=marked_questions(MARKER))
    employee, enrolment = learner(course)
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt)
    attempts.submit(attempt=attempt)
    page = signed_in(employee.user).get(reverse("evaluations:result", args=[attempt.uuid])).content.decode()
    assert page.count(f"{MARKER}-por-") == len(KINDS)
    assert f"{MARKER}-ref" in page
