import copy
import dataclasses
import datetime as dt
import itertools
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.models import Completion, Enrolment, StepProgress
from courses.signals import course_completed
from evaluations import attempts, bank, opening
from evaluations.drawing import QuizNotReady
from evaluations.models import Answer, Attempt, AttemptQuestion, Question
from evaluations.plugins import InvalidAnswer
from evaluations.signals import attempt_submitted
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    question,
    right_answer,
    submitted_attempt,
    wrong_answer,
)
from tests.factories import lessons_of

pytestmark = pytest.mark.django_db


def quiz_and_enrolment():
    course, quiz = course_with_quiz()
    return quiz, learner(course)[1]


@pytest.fixture(scope="module", autouse=True)
def built_setting(built_once):
    return built_once(quiz_and_enrolment)


@pytest.fixture
def setting(built_setting, db):
    """A quiz of three questions and somebody who may take it: (quiz, enrolment)."""
    return copy.deepcopy(built_setting)


def first_question(attempt):
    return attempt.questions.select_related("version__key").get(position=1)


class TestStarting:
    def test_the_rules_are_frozen(self, setting):
        quiz, enrolment = setting
        attempt = attempt_at(quiz, enrolment)
        quiz.pass_mark, quiz.title = 10, "Otro"
        quiz.save_revision().publish()
        attempt.refresh_from_db()
        frozen = {"title": "Cuestionario del módulo", "questions": 3, "pass_mark": 80, "max_attempts": 3}
        assert attempt.rules | frozen == attempt.rules
        assert attempt.rules["review"]["after"] == ["answers", "marks"]

    def test_starting_twice_is_one_attempt(self, setting):
        assert attempt_at(*setting) == attempt_at(*setting)
        assert Attempt.objects.count() == 1

    def test_numbers_have_no_holes(self, setting):
        numbers = [submitted_attempt(*setting, right=False).number for _ in range(3)]
        assert numbers == [1, 2, 3]

    def test_no_more_attempts_than_the_quiz_allows(self, setting):
        for _ in range(3):
            submitted_attempt(*setting, right=False)
        with pytest.raises(opening.NoAttemptsLeft):
            attempt_at(*setting)

    def test_without_limit_one_may_always_try_again(self):
        course, quiz = course_with_quiz(max_attempts=0)
        enrolment = learner(course)[1]
        for _ in range(5):
            submitted_attempt(quiz, enrolment, right=False)
        assert attempt_at(quiz, enrolment).number == 6

    def test_a_passed_quiz_is_not_repeated(self, setting):
        submitted_attempt(*setting)
        with pytest.raises(opening.AlreadyPassed):
            attempt_at(*setting)

    def test_a_closed_enrolment_starts_nothing(self, setting):
        quiz, enrolment = setting
        Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=timezone.now())
        with pytest.raises(opening.EnrolmentClosed):
            attempt_at(quiz, enrolment)

    def test_lessons_come_first_in_a_course_step_by_step(self):
        course, quiz = course_with_quiz(course_fields={"is_sequential": True})
        enrolment = learner(course)[1]
        with pytest.raises(opening.StepNotOpen):
            attempt_at(quiz, enrolment)
        attempts.complete_step(enrolment=enrolment, step=lessons_of(course)[0])
        assert attempt_at(quiz, enrolment).is_open

    def test_a_quiz_of_another_course_is_not_a_step_of_this_one(self, setting):
        _course, elsewhere = course_with_quiz(questions=[question("otra")])
        with pytest.raises(opening.StepNotOpen):
            attempt_at(elsewhere, setting[1])

    def test_a_quiz_that_lost_its_questions_starts_nothing(self, setting):
        Question.objects.update(state="retired")
        with pytest.raises(QuizNotReady):
            attempt_at(*setting)
        assert not Attempt.objects.exists()

    def test_the_course_opens_at_the_quiz_afterwards(self, setting):
        quiz, enrolment = setting
        attempt_at(quiz, enrolment)
        enrolment.refresh_from_db()
        assert enrolment.last_step_id == quiz.pk
        assert enrolment.started_at is not None


