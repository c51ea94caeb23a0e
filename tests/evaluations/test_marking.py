"""Marking written answers: who may read which, blind, and what their readings make of an attempt."""

from decimal import Decimal

import pytest

from courses.models import StepProgress
from evaluations import attempts, marking
from evaluations.models import Answer, Attempt, Marking
from people.roles import CONSULTANCY
from tests.evaluations.factories import answer, attempt_at, course_with_quiz, learner, question, right_answer
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db

RUBRIC = [
    {"name": "Fundamento", "levels": [{"text": "Ninguno", "points": "0"}, {"text": "Cita el artículo", "points": "3"}]},
    {
        "name": "Claridad",
        "levels": [
            {"text": "No se entiende", "points": "0"},
            {"text": "Se entiende", "points": "0.5"},
            {"text": "Muy clara", "points": "1"},
        ],
    },
]


def essay(code="ENSAYO-1", *, rubric=(), guidance="", **fields):
    body = {"min_words": 0, "max_words": 0, "rubric": list(rubric), "guidance": guidance}
    return question(code, kind="essay", body=body, **fields)


def written_attempt(quiz, course, *, text="Porque lo dice la ley.", **person):
    """An attempt of somebody new with the essay answered and everything else right, submitted: waiting for a mark."""
    enrolment = learner(course, **person)[1]
    attempt = attempt_at(quiz, enrolment)
    for one in attempt.questions.select_related("version__key").order_by("position"):
        answer(attempt, one.position, {"answer": [text]} if one.version.kind == "essay" else right_answer(one))
    return attempts.submit(attempt=attempt)


def essay_of(attempt):
    return attempt.questions.select_related("version", "attempt").get(version__kind="essay")


def with_essay(*, rubric=(), **quiz_fields):
    """A quiz of one choice and one essay: (course, quiz)."""
    return course_with_quiz(questions=[question("UNA"), essay(rubric=rubric)], **quiz_fields)


@pytest.fixture
def marker():
    return employee_with_role(CONSULTANCY)


@pytest.fixture
def other():
    return employee_with_role(CONSULTANCY)


@pytest.fixture
def third():
    return employee_with_role(CONSULTANCY)


class TestTheQueue:
    def test_a_submitted_text_waits_by_quiz_and_question(self, marker):
        course, quiz = with_essay()
        for _ in range(3):
            written_attempt(quiz, course)
        group = marking.groups_for(marker)[0]
        assert (group.quiz_title, group.waiting, group.to_decide) == (quiz.title, 3, 0)

    def test_a_blank_text_needs_nobody_and_earns_nothing(self, marker):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course, text="   ")
        assert attempt.is_graded
        assert attempt.score == 50
        assert marking.groups_for(marker) == []

    def test_an_open_attempt_waits_for_nobody(self, marker):
        course, quiz = with_essay()
        attempt = attempt_at(quiz, learner(course)[1])
        answer(attempt, 2, {"answer": ["Todavía escribo."]})
        assert marking.groups_for(marker) == []

    def test_nobody_is_given_what_they_wrote_themselves(self, marker):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course, user=marker)
        assert marking.groups_for(marker) == []
        assert marking.waiting_for_others(marker) == 1
        with pytest.raises(marking.OwnAnswer):
            marking.mark(question=essay_of(attempt), marker=marker, mark=100)

    def test_what_has_waited_longest_comes_first(self, marker):
        course, quiz = with_essay()
        older = written_attempt(quiz, course)
        other_course, other_quiz = course_with_quiz(
            questions=[essay("ENSAYO-2")], title="Otro", course_fields={"title": "Otro curso"}
        )
        newer = written_attempt(other_quiz, other_course)
        assert older.submitted_at < newer.submitted_at
        assert [group.quiz_id for group in marking.groups_for(marker)] == [quiz.pk, other_quiz.pk]

    def test_the_order_says_nothing_about_who_submitted_first(self, marker, other):
        course, quiz = with_essay()
        submitted = [written_attempt(quiz, course) for _ in range(6)]

        def walk(who):
            found, last = [], None
            for _ in submitted:
                one = marking.next_answer(who, quiz_id=quiz.pk, question_id=essay_id(quiz), after=last)
                found.append(one.attempt)
                last = one.attempt.uuid
            return found

        mine = walk(marker)
        assert set(mine) == set(submitted)
        start = mine.index(min(mine, key=lambda one: one.uuid))
        assert mine[start:] + mine[:start] == sorted(submitted, key=lambda one: one.uuid)

    def test_the_queue_is_one_query_however_long_it_is(self, marker, django_assert_num_queries):
        course, quiz = with_essay()
        for _ in range(3):
            written_attempt(quiz, course)
        with django_assert_num_queries(1):
            marking.groups_for(marker)


def essay_id(quiz):
    return quiz.questions.get(question__code="ENSAYO-1").question_id


