"""Regrading: what a corrected key or a voided question changes, tried out first, then applied once and for all."""

from decimal import Decimal

import pytest

from courses.models import Completion, StepProgress
from evaluations import attempts, bank, regrading
from evaluations.corrected_keys import Why
from evaluations.models import Answer, Attempt, KeyCorrection, Regrade, RegradeChange, RemedialLesson
from people.roles import CONSULTANCY
from tests.evaluations.factories import answer, answer_all, attempt_at, course_with_quiz, learner, question
from tests.factories import TrainingRequirementFactory, employee_with_role, lessons_of

pytestmark = pytest.mark.django_db

TEXTS = ["Diez días", "Veinte días", "Treinta días"]
KEY, VOID = Regrade.Kind.KEY, Regrade.Kind.VOID
REASON = "La clave decía otra cosa que la ley."


@pytest.fixture
def author():
    return employee_with_role(CONSULTANCY)


def three(code="MAL", right=0, **fields):
    """A question with three options of which the one in the place `right` is marked as right."""
    texts = ["Diez días", "Veinte días", "Treinta días"]
    return question(
        code, options=[("*" if place == right else "") + text for place, text in enumerate(texts)], **fields
    )


def mend(one, *, right, texts=TEXTS, **changes):
    """A new version of the question with another key."""
    rows = [(text, place == right, "nueva nota") for place, text in enumerate(texts)]
    wording = bank.wording_of(one)
    return bank.save_question(
        question=one,
        wording=bank.Wording(
            kind=changes.get("kind", "single"),
            stem=changes.get("stem", wording.stem),
            body=bank.choice_body(rows),
            feedback="<p>El artículo 132.</p>",
        ),
    )


def option(attempt, text, code="MAL"):
    """The id of the option that says `text` in this attempt."""
    version = attempt.questions.select_related("version").get(version__question__code=code).version
    return next(one["id"] for one in version.asked().options if one["html"] == text)


def taken(quiz, course, *, choosing, others_right=True, **person):
    """An attempt of somebody new that chooses this option in the question that is wrong, submitted."""
    enrolment = learner(course, **person)[1]
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt, right=others_right)
    position = attempt.questions.get(version__question__code="MAL").position
    answer(attempt, position, [option(attempt, choosing)])
    return attempts.submit(attempt=attempt)


def apply(one, kind=KEY, *, by, reason=REASON, digest=None, **options):
    digest = digest or regrading.plan(question=one, kind=kind, **options).digest
    return regrading.apply(question=one, kind=kind, reason=reason, digest=digest, made_by=by, **options)


def is_as_recomputed(attempt):
    attempt.refresh_from_db()
    result = attempts.recompute(attempt)
    return (attempt.score, attempt.passed) == (result.score, result.passed or attempt.keeps_pass)


@pytest.fixture
def scene():
    """A quiz of one question with a wrong key and one that is right, pass mark 100: (question, course, quiz)."""
    wrong = three()
    course, quiz = course_with_quiz(questions=[wrong, question("BIEN")], pass_mark=100)
    return wrong, course, quiz


