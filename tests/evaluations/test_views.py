import copy
import json
import re
import uuid as uuids

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Enrolment
from evaluations.models import Answer, Attempt, Question
from evaluations.unsent import SESSION_KEY
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    question,
    submitted_attempt,
)
from tests.factories import PASSWORD, EmployeeFactory, UserFactory, lessons_of

pytestmark = pytest.mark.django_db


def course_and_learner(**quiz_fields):
    course, quiz = course_with_quiz(**quiz_fields)
    return course, quiz, *learner(course)


class Scene:
    """A quiz in the browser of somebody who may take it; `built` is what `course_and_learner` made, if it did."""

    def __init__(self, client, *, built=None, **quiz_fields):
        self.course, self.quiz, self.employee, self.enrolment = built or course_and_learner(**quiz_fields)
        self.client = client
        client.force_login(self.employee.user)

    def attempt(self):
        return attempt_at(self.quiz, self.enrolment)

    def url(self, name, attempt, *args):
        return reverse(f"evaluations:{name}", args=[attempt.uuid, *args])

    def get(self, name, attempt, *args, **kwargs):
        return self.client.get(self.url(name, attempt, *args), **kwargs)

    def autosave(self, attempt, position, selected, seq=1, client=None, **kwargs):
        return (client or self.client).post(
            self.url("save", attempt, position),
            json.dumps({"selected": selected, "seq": seq}),
            content_type="application/json",
            **kwargs,
        )

    def send(self, attempt, position, selected, go="2", client=None):
        data = {"answer": selected, "go": go}
        return (client or self.client).post(self.url("save", attempt, position), data)


@pytest.fixture(scope="module", autouse=True)
def built_quiz(built_once):
    return built_once(course_and_learner)


@pytest.fixture
def scene(client, built_quiz, db):
    return Scene(client, built=copy.deepcopy(built_quiz))


def options(attempt, position=1):
    return attempt.questions.get(position=position).option_order


class TestStartPage:
    def test_the_rules_are_told_before_starting(self, scene):
        page = scene.client.get(scene.quiz.url).content.decode()
        assert "3 preguntas" in page
        assert "80 de 100" in page
        assert "Le quedan 3 de 3" in page
        assert "<dt>Cuando apruebe o use su último intento</dt>" in page
        assert "Una pregunta sin contestar cuenta como incorrecta" in page

    def test_starting_opens_the_first_question(self, scene):
        response = scene.client.post(reverse("evaluations:start", args=[scene.quiz.pk]), follow=True)
        assert response.redirect_chain[-1][0].endswith("/1/")
        assert "<h1>Pregunta 1 de 3</h1>" in response.content.decode()

    def test_a_second_press_goes_on_with_the_same_attempt(self, scene):
        start = reverse("evaluations:start", args=[scene.quiz.pk])
        first, second = scene.client.post(start), scene.client.post(start)
        assert first.url == second.url
        assert Attempt.objects.count() == 1

    def test_nothing_begins_by_opening_a_page(self, scene):
        scene.client.get(scene.quiz.url)
        assert scene.client.get(reverse("evaluations:start", args=[scene.quiz.pk])).status_code == 405
        assert not Attempt.objects.exists()

    def test_an_open_attempt_is_offered_again(self, scene):
        attempt = scene.attempt()
        page = scene.client.get(scene.quiz.url).content.decode()
        assert "Continuar mi intento" in page
        assert scene.url("attempt", attempt) in page

    def test_somebody_who_is_not_enrolled_is_sent_to_the_course(self, client, scene):
        client.force_login(EmployeeFactory().user)
        response = client.get(scene.quiz.url)
        assert response.url.rstrip("/").endswith(scene.course.slug)
        response = client.post(reverse("evaluations:start", args=[scene.quiz.pk]))
        assert response.status_code == 302
        assert not Attempt.objects.exists()

    def test_without_attempts_left_the_way_on_is_said(self, scene):
        for _ in range(3):
            submitted_attempt(scene.quiz, scene.enrolment, right=False)
        page = scene.client.get(scene.quiz.url).content.decode()
        assert "Ya usó todos sus intentos" in page
        assert "Comenzar" not in page

    def test_a_quiz_that_lost_its_questions_says_so_to_the_learner(self, scene):
        Question.objects.update(state="retired")
        response = scene.client.post(reverse("evaluations:start", args=[scene.quiz.pk]), follow=True)
        assert "Este cuestionario aún no está listo" in response.content.decode()

    def test_lessons_come_first_in_a_course_step_by_step(self, client):
        scene = Scene(client, course_fields={"is_sequential": True})
        assert "Aún no se abre" in scene.client.get(scene.quiz.url).content.decode()
        response = scene.client.post(reverse("evaluations:start", args=[scene.quiz.pk]), follow=True)
        assert "se abre al terminar las lecciones anteriores" in response.content.decode()


