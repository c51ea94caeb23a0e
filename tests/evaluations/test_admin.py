import json

import pytest
from django.urls import reverse

from evaluations import bank
from evaluations.models import Attempt, Question, QuestionVersion, QuizPage
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES
from tests.evaluations.factories import (
    attempt_at,
    category,
    course_with_quiz,
    learner,
    module_of,
    question,
    quiz_page,
)
from tests.evaluations.form_fields import fields_of
from tests.factories import UserFactory, course_page, employee_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultant(client):
    client.force_login(employee_with_role(CONSULTANCY))
    return client


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def rich(text):
    return json.dumps({"blocks": [{"key": "a", "text": text, "type": "unstyled"}], "entityMap": {}})


def form(**changes):
    return {
        "kind": "single",
        "stem": rich("¿Cuál es el plazo?"),
        "options-options-0-text": "Veinte días",
        "options-options-0-is_correct": "on",
        "options-options-0-feedback": "Es el ordinario.",
        "options-options-1-text": "Treinta días",
        "feedback": rich("Lo dice la ley."),
        "code": "",
        "category": category().pk,
        "state": "draft",
        "difficulty": "medium",
        "reference": "LGTAIP 2025, art. 134",
        "lesson": "",
        "lesson_paragraph": "",
        "aspects": "",
        "tags": "",
        **changes,
    }


class TestWriting:
    def test_a_question_is_written_on_one_page(self, consultant):
        response = consultant.post("/admin/reactivos/add/", form())
        assert response.url == "/admin/reactivos/"
        one = Question.objects.get()
        assert (one.code, one.state, one.author) == ("R-0001", "draft", consultant_user(consultant))
        wording = bank.wording_of(one)
        assert wording.stem == "<p>¿Cuál es el plazo?</p>"
        assert wording.feedback == "<p>Lo dice la ley.</p>"
        assert [(o["text"], o["is_correct"], o["feedback"]) for o in wording.body["options"]] == [
            ("Veinte días", True, "Es el ordinario."),
            ("Treinta días", False, ""),
        ]

    def test_the_next_of_a_series_keeps_the_filing(self, consultant):
        lesson = course_page(lessons=1).get_descendants().last()
        response = consultant.post("/admin/reactivos/add/", form(lesson=lesson.pk, **{"action-save-and-new": "1"}))
        page = consultant.get(response.url).content.decode()
        assert response.url.startswith("/admin/reactivos/add/?")
        assert f'<option value="{category().pk}" selected>' in page
        assert lesson.title in page
        assert 'value="LGTAIP 2025, art. 134"' in page

    def test_nonsense_in_the_address_is_no_error(self, consultant):
        assert consultant.get("/admin/reactivos/add/?category=x&lesson=y&state=z").status_code == 200

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"stem": rich("")}, "Escriba la pregunta."),
            ({"options-options-1-text": ""}, "Escriba al menos dos opciones."),
            ({"options-options-1-is_correct": "on"}, "Marque exactamente una opción como correcta."),
            ({"options-options-1-text": "Veinte días"}, "Dos opciones dicen lo mismo."),
            (
                {"options-options-2-text": "", "options-options-2-is_correct": "on", "kind": "multiple"},
                "Hay una opción sin texto.",
            ),
        ],
    )
    def test_what_is_missing_is_said_and_what_was_typed_stays(self, consultant, change, sentence):
        response = consultant.post("/admin/reactivos/add/", form(**change))
        page = response.content.decode()
        assert response.status_code == 200
        assert sentence in page
        assert 'value="Veinte días"' in page
        assert "Lo dice la ley." in page
        assert not Question.objects.exists()

    def test_an_edit_makes_a_new_version_and_attempts_keep_theirs(self, consultant):
        course, quiz = course_with_quiz(questions=[question("M1-Q01")])
        attempt = attempt_at(quiz, learner(course)[1])
        one = Question.objects.get()
        consultant.post(f"/admin/reactivos/edit/{one.pk}/", form(code="M1-Q01", state="current"))
        one.refresh_from_db()
        assert one.current.number == 2
        assert attempt.questions.get().version.number == 1

    def test_an_edit_of_the_filing_alone_makes_no_version(self, consultant):
        consultant.post("/admin/reactivos/add/", form())
        one = Question.objects.get()
        consultant.post(f"/admin/reactivos/edit/{one.pk}/", form(code=one.code, state="current", difficulty="hard"))
        one.refresh_from_db()
        assert (one.state, one.difficulty) == ("current", "hard")
        assert QuestionVersion.objects.count() == 1

    def test_the_form_shows_what_is_stored(self, consultant):
        one = question("M1-Q01", feedback="Porque sí.")
        page = consultant.get(f"/admin/reactivos/edit/{one.pk}/").content.decode()
        assert 'value="Sí, ésta"' in page
        assert 'name="options-options-0-is_correct" id="id_options-options-0-is_correct" checked' in page
        assert 'name="options-options-1-is_correct" id="id_options-options-1-is_correct" checked' not in page
        assert "Porque sí." in page


