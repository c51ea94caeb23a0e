"""What the page of a result says beyond score and answers."""

import pytest

from courses.models import Enrolment
from evaluations import attempts, bank
from evaluations.models import Attempt, KeyCorrection, Question, QuizBand, Regrade
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    question,
    right_answer,
    submitted_attempt,
    wrong_answer,
)
from tests.evaluations.test_views import Scene
from tests.factories import TrainingRequirementFactory, UserFactory, lessons_of

pytestmark = pytest.mark.django_db


def page_of(scene, attempt):
    return scene.get("result", attempt).content.decode()


def test_the_message_of_the_score_is_shown_with_its_lesson(client):
    scene = Scene(client)
    lesson = lessons_of(scene.course)[0]
    for score, words in ((0, "MUY-BAJO"), (30, "A-MEDIAS"), (90, "MUY-BIEN")):
        QuizBand.objects.create(quiz=scene.quiz, from_score=score, message=f"<p>{words}</p>", lesson=lesson)
    attempt = attempt_at(scene.quiz, scene.enrolment)
    answer_all(attempt, count=1)
    page = page_of(scene, attempts.submit(attempt=attempt))
    assert "A-MEDIAS" in page
    assert lesson.url in page
    assert "MUY-BAJO" not in page
    assert "MUY-BIEN" not in page


def test_each_requirement_says_how_far_it_is(client):
    titles = {"A": "Transparencia", "B": "Ética"}
    questions = [question(code) for code in titles]
    for one in questions:
        one.requirements.add(TrainingRequirementFactory(title=titles[one.code]))
    scene = Scene(client, questions=questions, mastery_mark=80)
    attempt = attempt_at(scene.quiz, scene.enrolment)
    first, second = attempt.questions.select_related("version__key").order_by("position")
    answer(attempt, 1, wrong_answer(first))
    answer(attempt, 2, right_answer(second))
    page = page_of(scene, attempts.submit(attempt=attempt))
    missing, passed = page.index("Transparencia"), page.index("Ética")
    assert "0, mínimo 80" in page[missing:passed]
    assert "Falta aprobar" in page[missing:passed]
    assert "100, mínimo 80" in page[passed:]
    assert page.count("Falta aprobar") == 1


def test_a_partly_right_answer_says_what_it_got(client):
    body = bank.choice_body([("Una", True, ""), ("Otra", True, ""), ("No", False, "")], credit="fractions")
    scene = Scene(client, questions=[question("M", kind="multiple", body=body)], pass_mark=60)
    attempt = attempt_at(scene.quiz, scene.enrolment)
    answer(attempt, 1, right_answer(attempt.questions.get())[:1])
    page = page_of(scene, attempts.submit(attempt=attempt))
    assert "Obtuvo 0.5 de 1." in page
    assert "Correcta en parte" in page


class TestWaitingForMarks:
    @pytest.fixture
    def page(self, client):
        body = {"guidance": "<p>GUÍA-SECRETA</p>"}
        self.scene = Scene(client, questions=[question("S"), question("E", kind="essay", body=body)])
        attempt = attempt_at(self.scene.quiz, self.scene.enrolment)
        answer(attempt, 1, right_answer(attempt.questions.select_related("version__key").get(position=1)))
        answer(attempt, 2, {"answer": ["Mi texto."]})
        self.attempt = attempts.submit(attempt=attempt)
        return page_of(self.scene, self.attempt)

    def test_it_says_how_many_answers_a_person_has_to_mark(self, page):
        assert "Falta que una persona califique 1 respuesta" in page
        assert "<h1>Sus respuestas están enviadas</h1>" in page

    def test_no_score_and_no_guidance_is_shown(self, page):
        assert "de 100" not in page
        assert "GUÍA-SECRETA" not in page

    def test_each_question_says_its_own_state(self, page):
        first, second = page.index('id="p1"'), page.index('id="p2"')
        assert "Correcta" in page[first:second]
        assert "Por calificar" in page[second:]
        assert "Por calificar" not in page[first:second]