class TestQuestionPage:
    def test_one_question_in_a_group_with_its_legend(self, scene):
        page = scene.get("question", scene.attempt(), 1).content.decode()
        assert "<title>Pregunta 1 de 3 ·" in page
        assert page.count("<legend>") == 1
        assert page.count('type="radio"') == 3
        assert not re.search(r"<input[^>]* checked", page)

    def test_the_stored_answer_is_there_again(self, scene):
        attempt = scene.attempt()
        chosen = options(attempt)[1]
        scene.send(attempt, 1, [chosen])
        page = scene.get("question", attempt, 1).content.decode()
        assert re.search(rf'value="{chosen}" checked', page)
        assert "Guardado a las" in page

    def test_the_navigator_says_by_word_what_is_answered(self, scene):
        attempt = scene.attempt()
        scene.send(attempt, 1, options(attempt)[:1])
        page = scene.get("question", attempt, 2).content.decode()
        words = re.findall(r"data-word>, ([^<]+)<", page)
        assert words == ["contestada", "sin contestar", "sin contestar"]

    def test_the_address_of_the_attempt_leads_to_the_first_question_without_answer(self, scene):
        attempt = scene.attempt()
        scene.send(attempt, 1, options(attempt)[:1])
        assert scene.get("attempt", attempt).url == scene.url("question", attempt, 2)
        answer_all(attempt)
        assert scene.get("attempt", attempt).url == scene.url("review", attempt)

    def test_a_long_stem_is_context_and_its_last_paragraph_the_legend(self, client):
        one = question("L", stem="<p>Un caso.</p><ul><li>Dato</li></ul><p>¿Qué sigue?</p>")
        scene = Scene(client, questions=[one])
        page = scene.get("question", scene.attempt(), 1).content.decode()
        assert "<legend>¿Qué sigue?</legend>" in page
        assert '<div class="prose" id="contexto"><p>Un caso.</p><ul><li>Dato</li></ul></div>' in page

    def test_texts_of_options_are_escaped(self, client):
        scene = Scene(client, questions=[question("X", options=["*<script>alert(1)</script>", "a & b"])])
        page = scene.get("question", scene.attempt(), 1).content.decode()
        assert "<script>alert(1)" not in page
        assert "a &amp; b" in page

    def test_pages_of_an_attempt_are_not_kept_by_the_browser(self, scene):
        assert "no-store" in scene.get("question", scene.attempt(), 1)["Cache-Control"]

    def test_a_question_that_does_not_exist_is_not_found(self, scene):
        assert scene.get("question", scene.attempt(), 4).status_code == 404


class TestSaving:
    def test_a_form_saves_and_goes_where_its_button_says(self, scene):
        attempt = scene.attempt()
        chosen = options(attempt)[:1]
        assert scene.send(attempt, 1, chosen, go="2").url == scene.url("question", attempt, 2)
        assert scene.send(attempt, 3, options(attempt, 3)[:1], go="2").url == scene.url("question", attempt, 2)
        assert scene.send(attempt, 3, [], go="review").url == scene.url("review", attempt)
        assert scene.send(attempt, 1, chosen, go="99").url == scene.url("review", attempt)
        assert Answer.objects.get(attempt_question__position=1).selected == chosen

    def test_the_script_gets_time_and_number_back_and_nothing_else(self, scene):
        attempt = scene.attempt()
        chosen = options(attempt)[:1]
        response = scene.autosave(attempt, 1, chosen, seq=3)
        assert response.status_code == 200
        body = response.json()
        assert re.fullmatch(r"\d\d:\d\d", body.pop("at"))
        assert body == {"seq": 3, "stale": False, "fields": {"answer": chosen}, "is_answered": True}

    def test_a_late_autosave_is_told_what_is_stored(self, scene):
        attempt = scene.attempt()
        newer, older = options(attempt)[:2]
        scene.autosave(attempt, 1, [newer], seq=5)
        body = scene.autosave(attempt, 1, [older], seq=4).json()
        assert (body["stale"], body["seq"], body["fields"]) == (True, 5, {"answer": [newer]})

    @pytest.mark.parametrize(
        "body",
        [
            "no es json",
            "[]",
            "{}",
            '{"selected": [], "seq": 0}',
            '{"selected": [], "seq": "1"}',
            '{"selected": [], "seq": true}',
            '{"selected": ["inventada"], "seq": 1}',
            '{"selected": null, "seq": 1}',
            '{"selected": ["' + "x" * 5000 + '"], "seq": 1}',
        ],
    )
    def test_nonsense_is_refused_and_changes_nothing(self, scene, body):
        response = scene.client.post(scene.url("save", scene.attempt(), 1), body, content_type="application/json")
        assert response.status_code == 400
        assert response.json() == {"error": "invalid"}
        assert not Answer.objects.exists()

    def test_a_made_up_option_in_a_form_is_refused_in_words(self, scene):
        attempt = scene.attempt()
        response = scene.send(attempt, 1, ["inventada"])
        assert response.url == scene.url("question", attempt, 1)
        assert "no corresponde a esta pregunta" in scene.client.get(response.url).content.decode()

    def test_after_submitting_a_form_meets_a_page_that_leads_to_the_result(self, scene):
        attempt = submitted_attempt(scene.quiz, scene.enrolment, right=False)
        response = scene.send(attempt, 1, options(attempt)[:1])
        page = response.content.decode()
        assert response.status_code == 409
        assert "Este intento ya se envió" in page
        assert scene.url("result", attempt) in page

    def test_after_submitting_the_script_is_told_where_the_result_is(self, scene):
        attempt = submitted_attempt(scene.quiz, scene.enrolment, right=False)
        response = scene.autosave(attempt, 1, options(attempt)[:1], seq=99)
        assert response.status_code == 409
        assert response.json() == {"error": "already_submitted", "result": scene.url("result", attempt)}