class TestSaving:
    def test_an_answer_is_stored_as_it_arrives(self, setting):
        attempt = attempt_at(*setting)
        chosen = right_answer(first_question(attempt))
        with time_machine.travel("2026-03-03 16:42:00+00:00", tick=False):
            saved = answer(attempt, 1, chosen, seq=5)
            assert saved.received_at == timezone.now()
        stored = Answer.objects.get()
        assert (stored.selected, stored.seq, stored.is_correct, stored.marks) == (chosen, 5, None, None)

    def test_a_save_that_arrives_late_is_ignored(self, setting):
        attempt = attempt_at(*setting)
        newer, older = first_question(attempt).option_order[:2]
        answer(attempt, 1, [newer], seq=5)
        saved = answer(attempt, 1, [older], seq=4)
        assert saved.is_stale
        assert saved.selected == [newer]
        assert Answer.objects.get().selected == [newer]

    def test_with_the_same_number_the_last_to_arrive_counts(self, setting):
        attempt = attempt_at(*setting)
        one, other = first_question(attempt).option_order[:2]
        answer(attempt, 1, [one], seq=5)
        answer(attempt, 1, [other], seq=5)
        assert Answer.objects.get().selected == [other]

    def test_a_form_counts_as_the_newest(self, setting):
        attempt = attempt_at(*setting)
        one, other = first_question(attempt).option_order[:2]
        answer(attempt, 1, [one], seq=900)
        assert answer(attempt, 1, [other]).seq == 901
        assert answer(attempt, 1, [one], floor=950).seq == 950
        assert answer(attempt, 1, [other], seq=949).is_stale

    def test_saves_in_any_order_end_at_the_highest_number(self, setting):
        attempt = attempt_at(*setting)
        option_ids = first_question(attempt).option_order
        for place, order in enumerate(itertools.permutations([1, 2, 3])):
            for number in order:
                answer(attempt, 1, [option_ids[number - 1]], seq=place * 3 + number)
            assert Answer.objects.get().selected == [option_ids[2]]

    @pytest.mark.parametrize("value", [["inventada"], "texto", None, 7, [1], [["a"]], {"a": 1}])
    def test_only_options_of_this_very_question_are_answers(self, setting, value):
        attempt = attempt_at(*setting)
        with pytest.raises(InvalidAnswer):
            answer(attempt, 1, {"answer": value})
        assert not Answer.objects.exists()

    def test_an_option_of_another_question_is_refused(self, setting):
        attempt = attempt_at(*setting)
        elsewhere = attempt.questions.get(position=2).option_order[0]
        with pytest.raises(InvalidAnswer):
            answer(attempt, 1, [elsewhere])

    def test_a_position_that_does_not_exist_is_not_found(self, setting):
        with pytest.raises(AttemptQuestion.DoesNotExist):
            answer(attempt_at(*setting), 99, [])

    def test_a_submitted_attempt_takes_no_answer(self, setting):
        attempt = submitted_attempt(*setting, right=False)
        before = list(Answer.objects.values())
        with pytest.raises(attempts.AlreadySubmitted):
            answer(attempt, 1, right_answer(first_question(attempt)), seq=99)
        assert list(Answer.objects.values()) == before

    def test_an_answer_can_be_taken_back(self, setting):
        attempt = attempt_at(*setting)
        answer(attempt, 1, right_answer(first_question(attempt)))
        answer(attempt, 1, [])
        assert not first_question(attempt).is_answered


