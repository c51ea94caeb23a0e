"""What the pages of an attempt cost: pinned queries, bounded bytes."""

import json

import pytest
from django.urls import reverse

from evaluations.models import AttemptQuestion
from tests.evaluations import bodies
from tests.evaluations.factories import answer, attempt_at, course_with_quiz, learner, marked_questions, question

pytestmark = pytest.mark.django_db
#: With a session, the person, the attempt, its questions with their answers, and the site's identity.
QUESTION_PAGE = 5
#: A session, the person, the transaction's beginning and end, the question under lock, the answer.
SAVE = 6
KILOBYTES = 15


@pytest.fixture
def signed_in(client):
    def sign_in(attempt):
        client.force_login(attempt.enrolment.employee.user)
        return client

    return sign_in


def address(name, attempt, *args):
    return reverse(f"evaluations:{name}", args=[attempt.uuid, *args])


@pytest.fixture
def of_all_types():
    """An attempt at a quiz with a question of each type, timed."""
    course, quiz = course_with_quiz(questions=marked_questions("clave"), time_limit=60)
    return attempt_at(quiz, learner(course)[1])


def test_a_question_of_any_type_costs_the_same_queries(of_all_types, signed_in, django_assert_num_queries):
    client = signed_in(of_all_types)
    client.get(address("question", of_all_types, 1))
    for place in range(1, len(bodies.KINDS) + 1):
        with django_assert_num_queries(QUESTION_PAGE):
            assert client.get(address("question", of_all_types, place)).status_code == 200


def test_an_answer_of_any_type_is_saved_in_six_queries_the_first_time_and_again(
    of_all_types, signed_in, django_assert_num_queries
):
    client = signed_in(of_all_types)
    for one in of_all_types.questions.select_related("version__key").order_by("position"):
        fields = bodies.right_fields(one.version.kind, asked=one.asked, key=one.version.key.as_key())
        for seq in (1, 2):
            body = json.dumps({"fields": fields, "seq": seq})
            with django_assert_num_queries(SAVE):
                response = client.post(
                    address("save", of_all_types, one.position), body, content_type="application/json"
                )
            assert response.json()["is_answered"], one.version.kind


def test_a_page_of_choices_in_a_quiz_of_ten_is_small(client):
    options = [
        f"{'*' * (place == 2)}La opción número {place}, que dice algo más de unas palabras" for place in range(4)
    ]
    stem = "<p>Una persona pide por escrito el padrón de un programa social y dice para qué lo quiere.</p>" * 2
    questions = [question(f"Q{place}", options=options, stem=f"{stem}<p>¿Qué sigue?</p>") for place in range(10)]
    course, quiz = course_with_quiz(questions=questions, time_limit=60)
    attempt = attempt_at(quiz, learner(course)[1])
    client.force_login(attempt.enrolment.employee.user)
    for one in AttemptQuestion.objects.filter(attempt=attempt):
        answer(attempt, one.position, one.option_order[:1])
    sizes = [len(client.get(address("question", attempt, place)).content) for place in (1, 5, 10)]
    assert max(sizes) <= KILOBYTES * 1024, sizes