class TestExpiredSession:
    def test_the_script_is_told_where_to_sign_in(self, scene):
        attempt = scene.attempt()
        response = scene.autosave(attempt, 2, options(attempt, 2)[:1], client=Client())
        assert response.status_code == 401
        assert response.json()["login"] == f"/cuenta/entrar/?next={scene.url('question', attempt, 2)}"

    def test_an_answer_sent_without_script_survives_the_sign_in(self, scene):
        attempt = scene.attempt()
        chosen = options(attempt, 2)[:1]
        browser = Client()
        response = scene.send(attempt, 2, chosen, go="3", client=browser)
        assert response.url == f"/cuenta/entrar/?next={scene.url('question', attempt, 2)}"
        assert "la respuesta que acaba de enviar se conserva" in browser.get(response.url).content.decode()
        assert not Answer.objects.exists()
        signed_in = browser.post(
            response.url,
            {"login": scene.employee.user.username, "password": PASSWORD, "next": scene.url("question", attempt, 2)},
            follow=True,
        )
        assert signed_in.redirect_chain[-1][0] == scene.url("question", attempt, 2)
        assert "La respuesta a la pregunta 2 que envió antes de entrar ya está guardada" in signed_in.content.decode()
        assert Answer.objects.get(attempt_question__position=2).selected == chosen
        assert SESSION_KEY not in browser.session

    def test_an_answer_given_elsewhere_since_then_is_not_overwritten(self, scene):
        attempt = scene.attempt()
        old, new = options(attempt, 1)[:2]
        browser = Client()
        scene.send(attempt, 1, [old], client=browser)
        answer(attempt, 1, [new])
        browser.post(
            "/cuenta/entrar/",
            {"login": scene.employee.user.username, "password": PASSWORD, "next": scene.url("question", attempt, 1)},
            follow=True,
        )
        assert Answer.objects.get().selected == [new]

    def test_somebody_else_who_signs_in_there_stores_nothing(self, scene):
        attempt = scene.attempt()
        other = EmployeeFactory()
        browser = Client()
        scene.send(attempt, 1, options(attempt)[:1], client=browser)
        browser.post("/cuenta/entrar/", {"login": other.user.username, "password": PASSWORD})
        assert browser.get(scene.url("question", attempt, 1)).status_code == 404
        assert not Answer.objects.exists()

    @pytest.mark.parametrize("name", ["attempt", "review", "result"])
    def test_pages_ask_to_sign_in_and_come_back(self, scene, name):
        address = scene.url(name, scene.attempt())
        assert Client().get(address).url == f"/cuenta/entrar/?next={address}"

    def test_submitting_signed_out_comes_back_to_the_review(self, scene):
        attempt = scene.attempt()
        response = Client().post(scene.url("submit", attempt))
        assert response.url == f"/cuenta/entrar/?next={scene.url('review', attempt)}"
        attempt.refresh_from_db()
        assert attempt.is_open