class TestOneMarker:
    def test_the_mark_gives_the_attempt_its_result_and_the_person_the_step(self, marker):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course)
        assert attempt.state == Attempt.State.AWAITING
        marking.mark(question=essay_of(attempt), marker=marker, mark=60, comment="Falta el fundamento.")
        attempt.refresh_from_db()
        assert (attempt.state, attempt.score, attempt.passed) == ("submitted", 80, True)
        assert StepProgress.objects.get(enrolment=attempt.enrolment, step=quiz).completed_at == attempt.submitted_at
        assert attempts.recompute(attempt).score == attempt.score

    def test_the_points_of_a_rubric_are_out_of_the_most_it_can_give(self, marker):
        course, quiz = with_essay(rubric=RUBRIC)
        attempt = written_attempt(quiz, course)
        marking.mark(question=essay_of(attempt), marker=marker, levels=[1, 1])
        assert Marking.objects.get().fraction == Decimal("0.875")
        assert Answer.objects.get(attempt_question=essay_of(attempt)).marks == Decimal("0.875")

    @pytest.mark.parametrize("levels", [[], [1], [1, 3], [-1, 0], [1, 1, 1]])
    def test_levels_that_the_rubric_does_not_have_are_refused(self, marker, levels):
        course, quiz = with_essay(rubric=RUBRIC)
        attempt = written_attempt(quiz, course)
        with pytest.raises(marking.InvalidMark):
            marking.mark(question=essay_of(attempt), marker=marker, levels=levels)
        assert not Marking.objects.exists()

    @pytest.mark.parametrize("mark", [-1, 101, None])
    def test_without_a_rubric_the_mark_is_from_0_to_100(self, marker, mark):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course)
        with pytest.raises(marking.InvalidMark):
            marking.mark(question=essay_of(attempt), marker=marker, mark=mark)

    def test_the_second_of_two_markers_is_told_that_it_is_done(self, marker, other):
        course, quiz = with_essay()
        attempt = written_attempt(quiz, course)
        marking.mark(question=essay_of(attempt), marker=marker, mark=90)
        with pytest.raises(marking.AlreadyMarked):
            marking.mark(question=essay_of(attempt), marker=other, mark=10)
        assert Marking.objects.count() == 1

    def test_the_attempt_waits_until_its_last_text_is_marked(self, marker):
        course, quiz = course_with_quiz(questions=[essay("A"), essay("B")])
        attempt = written_attempt(quiz, course)
        first, second = attempt.questions.select_related("version", "attempt").order_by("position")
        marking.mark(question=first, marker=marker, mark=100)
        attempt.refresh_from_db()
        assert attempt.state == Attempt.State.AWAITING
        assert [one.pk for one in marking.waiting_for(marker)] == [second.pk]
        marking.mark(question=second, marker=marker, mark=50)
        attempt.refresh_from_db()
        assert attempt.score == 75


class TestTwoMarkers:
    @pytest.fixture
    def waiting(self):
        course, quiz = with_essay(needs_second_marker=True, marker_tolerance=20)
        return written_attempt(quiz, course)

    def test_one_reading_is_not_enough_and_nobody_reads_twice(self, waiting, marker):
        question = essay_of(waiting)
        marking.mark(question=question, marker=marker, mark=80)
        waiting.refresh_from_db()
        assert waiting.state == Attempt.State.AWAITING
        assert not marking.waiting_for(marker).exists()
        with pytest.raises(marking.ReadBefore):
            marking.mark(question=question, marker=marker, mark=80)

    def test_two_that_nearly_agree_give_their_mean(self, waiting, marker, other):
        marking.mark(question=essay_of(waiting), marker=marker, mark=60)
        marking.mark(question=essay_of(waiting), marker=other, mark=80)
        waiting.refresh_from_db()
        assert waiting.score == 85
        assert not marking.waiting().exists()

    def test_when_they_differ_a_third_person_decides(self, waiting, marker, other, third):
        question = essay_of(waiting)
        marking.mark(question=question, marker=marker, mark=20)
        marking.mark(question=question, marker=other, mark=90)
        waiting.refresh_from_db()
        assert waiting.state == Attempt.State.AWAITING
        assert marking.groups_for(marker) == marking.groups_for(other) == []
        assert marking.waiting_for_others(marker) == 1
        assert marking.groups_for(third)[0].to_decide == 1
        marking.mark(question=question, marker=third, mark=70, has_seen=2)
        waiting.refresh_from_db()
        assert waiting.score == 85
        assert attempts.recompute(waiting).score == 85

    def test_whoever_decides_must_have_seen_both_readings(self, waiting, marker, other, third):
        question = essay_of(waiting)
        marking.mark(question=question, marker=marker, mark=20)
        marking.mark(question=question, marker=other, mark=90)
        with pytest.raises(marking.AlreadyMarked):
            marking.mark(question=question, marker=third, mark=70)

    def test_the_rules_of_the_attempt_hold_whatever_the_quiz_says_now(self, waiting, marker):
        quiz = waiting.quiz
        quiz.needs_second_marker = False
        quiz.save_revision().publish()
        marking.mark(question=essay_of(waiting), marker=marker, mark=100)
        waiting.refresh_from_db()
        assert waiting.state == Attempt.State.AWAITING
