import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from evaluations import attempts, bank, markup, review
from evaluations.models import KeyCorrection, Marking, QuizPage, Regrade
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    question,
    right_answer,
    submitted_attempt,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
LEVELS = [{"text": "Se entiende", "points": "2"}, {"text": "No se entiende", "points": "0"}]

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
        assert {row.is_correct for row in one.rows} == {None}
        assert {(row.right, row.feedback) for row in one.rows} == {("", "")}


@pytest.mark.parametrize(
    ("right", "may_repeat", "shows_key"),
    [(False, True, False), (False, False, True), (True, False, True)],
)
def test_the_key_waits_for_passing_or_the_last_attempt(scene, right, may_repeat, shows_key):
    found = reviewed(submitted_attempt(*scene(Policy.KEY_WHEN_DONE), right=right), may_repeat=may_repeat)
    assert found.allowed.key is shows_key
    said = [markup.plain_text(one.feedback) for one in found.questions]
    assert said == (["POR-S", "POR-M", "POR-V"] if shows_key else ["", "", ""])


def test_everything_shows_the_key_after_each_attempt(scene):
    found = reviewed(submitted_attempt(*scene(Policy.EVERYTHING), right=False), may_repeat=True)
    single = found.questions[0]
    assert [row.html for row in single.rows if row.is_correct] == ["Sí, ésta"]
    assert single.reference == "LGTAIP, art. 1"
    assert [row.feedback for row in single.rows if row.is_chosen] == ["nota-S"]
    assert [row.feedback for row in single.rows if not row.is_chosen] == ["", ""]


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
    with django_assert_num_queries(2) as queries:
        reviewed(attempt, may_repeat=True)
    assert not any("answerkey" in query["sql"] for query in queries.captured_queries)


def test_another_attempt_can_use_the_key_only_while_one_is_left(scene):
    attempt = submitted_attempt(*scene(Policy.KEY_WHEN_DONE, max_attempts=2), right=False)
    assert review.may_repeat(attempt, submitted=1, has_passed=False)
    assert not review.may_repeat(attempt, submitted=2, has_passed=False)
    assert review.may_repeat(attempt, submitted=2, has_passed=False, extra=1)
    assert not review.may_repeat(attempt, submitted=1, has_passed=True)


def test_a_quiz_that_has_closed_is_done_with(scene):
    attempt = submitted_attempt(*scene(Policy.KEY_WHEN_DONE), right=False)
    now = timezone.now()
    assert not review.may_repeat(attempt, submitted=1, has_passed=False, closes_at=now - HOUR)
    assert review.may_repeat(attempt, submitted=1, has_passed=False, closes_at=now + HOUR)


def table(**phases):
    return {"review_matrix": phases}


def test_the_authors_table_tells_the_hour_after_submitting_from_later(scene):
    matrix = table(after=["answers", "marks", "key"], later=["answers"], done=[])
    attempt = submitted_attempt(*scene(Policy.CUSTOM, **matrix), right=False)
    sent = attempt.submitted_at
    shown = {
        minutes: review.what_is_allowed(attempt, may_repeat=True, at=sent + HOUR * minutes / 60) for minutes in (60, 61)
    }
    assert shown[60] == review.Allowed(answers=True, marks=True, key=True)
    assert shown[61] == review.Allowed(answers=True)
    assert review.what_is_allowed(attempt, may_repeat=False) == review.Allowed()


def test_notes_on_options_stay_away_where_explanations_are_not_shown(scene):
    attempt = submitted_attempt(*scene(Policy.CUSTOM, **table(done=["answers", "marks", "key"])), right=False)
    single = reviewed(attempt, may_repeat=False).questions[0]
    assert [row.html for row in single.rows if row.is_correct] == ["Sí, ésta"]
    assert (single.feedback, single.reference) == ("", "")
    assert {row.feedback for row in single.rows} == {""}


def test_attempts_of_the_first_release_know_only_the_name_of_their_policy(scene):
    attempt = submitted_attempt(*scene(Policy.EVERYTHING), right=False)
    del attempt.rules["review"]
    attempt.rules["review_policy"] = "answers"
    assert review.what_is_allowed(attempt, may_repeat=False) == review.Allowed(answers=True, marks=True)