class TestReviewAndSubmit:
    def test_what_is_unanswered_is_named_with_links(self, scene):
        attempt = scene.attempt()
        answer_all(attempt, count=1)
        page = scene.get("review", attempt).content.decode()
        notice = page[page.index("Sin contestar:") : page.index("cuenta como incorrecta")]
        assert scene.url("question", attempt, 2) in notice
        assert scene.url("question", attempt, 3) in notice
        assert scene.url("question", attempt, 1) not in notice

    def test_opening_the_address_submits_nothing(self, scene):
        attempt = scene.attempt()
        assert scene.get("submit", attempt).url == scene.url("review", attempt)
        attempt.refresh_from_db()
        assert attempt.is_open

    def test_submitting_twice_shows_the_same_result(self, scene):
        attempt = scene.attempt()
        answer_all(attempt)
        pages = [scene.client.post(scene.url("submit", attempt), follow=True).content.decode() for _ in range(2)]
        first, second = (re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages)
        assert first == second
        assert "Aprobó el cuestionario" in first

    def test_going_back_after_submitting_leads_to_the_result(self, scene):
        attempt = submitted_attempt(scene.quiz, scene.enrolment, right=False)
        for name, args in (("question", [1]), ("review", []), ("attempt", [])):
            response = scene.get(name, attempt, *args)
            assert response.url == scene.url("result", attempt)
        assert "Este intento ya se envió" in scene.client.get(response.url).content.decode()

    def test_there_is_no_result_before_submitting(self, scene):
        attempt = scene.attempt()
        assert scene.get("result", attempt).url == scene.url("review", attempt)


class TestResult:
    def test_a_failed_attempt_says_how_many_are_left_and_what_to_read(self, client):
        scene = Scene(client)
        lesson = lessons_of(scene.course)[0]
        Question.objects.update(lesson=lesson)
        attempt = submitted_attempt(scene.quiz, scene.enrolment, right=False)
        page = scene.get("result", attempt).content.decode()
        assert "Aún no aprueba" in page
        assert "Acertó 0 de 3 preguntas." in page
        assert "Le quedan 2 intentos" in page
        assert page.count(lesson.title) == 1
        assert scene.quiz.url in page

    def test_the_last_step_leads_to_the_constancia(self, scene):
        scene.client.post(reverse("courses:complete_lesson", args=[lessons_of(scene.course)[0].pk]))
        attempt = submitted_attempt(scene.quiz, scene.enrolment)
        page = scene.get("result", attempt).content.decode()
        assert "Ver mi constancia" in page
        assert reverse("courses:my_classroom") in page
        assert not Enrolment.objects.get().is_open

    def test_a_passed_quiz_leads_to_what_is_still_open(self, scene):
        attempt = submitted_attempt(scene.quiz, scene.enrolment)
        page = scene.get("result", attempt).content.decode()
        assert "Continuar: Lección 1.1" in page

    def test_my_classroom_leads_back_to_a_quiz_left_half_way(self, scene):
        attempt = scene.attempt()
        page = scene.client.get(reverse("courses:my_classroom")).content.decode()
        assert "Mis cuestionarios" in page
        assert scene.url("attempt", attempt) in page


class TestWhoseAttempt:
    @pytest.mark.parametrize("who", ["colleague", "account without employee", "administrator"])
    def test_an_attempt_exists_only_for_its_person(self, scene, client, who):
        attempt = scene.attempt()
        finished = submitted_attempt(*_another_quiz(scene))
        user = {
            "colleague": lambda: EmployeeFactory().user,
            "account without employee": UserFactory,
            "administrator": lambda: UserFactory(is_superuser=True),
        }[who]()
        client.force_login(user)
        before = list(Attempt.objects.order_by("pk").values())
        answers = [
            *(scene.get(name, attempt) for name in ("attempt", "review")),
            scene.get("question", attempt, 1),
            scene.get("result", finished),
            client.post(scene.url("submit", attempt)),
            scene.send(attempt, 1, options(attempt)[:1]),
            scene.autosave(attempt, 1, options(attempt)[:1]),
        ]
        assert [response.status_code for response in answers] == [404] * 7
        assert list(Attempt.objects.order_by("pk").values()) == before
        assert not Answer.objects.filter(attempt_question__attempt=attempt).exists()

    def test_an_attempt_that_never_was_is_not_found(self, scene):
        assert scene.client.get(reverse("evaluations:result", args=[uuids.uuid4()])).status_code == 404


def _another_quiz(scene):
    course, quiz = course_with_quiz(questions=[question("otra")], title="Otro")
    return quiz, Enrolment.objects.create(employee=scene.employee, course=course)
