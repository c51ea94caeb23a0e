"""Appeals: who may disagree with what and until when, and what an answer changes."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from courses.models import StepProgress
from evaluations import appeals, attempts
from evaluations.models import Answer, Appeal, MarkDecision
from people.roles import CONSULTANCY
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    submitted_attempt,
    wrong_answer,
)
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db

TEXT = "El artículo permite también la segunda respuesta."
REASON = "Tiene razón: el artículo admite las dos."


@pytest.fixture
def consultant():
    return employee_with_role(CONSULTANCY)


@pytest.fixture
def failed():
    """An attempt with one of three questions wrong, below its pass mark."""
    course, quiz = course_with_quiz(appeal_days=5)
    attempt = attempt_at(quiz, learner(course)[1])
    answer_all(attempt)
    answer(attempt, 2, wrong_answer(first(attempt, 2)))
    return attempts.submit(attempt=attempt)


def first(attempt, position):
    return attempt.questions.select_related("version__key", "attempt").get(position=position)


def appeal_of(attempt, position=2):
    return appeals.make(question=first(attempt, position), text=TEXT)


class TestAsking:
    def test_one_may_disagree_with_what_was_not_fully_right(self, failed):
        assert [one.position for one in appeals.open_to_appeal(failed)] == [2]
        assert appeal_of(failed).state == Appeal.State.OPEN

    @pytest.mark.parametrize("position", [1, 3])
    def test_there_is_nothing_to_disagree_with_where_the_answer_was_right(self, failed, position):
        with pytest.raises(appeals.CannotAppeal):
            appeal_of(failed, position)

    def test_there_is_nothing_to_disagree_with_where_nothing_was_answered(self):
        course, quiz = course_with_quiz(appeal_days=5)
        attempt = attempts.submit(attempt=attempt_at(quiz, learner(course)[1]))
        assert not appeals.open_to_appeal(attempt)

    def test_asking_twice_is_one_appeal(self, failed):
        assert appeal_of(failed) == appeals.make(question=first(failed, 2), text="Otra vez.")
        assert Appeal.objects.get().text == TEXT

    def test_an_appeal_without_words_is_none(self, failed):
        with pytest.raises(appeals.CannotAppeal):
            appeals.make(question=first(failed, 2), text="  ")

    def test_it_can_be_asked_for_until_the_last_day_and_not_after_it(self, failed):
        last = timezone.localdate() + dt.timedelta(days=5)
        assert appeals.last_day(failed) == last
        assert appeals.is_in_time(failed, on=last)
        with time_machine.travel(timezone.now() + dt.timedelta(days=6)), pytest.raises(appeals.CannotAppeal):
            appeal_of(failed)

    def test_without_days_nobody_can_ask(self):
        course, quiz = course_with_quiz(appeal_days=0)
        attempt = submitted_attempt(quiz, learner(course)[1], right=False)
        with pytest.raises(appeals.CannotAppeal):
            appeal_of(attempt, 1)

    def test_the_days_are_those_told_before_starting(self, failed):
        failed.quiz.appeal_days = 0
        failed.quiz.save_revision().publish()
        assert appeal_of(failed)


class TestAnswering:
    def test_refused_the_mark_stays_and_the_reason_is_told(self, failed, consultant):
        appeal = appeals.refuse(
            appeal=appeal_of(failed), reason="La clave es la del artículo 15.", answered_by=consultant
        )
        failed.refresh_from_db()
        assert (appeal.state, appeal.answer) == (Appeal.State.REFUSED, "La clave es la del artículo 15.")
        assert failed.score == Decimal("66.67")
        assert not MarkDecision.objects.exists()

    def test_granted_the_attempt_gets_the_result_that_follows_and_the_person_the_step(self, failed, consultant):
        appeals.grant(appeal=appeal_of(failed), fraction=Decimal(1), reason=REASON, answered_by=consultant)
        failed.refresh_from_db()
        assert (failed.score, failed.passed) == (100, True)
        assert StepProgress.objects.get(enrolment=failed.enrolment, step=failed.quiz).completed_at
        decision = MarkDecision.objects.get()
        assert (decision.old_score, decision.new_score) == (Decimal("66.67"), 100)
        assert Answer.objects.get(attempt_question=first(failed, 2)).is_correct
        assert attempts.recompute(failed).score == failed.score

    @pytest.mark.parametrize("fraction", ["0", "1.5"])
    def test_a_granted_mark_is_higher_than_the_one_it_replaces(self, failed, consultant, fraction):
        with pytest.raises(appeals.NotHigher):
            appeals.grant(appeal=appeal_of(failed), fraction=Decimal(fraction), reason=REASON, answered_by=consultant)
        assert Appeal.objects.get().state == Appeal.State.OPEN

    def test_it_is_answered_once(self, failed, consultant):
        appeal = appeal_of(failed)
        appeals.refuse(appeal=appeal, reason="No.", answered_by=consultant)
        with pytest.raises(appeals.AlreadyAnswered):
            appeals.grant(appeal=appeal, fraction=Decimal(1), reason=REASON, answered_by=consultant)
        assert Appeal.objects.get().state == Appeal.State.REFUSED

    def test_nobody_answers_their_own(self, failed):
        appeal = appeal_of(failed)
        author = failed.enrolment.employee.user
        assert not appeals.waiting_for(author).exists()
        with pytest.raises(appeals.OwnAppeal):
            appeals.refuse(appeal=appeal, reason="No.", answered_by=author)

    def test_an_attempt_that_carries_the_answer_over_gets_the_new_mark_too(self, failed, consultant):
        repeated = attempt_at(failed.quiz, failed.enrolment)
        for one in repeated.questions.all():
            one.carried_from = first(failed, one.position)
            one.save()
        repeated = attempts.submit(attempt=repeated)
        assert not repeated.passed
        appeals.grant(appeal=appeal_of(failed), fraction=Decimal(1), reason=REASON, answered_by=consultant)
        repeated.refresh_from_db()
        assert repeated.passed
        assert attempts.recompute(repeated).score == repeated.score
