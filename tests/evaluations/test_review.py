import pytest

from evaluations import attempts, review
from evaluations.models import QuizPage
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    question,
    submitted_attempt,
)

pytestmark = pytest.mark.django_db

Policy = QuizPage.ReviewPolicy


@pytest.fixture
def scene():
    """A quiz with one question of each type: a function of the policy that gives (quiz, enrolment)."""

    def make(policy, **fields):
        questions = [
            question("S", feedback="POR-S", reference="LGTAIP, art. 1"),
            question("M", kind="multiple", feedback="POR-M"),
            question("V", kind="true_false", feedback="POR-V"),
        ]
        course, quiz = course_with_quiz(questions=questions, review_policy=policy, **fields)
        return quiz, learner(course)[1]

    return make


def reviewed(attempt, *, may_repeat):
    return review.review(attempt, may_repeat=may_repeat)


def test_only_the_result_shows_no_answer(scene):
    found = reviewed(submitted_attempt(*scene(Policy.RESULT)), may_repeat=False)
    assert found.questions == []
    assert found.correct == 3


def test_answers_without_key_tell_right_or_wrong_but_nothing_of_the_key(scene):
    found = reviewed(submitted_attempt(*scene(Policy.ANSWERS), right=False), may_repeat=False)
    single, multiple, true_false = found.questions
    assert (single.is_correct, multiple.is_correct) == (False, False)
    assert true_false.is_correct is None
    for one in found.questions:
        assert (one.feedback, one.reference) == ("", "")
        assert {option.is_correct for option in one.options} == {None}
        assert {option.feedback for option in one.options} == {""}


@pytest.mark.parametrize(
    ("right", "may_repeat", "shows_key"),
    [(False, True, False), (False, False, True), (True, True, True), (True, False, True)],
)
def test_the_key_waits_for_passing_or_the_last_attempt(scene, right, may_repeat, shows_key):
    found = reviewed(submitted_attempt(*scene(Policy.KEY_WHEN_DONE), right=right), may_repeat=may_repeat)
    assert found.allowed.key is shows_key
    assert [one.feedback for one in found.questions] == (["POR-S", "POR-M", "POR-V"] if shows_key else ["", "", ""])


def test_everything_shows_the_key_after_each_attempt(scene):
    found = reviewed(submitted_attempt(*scene(Policy.EVERYTHING), right=False), may_repeat=True)
    single = found.questions[0]
    assert [option.text for option in single.options if option.is_correct] == ["Sí, ésta"]
    assert single.reference == "LGTAIP, art. 1"
    assert [option.feedback for option in single.options if option.is_chosen] == ["nota-S"]
    assert [option.feedback for option in single.options if not option.is_chosen] == ["", ""]


def test_the_policy_of_an_attempt_is_the_one_told_before_it(scene):
    quiz, enrolment = scene(Policy.RESULT)
    attempt = submitted_attempt(quiz, enrolment)
    quiz.review_policy = Policy.EVERYTHING
    quiz.save_revision().publish()
    attempt.refresh_from_db()
    assert not reviewed(attempt, may_repeat=False).allowed.key


def test_a_blank_question_is_shown_as_unanswered(scene):
    quiz, enrolment = scene(Policy.EVERYTHING)
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt, count=1)
    found = reviewed(attempts.submit(attempt=attempt), may_repeat=True)
    assert [one.is_answered for one in found.questions] == [True, False, False]
    assert found.correct == 1


def test_the_key_is_not_even_read_while_the_policy_withholds_it(scene, django_assert_num_queries):
    attempt = submitted_attempt(*scene(Policy.KEY_WHEN_DONE), right=False)
    with django_assert_num_queries(1) as queries:
        reviewed(attempt, may_repeat=True)
    assert "answerkey" not in queries.captured_queries[0]["sql"]


def test_another_attempt_can_use_the_key_only_while_one_is_left(scene):
    attempt = submitted_attempt(*scene(Policy.KEY_WHEN_DONE, max_attempts=2), right=False)
    assert review.may_repeat(attempt, submitted=1, has_passed=False)
    assert not review.may_repeat(attempt, submitted=2, has_passed=False)
    assert not review.may_repeat(attempt, submitted=1, has_passed=True)


def test_every_policy_is_told_before_starting():
    told = {policy: review.told_before(QuizPage(review_policy=policy)) for policy in Policy}
    assert len(set(told.values())) == len(Policy)
    assert "último intento" not in review.told_before(QuizPage(review_policy=Policy.KEY_WHEN_DONE, max_attempts=0))


def test_feedback_of_an_option_that_was_not_chosen_stays_away(scene):
    quiz, enrolment = scene(Policy.EVERYTHING)
    attempt = attempt_at(quiz, enrolment)
    first = attempt.questions.get(position=1)
    answer(attempt, 1, first.option_order[:1])
    single = reviewed(attempts.submit(attempt=attempt), may_repeat=True).questions[0]
    assert sum(bool(option.feedback) for option in single.options) == 1
