"""«Comprobar mi respuesta»: told at once, and fixed from then on."""

import pytest
from django.utils import timezone

from evaluations import attempts, checking, review
from evaluations.models import Answer, AttemptQuestion
from tests.evaluations.factories import answer_all, question, right_answer, wrong_answer
from tests.evaluations.test_views import Scene

pytestmark = pytest.mark.django_db


def scene_with(client, *during, **fields):
    questions = fields.pop("questions", None) or [question("Q1", feedback="<p>POR-QUÉ</p>"), question("Q2")]
    return Scene(client, questions=questions, review_policy="custom", review_matrix={"during": list(during)}, **fields)


@pytest.fixture
def scene(client):
    return scene_with(client, "marks", "key", "feedback")


def check(scene, attempt, selected, position=1):
    return scene.client.post(scene.url("check", attempt, position), {"answer": selected})


def rows(attempt):
    return list(attempt.questions.select_related("version__key").order_by("position"))


def test_the_answer_is_saved_fixed_and_told(scene):
    attempt = scene.attempt()
    wrong = wrong_answer(rows(attempt)[0])
    assert "Comprobar mi respuesta" in scene.get("question", attempt, 1).content.decode()
    assert check(scene, attempt, wrong).url == scene.url("question", attempt, 1)
    page = scene.get("question", attempt, 1).content.decode()
    assert "Comprobó esta respuesta: ya no se puede cambiar." in page
    assert "Su respuesta, y no es correcta" in page
    assert "Respuesta correcta" in page
    assert "POR-QUÉ" in page
    assert 'type="radio"' not in page
    assert Answer.objects.get().selected == wrong


def test_it_cannot_be_changed_after_that(scene):
    attempt = scene.attempt()
    one = rows(attempt)[0]
    check(scene, attempt, wrong_answer(one))
    first = AttemptQuestion.objects.get(pk=one.pk).checked_at
    check(scene, attempt, right_answer(one))
    scene.send(attempt, 1, right_answer(one))
    assert scene.autosave(attempt, 1, right_answer(one), seq=99).status_code == 409
    assert Answer.objects.get().selected == wrong_answer(one)
    assert AttemptQuestion.objects.get(pk=one.pk).checked_at == first


def test_going_on_from_a_checked_question_says_nothing(scene):
    attempt = scene.attempt()
    check(scene, attempt, right_answer(rows(attempt)[0]))
    response = scene.client.post(scene.url("save", attempt, 1), {"go": "2"}, follow=True)
    page = response.content.decode()
    assert "<h1>Pregunta 2 de 2</h1>" in page
    assert "Ya comprobó esa respuesta" not in page


def test_other_questions_stay_open(scene):
    attempt = scene.attempt()
    check(scene, attempt, right_answer(rows(attempt)[0]))
    assert 'type="radio"' in scene.get("question", attempt, 2).content.decode()


def test_without_an_answer_there_is_nothing_to_check(scene):
    attempt = scene.attempt()
    response = scene.client.post(scene.url("check", attempt, 1), follow=True)
    assert "Primero conteste la pregunta" in response.content.decode()
    assert not AttemptQuestion.objects.exclude(checked_at=None).exists()


def test_what_the_table_does_not_show_is_not_told(client):
    scene = scene_with(client, "marks")
    attempt = scene.attempt()
    check(scene, attempt, wrong_answer(rows(attempt)[0]))
    page = scene.get("question", attempt, 1).content.decode()
    assert "Incorrecta" in page
    assert "Respuesta correcta" not in page
    assert "POR-QUÉ" not in page


def test_with_two_options_the_mark_waits_for_the_key(client):
    scene = scene_with(client, "marks", questions=[question("V", kind="true_false")])
    attempt = scene.attempt()
    check(scene, attempt, wrong_answer(rows(attempt)[0]))
    page = scene.get("question", attempt, 1).content.decode()
    assert "Comprobó esta respuesta" in page
    assert "Incorrecta" not in page


def test_where_nothing_is_shown_meanwhile_there_is_no_such_address(client):
    scene = Scene(client)
    attempt = scene.attempt()
    assert "Comprobar mi respuesta" not in scene.get("question", attempt, 1).content.decode()
    assert check(scene, attempt, right_answer(rows(attempt)[0])).status_code == 404
    assert not Answer.objects.exists()


def test_a_made_up_answer_is_refused(scene):
    attempt = scene.attempt()
    assert check(scene, attempt, ["inventada"]).status_code == 302
    assert not Answer.objects.exists()


def test_after_submitting_it_meets_the_page_that_leads_to_the_result(scene):
    attempt = scene.attempt()
    answer_all(attempt)
    attempts.submit(attempt=attempt)
    assert check(scene, attempt, right_answer(rows(attempt)[0])).status_code == 409


def test_somebody_else_finds_nothing_there(scene, client):
    from tests.factories import EmployeeFactory

    attempt = scene.attempt()
    client.force_login(EmployeeFactory().user)
    assert check(scene, attempt, right_answer(rows(attempt)[0])).status_code == 404


def test_the_mark_told_at_once_is_the_one_of_the_result(scene):
    attempt = scene.attempt()
    answer_all(attempt, right=True)
    told = review.review_during(attempt, attempt.questions.get(position=1))
    attempts.submit(attempt=attempt)
    assert told.fraction == Answer.objects.get(attempt_question__position=1).marks == 1


def test_a_check_of_an_attempt_that_is_not_there_is_no_check(scene):
    with pytest.raises(AttemptQuestion.DoesNotExist):
        checking.check_answer(
            attempts=type(scene.attempt()).objects.none(),
            uuid="7d6c0d0e-0000-4000-8000-000000000000",
            position=1,
            fields={"answer": ["x"]},
            at=timezone.now(),
        )


def test_the_page_of_a_checked_question_costs_little_more(scene, django_assert_max_num_queries):
    attempt = scene.attempt()
    check(scene, attempt, right_answer(rows(attempt)[0]))
    with django_assert_max_num_queries(8):
        scene.get("question", attempt, 1)