def test_a_voided_question_is_named(client):
    scene = Scene(client)
    attempt = submitted_attempt(scene.quiz, scene.enrolment)
    row = attempt.questions.select_related("version__question").get(position=2)
    regrade = Regrade.objects.create(question=row.version.question, kind="void", reason="x", made_by=UserFactory())
    KeyCorrection.objects.create(regrade=regrade, version=row.version, correct=None)
    page = page_of(scene, attempt)
    assert "La pregunta 2 se anuló para todas las personas: no cuenta." in page
    assert "Acertó 2 de 2 preguntas." in page


def test_a_lesson_to_reread_is_opened_at_its_block(client):
    scene = Scene(client)
    lesson = lessons_of(scene.course)[0]
    Question.objects.update(lesson=lesson, lesson_paragraph=3)
    page = page_of(scene, submitted_attempt(scene.quiz, scene.enrolment, right=False))
    assert f'href="{lesson.url}#b3"' in page


def test_where_the_average_counts_the_page_says_what_it_is(client):
    scene = Scene(client, grading_method="average")
    submitted_attempt(scene.quiz, scene.enrolment, right=False)
    page = page_of(scene, submitted_attempt(scene.quiz, scene.enrolment))
    assert "Lo que cuenta para usted en este cuestionario es 50." in page
    assert "Bien hecho" not in page
    assert "Respuesta correcta" not in page


def test_the_key_is_withheld_while_another_attempt_is_under_way(client):
    scene = Scene(client, max_attempts=2)
    failed = submitted_attempt(scene.quiz, scene.enrolment, right=False)
    attempt_at(scene.quiz, scene.enrolment)
    assert "Respuesta correcta" not in page_of(scene, failed)


def test_the_wait_before_the_next_attempt_is_told(client):
    scene = Scene(client, wait_minutes=60)
    page = page_of(scene, submitted_attempt(scene.quiz, scene.enrolment, right=False))
    assert "Puede volver a presentarlo a partir del" in page


def test_what_was_carried_over_is_told(client):
    questions = [question("A"), question("B")]
    for one in questions:
        one.requirements.add(TrainingRequirementFactory())
    scene = Scene(client, questions=questions, mastery_mark=80)
    attempt = attempt_at(scene.quiz, scene.enrolment)
    first, second = attempt.questions.select_related("version__key").order_by("position")
    answer(attempt, 1, wrong_answer(first))
    answer(attempt, 2, right_answer(second))
    attempts.submit(attempt=attempt)
    again = attempt_at(scene.quiz, scene.enrolment)
    assert "<h1>Pregunta 1 de 1</h1>" in scene.get("question", again, 1).content.decode()
    assert scene.get("question", again, 2).status_code == 404
    answer_all(again, count=1)
    page = page_of(scene, attempts.submit(attempt=again))
    assert "La contestó en un intento anterior; aquí también cuenta." in page
    assert "Acertó 2 de 2 preguntas." in page
    assert "Aprobó el cuestionario" in page


def test_nothing_is_said_of_a_key_that_is_never_shown(client):
    scene = Scene(client, review_policy="answers")
    page = page_of(scene, submitted_attempt(scene.quiz, scene.enrolment, right=False))
    assert "Las respuestas correctas se muestran" not in page


def test_a_quiz_that_closed_shows_what_it_shows_in_the_end(client):
    scene = Scene(client)
    attempt = submitted_attempt(scene.quiz, scene.enrolment, right=False)
    assert "Respuesta correcta" not in page_of(scene, attempt)
    scene.quiz.closes_at = attempt.submitted_at
    scene.quiz.save_revision().publish()
    page = page_of(scene, attempt)
    assert "Respuesta correcta" in page
    assert "El cuestionario ya cerró." in page
    assert Enrolment.objects.get().is_open
    assert Attempt.objects.get().score == 0