class TestSubmitting:
    def test_all_right_passes_and_completes_the_step_with_its_score(self, setting):
        quiz, enrolment = setting
        attempt = submitted_attempt(quiz, enrolment)
        assert (attempt.score, attempt.passed, attempt.state) == (Decimal("100.00"), True, "submitted")
        step = StepProgress.objects.get(enrolment=enrolment, step_id=quiz.pk)
        assert step.completed_at is not None
        assert step.score == Decimal("100.00")

    def test_a_failed_attempt_completes_nothing(self, setting):
        attempt = submitted_attempt(*setting, right=False)
        assert (attempt.score, attempt.passed) == (Decimal("0.00"), False)
        assert not StepProgress.objects.filter(completed_at__isnull=False).exists()

    def test_blanks_count_as_wrong(self, setting):
        attempt = attempt_at(*setting)
        answer_all(attempt, count=2)
        attempt = attempts.submit(attempt=attempt)
        assert (attempt.score, attempt.passed) == (Decimal("66.67"), False)

    def test_every_answer_gets_its_mark(self, setting):
        attempt = attempt_at(*setting)
        answer_all(attempt, count=2)
        third = attempt.questions.select_related("version__key").get(position=3)
        answer(attempt, 3, wrong_answer(third))
        attempts.submit(attempt=attempt)
        marks = Answer.objects.order_by("attempt_question__position").values_list("is_correct", "marks")
        assert list(marks) == [(True, 1), (True, 1), (False, 0)]

    def test_submitting_again_even_an_hour_later_changes_nothing(self, setting):
        announced = []
        attempt_submitted.connect(lambda attempt, **_: announced.append(attempt.pk), weak=False, dispatch_uid="t")
        try:
            attempt = submitted_attempt(*setting, right=False)
            before = Attempt.objects.values().get(pk=attempt.pk)
            with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)):
                again = attempts.submit(attempt=attempt)
        finally:
            attempt_submitted.disconnect(dispatch_uid="t")
        assert Attempt.objects.values().get(pk=attempt.pk) == before
        assert again.submitted_at == before["submitted_at"]
        assert announced == [attempt.pk]

    def test_the_last_step_completes_the_course_in_the_same_transaction(self, setting):
        quiz, enrolment = setting
        attempts.complete_step(enrolment=enrolment, step=lessons_of(enrolment.course)[0])

        def fail(**_kwargs):
            raise RuntimeError("constancia")

        course_completed.connect(fail, weak=False, dispatch_uid="t")
        attempt = attempt_at(quiz, enrolment)
        answer_all(attempt)
        try:
            with pytest.raises(RuntimeError), transaction.atomic():
                attempts.submit(attempt=attempt)
        finally:
            course_completed.disconnect(dispatch_uid="t")
        attempt.refresh_from_db()
        assert attempt.is_open
        assert not Completion.objects.exists()
        attempts.submit(attempt=attempt)
        assert Completion.objects.get().score == Decimal("100.00")

    def test_the_stored_score_can_be_recomputed_from_answers_and_frozen_keys(self, setting):
        quiz, enrolment = setting
        attempt = attempt_at(quiz, enrolment)
        answer_all(attempt, count=2)
        attempt = attempts.submit(attempt=attempt)
        for one in Question.objects.all():
            wording = bank.wording_of(one)
            options = [{**option, "is_correct": place == 1} for place, option in enumerate(wording.body["options"])]
            body = {**wording.body, "options": options}
            bank.save_question(question=one, wording=dataclasses.replace(wording, body=body))
        result = attempts.recompute(attempt)
        assert (result.score, result.passed) == (attempt.score, attempt.passed)

    def test_a_question_edited_meanwhile_is_asked_and_graded_as_it_was(self, setting):
        attempt = attempt_at(*setting)
        one = Question.objects.get(pk=first_question(attempt).version.question_id)
        bank.save_question(
            question=one,
            wording=bank.Wording(
                "single", "<p>Otra cosa</p>", bank.choice_body([("Nueva", True, ""), ("Vieja", False, "")])
            ),
        )
        assert first_question(attempt).version.number == 1
        answer_all(attempt)
        assert attempts.submit(attempt=attempt).score == Decimal("100.00")

    def test_a_new_cycle_of_the_course_has_attempts_of_its_own(self, setting):
        quiz, enrolment = setting
        submitted_attempt(quiz, enrolment)
        Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=timezone.now())
        renewal = Enrolment.objects.create(employee=enrolment.employee, course=enrolment.course, cycle=2)
        assert attempt_at(quiz, renewal).number == 1


class TestPromisesOfTheDatabase:
    def test_one_open_attempt_per_person_and_quiz(self, setting):
        attempt = attempt_at(*setting)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(
                enrolment=attempt.enrolment,
                quiz=attempt.quiz,
                number=2,
                seed=1,
                rules={},
                started_at=timezone.now(),
            )

    @pytest.mark.parametrize(
        "change",
        [{"state": "submitted"}, {"score": 50}, {"passed": True}, {"submitted_at": timezone.now()}],
        ids=["submitted without score", "score while open", "passed while open", "sent while open"],
    )
    def test_a_score_means_submitted_and_the_other_way_round(self, setting, change):
        attempt = attempt_at(*setting)
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(**change)

    def test_a_quiz_or_question_that_was_taken_cannot_be_deleted(self, setting):
        attempt = attempt_at(*setting)
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt.quiz.delete()
        with pytest.raises(IntegrityError), transaction.atomic():
            first_question(attempt).version.question.delete()


def test_two_tabs_in_any_order_lose_no_answer_sent_before_the_submission(setting):
    attempt = attempt_at(*setting)
    options = first_question(attempt).option_order
    acts = {
        "a": lambda: answer(attempt, 1, [options[0]], seq=1),
        "b": lambda: answer(attempt, 1, [options[1]], seq=2),
        "submit": lambda: attempts.submit(attempt=attempt),
        "late": lambda: answer(attempt, 2, attempt.questions.get(position=2).option_order[:1], seq=1),
    }
    for order in itertools.permutations(acts):
        with transaction.atomic():
            accepted = _run(acts, order)
            stored = dict(Answer.objects.values_list("attempt_question__position", "selected"))
            first = [options[1]] if "b" in accepted else [options[0]] if "a" in accepted else None
            assert stored.get(1) == first, order
            assert (2 in stored) is ("late" in accepted), order
            attempt.refresh_from_db()
            assert attempts.recompute(attempt).score == attempt.score
            transaction.set_rollback(True)


def _run(acts, order):
    accepted = []
    for act in order:
        try:
            acts[act]()
            accepted.append(act)
        except attempts.AlreadySubmitted:
            assert order.index("submit") < order.index(act)
    return accepted
