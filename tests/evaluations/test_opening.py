import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from courses.models import Enrolment, StepProgress
from evaluations import attempts, opening, remedial
from evaluations.models import Accommodation, Attempt, Question, QuizPage
from evaluations.opening_words import SENTENCES, title_of, why_not
from evaluations.timing import Adapted, adapted_for
from tests.evaluations.factories import answer, course_with_quiz, learner, question, right_answer, submitted_attempt
from tests.factories import TrainingRequirementFactory, UserFactory, lessons_of

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


class Scene:
    def __init__(self, **quiz_fields):
        self.course, self.quiz = course_with_quiz(**quiz_fields)
        self.employee, self.enrolment = learner(self.course)

    def candidate(self, *, at=None, adapted=None):
        return opening.Candidate(
            enrolment=Enrolment.objects.select_related("course").get(pk=self.enrolment.pk),
            quiz=QuizPage.objects.get(pk=self.quiz.pk),
            earlier=list(Attempt.objects.filter(enrolment=self.enrolment).order_by("number")),
            adapted=adapted or adapted_for(employee_id=self.employee.pk, quiz_id=self.quiz.pk),
            at=at or timezone.now(),
        )

    def reason(self, **kwargs):
        try:
            opening.check(self.candidate(**kwargs))
        except opening.CannotStart as reason:
            return reason
        return None

    def fail(self):
        return submitted_attempt(self.quiz, self.enrolment, right=False)


def test_nothing_stands_in_the_way_of_a_first_attempt():
    assert Scene().reason() is None


def test_a_passed_quiz_is_not_repeated():
    scene = Scene()
    submitted_attempt(scene.quiz, scene.enrolment)
    assert type(scene.reason()) is opening.AlreadyPassed


def test_all_attempts_used_is_the_end_unless_more_were_granted():
    scene = Scene(max_attempts=1)
    scene.fail()
    assert type(scene.reason()) is opening.NoAttemptsLeft
    assert scene.candidate().attempts_left == 0
    Accommodation.objects.create(
        employee=scene.employee, extra_attempts=1, reason="Se fue la luz", granted_by=UserFactory()
    )
    assert scene.reason() is None
    assert scene.candidate().attempts_left == 1


def test_a_cancelled_attempt_uses_up_none():
    scene = Scene(max_attempts=1)
    attempts.start(enrolment=scene.enrolment, quiz=scene.quiz)
    Attempt.objects.update(state="cancelled", closing="staff", closed_by=UserFactory(), closing_reason="x")
    assert scene.reason() is None


def test_without_limit_nothing_is_used_up():
    scene = Scene(max_attempts=0)
    scene.fail()
    assert (scene.reason(), scene.candidate().attempts_left) == (None, None)


def test_an_attempt_that_is_being_marked_must_be_waited_for():
    scene = Scene()
    scene.fail()
    Attempt.objects.update(state="awaiting", score=None, passed=None)
    assert type(scene.reason()) is opening.WaitingForMarks


def test_nothing_begins_before_it_opens_or_after_it_closes():
    now = timezone.now()
    scene = Scene(opens_at=now - HOUR, closes_at=now + HOUR)
    early, late = scene.reason(at=now - 2 * HOUR), scene.reason(at=now + HOUR)
    assert (type(early), early.moment) == (opening.OpensLater, scene.quiz.opens_at)
    assert (type(late), late.moment) == (opening.Closed, scene.quiz.closes_at)
    assert scene.reason(at=now) is None


def test_a_later_closing_date_for_one_person_keeps_it_open_for_them():
    now = timezone.now()
    scene = Scene(closes_at=now - HOUR)
    assert scene.reason(adapted=Adapted(closes_at=now + DAY)) is None
    assert type(scene.reason(adapted=Adapted(closes_at=now - DAY))) is opening.Closed


def test_between_attempts_one_waits_from_the_submission_on():
    scene = Scene(wait_minutes=60)
    sent = scene.fail().submitted_at
    soon = scene.reason(at=sent + HOUR - dt.timedelta(seconds=1))
    assert (type(soon), soon.moment) == (opening.TooSoon, sent + HOUR)
    assert scene.reason(at=sent + HOUR) is None


def test_the_attempts_of_a_day_end_at_local_midnight():
    scene = Scene(daily_attempts=1, max_attempts=0)
    evening = timezone.make_aware(dt.datetime(2026, 3, 3, 23, 30))
    attempt = attempts.start(enrolment=scene.enrolment, quiz=scene.quiz, at=evening)
    attempts.submit(attempt=attempt, at=evening)
    reason = scene.reason(at=evening + dt.timedelta(minutes=10))
    assert (type(reason), reason.moment) == (opening.DailyLimit, timezone.make_aware(dt.datetime(2026, 3, 4)))
    assert scene.reason(at=reason.moment) is None


