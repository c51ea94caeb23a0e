import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations import drawing
from evaluations.models import Question, QuizDraw
from tests.evaluations.factories import category, module_of, question, quiz_page
from tests.factories import course_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def module():
    return module_of(course_page(lessons=1))


def codes(drawn):
    return [one.version.question.code for one in drawn]


def test_the_same_seed_gives_the_same_questions_and_options(module):
    for number in range(12):
        question(f"Q{number:02}")
    quiz = quiz_page(module, questions=[], draws=[QuizDraw(category=category(), count=6)], shuffle_questions=True)
    once, again, other = (drawing.draw(quiz, seed=seed) for seed in (7, 7, 8))
    assert once == again
    assert once != other


def test_a_draw_takes_from_the_category_and_from_those_inside_it(module):
    inside = category("Dentro", parent=category("Arriba"))
    wanted = {question(f"Q{number}", category=inside).code for number in range(3)}
    question("X", category=category("Aparte"))
    quiz = quiz_page(module, questions=[], draws=[QuizDraw(category=category("Arriba"), count=3)])
    assert set(codes(drawing.draw(quiz, seed=1))) == wanted


def test_a_fixed_question_is_not_drawn_again(module):
    questions = [question(f"Q{number}") for number in range(4)]
    quiz = quiz_page(module, questions=questions[:2], draws=[QuizDraw(category=category(), count=2)])
    for seed in range(10):
        assert sorted(codes(drawing.draw(quiz, seed=seed))) == ["Q0", "Q1", "Q2", "Q3"]


def test_nested_draws_are_served_whenever_they_can_be(module):
    top = category("Arriba")
    inside = category("Dentro", parent=top)
    for number in range(2):
        question(f"D{number}", category=inside)
    for number in range(2):
        question(f"A{number}", category=top)
    quiz = quiz_page(module, questions=[], draws=[QuizDraw(category=top, count=2), QuizDraw(category=inside, count=2)])
    for seed in range(20):
        assert len(set(codes(drawing.draw(quiz, seed=seed)))) == 4


def test_too_few_questions_are_counted(module):
    question("Q1")
    question("Q2", state="draft")
    with pytest.raises(drawing.QuizNotReady) as why:
        drawing.check(fixed=[], draws=[(category(), 4)])
    (shortage,) = why.value.shortages
    assert (shortage.wanted, shortage.available, shortage.missing) == (4, 1, 3)


def test_a_fixed_question_that_is_not_in_force_stops_the_quiz(module):
    one = question("Q1")
    quiz = quiz_page(module, questions=[one])
    Question.objects.filter(pk=one.pk).update(state="retired")
    with pytest.raises(drawing.QuizNotReady) as why:
        drawing.draw(quiz, seed=1)
    assert [q.code for q in why.value.not_in_force] == ["Q1"]


def test_a_quiz_without_questions_is_not_ready():
    with pytest.raises(drawing.QuizNotReady) as why:
        drawing.check(fixed=[], draws=[])
    assert why.value.is_empty


def test_true_and_false_keep_their_order_and_other_options_are_shuffled(module):
    statement = question("V", kind="true_false")
    choice = question("S", options=["*1", "2", "3", "4", "5", "6"])
    quiz = quiz_page(module, questions=[statement, choice])
    orders = [drawing.draw(quiz, seed=seed) for seed in range(6)]
    assert {tuple(drawn[0].option_order) for drawn in orders} == {tuple(statement.current.option_ids)}
    assert len({tuple(drawn[1].option_order) for drawn in orders}) > 1


def test_without_shuffling_everything_stays_as_the_author_wrote_it(module):
    questions = [question(f"Q{number}") for number in (3, 1, 2)]
    quiz = quiz_page(module, questions=questions, shuffle_questions=False, shuffle_options=False)
    drawn = drawing.draw(quiz, seed=5)
    assert codes(drawn) == ["Q3", "Q1", "Q2"]
    assert [one.option_order for one in drawn] == [q.current.option_ids for q in questions]


def test_a_draw_does_not_ask_more_of_the_database_when_the_bank_grows(module, django_assert_max_num_queries):
    for number in range(60):
        question(f"Q{number}")
    quiz = quiz_page(module, questions=[], draws=[QuizDraw(category=category(), count=10)])
    with django_assert_max_num_queries(5):
        drawing.draw(quiz, seed=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**63 - 1), count=st.integers(1, 5))
def test_a_draw_never_repeats_a_question(module, seed, count):
    for number in range(5):
        if not Question.objects.filter(code=f"Q{number}").exists():
            question(f"Q{number}")
    pools = drawing._draw_ids(taken=set(), draws=[(category(), count)], chance=random.Random(seed))
    assert len(set(pools[0])) == count