def consultant_user(client):
    return UserFactory._meta.model.objects.get(pk=client.session["_auth_user_id"])


class TestTheList:
    def test_it_is_searched_without_accents(self, consultant):
        question("A", stem="<p>¿Qué OBLIGACIÓN hay?</p>")
        question("B", stem="<p>Otra cosa</p>")
        page = consultant.get("/admin/reactivos/?q=obligacion").content.decode()
        assert "A · ¿Qué OBLIGACIÓN hay?" in page
        assert "B · Otra cosa" not in page

    def test_it_is_filtered_by_category_with_those_inside_state_and_difficulty(self, consultant):
        top = category("Arriba")
        question("A", category=category("Dentro", parent=top), difficulty="hard")
        question("B", category=category("Aparte"), difficulty="hard")
        question("C", category=top, state="draft", difficulty="hard")
        question("D", category=top, difficulty="easy")
        address = f"/admin/reactivos/?category={top.pk}&state=current&difficulty=hard"
        page = consultant.get(address).content.decode()
        shown = [code for code in "ABCD" if f"{code} · ¿Qué dice" in page]
        assert shown == ["A"]

    def test_it_does_not_ask_more_of_the_database_when_the_bank_grows(self, consultant, django_assert_max_num_queries):
        for number in range(30):
            question(f"Q{number:02}")
        consultant.get("/admin/reactivos/")
        with django_assert_max_num_queries(25):
            consultant.get("/admin/reactivos/")

    def test_the_chooser_offers_what_is_not_retired(self, consultant):
        question("A")
        question("B", state="draft")
        question("C", state="retired")
        page = consultant.get("/admin/snippets/choose/evaluations/question/results/?q=dice").content.decode()
        assert [code for code in "ABC" if f"{code} · " in page] == ["A", "B"]


class TestWhoMayWrite:
    @pytest.mark.parametrize(("role", "may"), [(CONSULTANCY, True), (ADMINISTRATION, True), (HUMAN_RESOURCES, False)])
    def test_the_bank_is_for_the_consultancy_and_the_administration(self, client, role, may):
        one = question("A")
        client.force_login(employee_with_role(role))
        for address in (
            "/admin/reactivos/",
            "/admin/reactivos/add/",
            f"/admin/reactivos/edit/{one.pk}/",
            "/admin/reactivos/categorias/",
            "/admin/snippets/choose/evaluations/question/",
        ):
            assert (client.get(address).status_code == 200) is may, address

    def test_no_screen_lists_attempts(self):
        from wagtail.snippets.models import get_snippet_models

        assert Attempt not in get_snippet_models()