def test_lessons_come_first_in_a_course_step_by_step():
    scene = Scene(course_fields={"is_sequential": True})
    assert type(scene.reason()) is opening.StepNotOpen
    StepProgress.objects.create(
        enrolment=scene.enrolment, step=lessons_of(scene.course)[0], completed_at=timezone.now()
    )
    assert scene.reason() is None


def test_a_course_that_was_completed_is_over():
    scene = Scene()
    Enrolment.objects.update(completed_at=timezone.now())
    assert type(scene.reason()) is opening.EnrolmentClosed


@pytest.mark.parametrize("typed", ["Sala 7b", "sala7B", "  SALA 7B "])
def test_case_and_spaces_of_a_code_are_forgiven(typed):
    opening.check_code(QuizPage(access_code="Sala 7B"), typed)


@pytest.mark.parametrize("typed", ["", "sala 8", "sala 7b!"])
def test_another_code_is_refused(typed):
    with pytest.raises(opening.WrongCode):
        opening.check_code(QuizPage(access_code="Sala 7B"), typed)


def test_every_reason_has_its_sentence():
    moment = timezone.make_aware(dt.datetime(2026, 3, 3, 10, 42))
    reasons = [opening.RemedialMissing([])] + [
        reason(moment) if issubclass(reason, opening.NotYet | opening.Closed) else reason()
        for reason in SENTENCES
        if reason is not opening.RemedialMissing
    ]
    said = [why_not(reason) for reason in reasons]
    assert len(set(said)) == len(SENTENCES)
    assert all(title_of(reason) for reason in reasons)
    assert sum("3 de marzo de 2026 a las 10:42" in sentence for sentence in said) == 4


class TestLessonsOfAFailedPart:
    @pytest.fixture
    def scene(self):
        """Two requirements with a question each, both explained by the same lesson, at different blocks."""
        questions = [question(code) for code in ("A", "B")]
        scene = Scene(questions=questions, mastery_mark=80, max_attempts=0)
        self.lesson = lessons_of(scene.course)[0]
        for place, one in enumerate(questions, start=2):
            one.requirements.add(TrainingRequirementFactory())
            Question.objects.filter(pk=one.pk).update(lesson=self.lesson, lesson_paragraph=place)
        return scene

    def test_they_are_noted_once_at_the_first_block(self, scene):
        attempt = scene.fail()
        (noted,) = remedial.to_open(attempt)
        assert (noted.page_id, noted.paragraph, noted.opened_at) == (self.lesson.pk, 2, None)
        attempts.settle(attempt=attempt)
        assert len(remedial.to_open(attempt)) == 1

    def test_all_of_them_must_be_opened_first(self, scene):
        attempt = scene.fail()
        reason = scene.reason()
        assert (type(reason), len(reason.lessons)) == (opening.RemedialMissing, 1)
        own = Attempt.objects.filter(pk=attempt.pk)
        first = remedial.open_lesson(attempts=own, uuid=attempt.uuid, page_id=self.lesson.pk)
        again = remedial.open_lesson(attempts=own, uuid=attempt.uuid, page_id=self.lesson.pk)
        assert first.opened_at == again.opened_at
        assert scene.reason() is None

    def test_a_lesson_that_is_no_longer_published_keeps_nobody_from_going_on(self, scene):
        scene.fail()
        self.lesson.unpublish()
        assert scene.reason() is None

    def test_nobody_is_sent_back_after_passing(self, scene):
        assert remedial.to_open(submitted_attempt(scene.quiz, scene.enrolment)) == []

    def test_wrong_questions_of_a_mastered_part_send_nobody_back(self, scene):
        QuizPage.objects.update(mastery_mark=1, pass_mark=100)
        one = Question.objects.get(code="A")
        extra = question("C")
        extra.requirements.add(one.requirements.get())
        scene.quiz.refresh_from_db()
        scene.quiz.questions.create(question=extra)
        attempt = attempts.start(enrolment=scene.enrolment, quiz=scene.quiz)
        for row in attempt.questions.exclude(version__question__code="C").select_related("version__key"):
            answer(attempt, row.position, right_answer(row))
        result = attempts.submit(attempt=attempt)
        assert (result.passed, result.score < 100) == (False, True)
        assert all(part["is_mastered"] and Decimal(part["score"]) for part in result.parts)
        assert remedial.to_open(result) == []

    def test_another_person_cannot_open_them(self, scene):
        attempt = scene.fail()
        with pytest.raises(remedial.RemedialLesson.DoesNotExist):
            remedial.open_lesson(attempts=Attempt.objects.none(), uuid=attempt.uuid, page_id=self.lesson.pk)