class TestAfterACorrection:
    @pytest.fixture
    def attempt(self, scene):
        return submitted_attempt(*scene(Policy.EVERYTHING), right=False)

    def correct(self, attempt, position, correct, **fields):
        row = attempt.questions.select_related("version__question").get(position=position)
        regrade = Regrade.objects.create(
            question=row.version.question, kind="void" if correct is None else "key", reason="x", made_by=UserFactory()
        )
        KeyCorrection.objects.create(regrade=regrade, version=row.version, correct=correct, **fields)
        return row

    def test_a_voided_question_is_named_and_counts_for_nothing(self, attempt):
        self.correct(attempt, 2, None)
        found = reviewed(attempt, may_repeat=False)
        assert (found.voided, found.total) == ([2], 2)
        assert found.questions[1].is_void
        assert (found.questions[1].fraction, found.questions[1].state) == (None, "")
        assert {row.is_correct for row in found.questions[1].rows} == {None}

    def test_the_corrected_key_is_the_one_that_is_shown(self, attempt):
        row = self.correct(attempt, 1, [], feedback="<p>Se corrigió</p>")
        other = row.option_order[-1]
        self.correct(attempt, 1, [other], feedback="<p>Se corrigió otra vez</p>")
        single = reviewed(attempt, may_repeat=False).questions[0]
        assert [place for place, shown in enumerate(single.rows) if shown.is_correct] == [2]
        assert "otra vez" in single.feedback


class TestPartialMarks:
    def test_a_part_of_the_mark_is_told_in_points(self):
        options = ["*Una", "*Otra", "Ninguna"]
        body = bank.choice_body([(text.lstrip("*"), text[0] == "*", "") for text in options], credit="fractions")
        course, quiz = course_with_quiz(
            questions=[question("M", kind="multiple", body=body)], review_policy=Policy.ANSWERS, shuffle_options=False
        )
        quiz.questions.update(points=3)
        attempt = attempt_at(quiz, learner(course)[1])
        answer(attempt, 1, right_answer(attempt.questions.get())[:1])
        one = reviewed(attempts.submit(attempt=attempt), may_repeat=True).questions[0]
        assert (one.fraction, one.earned, one.state) == (Decimal("0.5"), "1.5", "partly_right")

    def test_nothing_is_said_where_the_mark_goes_without_saying(self, scene):
        found = reviewed(submitted_attempt(*scene(Policy.ANSWERS)), may_repeat=True)
        assert [one.earned for one in found.questions] == ["", "", ""]


class TestWrittenAnswers:
    @pytest.fixture
    def attempt(self):
        body = {"rubric": [{"name": "Claridad", "levels": LEVELS}]}
        essay = question("E", kind="essay", body=body | {"guidance": "<p>GUÍA</p>"}, feedback="<p>POR-E</p>")
        course, quiz = course_with_quiz(questions=[essay], review_policy=Policy.EVERYTHING)
        attempt = attempt_at(quiz, learner(course)[1])
        answer(attempt, 1, {"answer": ["Un texto que se entiende."]})
        return attempts.submit(attempt=attempt)

    def test_one_that_waits_is_pending_and_neither_right_nor_wrong(self, attempt):
        found = reviewed(attempt, may_repeat=False)
        assert (attempt.state, found.pending, found.correct, found.lessons_to_reread) == ("awaiting", 1, 0, [])
        (one,) = found.questions
        assert (one.is_pending, one.state, one.fraction) == (True, "", None)

    def test_what_the_marker_says_is_shown_without_a_name(self, attempt):
        marker = UserFactory(first_name="Quien-califica")
        row = attempt.questions.get()
        Marking.objects.create(
            attempt_question=row, marker=marker, round=1, fraction=1, levels=[0], comment="Muy bien dicho."
        )
        found = reviewed(attempts.settle(attempt=attempt), may_repeat=False)
        assert found.questions[0].remarks == ["Claridad: Se entiende", "Muy bien dicho."]
        assert "Quien-califica" not in str(found)

    def test_where_a_third_reading_decided_only_that_one_is_told(self, attempt):
        row = attempt.questions.get()
        for number, said in enumerate(("uno", "dos", "tres"), start=1):
            Marking.objects.create(
                attempt_question=row, marker=UserFactory(), round=number, fraction=1, levels=[], comment=said
            )
        found = reviewed(attempts.settle(attempt=attempt), may_repeat=False)
        assert found.questions[0].remarks == ["tres"]


def test_feedback_of_an_option_that_was_not_chosen_stays_away(scene):
    quiz, enrolment = scene(Policy.EVERYTHING)
    attempt = attempt_at(quiz, enrolment)
    first = attempt.questions.get(position=1)
    answer(attempt, 1, first.option_order[:1])
    single = reviewed(attempts.submit(attempt=attempt), may_repeat=True).questions[0]
    assert sum(bool(row.feedback) for row in single.rows) == 1
