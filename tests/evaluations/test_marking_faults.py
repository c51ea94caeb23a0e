"""What breaks on purpose while marks are given and keys are corrected: failing queries, two people at once."""

import itertools
import types
from decimal import Decimal

import pytest
from django.db import OperationalError, connection

from courses.models import Completion, StepProgress
from evaluations import appeals, attempts, marking, regrading
from evaluations.models import (
    Answer,
    Appeal,
    Attempt,
    KeyCorrection,
    MarkDecision,
    Marking,
    Regrade,
    RegradeChange,
)
from people.roles import CONSULTANCY
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    question,
)
from tests.evaluations.test_faults import FailAt, at_once, keeps_what_was_done
from tests.evaluations.test_marking import essay_of, with_essay, written_attempt
from tests.evaluations.test_regrading import KEY, mend, option, taken, three
from tests.factories import employee_with_role, lessons_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

DECIDED = [Marking, Regrade, KeyCorrection, RegradeChange, MarkDecision, Completion]


def state():
    """Everything that a mark, an appeal or a regrade may write."""
    return (
        [model.objects.count() for model in DECIDED],
        list(Attempt.objects.order_by("pk").values_list("state", "score", "passed", "keeps_pass")),
        list(Answer.objects.order_by("pk").values_list("is_correct", "marks")),
        list(StepProgress.objects.order_by("pk").values_list("completed_at", "score")),
        list(Appeal.objects.values_list("state")),
    )


def sweep(act):
    """Let each query of `act` fail in turn, until it gets through: (points, points that left a half-done state)."""
    before, points, half_done = state(), 0, 0
    for at in range(1, 300):
        try:
            with connection.execute_wrapper(FailAt(at)):
                act()
        except OperationalError:
            points += 1
            half_done += state() != before
        else:
            return points, half_done
    raise AssertionError("it never got through")


@pytest.fixture
def author():
    return employee_with_role(CONSULTANCY)


@pytest.fixture
def last_mark(author):
    """The last mark that a person needs to complete the course, and how to give it."""
    course, quiz = with_essay()
    attempt = written_attempt(quiz, course)
    attempts.complete_step(enrolment=attempt.enrolment, step=lessons_of(course)[0])
    return attempt, lambda: marking.mark(question=essay_of(attempt), marker=author, mark=100)


@pytest.fixture
def wrong_key(author):
    """A question whose key was mended; two people have been graded with the older one: (question, course, quiz)."""
    wrong = three()
    course, quiz = course_with_quiz(questions=[wrong, question("BIEN")], pass_mark=100)
    failed = taken(quiz, course, choosing="Veinte días")
    taken(quiz, course, choosing="Diez días")
    attempts.complete_step(enrolment=failed.enrolment, step=lessons_of(course)[0])
    mend(wrong, right=1)
    return wrong, course, quiz


def applying(wrong, author):
    digest = regrading.plan(question=wrong, kind=KEY).digest
    return lambda: regrading.apply(question=wrong, kind=KEY, reason="Así es.", digest=digest, made_by=author)


def test_a_failing_query_leaves_the_last_mark_ungiven_and_a_retry_gives_it(last_mark):
    attempt, mark = last_mark
    points, half_done = sweep(mark)
    assert points > 20
    assert half_done == 0
    attempt.refresh_from_db()
    assert attempt.passed
    assert Completion.objects.count() == Marking.objects.count() == 1


def test_the_sweep_notices_a_mark_that_is_not_one_transaction(last_mark, monkeypatch):
    monkeypatch.setattr(marking, "transaction", types.SimpleNamespace(atomic=keeps_what_was_done))
    # The reading was stored without the result that follows from it, so the retry finds it.
    with pytest.raises(marking.ReadBefore):
        sweep(last_mark[1])


def test_a_failing_query_leaves_the_regrade_undone_and_a_retry_does_it(wrong_key, author):
    points, half_done = sweep(applying(wrong_key[0], author))
    assert points > 30
    assert half_done == 0
    assert sorted(Attempt.objects.values_list("score", "passed", "keeps_pass")) == [
        (Decimal(50), True, True),
        (Decimal(100), True, False),
    ]
    assert Regrade.objects.count() == 1
    assert Completion.objects.count() == 1


