import pytest

from courses.completion import complete_step
from courses.enrolment import enrol
from courses.models import Completion
from courses.outline import outline_of
from courses.progress import progress_of
from evaluations import attempts, opening
from tests import factories
from tests.evaluations.factories import answer_all, attempt_at, course_with_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_and_quiz():
    course, quiz = course_with_quiz(max_attempts=2, course_fields={"is_sequential": True})
    course.diagnostic = quiz
    course.diagnostic_for = "everybody"
    course.save()
    return course, quiz


@pytest.fixture
def enrolment(course_and_quiz):
    return enrol(employee=factories.EmployeeFactory(), course=course_and_quiz[0])


def take(quiz, enrolment, *, right):
    attempt = attempt_at(quiz, enrolment)
    answer_all(attempt, right=right)
    return attempts.submit(attempt=attempt)


def test_passing_it_completes_the_course_without_its_lessons(course_and_quiz, enrolment):
    course, quiz = course_and_quiz
    take(quiz, enrolment, right=True)
    completion = Completion.objects.get(enrolment=enrolment)
    assert completion.source == Completion.Source.DIAGNOSTIC
    assert completion.score == 100
    assert completion.grounds == {"quiz": quiz.title, "page": quiz.pk}
    assert not enrolment.steps.filter(step__in=factories.lessons_of(course)).exists()


def test_not_passing_it_costs_nothing_but_the_attempt(course_and_quiz, enrolment):
    course, quiz = course_and_quiz
    take(quiz, enrolment, right=False)
    enrolment.refresh_from_db()
    assert enrolment.is_open
    progress = progress_of(enrolment, outline_of(course))
    assert progress.next_step["id"] == factories.lessons_of(course)[0].pk
    assert progress.done == 0


def test_who_reads_the_lessons_and_then_passes_has_completed_it_online(course_and_quiz, enrolment):
    course, quiz = course_and_quiz
    for lesson in factories.lessons_of(course):
        complete_step(enrolment=enrolment, step=lesson)
    take(quiz, enrolment, right=True)
    assert Completion.objects.get(enrolment=enrolment).source == Completion.Source.ONLINE


def test_kept_for_renewals_it_stays_closed_the_first_time(course_and_quiz, enrolment):
    course, quiz = course_and_quiz
    course.diagnostic_for = "renewal"
    course.save()
    enrolment.refresh_from_db()
    with pytest.raises(opening.StepNotOpen):
        attempt_at(quiz, enrolment)


def test_kept_for_renewals_it_is_open_in_the_next_cycle(course_and_quiz, enrolment):
    course, quiz = course_and_quiz
    course.diagnostic_for = "renewal"
    course.save()
    for lesson in factories.lessons_of(course):
        complete_step(enrolment=enrolment, step=lesson)
    take(quiz, enrolment, right=True)
    again = enrol(employee=enrolment.employee, course=course)
    take(quiz, again, right=True)
    assert Completion.objects.get(enrolment=again).source == Completion.Source.DIAGNOSTIC


def test_without_one_nothing_is_open_before_its_turn():
    course, quiz = course_with_quiz(course_fields={"is_sequential": True})
    enrolment = enrol(employee=factories.EmployeeFactory(), course=course)
    with pytest.raises(opening.StepNotOpen):
        attempt_at(quiz, enrolment)


def test_the_course_page_tells_of_it_plainly(client, course_and_quiz, enrolment):
    course, quiz = course_and_quiz
    client.force_login(enrolment.employee.user)
    text = client.get(f"/cursos/{course.slug}/").content.decode()
    assert "¿Ya domina el tema?" in text
    assert client.get(f"/cursos/{course.slug}/").context["diagnostic"]["id"] == quiz.pk


def test_the_page_no_longer_offers_it_once_completed(client, course_and_quiz, enrolment):
    course, quiz = course_and_quiz
    take(quiz, enrolment, right=True)
    client.force_login(enrolment.employee.user)
    assert client.get(f"/cursos/{course.slug}/").context["diagnostic"] is None
