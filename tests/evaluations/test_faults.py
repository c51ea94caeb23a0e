"""What breaks on purpose: races and failing queries. Each has a control that shows the test can fail."""

import contextlib
import datetime as dt
import threading
import types

import pytest
from django.db import OperationalError, close_old_connections, connection, transaction

from courses.models import Completion, Enrolment
from evaluations import accommodations, attempts
from evaluations.models import Accommodation, Answer, Attempt, AttemptQuestion
from people.api import HUMAN_RESOURCES
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
)
from tests.factories import employee_with_role, lessons_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


@pytest.fixture
def nearly_done():
    """An answered attempt at the last open step of a course."""
    course, quiz = course_with_quiz()
    enrolment = learner(course)[1]
    attempts.complete_step(enrolment=enrolment, step=lessons_of(course)[0])
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt)
    return attempt


def at_once(act, times=8):
    """Run `act` in as many threads at the same moment; returns what they returned or raised."""
    barrier, outcomes = threading.Barrier(times), []

    def run():
        barrier.wait()
        try:
            outcomes.append(act())
        except Exception as error:  # noqa: BLE001 -- the outcome is what the test judges
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return outcomes


def test_eight_submissions_at_once_are_one_result_and_one_completion(nearly_done):
    outcomes = at_once(lambda: attempts.submit(attempt=nearly_done))
    assert [type(outcome) for outcome in outcomes] == [Attempt] * 8
    assert len({(outcome.score, outcome.submitted_at) for outcome in outcomes}) == 1
    assert Completion.objects.count() == 1


def test_eight_starts_at_once_are_one_attempt():
    course, quiz = course_with_quiz()
    enrolment = learner(course)[1]
    outcomes = at_once(lambda: attempt_at(quiz, enrolment))
    assert {outcome.pk for outcome in outcomes} == {Attempt.objects.get().pk}


def test_saves_at_once_end_at_the_highest_number(nearly_done):
    options = nearly_done.questions.get(position=1).option_order
    numbers = iter(range(10, 18))
    lock = threading.Lock()

    def save():
        with lock:
            number = next(numbers)
        return number, answer(nearly_done, 1, [options[number % 3]], seq=number)

    outcomes = at_once(save)
    assert all(isinstance(outcome, tuple) for outcome in outcomes)
    stored = Answer.objects.get(attempt_question__position=1, attempt_question__attempt=nearly_done)
    assert (stored.seq, stored.selected) == (17, [options[17 % 3]])


def test_the_clock_the_job_and_the_person_at_once_are_one_result(nearly_done):
    deadline = nearly_done.started_at + dt.timedelta(minutes=30)
    Attempt.objects.filter(pk=nearly_done.pk).update(deadline=deadline)
    nearly_done.refresh_from_db()
    late = deadline + dt.timedelta(hours=1)
    turns = iter(range(9))
    lock = threading.Lock()

    def close():
        with lock:
            turn = next(turns)
        return [
            lambda: attempts.submit(attempt=nearly_done, at=late),
            lambda: attempts.close_when_over(attempt=nearly_done, at=late),
            lambda: attempts.close_overdue(at=late),
        ][turn % 3]()

    outcomes = at_once(close, times=6)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    closed = Attempt.objects.get()
    assert (closed.submitted_at, closed.closing) == (deadline, Attempt.Closing.DEADLINE)
    assert Completion.objects.count() == 1


def test_an_accommodation_granted_while_one_begins_is_never_missed():
    course, quiz = course_with_quiz(time_limit=30)
    employee, enrolment = learner(course)
    office = employee_with_role(HUMAN_RESOURCES)
    turns = iter([True, False])
    lock = threading.Lock()

    def act():
        with lock:
            begins = next(turns)
        if begins:
            return attempt_at(quiz, enrolment)
        terms = accommodations.Terms(extra_minutes=30)
        return accommodations.grant(employee=employee, quiz=None, terms=terms, reason="Oficio", granted_by=office)

    outcomes = at_once(act, times=2)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    attempt = Attempt.objects.get()
    assert attempt.deadline - attempt.started_at == dt.timedelta(hours=1)


class FailAt:
    """Fails the query number `at`; counts them all."""

    def __init__(self, at):
        self.at, self.seen = at, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.at:
            raise OperationalError("disk I/O error")
        return execute(sql, params, many, context)


