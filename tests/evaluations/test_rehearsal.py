import datetime as dt
from random import Random

import pytest
from django.utils import timezone

from courses.models import StepProgress
from evaluations.attempts import recompute
from evaluations.models import Attempt
from evaluations.plugins import question_types
from evaluations.rehearsal import rehearse, rehearse_leaving, right_answer, wrong_answer
from tests.evaluations import bodies
from tests.evaluations.factories import course_with_quiz, learner, question

pytestmark = pytest.mark.django_db

BEFORE = timezone.now() - dt.timedelta(days=30)
GRADED_AT_ONCE = [kind for kind in bodies.KINDS if kind != "essay"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("passes", [True, False])
def test_a_rehearsed_attempt_ends_as_told_and_its_score_recomputes(passes, seed):
    course, quiz = course_with_quiz()
    _employee, enrolment = learner(course)
    attempt = rehearse(enrolment=enrolment, quiz=quiz, passes=passes, at=BEFORE, chance=Random(seed))
    assert (attempt.passed, attempt.submitted_at) == (passes, BEFORE)
    assert recompute(attempt).score == attempt.score
    assert StepProgress.objects.filter(step=quiz.pk, completed_at=BEFORE).exists() is passes


@pytest.mark.parametrize("kind", GRADED_AT_ONCE)
def test_each_type_can_be_answered_right_and_wrong_and_the_answer_is_one_that_a_form_could_send(kind):
    asked, key = bodies.split_body(kind, bodies.body_of(kind))
    a_type = question_types.get(kind)
    right = right_answer(a_type, asked=asked, correct=key.correct)
    wrong = wrong_answer(a_type, asked=asked, correct=key.correct, chance=Random(1))
    assert a_type.fraction(right, asked=asked, correct=key.correct) == 1
    assert a_type.fraction(wrong, asked=asked, correct=key.correct) == 0
    for answer in (right, wrong):
        assert not a_type.is_blank(answer)
        assert a_type.read(a_type.fields(answer), asked=asked) == answer


def test_options_with_weights_are_answered_by_what_they_earn():
    body = {"options": [{"text": "Todo", "weight": "100"}, {"text": "Algo", "weight": "50"}, {"text": "Nada"}]}
    a_type = question_types.get("single")
    asked, key = bodies.split_body("single", a_type.canonical({**body, "credit": "weights"}))
    right = right_answer(a_type, asked=asked, correct=key.correct)
    wrong = wrong_answer(a_type, asked=asked, correct=key.correct, chance=Random(1))
    assert [a_type.fraction(one, asked=asked, correct=key.correct) for one in (right, wrong)] == [1, 0]


def test_the_same_chance_misses_the_same_questions_however_they_were_shuffled():
    questions = [question(f"Q{number}") for number in range(8)]
    course, quiz = course_with_quiz(questions=questions, shuffle_questions=True)

    def missed():
        _employee, enrolment = learner(course)
        attempt = rehearse(enrolment=enrolment, quiz=quiz, passes=False, at=BEFORE, chance=Random(3))
        return set(attempt.questions.filter(answer__is_correct=False).values_list("version", flat=True))

    assert missed() == missed()


def test_an_essay_is_handed_in_and_waits_to_be_marked():
    course, quiz = course_with_quiz(questions=[question("E", kind="essay", body=bodies.body_of("essay"))])
    _employee, enrolment = learner(course)
    attempt = rehearse(
        enrolment=enrolment, quiz=quiz, passes=True, at=BEFORE, chance=Random(1), written="Sí se entrega la lista."
    )
    assert attempt.state == Attempt.State.AWAITING
    assert attempt.questions.get().selected == {"text": "Sí se entrega la lista."}


def test_an_attempt_that_was_left_stays_open_with_half_of_its_answers():
    course, quiz = course_with_quiz()
    _employee, enrolment = learner(course)
    attempt = rehearse_leaving(enrolment=enrolment, quiz=quiz, at=BEFORE, chance=Random(1))
    assert (attempt.is_open, attempt.started_at) == (True, BEFORE)
    assert [one.is_answered for one in attempt.questions.order_by("position")] == [True, True, False]
