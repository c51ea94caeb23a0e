"""Closing a session."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import Certificate
from courses.completion import complete_step
from courses.models import Completion, Enrolment, StepProgress
from courses.sessions import attendance, closing
from courses.sessions.rules import SessionRefusal
from people.ledger import faults
from people.models import Decision, Notice
from tests.courses.session_factories import booked, held, place, running, session, standing_lines
from tests.evaluations.factories import course_with_quiz, submitted_attempt
from tests.factories import EmployeeFactory, course_page, employee_with_role, lessons_of

pytestmark = pytest.mark.django_db


def tick(of, people, *, actor=None, meetings=None):
    for meeting in meetings if meetings is not None else of.meetings.all():
        attendance.record_list(
            meeting=meeting, employee_ids=[person.pk for person in people], actor=actor or of.created_by
        )


def test_who_attended_completes_a_course_without_quizzes_at_once():
    made = held()
    present, absent = booked(made, 2)
    tick(made, [present])

    done = closing.close(session=made, actor=made.created_by)

    assert done.as_counts() == {"places": 2, "enough": 1, "below": 1, "completed": 1, "quiz_missing": 0}
    completion = Completion.objects.get()
    assert completion.employee == present
    assert completion.source == Completion.Source.ATTENDANCE
    assert completion.recorded_by == made.created_by
    assert completion.completed_at == made.meetings.get().ends_at
    assert completion.grounds["title"] == "Archivos, grupo 1"
    assert completion.grounds["hours"] == "4.0"
    assert [line["method"] for line in completion.grounds["meetings_attended"]] == ["list"]
    assert Certificate.objects.get().modality == "presencial"
    assert not Enrolment.objects.filter(employee=absent).exists()


def test_closing_is_one_line_in_the_ledger_with_its_counts():
    made = held()
    tick(made, booked(made, 1))
    closing.close(session=made, actor=made.created_by)
    line = Decision.objects.get(act="hold_session")
    assert line.actor == made.created_by
    assert line.after["enough"] == line.after["completed"] == 1
    assert list(faults()) == []


def test_closing_again_changes_nothing():
    made = held()
    tick(made, booked(made, 2))
    first = closing.close(session=made, actor=made.created_by)
    assert closing.close(session=made, actor=made.created_by) == first
    assert Completion.objects.count() == 2
    assert Decision.objects.filter(act="hold_session").count() == 1


@pytest.mark.parametrize(("attended", "is_enough"), [(3, False), (4, True), (5, True)])
def test_the_minimum_is_a_share_of_the_meetings(attended, is_enough):
    made = held(meetings=5, minimum_percent=80)
    tick(made, booked(made, 1), meetings=list(made.meetings.all())[:attended])
    assert closing.close(session=made, actor=made.created_by).enough == int(is_enough)
    assert Completion.objects.exists() is is_enough


def test_with_a_quiz_the_course_waits_for_it_and_the_person_is_told():
    course, quiz = course_with_quiz(course_fields={"is_sequential": True})
    made = held(course=course)
    [person] = booked(made, 1)
    tick(made, [person])

    done = closing.close(session=made, actor=made.created_by)

    assert (done.completed, done.quiz_missing) == (0, 1)
    assert not Completion.objects.exists()
    assert Notice.objects.filter(employee=person, kind="session", key__contains="@quiz").exists()
    enrolment = Enrolment.objects.get(employee=person)
    submitted_attempt(quiz, enrolment)
    completion = Completion.objects.get()
    assert completion.source == Completion.Source.ATTENDANCE
    assert completion.recorded_by is None
    assert completion.score == Decimal(100)
    assert completion.grounds["session"] == made.pk


def test_a_quiz_passed_during_the_session_counts_when_it_is_closed():
    course, quiz = course_with_quiz(course_fields={"is_sequential": True})
    made = running(course=course)
    [person] = booked(made, 1)
    tick(made, [person])
    enrolment = Enrolment.objects.get(employee=person)
    complete_step(enrolment=enrolment, step=quiz, score=Decimal(90))
    assert not Completion.objects.exists()

    assert closing.close(session=made, actor=made.created_by).completed == 1
    completion = Completion.objects.get()
    assert (completion.source, completion.score) == (Completion.Source.ATTENDANCE, Decimal(90))


def test_a_course_without_steps_is_completed_by_being_there():
    made = held(course=course_page(modules=0, lessons=0))
    tick(made, booked(made, 1))
    assert closing.close(session=made, actor=made.created_by).completed == 1
    assert Completion.objects.get().source == Completion.Source.ATTENDANCE


def test_lessons_read_before_keep_their_day():
    course = course_page(lessons=2)
    made = held(course=course)
    [person] = booked(made, 1)
    tick(made, [person])
    before = timezone.now() - dt.timedelta(days=3)
    complete_step(enrolment=Enrolment.objects.get(employee=person), step=lessons_of(course)[0], at=before)
    closing.close(session=made, actor=made.created_by)
    first, second = StepProgress.objects.order_by("step__path")
    assert (first.completed_at, first.session) == (before, None)
    assert (second.completed_at, second.session) == (made.meetings.get().ends_at, made)


def test_somebody_who_completed_it_before_the_session_gets_another_cycle():
    course = course_page(lessons=1)
    person = EmployeeFactory()
    old = Enrolment.objects.create(employee=person, course=course)
    complete_step(enrolment=old, step=lessons_of(course)[0], at=timezone.now() - dt.timedelta(days=400))
    made = held(course=course)
    place(made, person)
    tick(made, [person])
    closing.close(session=made, actor=made.created_by)
    newest = Enrolment.objects.get(employee=person, cycle=2)
    assert newest.renews == old
    assert newest.completion.source == Completion.Source.ATTENDANCE


def test_a_later_cycle_taken_online_is_not_of_the_session():
    course = course_page(lessons=1)
    made = held(course=course)
    [person] = booked(made, 1)
    tick(made, [person])
    closing.close(session=made, actor=made.created_by)
    later = Enrolment.objects.create(employee=person, course=course, cycle=2)
    assert complete_step(enrolment=later, step=lessons_of(course)[0]).source == Completion.Source.ONLINE


def test_nobody_closes_a_session_that_has_not_been_held():
    made = session()
    booked(made, 1)
    with pytest.raises(SessionRefusal, match="última reunión"):
        closing.close(session=made, actor=made.created_by)


def test_a_session_without_attendance_is_cancelled_not_closed():
    made = held()
    booked(made, 1)
    with pytest.raises(SessionRefusal, match="cancél"):
        closing.close(session=made, actor=made.created_by)


def test_nobody_closes_a_session_for_themselves_only():
    made = held()
    own = EmployeeFactory(user=made.created_by)
    place(made, own)
    colleague = employee_with_role("Recursos Humanos")
    tick(made, [own], actor=colleague)
    with pytest.raises(SessionRefusal, match="Sólo usted"):
        closing.close(session=made, actor=made.created_by)
    assert closing.close(session=made, actor=colleague).completed == 1


def queries_to_close(number):
    course, _quiz = course_with_quiz()
    made = held(course=course, capacity=50)
    tick(made, booked(made, number))
    assert standing_lines().filter(meeting__session=made).count() == number
    with CaptureQueriesContext(connection) as spent:
        closing.close(session=made, actor=made.created_by)
    return len(spent)


def test_closing_costs_the_same_for_many_who_still_have_a_quiz():
    queries_to_close(1)
    assert queries_to_close(2) == queries_to_close(20)