class TestKeeping:
    def test_a_question_in_use_is_not_deleted(self, consultant):
        course_with_quiz(questions=[question("M1-Q01")])
        one = Question.objects.get()
        response = consultant.post(f"/admin/reactivos/delete/{one.pk}/", follow=True)
        assert "Están en uso y no se borran: M1-Q01" in response.content.decode()
        assert Question.objects.exists()

    def test_a_draft_that_nobody_used_can_go(self, consultant):
        one = question("M1-Q01", state="draft")
        consultant.post(f"/admin/reactivos/delete/{one.pk}/")
        assert not Question.objects.exists()

    def test_a_quiz_that_was_taken_is_not_deleted_nor_is_its_course(self, administrator):
        course, quiz = course_with_quiz()
        attempt_at(quiz, learner(course)[1])
        for page in (quiz, quiz.get_parent()):
            response = administrator.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
            assert "sus resultados se conservan" in response.content.decode()
        assert QuizPage.objects.filter(pk=quiz.pk).exists()


class TestPublishingAQuiz:
    def form_of(self, client, quiz, questions, draws=(), **extra):
        data = {
            **fields_of(client.get(reverse("wagtailadmin_pages:edit", args=[quiz.pk])).content.decode()),
            "questions-TOTAL_FORMS": len(questions),
            "draws-TOTAL_FORMS": len(draws),
            **extra,
        }
        for place, one in enumerate(questions):
            data |= {f"questions-{place}-question": one.pk, f"questions-{place}-ORDER": place + 1}
            data |= {f"questions-{place}-id": "", f"questions-{place}-DELETE": "", f"questions-{place}-points": "1"}
        for place, (kind, count) in enumerate(draws):
            data |= {
                f"draws-{place}-category": kind.pk,
                f"draws-{place}-count": count,
                f"draws-{place}-ORDER": place + 1,
            }
            data |= {f"draws-{place}-id": "", f"draws-{place}-DELETE": "", f"draws-{place}-points": "1"}
        return data

    @pytest.fixture
    def quiz(self):
        page = quiz_page(module_of(course_page(lessons=1)), questions=[])
        page.unpublish()
        return page

    def publish(self, client, quiz, *args, **kwargs):
        address = reverse("wagtailadmin_pages:edit", args=[quiz.pk])
        data = self.form_of(client, quiz, *args, **kwargs)
        return client.post(address, data | {"action-publish": "1"}, follow=True).content.decode()

    def test_a_complete_one_is_published(self, administrator, quiz):
        self.publish(administrator, quiz, [question("A"), question("B")])
        quiz.refresh_from_db()
        assert quiz.live
        assert quiz.questions.count() == 2

    def test_missing_questions_are_counted(self, administrator, quiz):
        question("A", category=category("Plazos"))
        page = self.publish(administrator, quiz, [], [(category("Plazos"), 4)])
        assert "Faltan 3 reactivos de la categoría «Plazos»: el sorteo pide 4 y hay 1." in page
        quiz.refresh_from_db()
        assert not quiz.live

    def test_questions_that_are_not_in_force_are_named(self, administrator, quiz):
        page = self.publish(administrator, quiz, [question("A"), question("B", state="draft")])
        assert "1 reactivo no está vigente: B." in page

    def test_a_repeated_question_is_named(self, administrator, quiz):
        one = question("A")
        assert "Hay reactivos repetidos: A." in self.publish(administrator, quiz, [one, one])

    def test_an_empty_quiz_is_not_published(self, administrator, quiz):
        assert "El cuestionario aún no tiene reactivos." in self.publish(administrator, quiz, [])

    def test_a_draft_may_be_incomplete(self, administrator, quiz):
        address = reverse("wagtailadmin_pages:edit", args=[quiz.pk])
        response = administrator.post(address, self.form_of(administrator, quiz, [question("B", state="draft")]))
        assert response.status_code == 302


def test_a_quiz_stands_in_a_module_or_at_the_end_of_a_course():
    course = course_page(lessons=1)
    assert QuizPage.can_create_at(module_of(course))
    assert QuizPage.can_create_at(course)
    assert not QuizPage.can_create_at(course.get_parent().specific)
