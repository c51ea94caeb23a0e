"""What is stored about an attempt is what its answers, the keys in force and the decisions give: always."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations import appeals, attempts, judging, marking, regrading, score_check
from evaluations.models import Answer, Attempt, Regrade
from evaluations.opening import CannotStart
from people.roles import CONSULTANCY
from tests.evaluations.factories import (
    answer,
    answer_all,
    attempt_at,
    course_with_quiz,
    learner,
    question,
    submitted_attempt,
)
from tests.evaluations.test_marking import essay, essay_of
from tests.evaluations.test_regrading import TEXTS, mend, option, three
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db

people = st.integers(0, 2)
acts = st.one_of(
    st.tuples(st.just("take"), people, st.sampled_from(TEXTS), st.booleans(), st.booleans()),
    st.tuples(st.just("regrade"), st.integers(0, 2)),
    st.just(("void",)),
    st.tuples(st.just("mark"), st.integers(0, 100)),
    st.tuples(st.just("appeal"), people),
)


class History:
    """Three people, a question with a doubtful key and a text, and whatever is done to them."""

    def __init__(self):
        self.doubtful = three()
        self.course, self.quiz = course_with_quiz(
            questions=[self.doubtful, question("BIEN"), essay()],
            pass_mark=60,
            max_attempts=0,
            needs_second_marker=True,
            marker_tolerance=30,
            appeal_days=5,
        )
        self.enrolments = [learner(self.course)[1] for _ in range(3)]
        self.staff = [employee_with_role(CONSULTANCY) for _ in range(3)]

    def do(self, act, *told):
        getattr(self, act)(*told)

    def take(self, person, text, is_right, writes):
        try:
            attempt = attempt_at(self.quiz, self.enrolments[person])
        except CannotStart:
            return
        place = {one.version.question_id: one.position for one in attempt.questions.select_related("version")}
        answer(attempt, place[self.doubtful.pk], [option(attempt, text)])
        answer(attempt, 2, [option(attempt, "Sí, ésta" if is_right else "Tampoco ésta", "BIEN")])
        if writes:
            answer(attempt, 3, {"answer": ["Lo que pienso."]})
        attempts.submit(attempt=attempt)

    def regrade(self, right):
        self.doubtful.refresh_from_db()
        mend(self.doubtful, right=right)
        self._apply(Regrade.Kind.KEY)

    def void(self):
        self._apply(Regrade.Kind.VOID)

    def _apply(self, kind):
        plan = regrading.plan(question=self.doubtful, kind=kind)
        told = {"question": self.doubtful, "kind": kind, "reason": "Así es.", "made_by": self.staff[0]}
        regrading.apply(digest=plan.digest, **told)

    def mark(self, mark):
        for marker in self.staff:
            one = marking.waiting_for(marker).select_related("version", "attempt").order_by("pk").first()
            if one is not None:
                readings = len(marking.readings_of(one))
                marking.mark(question=one, marker=marker, mark=mark, has_seen=readings if readings == 2 else 0)
                return

    def appeal(self, person):
        for attempt in Attempt.objects.submitted().filter(enrolment=self.enrolments[person]):
            for one in appeals.open_to_appeal(attempt):
                made = appeals.make(question=one, text="No estoy de acuerdo.")
                told = {"reason": "Procede.", "answered_by": self.staff[0]}
                appeals.grant(appeal=made, fraction=Decimal(1), **told)
                return


def passed():
    return set(Attempt.objects.filter(passed=True).values_list("pk", flat=True))


@given(told=st.lists(acts, min_size=3, max_size=9))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_stored_results_are_the_recomputed_ones_and_no_pass_is_lost(told):
    with transaction.atomic():
        history = History()
        for act in told:
            before = passed()
            history.do(*act)
            assert list(score_check.differences()) == []
            assert before <= passed()
        transaction.set_rollback(True)


def test_a_trial_that_takes_stored_marks_equals_judging_everything_again():
    history = History()
    for person, text in enumerate(TEXTS):
        history.take(person, text, person == 1, person == 2)
    right = mend(history.doubtful, right=2)
    corrections = regrading.plan(question=right, kind=Regrade.Kind.KEY).corrections
    closed = list(Attempt.objects.order_by("pk"))
    tried = judging.judge_all(closed, corrections=corrections)
    history._apply(Regrade.Kind.KEY)
    for attempt in closed:
        told = [(one.position, one.fraction, one.is_void) for one in tried[attempt.pk]]
        assert told == [(one.position, one.fraction, one.is_void) for one in judging.judge(attempt)]


def test_judging_takes_as_many_queries_for_many_attempts_as_for_one(django_assert_num_queries):
    course, quiz = course_with_quiz()
    taken = [submitted_attempt(quiz, learner(course)[1]) for _ in range(4)]
    with django_assert_num_queries(5):
        judging.judge_all(taken[:1])
    with django_assert_num_queries(5):
        judging.judge_all(taken)


def test_a_carried_text_is_settled_by_the_rules_under_which_it_was_marked():
    history = History()
    enrolment = history.enrolments[0]
    history.take(0, TEXTS[1], False, True)
    first = Attempt.objects.get()
    for marker, mark in zip(history.staff, (80, 60), strict=False):
        marking.mark(question=essay_of(first), marker=marker, mark=mark)
    repeated = attempt_at(history.quiz, enrolment)
    repeated.rules["marker_tolerance"] = 0
    repeated.save()
    written = repeated.questions.get(version__kind="essay")
    written.carried_from = essay_of(first)
    written.save()
    answer_all(repeated, count=2)
    repeated = attempts.submit(attempt=repeated)
    assert repeated.is_graded
    assert judging.judge(repeated)[2].fraction == Decimal("0.7")


class TestTheCommand:
    def run(self):
        out = io.StringIO()
        call_command("check_scores", stdout=out)
        return out.getvalue()

    def test_it_says_how_many_it_looked_at(self):
        course, quiz = course_with_quiz()
        submitted_attempt(quiz, learner(course)[1])
        assert self.run().startswith("1 intento cerrado")

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda attempt: Attempt.objects.update(score=50),
            lambda attempt: Attempt.objects.update(passed=False),
            lambda attempt: Attempt.objects.update(keeps_pass=True),
            lambda attempt: Answer.objects.filter(attempt_question__position=1).update(marks=0),
            lambda attempt: Attempt.objects.update(state="awaiting", score=None, passed=None),
        ],
        ids=["score", "verdict", "flag", "mark", "state"],
    )
    def test_it_fails_when_something_stored_is_not_what_the_answers_give(self, spoil, capsys):
        course, quiz = course_with_quiz()
        attempt = submitted_attempt(quiz, learner(course)[1])
        spoil(attempt)
        with pytest.raises(CommandError):
            self.run()

    def test_it_looks_at_a_batch_at_a_time(self, monkeypatch):
        course, quiz = course_with_quiz()
        for _ in range(5):
            submitted_attempt(quiz, learner(course)[1])
        monkeypatch.setattr(score_check, "BATCH", 2)
        Attempt.objects.update(score=1)
        assert len({one.attempt.pk for one in score_check.differences()}) == 5