def state():
    found = list(Attempt.objects.order_by("pk").values_list("state", "score", "passed", "submitted_at", "deadline"))
    found += Answer.objects.order_by("pk").values_list("pk", "is_correct")
    found += Enrolment.objects.order_by("pk").values_list("started_at", "last_step", "completed_at")
    return found, [model.objects.count() for model in (Completion, AttemptQuestion, Accommodation)]


def sweep(act):
    """Let each query of `act` fail in turn, until it gets through: (points, points that left a half-done state)."""
    before, points, half_done = state(), 0, 0
    for at in range(1, 200):
        try:
            with connection.execute_wrapper(FailAt(at)):
                act()
        except OperationalError:
            points += 1
            half_done += state() != before
        else:
            return points, half_done
    raise AssertionError("it never got through")


def test_a_failing_query_leaves_the_submission_undone_and_a_retry_does_it(nearly_done):
    points, half_done = sweep(lambda: attempts.submit(attempt=nearly_done))
    assert points > 10
    assert half_done == 0
    nearly_done.refresh_from_db()
    assert nearly_done.has_passed
    assert Completion.objects.count() == 1


@contextlib.contextmanager
def keeps_what_was_done():
    """A transaction that commits what it did before it failed."""
    failure = None
    with transaction.atomic():
        try:
            yield
        except OperationalError as error:
            failure = error
            transaction.set_rollback(False)
    if failure:
        raise failure


def test_the_sweep_notices_a_submission_that_is_not_one_transaction(nearly_done, monkeypatch):
    monkeypatch.setattr(attempts, "transaction", types.SimpleNamespace(atomic=keeps_what_was_done))
    _points, half_done = sweep(lambda: attempts.submit(attempt=nearly_done))
    assert half_done > 0


def test_a_failing_query_leaves_an_overdue_attempt_open_and_the_next_look_closes_it(nearly_done):
    deadline = nearly_done.started_at + dt.timedelta(minutes=30)
    Attempt.objects.filter(pk=nearly_done.pk).update(deadline=deadline)
    nearly_done.refresh_from_db()
    points, half_done = sweep(
        lambda: attempts.close_when_over(attempt=nearly_done, at=deadline + dt.timedelta(hours=1))
    )
    assert points > 10
    assert half_done == 0
    nearly_done.refresh_from_db()
    assert nearly_done.has_passed


def test_a_failing_query_begins_no_attempt_and_a_retry_begins_one():
    course, quiz = course_with_quiz()
    enrolment = learner(course)[1]
    points, half_done = sweep(lambda: attempt_at(quiz, enrolment))
    assert points > 5
    assert half_done == 0
    assert Attempt.objects.get().questions.count() == 3


def test_the_sweep_notices_a_beginning_that_is_not_one_transaction(monkeypatch):
    course, quiz = course_with_quiz()
    enrolment = learner(course)[1]
    monkeypatch.setattr(attempts, "transaction", types.SimpleNamespace(atomic=keeps_what_was_done))
    _points, half_done = sweep(lambda: attempt_at(quiz, enrolment))
    assert half_done > 0


def test_a_failing_query_leaves_an_accommodation_ungranted_and_a_retry_grants_it(nearly_done):
    attempts_deadline = nearly_done.started_at + dt.timedelta(minutes=30)
    nearly_done.rules["time_limit"] = 30
    nearly_done.deadline = attempts_deadline
    nearly_done.save()
    office = employee_with_role(HUMAN_RESOURCES)
    points, half_done = sweep(
        lambda: accommodations.grant(
            employee=nearly_done.enrolment.employee,
            quiz=None,
            terms=accommodations.Terms(extra_minutes=10),
            reason="Oficio",
            granted_by=office,
        )
    )
    assert points > 5
    assert half_done == 0
    nearly_done.refresh_from_db()
    assert nearly_done.deadline == attempts_deadline + dt.timedelta(minutes=10)


def test_a_failing_query_leaves_the_answer_unsaved_and_a_retry_saves_it(nearly_done):
    one = nearly_done.questions.get(position=1)
    chosen = one.option_order[-1:]
    before = one.answer.selected
    for at in range(1, 50):
        try:
            with connection.execute_wrapper(FailAt(at)):
                answer(nearly_done, 1, chosen, seq=50)
        except OperationalError:
            assert Answer.objects.get(attempt_question=one).selected == before
        else:
            break
    assert at > 2
    assert Answer.objects.get(attempt_question=one).selected == chosen
