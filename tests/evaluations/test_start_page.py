"""The page of a quiz tells every rule before one begins, and why one cannot begin."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from evaluations import access_codes, attempts
from evaluations.models import Accommodation, Attempt, Question, RemedialLesson
from people.api import HUMAN_RESOURCES, TRANSPARENCY_UNIT
from tests.evaluations.factories import answer, question, right_answer, submitted_attempt
from tests.evaluations.test_views import Scene
from tests.factories import TrainingRequirementFactory, UserFactory, employee_with_role, lessons_of

pytestmark = pytest.mark.django_db

CODE = "Canario-91"


def page_of(scene):
    return scene.client.get(scene.quiz.url).content.decode()


def begin(scene, **data):
    return scene.client.post(reverse("evaluations:start", args=[scene.quiz.pk]), data)


class TestRules:
    def test_all_of_them_are_told(self, client):
        now = timezone.now()
        scene = Scene(
            client,
            time_limit=45,
            grace_seconds=20,
            opens_at=now - dt.timedelta(days=1),
            closes_at=now + dt.timedelta(days=1),
            wait_minutes=90,
            daily_attempts=2,
            mastery_mark=70,
            grading_method="last",
            access_code=CODE,
        )
        page = page_of(scene)
        for words in (
            "80 de 100",
            "por lo menos 70 en cada requisito de capacitación",
            "Le quedan 3 de 3",
            "Cuenta el último.",
            "Espere 1\N{NO-BREAK SPACE}h 30\N{NO-BREAK SPACE}min después de enviar.",
            "2 intentos por día como máximo.",
            "45\N{NO-BREAK SPACE}min desde el momento en que comience",
            "hasta 20 segundos tarde por mala conexión todavía se guarda",
            "<dt>Abre</dt>",
            "<dt>Cierra</dt>",
            "En una sala supervisada",
            "<dt>Al enviar</dt>",
            "Cuando apruebe, use su último intento o el cuestionario haya cerrado",
        ):
            assert words in page, words
        assert "Se adaptó para usted" not in page

    def test_what_was_adapted_for_the_person_is_told_to_them(self, client):
        now = timezone.now()
        scene = Scene(client, time_limit=40, closes_at=now + dt.timedelta(hours=2))
        Accommodation.objects.create(
            employee=scene.employee,
            extra_percent=50,
            extra_attempts=1,
            closes_at=now + dt.timedelta(days=9),
            reason="MOTIVO-SECRETO",
            granted_by=UserFactory(),
        )
        page = page_of(scene)
        assert "1\N{NO-BREAK SPACE}h desde el momento en que comience" in page
        assert "Le quedan 4 de 4" in page
        assert page.count("Se adaptó para usted") == 3
        assert "MOTIVO-SECRETO" not in page

    def test_a_closing_date_that_cuts_the_time_is_told(self, client):
        closes_at = timezone.now() + dt.timedelta(minutes=10)
        scene = Scene(client, time_limit=40, closes_at=closes_at)
        ends = timezone.localtime(closes_at).strftime("%H:%M")
        assert f"Si comienza ahora, su intento termina a las {ends}" in page_of(scene)

    def test_what_cannot_happen_is_not_told(self, client):
        page = page_of(Scene(client))
        for words in (
            "<dt>Abre</dt>",
            "<dt>Cierra</dt>",
            "Entre intentos",
            "sala supervisada",
            "tarde por mala conexión",
        ):
            assert words not in page, words


class TestWhyNot:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"opens_at": timezone.now() + dt.timedelta(days=1)}, "Este cuestionario abre el"),
            ({"closes_at": timezone.now() - dt.timedelta(days=1)}, "Este cuestionario ya cerró"),
        ],
    )
    def test_dates_are_told_instead_of_a_button(self, client, fields, words):
        page = page_of(Scene(client, **fields))
        assert words in page
        assert "Comenzar" not in page

    @pytest.mark.parametrize("fields", [{"wait_minutes": 60}, {"daily_attempts": 1}])
    def test_the_pace_is_told_with_the_moment(self, client, fields):
        scene = Scene(client, **fields)
        submitted_attempt(scene.quiz, scene.enrolment, right=False)
        page = page_of(scene)
        assert "Puede volver a presentarlo a partir del" in page
        assert "Repetir el cuestionario" not in page

    def test_an_attempt_that_waits_for_marks_is_told(self, client):
        scene = Scene(client)
        submitted_attempt(scene.quiz, scene.enrolment, right=False)
        Attempt.objects.update(state="awaiting", score=None, passed=None)
        page = page_of(scene)
        assert "Su último intento todavía se está calificando" in page
        assert "Enviado, por calificar" in page

    def test_an_attempt_whose_time_is_over_is_closed_on_the_way(self, client):
        scene = Scene(client, time_limit=10)
        attempt = attempts.start(enrolment=scene.enrolment, quiz=scene.quiz, at=timezone.now() - dt.timedelta(hours=1))
        page = page_of(scene)
        assert "Continuar mi intento" not in page
        attempt.refresh_from_db()
        assert attempt.closing == "deadline"

    def test_an_attempt_that_the_office_closed_says_why(self, client):
        scene = Scene(client)
        scene.attempt()
        Attempt.objects.update(
            state="cancelled", closing="staff", closed_by=UserFactory(), closing_reason="Se fue la luz"
        )
        page = page_of(scene)
        assert "Lo cerró la oficina de capacitación: Se fue la luz" in page
        assert "Comenzar" in page


class TestAccessCode:
    @pytest.fixture
    def scene(self, client):
        return Scene(client, access_code=CODE)

    def test_the_right_one_begins(self, scene):
        assert begin(scene, code=" canario-91 ").status_code == 302
        assert Attempt.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "words"), [("otra", "Ésa no es la clave de acceso"), ("", "Escriba la clave de acceso.")]
    )
    def test_a_wrong_one_is_told_beside_its_field(self, scene, typed, words):
        response = begin(scene, code=typed)
        page = response.content.decode()
        assert response.status_code == 200
        assert 'id="id_code_error"' in page
        assert words in page
        assert 'aria-invalid="true"' in page
        assert "<title>Error:" in page
        assert not Attempt.objects.exists()

    def test_after_ten_wrong_ones_even_the_right_one_has_to_wait(self, scene):
        for number in range(access_codes.TRIES):
            begin(scene, code=f"clave {number}")
        assert "Demasiadas claves equivocadas" in begin(scene, code=CODE).content.decode()
        assert not Attempt.objects.exists()

    def test_after_ten_minutes_it_may_be_tried_again(self, scene):
        whose = {"employee_id": scene.employee.pk, "quiz_id": scene.quiz.pk}
        past = timezone.now() - access_codes.WINDOW - dt.timedelta(seconds=1)
        for _ in range(access_codes.TRIES):
            access_codes.take_a_try(**whose, at=past)
        with pytest.raises(access_codes.TooManyTries):
            access_codes.take_a_try(**whose, at=past)
        assert begin(scene, code=CODE).status_code == 302

    def test_tries_are_counted_for_each_person_and_quiz(self, scene):
        for _ in range(access_codes.TRIES):
            access_codes.take_a_try(employee_id=scene.employee.pk + 1, quiz_id=scene.quiz.pk)
            access_codes.take_a_try(employee_id=scene.employee.pk, quiz_id=scene.quiz.pk + 1)
        assert begin(scene, code=CODE).status_code == 302
        assert CODE not in str(cache.__dict__)

    def test_going_on_with_an_open_attempt_asks_for_none(self, scene):
        begin(scene, code=CODE)
        assert begin(scene).status_code == 302
        assert Attempt.objects.count() == 1

    def test_no_page_tells_it_to_those_who_do_not_write_quizzes(self, scene):
        quiz = scene.quiz
        addresses = (
            quiz.url,
            f"/admin/pages/{quiz.pk}/edit/",
            f"/admin/pages/{quiz.pk}/edit/preview/",
            f"/admin/pages/{quiz.pk}/view_draft/",
            f"/admin/pages/{quiz.pk}/history/",
            f"/admin/pages/{quiz.pk}/revisions/{quiz.latest_revision_id}/view/",
            f"/admin/pages/{quiz.pk}/revisions/compare/earliest...latest/",
            f"/admin/api/main/pages/{quiz.pk}/?fields=*",
            "/admin/api/main/pages/?fields=*",
            f"/admin/pages/search/?q={CODE[:5]}",
        )
        browsers = [scene.client]
        for role in (HUMAN_RESOURCES, TRANSPARENCY_UNIT):
            browser = type(scene.client)()
            browser.force_login(employee_with_role(role))
            browsers.append(browser)
        for browser in browsers:
            for address in addresses:
                assert CODE.lower() not in browser.get(address).content.decode().replace(f"q={CODE}", "").lower(), (
                    address
                )

    def test_its_author_sees_the_page_as_learners_do(self, scene, client):
        client.force_login(UserFactory(is_superuser=True, is_staff=True))
        for address in (scene.quiz.url, f"/admin/pages/{scene.quiz.pk}/view_draft/"):
            assert CODE not in client.get(address).content.decode()
        assert CODE not in client.get("/admin/api/main/pages/?fields=*").content.decode()
        assert CODE in client.get(f"/admin/pages/{scene.quiz.pk}/edit/").content.decode()


class TestLessonsToOpen:
    @pytest.fixture
    def scene(self, client):
        one = question("A")
        one.requirements.add(TrainingRequirementFactory())
        scene = Scene(client, questions=[one], mastery_mark=80)
        Question.objects.update(lesson=lessons_of(scene.course)[0], lesson_paragraph=1)
        self.failed = submitted_attempt(scene.quiz, scene.enrolment, right=False)
        return scene

    def url(self):
        return reverse("evaluations:open_lesson", args=[self.failed.uuid, RemedialLesson.objects.get().page_id])

    def test_each_is_opened_by_a_button_that_leads_to_the_block(self, scene):
        page = page_of(scene)
        assert f'action="{self.url()}"' in page
        assert "Repetir el cuestionario" not in page
        response = scene.client.post(self.url())
        assert response.url == f"{lessons_of(scene.course)[0].url}#b1"
        assert 'id="b1"' in scene.client.get(response.url).content.decode()
        assert "Repetir el cuestionario" in page_of(scene)
        assert begin(scene).status_code == 302
        assert Attempt.objects.count() == 2

    def test_only_a_part_is_repeated_where_another_one_is_mastered(self, client):
        questions = [question("A"), question("B")]
        for one in questions:
            one.requirements.add(TrainingRequirementFactory())
        scene = Scene(client, questions=questions, mastery_mark=80)
        attempt = scene.attempt()
        answer(attempt, 1, right_answer(attempt.questions.get(position=1)))
        attempts.submit(attempt=attempt)
        page = page_of(scene)
        assert "Repetir la parte que falta" in page
        assert "las respuestas de lo demás cuentan de nuevo" in page

    def test_beginning_without_them_is_refused_in_words(self, scene):
        response = scene.client.post(reverse("evaluations:start", args=[scene.quiz.pk]), follow=True)
        assert "abra las lecciones de la parte que le falta" in response.content.decode()
        assert Attempt.objects.count() == 1

    def test_looking_at_the_address_opens_nothing(self, scene):
        assert scene.client.get(self.url()).status_code == 405
        assert RemedialLesson.objects.get().opened_at is None

    def test_somebody_else_finds_nothing_there(self, scene, client):
        from tests.factories import EmployeeFactory

        client.force_login(EmployeeFactory().user)
        assert client.post(self.url()).status_code == 404
        assert RemedialLesson.objects.get().opened_at is None


class TestCost:
    def test_with_all_rules_it_costs_the_same_for_many_attempts(self, client, django_assert_max_num_queries):
        now = timezone.now()
        scene = Scene(
            client,
            max_attempts=0,
            mastery_mark=80,
            time_limit=9,
            closes_at=now + dt.timedelta(days=1),
            access_code=CODE,
        )
        for _ in range(4):
            attempt = attempts.start(enrolment=scene.enrolment, quiz=scene.quiz, access_code=CODE)
            attempts.submit(attempt=attempt)
        with django_assert_max_num_queries(13):
            scene.client.get(scene.quiz.url)
