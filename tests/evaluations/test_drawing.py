from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations import attempts, drawing
from evaluations.drawing import Line
from evaluations.models import Answer, Attempt, Question, QuizDraw, QuizPage
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    category,
    course_with_quiz,
    learner,
    module_of,
    question,
    quiz_page,
    right_answer,
    wrong_answer,
)
from tests.factories import TrainingRequirementFactory, course_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def module():
    return module_of(course_page(lessons=1))


def codes(drawn):
    return [one.version.question.code for one in drawn]


def questions_for(requirement, *names, **fields):
    """Questions in force that count for a requirement."""
    made = [question(name, **fields) for name in names]
    for one in made:
        one.requirements.add(requirement)
    return made


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


def test_a_draw_can_ask_for_category_requirement_and_difficulty_at_once(module):
    requirement = TrainingRequirementFactory()
    questions_for(requirement, "sí", difficulty="hard")
    questions_for(requirement, "fácil", difficulty="easy")
    questions_for(requirement, "aparte", difficulty="hard", category=category("Aparte"))
    question("otro", difficulty="hard")
    line = QuizDraw(category=category(), requirement=requirement, difficulty="hard", count=1)
    assert codes(drawing.draw(quiz_page(module, questions=[], draws=[line]), seed=1)) == ["sí"]


def test_lines_that_overlap_in_part_are_served_whenever_they_can_be(module):
    requirement = TrainingRequirementFactory()
    questions_for(requirement, "R1", category=category("Aparte"))
    questions_for(requirement, "RD", difficulty="hard")
    question("D1", difficulty="hard")
    draws = [QuizDraw(requirement=requirement, count=1), QuizDraw(difficulty="hard", count=2)]
    quiz = quiz_page(module, questions=[], draws=draws)
    for seed in range(20):
        assert sorted(codes(drawing.draw(quiz, seed=seed))) == ["D1", "R1", "RD"]


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


def test_too_few_questions_are_counted():
    question("Q1")
    question("Q2", state="draft")
    with pytest.raises(drawing.QuizNotReady) as why:
        drawing.check(fixed=[], lines=[Line(count=4, category=category())])
    (shortage,) = why.value.shortages
    assert (shortage.line.count, shortage.available, shortage.missing, shortage.rivals) == (4, 1, 3, ())


def test_lines_that_take_from_each_other_are_named_when_both_together_ask_too_much():
    question("Q1", difficulty="hard")
    question("Q2", difficulty="hard")
    one, other = Line(count=2, category=category()), Line(count=1, difficulty="hard")
    with pytest.raises(drawing.QuizNotReady) as why:
        drawing.check(fixed=[], lines=[one, other])
    (shortage,) = why.value.shortages
    assert {shortage.line, *shortage.rivals} == {one, other}
    assert shortage.missing == 1


def test_a_fixed_question_that_is_not_in_force_stops_the_quiz(module):
    one = question("Q1")
    quiz = quiz_page(module, questions=[one])
    Question.objects.filter(pk=one.pk).update(state="retired")
    with pytest.raises(drawing.QuizNotReady) as why:
        drawing.draw(quiz, seed=1)
    assert [q.code for q in why.value.not_in_force] == ["Q1"]


def test_a_quiz_without_questions_is_not_ready():
    with pytest.raises(drawing.QuizNotReady) as why:
        drawing.check(fixed=[], lines=[])
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


def test_each_question_has_the_weight_of_its_place_or_its_line(module):
    quiz = quiz_page(module, questions=[question("F")], draws=[QuizDraw(difficulty="hard", count=1, points=Decimal(3))])
    question("D", difficulty="hard")
    quiz.questions.update(points=Decimal("0.5"))
    weights = {one.version.question.code: one.points for one in drawing.draw(quiz, seed=1)}
    assert weights == {"F": Decimal("0.5"), "D": Decimal(3)}


def test_the_requirements_of_a_question_are_frozen_with_their_titles(module):
    requirement = TrainingRequirementFactory(code="TRA", title="Transparencia")
    quiz = quiz_page(module, questions=questions_for(requirement, "Q"))
    assert [one.requirements for one in drawing.draw(quiz, seed=1)] == [{"TRA": "Transparencia"}]


@pytest.mark.parametrize("size", [12, 60])
def test_a_draw_asks_no_more_of_the_database_when_the_bank_grows(module, size, django_assert_num_queries):
    for number in range(size):
        question(f"Q{number}")
    draws = [QuizDraw(category=category(), count=10), QuizDraw(difficulty="medium", count=2)]
    quiz = quiz_page(module, questions=[], draws=draws)
    with django_assert_num_queries(6):
        drawing.draw(quiz, seed=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**63 - 1), count=st.integers(1, 5))
def test_a_draw_never_repeats_a_question(module, seed, count):
    for number in range(5):
        if not Question.objects.filter(code=f"Q{number}").exists():
            question(f"Q{number}")
    quiz = QuizPage.objects.first() or quiz_page(module, questions=[], draws=[QuizDraw(category=category(), count=5)])
    quiz.draws.update(count=count)
    assert len(set(codes(drawing.draw(quiz, seed=seed)))) == count