class TestTryingOut:
    def test_it_lists_who_passes_and_who_falls_and_writes_nothing(self, scene):
        wrong, course, quiz = scene
        unfairly_failed = taken(quiz, course, choosing="Veinte días")
        unfairly_passed = taken(quiz, course, choosing="Diez días")
        taken(quiz, course, choosing="Treinta días")
        attempt_at(quiz, learner(course)[1])
        mend(wrong, right=1)
        made = regrading.plan(question=wrong, kind=KEY)
        assert [one.attempt for one in made.passing] == [unfairly_failed]
        assert [one.attempt for one in made.falling] == [unfairly_passed]
        assert (made.passing[0].before.score, made.passing[0].result.score) == (50, 100)
        assert made.states == {"submitted": 3, "open": 1}
        assert made.quizzes == [(quiz.title, 4)]
        assert not Regrade.objects.exists()
        unfairly_failed.refresh_from_db()
        assert unfairly_failed.score == 50

    def test_without_a_newer_key_there_is_nothing_to_do(self, scene, author):
        wrong, course, quiz = scene
        taken(quiz, course, choosing="Veinte días")
        assert regrading.plan(question=wrong, kind=KEY).corrections == {}
        assert apply(wrong, by=author) is None
        assert not Regrade.objects.exists()

    def test_options_may_stand_in_another_order(self, scene):
        wrong, course, quiz = scene
        attempt = taken(quiz, course, choosing="Veinte días")
        mend(wrong, right=0, texts=["Veinte días", "Treinta días", "Diez días"])
        made = regrading.plan(question=wrong, kind=KEY)
        assert [one.attempt for one in made.passing] == [attempt]

    def test_a_version_that_offered_something_else_is_left_alone(self, scene):
        wrong, course, quiz = scene
        taken(quiz, course, choosing="Veinte días")
        mend(wrong, right=1, texts=["Diez días", "Veinte días hábiles", "Treinta días"])
        made = regrading.plan(question=wrong, kind=KEY)
        assert [one.why for one in made.versions] == [Why.OPTIONS]
        assert made.corrections == {}

    def test_a_version_with_another_stem_waits_until_somebody_has_compared_them(self, scene):
        wrong, course, quiz = scene
        taken(quiz, course, choosing="Veinte días")
        version = wrong.current_id
        mend(wrong, right=1, stem="<p>¿En cuántos días se contesta una solicitud?</p>")
        assert regrading.plan(question=wrong, kind=KEY).versions[0].why == Why.STEM
        made = regrading.plan(question=wrong, kind=KEY, compared=[version])
        assert list(made.corrections) == [version]
        assert len(made.passing) == 1

    def test_queries_do_not_grow_with_the_attempts(self, scene, django_assert_num_queries):
        wrong, course, quiz = scene
        mended = False
        for count in (1, 4):
            for _ in range(count):
                taken(quiz, course, choosing="Veinte días")
            if not mended:
                mend(wrong, right=1)
                mended = True
            with django_assert_num_queries(13):
                regrading.plan(question=wrong, kind=KEY)
            wrong.refresh_from_db()