def test_the_sweep_notices_a_regrade_that_is_not_one_transaction(wrong_key, author, monkeypatch):
    monkeypatch.setattr(regrading, "transaction", types.SimpleNamespace(atomic=keeps_what_was_done))
    assert sweep(applying(wrong_key[0], author))[1] > 0


def test_a_failing_query_leaves_the_appeal_unanswered_and_a_retry_answers_it(author):
    course, quiz = course_with_quiz(appeal_days=5)
    attempt = attempt_at(quiz, learner(course)[1])
    answer_all(attempt, count=2)
    answer(attempt, 3, [option(attempt, "No, ésta no", attempt.questions.get(position=3).version.question.code)])
    attempts.submit(attempt=attempt)
    made = appeals.make(question=appeals.open_to_appeal(attempt)[0], text="No estoy de acuerdo.")
    points, half_done = sweep(
        lambda: appeals.grant(appeal=made, fraction=Decimal(1), reason="Procede.", answered_by=author)
    )
    assert points > 15
    assert half_done == 0
    attempt.refresh_from_db()
    assert attempt.passed
    assert MarkDecision.objects.count() == 1


def test_eight_markers_at_once_are_one_mark_and_one_completion(last_mark):
    attempt, _mark = last_mark
    markers = iter([employee_with_role(CONSULTANCY) for _ in range(8)])
    turn = itertools.count()

    def mark():
        return marking.mark(question=essay_of(attempt), marker=next(markers), mark=next(turn))

    outcomes = at_once(mark)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyMarked"] * 7 + ["Marking"]
    assert Marking.objects.count() == 1
    attempt.refresh_from_db()
    assert attempt.is_graded


def test_eight_first_readings_at_once_are_at_most_three_and_never_two_of_one_round():
    course, quiz = with_essay(needs_second_marker=True, marker_tolerance=0)
    attempt = written_attempt(quiz, course)
    markers = iter([employee_with_role(CONSULTANCY) for _ in range(8)])
    turn = itertools.count()
    at_once(lambda: marking.mark(question=essay_of(attempt), marker=next(markers), mark=next(turn) * 10))
    # Whoever decides must have seen the other two, and nobody of these has.
    assert list(Marking.objects.order_by("round").values_list("round", flat=True)) == [1, 2]
    attempt.refresh_from_db()
    assert not attempt.is_graded


def test_eight_appliers_at_once_are_one_regrade(wrong_key, author):
    outcomes = at_once(applying(wrong_key[0], author))
    assert Regrade.objects.count() == 1
    assert sum(isinstance(one, Regrade) for one in outcomes) == 1
    assert all(one is None or isinstance(one, Regrade) for one in outcomes)


def test_whoever_submits_during_a_regrade_is_graded_by_the_key_in_force(author):
    wrong = three()
    course, quiz = course_with_quiz(questions=[wrong, question("BIEN")], pass_mark=100)
    opened = [attempt_at(quiz, learner(course)[1]) for _ in range(7)]
    for one in opened:
        answer_all(one)
        answer(one, one.questions.get(version__question=wrong).position, [option(one, "Veinte días")])
    mend(wrong, right=1)
    acts = iter([lambda: apply_what_is_shown(wrong, author), *(submission(one) for one in opened)])

    outcomes = at_once(lambda: next(acts)())
    assert not [one for one in outcomes if isinstance(one, Exception)]
    for one in opened:
        one.refresh_from_db()
        assert (one.score, one.passed) == (100, True)
        assert attempts.recompute(one).score == one.score


def submission(attempt):
    return lambda: attempts.submit(attempt=attempt)


def apply_what_is_shown(wrong, author):
    """As the screen does it: when something changed the new plan is shown, and that one is applied."""
    digest = regrading.plan(question=wrong, kind=KEY).digest
    while True:
        try:
            return regrading.apply(question=wrong, kind=KEY, reason="Así es.", digest=digest, made_by=author)
        except regrading.PlanChanged as changed:
            digest = changed.plan.digest