class TestRepeatingAPart:
    """With a minimum per requirement, only what is missing is asked again."""

    @pytest.fixture
    def scene(self):
        """Requirement A with four drawn questions of which two are asked, B with one fixed one: a function that
        answers the questions given and gives the attempt that follows."""
        self.a, self.b = TrainingRequirementFactory(code="A", title="Uno"), TrainingRequirementFactory(code="B")
        questions_for(self.a, "A1", "A2", "A3", "A4")
        fixed = questions_for(self.b, "B1")
        course, self.quiz = course_with_quiz(
            questions=fixed,
            draws=[QuizDraw(requirement=self.a, count=2)],
            max_attempts=0,
            mastery_mark=80,
            pass_mark=50,
        )
        self.enrolment = learner(course)[1]

    def answered(self, *, right):
        """An attempt in which the questions of these codes are answered right and the others wrong."""
        attempt = attempt_at(self.quiz, self.enrolment)
        for one in attempt.questions.filter(carried_from=None).select_related("version__key", "version__question"):
            is_right = one.version.question.code in right
            answer(attempt, one.position, right_answer(one) if is_right else wrong_answer(one))
        return attempts.submit(attempt=attempt)

    def mastered(self, attempt):
        return {part["code"]: part["is_mastered"] for part in attempt.parts}

    def next_rows(self):
        attempt = attempt_at(self.quiz, self.enrolment)
        return attempt, list(attempt.questions.select_related("version__question").order_by("position"))

    def test_the_mastered_part_is_carried_over_after_what_is_asked(self, scene):
        first = self.answered(right={"B1"})
        attempt, rows = self.next_rows()
        assert self.mastered(first) == {"A": False, "B": True}
        assert [row.carried_from_id is not None for row in rows] == [False, False, True]
        carried = rows[-1]
        assert carried.version.question.code == "B1"
        assert carried.carried_from == first.questions.get(version=carried.version)
        assert carried.is_answered
        answer_all(attempt, count=2)
        result = attempts.submit(attempt=attempt)
        assert (result.score, result.passed) == (100, True)
        assert self.mastered(result) == {"A": True, "B": True}

    def test_a_drawn_part_is_kept_and_the_fixed_question_asked_again(self, scene):
        first = self.answered(right={"A1", "A2", "A3", "A4"})
        _attempt, rows = self.next_rows()
        assert [row.version.question.code for row in rows if row.carried_from_id is None] == ["B1"]
        kept = {row.version_id for row in rows if row.carried_from_id}
        assert kept == set(first.questions.exclude(version__question__code="B1").values_list("version", flat=True))

    def test_a_failed_drawn_part_is_drawn_afresh(self, scene):
        self.answered(right={"B1"})
        seen = set()
        for _ in range(8):
            attempt, rows = self.next_rows()
            seen.add(frozenset(row.version.question.code for row in rows if row.carried_from_id is None))
            Attempt.objects.filter(pk=attempt.pk).update(state="cancelled")
        assert len(seen) > 1

    def test_a_third_attempt_points_at_the_answer_and_not_at_a_copy_of_it(self, scene):
        first = self.answered(right={"B1"})
        self.answered(right=set())
        _attempt, rows = self.next_rows()
        assert rows[-1].carried_from.attempt == first
        assert Answer.objects.filter(attempt_question=rows[-1].carried_from).exists()

    def test_a_question_of_several_requirements_is_asked_again_if_one_is_missing(self, scene):
        Question.objects.get(code="B1").requirements.add(self.a)
        first = self.answered(right={"B1"})
        assert self.mastered(first) == {"A": False, "B": True}
        _attempt, rows = self.next_rows()
        assert {row.carried_from_id for row in rows} == {None}

    def test_everything_is_asked_again_when_what_is_kept_could_not_pass(self, scene):
        QuizPage.objects.update(pass_mark=95, mastery_mark=40)
        self.quiz.refresh_from_db()
        attempt = attempt_at(self.quiz, self.enrolment)
        first = attempt.questions.filter(version__question__code__startswith="A").select_related("version__key").first()
        answer(attempt, first.position, right_answer(first))
        assert self.mastered(attempts.submit(attempt=attempt)) == {"A": True, "B": False}
        _attempt, rows = self.next_rows()
        assert {row.carried_from_id for row in rows} == {None}

    def test_a_quiz_without_questions_of_the_missing_part_asks_everything_again(self, scene):
        self.answered(right={"B1"})
        self.quiz.draws.all().delete()
        _attempt, rows = self.next_rows()
        assert [(row.version.question.code, row.carried_from_id) for row in rows] == [("B1", None)]

    def test_what_the_quiz_no_longer_asks_is_not_carried_over(self, scene):
        self.answered(right={"A1", "A2", "A3", "A4"})
        self.quiz.draws.update(count=1)
        _attempt, rows = self.next_rows()
        assert [row.carried_from_id is None for row in rows] == [True, False]

    def test_a_line_that_grew_draws_what_it_lacks(self, scene):
        self.answered(right={"A1", "A2", "A3", "A4"})
        self.quiz.draws.update(count=3)
        _attempt, rows = self.next_rows()
        assert len({row.version_id for row in rows}) == 4
        assert sum(row.carried_from_id is not None for row in rows) == 2

    def test_without_a_minimum_per_requirement_everything_is_asked_again(self, scene):
        QuizPage.objects.update(mastery_mark=None, pass_mark=80)
        self.quiz.refresh_from_db()
        self.answered(right={"B1"})
        _attempt, rows = self.next_rows()
        assert {row.carried_from_id for row in rows} == {None}

    def test_a_retired_question_that_is_carried_over_does_not_stop_the_quiz(self, scene):
        self.answered(right={"B1"})
        Question.objects.filter(code="B1").update(state="retired")
        _attempt, rows = self.next_rows()
        assert rows[-1].version.question.code == "B1"

    def test_repeating_a_part_asks_no_more_of_the_database_when_the_bank_grows(self, scene, django_assert_num_queries):
        self.answered(right={"B1"})
        questions_for(self.a, *(f"N{number}" for number in range(20)))
        earlier = list(self.enrolment.attempts.all())
        with django_assert_num_queries(6):
            drawing.draw(self.quiz, seed=1, earlier=earlier)