class TestApplying:
    def test_marks_results_and_steps_follow_the_new_key(self, scene, author):
        wrong, course, quiz = scene
        attempt = taken(quiz, course, choosing="Veinte días")
        mend(wrong, right=1)
        regrade = apply(wrong, by=author)
        attempt.refresh_from_db()
        assert (attempt.score, attempt.passed, attempt.keeps_pass) == (100, True, False)
        assert StepProgress.objects.get(enrolment=attempt.enrolment, step=quiz).completed_at == attempt.submitted_at
        assert set(Answer.objects.filter(attempt_question__attempt=attempt).values_list("marks", flat=True)) == {1}
        change = RegradeChange.objects.get(regrade=regrade)
        assert (change.old_score, change.new_score, change.old_passed, change.new_passed) == (50, 100, False, True)
        assert is_as_recomputed(attempt)

    def test_the_corrected_key_is_told_in_the_ids_of_each_version(self, scene, author):
        wrong, course, quiz = scene
        attempt = taken(quiz, course, choosing="Veinte días")
        mend(wrong, right=1)
        apply(wrong, by=author)
        correction = KeyCorrection.objects.get()
        right = option(attempt, "Veinte días")
        assert correction.correct == [right]
        assert correction.option_feedback[right] == "nueva nota"
        assert correction.feedback == "<p>El artículo 132.</p>"

    def test_a_pass_is_kept_and_flagged(self, scene, author):
        wrong, course, quiz = scene
        attempt = taken(quiz, course, choosing="Diez días")
        mend(wrong, right=1)
        apply(wrong, by=author)
        attempt.refresh_from_db()
        assert (attempt.score, attempt.passed, attempt.keeps_pass) == (50, True, True)
        assert StepProgress.objects.get(enrolment=attempt.enrolment, step=quiz).completed_at
        change = RegradeChange.objects.get()
        assert (change.new_passed, change.keeps_pass) == (False, True)
        assert is_as_recomputed(attempt)

    def test_a_pass_that_is_earned_again_is_flagged_no_longer(self, scene, author):
        wrong, course, quiz = scene
        attempt = taken(quiz, course, choosing="Diez días")
        mend(wrong, right=1)
        apply(wrong, by=author)
        wrong.refresh_from_db()
        mend(wrong, right=0)
        apply(wrong, by=author)
        attempt.refresh_from_db()
        assert (attempt.score, attempt.passed, attempt.keeps_pass) == (100, True, False)

    def test_applying_twice_is_once(self, scene, author):
        wrong, course, quiz = scene
        taken(quiz, course, choosing="Veinte días")
        mend(wrong, right=1)
        digest = regrading.plan(question=wrong, kind=KEY).digest
        assert apply(wrong, by=author, digest=digest)
        assert apply(wrong, by=author, digest=digest) is None
        assert Regrade.objects.count() == RegradeChange.objects.count() == 1

    def test_what_was_not_shown_is_not_applied(self, scene, author):
        wrong, course, quiz = scene
        taken(quiz, course, choosing="Veinte días")
        mend(wrong, right=1)
        shown = regrading.plan(question=wrong, kind=KEY)
        taken(quiz, course, choosing="Treinta días", others_right=False)
        # Somebody began before the key was mended and submits now.
        late = attempt_at(quiz, learner(course)[1])
        assert late.questions.get(version__question=wrong).version == wrong.current
        apply(wrong, by=author, digest=shown.digest)

    def test_a_result_that_changed_since_it_was_shown_is_shown_again(self, scene, author):
        wrong, course, quiz = scene
        waiting = attempt_at(quiz, learner(course)[1])
        taken(quiz, course, choosing="Veinte días")
        mend(wrong, right=1)
        shown = regrading.plan(question=wrong, kind=KEY)
        answer_all(waiting)
        attempts.submit(attempt=waiting)
        with pytest.raises(regrading.PlanChanged) as caught:
            apply(wrong, by=author, digest=shown.digest)
        assert [one.attempt for one in caught.value.plan.falling] == [waiting]
        assert not Regrade.objects.exists()

    def test_an_open_attempt_is_graded_with_the_corrected_key(self, scene, author):
        wrong, course, quiz = scene
        taken(quiz, course, choosing="Veinte días")
        attempt = attempt_at(quiz, learner(course)[1])
        answer_all(attempt)
        answer(attempt, attempt.questions.get(version__question=wrong).position, [option(attempt, "Veinte días")])
        mend(wrong, right=1)
        apply(wrong, by=author)
        attempt = attempts.submit(attempt=attempt)
        assert (attempt.score, attempt.passed) == (100, True)

    def test_it_says_why(self, scene, author):
        wrong, course, quiz = scene
        taken(quiz, course, choosing="Veinte días")
        mend(wrong, right=1)
        regrade = apply(wrong, by=author)
        assert (regrade.reason, regrade.made_by) == (REASON, author)


