"""What the learner's pages ask of the database: pinned, the same for a hundred people and attempts as for one."""

import pytest

from tests.evaluations.factories import answer_all, learner, question, submitted_attempt
from tests.evaluations.test_views import Scene, options

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client):
    return Scene(client)


class TestCost:
    @pytest.fixture
    def crowd(self, scene):
        for _ in range(4):
            submitted_attempt(scene.quiz, learner(scene.course)[1])
        for _ in range(2):
            submitted_attempt(scene.quiz, scene.enrolment, right=False)
        return scene

    def test_the_start_page(self, crowd, django_assert_max_num_queries):
        # Most of them are Wagtail finding the page, level by level.
        with django_assert_max_num_queries(QUERIES["start"]):
            crowd.client.get(crowd.quiz.url)

    def test_a_question(self, crowd, django_assert_num_queries):
        attempt = crowd.attempt()
        with django_assert_num_queries(QUERIES["question"]):
            crowd.get("question", attempt, 1)

    def test_saving_an_answer(self, crowd, django_assert_num_queries):
        attempt = crowd.attempt()
        chosen = options(attempt)[:1]
        crowd.autosave(attempt, 1, chosen, seq=1)
        with django_assert_num_queries(QUERIES["save"]):
            crowd.autosave(attempt, 1, chosen, seq=2)

    def test_the_review(self, crowd, django_assert_num_queries):
        attempt = crowd.attempt()
        with django_assert_num_queries(QUERIES["review"]):
            crowd.get("review", attempt)

    def test_the_result(self, crowd, django_assert_num_queries):
        attempt = crowd.attempt()
        answer_all(attempt)
        crowd.client.post(crowd.url("submit", attempt))
        with django_assert_num_queries(QUERIES["result"]):
            crowd.get("result", attempt)

    @pytest.mark.parametrize("count", [5, 40])
    def test_submitting_costs_the_same_however_many_questions_there_are(self, client, count, django_assert_num_queries):
        scene = Scene(client, questions=[question(f"Q{number}") for number in range(count)])
        attempt = scene.attempt()
        answer_all(attempt)
        for number in range(30):
            question(f"Aparte{number}")
        # It is passed, so the step of the course is completed too.
        with django_assert_num_queries(QUERIES["submit and pass"]):
            scene.client.post(scene.url("submit", attempt))


QUERIES = {"start": 12, "question": 5, "save": 6, "review": 5, "result": 12, "submit": 15, "submit and pass": 26}
