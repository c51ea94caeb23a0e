import pytest

from courses.api import complete_step
from courses.models import Completion
from evaluations.evidence import attempts_behind
from tests.factories import EnrolmentFactory, course_page, lessons_of

from .factories import course_with_quiz, learner, submitted_attempt

pytestmark = pytest.mark.django_db


def one_step_from_the_end():
    """A quiz that completes its course once it is passed, and somebody enrolled: (quiz, enrolment)."""
    course, quiz = course_with_quiz()
    _employee, enrolment = learner(course)
    complete_step(enrolment=enrolment, step=lessons_of(course)[0])
    return quiz, enrolment


def test_the_attempts_behind_a_completion_are_told_by_their_ids(django_assert_num_queries):
    quiz, enrolment = one_step_from_the_end()
    failed = submitted_attempt(quiz, enrolment, right=False)
    passed = submitted_attempt(quiz, enrolment)
    done = Completion.objects.get()
    with django_assert_num_queries(1):
        told = attempts_behind(done)
    assert [line["attempt"] for line in told["attempts"]] == [str(failed.uuid), str(passed.uuid)]
    assert [line["passed"] for line in told["attempts"]] == [False, True]
    assert told["attempts"][1]["quiz"] == quiz.pk
    assert told["attempts"][1]["score"] == "100.00"


def test_they_are_part_of_the_constancia_that_is_issued_at_that_moment():
    quiz, enrolment = one_step_from_the_end()
    passed = submitted_attempt(quiz, enrolment)
    evidence = Completion.objects.get().certificates.get().evidence
    assert [line["attempt"] for line in evidence["attempts"]] == [str(passed.uuid)]


def test_a_course_without_a_quiz_has_none():
    enrolment = EnrolmentFactory(course=course_page(lessons=1))
    done = complete_step(enrolment=enrolment, step=lessons_of(enrolment.course)[0])
    assert attempts_behind(done) == {}