class TestVoiding:
    def test_it_counts_for_nobody(self, scene, author):
        wrong, course, quiz = scene
        failed = taken(quiz, course, choosing="Veinte días")
        made = regrading.plan(question=wrong, kind=VOID)
        assert [one.attempt for one in made.passing] == [failed]
        apply(wrong, VOID, by=author)
        failed.refresh_from_db()
        assert (failed.score, failed.passed) == (100, True)
        assert Answer.objects.get(attempt_question__version__question=wrong).marks is None
        assert is_as_recomputed(failed)

    def test_whoever_only_had_that_one_right_keeps_the_pass(self, author):
        wrong = three()
        course, quiz = course_with_quiz(questions=[wrong, question("BIEN")], pass_mark=50)
        attempt = taken(quiz, course, choosing="Diez días", others_right=False)
        assert attempt.passed
        apply(wrong, VOID, by=author)
        attempt.refresh_from_db()
        assert (attempt.score, attempt.passed, attempt.keeps_pass) == (0, True, True)

    def test_an_attempt_cannot_be_left_without_questions(self, author):
        wrong = three()
        course, quiz = course_with_quiz(questions=[wrong])
        attempt = taken(quiz, course, choosing="Diez días")
        assert regrading.plan(question=wrong, kind=VOID).emptied == 1
        with pytest.raises(regrading.NothingLeft):
            apply(wrong, VOID, by=author)
        attempt.refresh_from_db()
        assert attempt.score == 100

    def test_a_key_brings_a_void_question_back(self, scene, author):
        wrong, course, quiz = scene
        attempt = taken(quiz, course, choosing="Veinte días")
        apply(wrong, VOID, by=author)
        mend(wrong, right=2)
        apply(wrong, by=author)
        attempt.refresh_from_db()
        assert (attempt.score, attempt.passed, attempt.keeps_pass) == (50, True, True)

    def test_voiding_a_text_gives_its_waiting_attempts_their_result(self, author):
        body = {"min_words": 0, "max_words": 0, "rubric": [], "guidance": ""}
        text = question("ENSAYO", kind="essay", body=body)
        course, quiz = course_with_quiz(questions=[question("BIEN"), text])
        attempt = attempt_at(quiz, learner(course)[1])
        answer_all(attempt, count=1)
        answer(attempt, 2, {"answer": ["Lo que pienso."]})
        attempts.submit(attempt=attempt)
        apply(text, VOID, by=author)
        attempt.refresh_from_db()
        assert (attempt.state, attempt.score, attempt.passed) == (Attempt.State.SUBMITTED, 100, True)
        assert Completion.objects.count() == 0
        assert not RegradeChange.objects.exists()


def test_an_average_that_falls_keeps_the_pass(author):
    wrong = three()
    course, quiz = course_with_quiz(questions=[wrong, question("BIEN")], pass_mark=75, grading_method="average")
    enrolment = learner(course)[1]
    for right in (False, True):
        attempt = attempt_at(quiz, enrolment)
        answer_all(attempt)
        if not right:
            answer(
                attempt,
                attempt.questions.get(version__question__code="BIEN").position,
                [option(attempt, "No, ésta no", "BIEN")],
            )
        attempts.submit(attempt=attempt)
    mend(wrong, right=1)
    apply(wrong, by=author)
    first, second = Attempt.objects.order_by("number")
    assert (first.score, second.score) == (Decimal(0), Decimal(50))
    assert second.keeps_pass
    assert is_as_recomputed(first)
    assert is_as_recomputed(second)


def test_whoever_fails_a_part_by_the_new_key_is_sent_back_to_its_lessons(author):
    wrong = three()
    needed = TrainingRequirementFactory()
    wrong.requirements.add(needed)
    course, quiz = course_with_quiz(questions=[wrong, question("BIEN"), question("MAS")], pass_mark=90, mastery_mark=60)
    wrong.lesson = lessons_of(course)[0]
    wrong.save()
    enrolment = learner(course)[1]
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt)
    answer(
        attempt, attempt.questions.get(version__question__code="MAS").position, [option(attempt, "No, ésta no", "MAS")]
    )
    attempt = attempts.submit(attempt=attempt)
    assert [part["is_mastered"] for part in attempt.parts] == [True]
    wrong.refresh_from_db()
    mend(wrong, right=1)
    apply(wrong, by=author)
    attempt.refresh_from_db()
    assert [part["is_mastered"] for part in attempt.parts] == [False]
    assert [one.page_id for one in RemedialLesson.objects.filter(attempt=attempt)] == [wrong.lesson_id]
    assert is_as_recomputed(attempt)
