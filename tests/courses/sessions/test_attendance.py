"""Taking attendance by code and by list, and withdrawing it."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from courses.completion import complete_step
from courses.models import Attendance, Completion, Enrolment, StepProgress
from courses.sessions import attendance, closing, codes
from courses.sessions.rules import SessionRefusal
from people.ledger import faults
from people.models import Decision
from tests.courses.session_factories import booked, held, organiser, place, running, session, standing_lines
from tests.evaluations.factories import course_with_quiz
from tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db

STEP = dt.timedelta(seconds=codes.STEP)


def meeting_of(made):
    return made.meetings.select_related("session").get()


def test_a_code_holds_in_its_step_and_the_next_one_only():
    meeting = meeting_of(running())
    # The beginning of a step, so that the window is exact.
    moment = dt.datetime.fromtimestamp(codes.step_at(timezone.now()) * codes.STEP, dt.UTC)
    code = codes.code_at(meeting, moment)
    assert codes.meeting_for(meeting.session, code, moment) == meeting
    assert codes.meeting_for(meeting.session, code, moment + 2 * STEP - dt.timedelta(seconds=1)) == meeting
    assert codes.meeting_for(meeting.session, code, moment + 2 * STEP) is None
    assert codes.meeting_for(meeting.session, code, moment - dt.timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("minutes", "holds"),
    [(-31, False), (-29, True), (0, True), (4 * 60 + 29, True), (4 * 60 + 31, False)],
)
def test_codes_hold_from_half_an_hour_before_to_half_an_hour_after(minutes, holds):
    meeting = meeting_of(session())
    moment = meeting.starts_at + dt.timedelta(minutes=minutes)
    found = codes.meeting_for(meeting.session, codes.code_at(meeting, moment), moment)
    assert (found == meeting) is holds


def test_codes_of_two_meetings_and_two_sessions_differ():
    first, second = meeting_of(running()), meeting_of(running())
    now = timezone.now()
    assert codes.code_at(first, now) != codes.code_at(second, now)
    assert codes.meeting_for(second.session, codes.code_at(first, now), now) is None
    assert codes.meeting_with(codes.in_groups(codes.code_at(first, now)).lower(), now) == first


def test_checking_in_is_recorded_once():
    made = running()
    [person] = booked(made, 1)
    first = attendance.check_in(meeting=meeting_of(made), employee=person, user=person.user)
    again = attendance.check_in(meeting=meeting_of(made), employee=person, user=person.user)
    assert first == again
    assert first.method == Attendance.Method.QR
    enrolment = Enrolment.objects.get(employee=person)
    assert enrolment.attended_at == enrolment.started_at == meeting_of(made).starts_at
    assert made.places.get(employee=person).enrolment == enrolment


def test_who_has_no_place_gets_one_while_there_is_room():
    made = running(capacity=1)
    first, second = EmployeeFactory(), EmployeeFactory()
    attendance.check_in(meeting=meeting_of(made), employee=first, user=first.user)
    with pytest.raises(SessionRefusal):
        attendance.check_in(meeting=meeting_of(made), employee=second, user=second.user)
    assert list(standing_lines().values_list("employee", flat=True)) == [first.pk]


def test_whoever_organises_sessions_does_not_check_in_alone():
    made = running()
    own = EmployeeFactory(user=made.created_by)
    place(made, own)
    with pytest.raises(SessionRefusal):
        attendance.check_in(meeting=meeting_of(made), employee=own, user=made.created_by)


def test_after_its_time_nobody_checks_in():
    made = running()
    [person] = booked(made, 1)
    with (
        time_machine.travel(meeting_of(made).ends_at + dt.timedelta(minutes=31)),
        pytest.raises(SessionRefusal),
    ):
        attendance.check_in(meeting=meeting_of(made), employee=person, user=person.user)


def test_the_list_adds_and_never_removes():
    made = held()
    first, second = booked(made, 2)
    meeting = meeting_of(made)
    assert attendance.record_list(meeting=meeting, employee_ids=[first.pk], actor=made.created_by) == 1
    assert attendance.record_list(meeting=meeting, employee_ids=[second.pk], actor=made.created_by) == 1
    assert attendance.record_list(meeting=meeting, employee_ids=[first.pk], actor=made.created_by) == 0
    assert standing_lines().count() == 2


def test_the_list_knows_only_who_has_a_place():
    made = held()
    stranger = EmployeeFactory()
    assert attendance.record_list(meeting=meeting_of(made), employee_ids=[stranger.pk], actor=made.created_by) == 0


def test_a_list_with_ones_own_name_is_refused_whole():
    made = held()
    own = EmployeeFactory(user=made.created_by)
    [person] = booked(made, 1)
    place(made, own)
    with pytest.raises(SessionRefusal):
        attendance.record_list(meeting=meeting_of(made), employee_ids=[person.pk, own.pk], actor=made.created_by)
    assert not Attendance.objects.exists()


def test_nobody_attends_tomorrow():
    made = session()
    [person] = booked(made, 1)
    with pytest.raises(SessionRefusal):
        attendance.record_list(meeting=meeting_of(made), employee_ids=[person.pk], actor=made.created_by)


def test_a_list_of_many_costs_what_a_list_of_one_costs(django_assert_max_num_queries):
    made = held(capacity=100)
    people = booked(made, 30)
    with django_assert_max_num_queries(16):
        attendance.record_list(
            meeting=meeting_of(made), employee_ids=[person.pk for person in people], actor=made.created_by
        )


def withdrawn(made, person, *, reason="Firmó por otra persona", actor=None):
    line = Attendance.objects.get(meeting__session=made, employee=person, withdrawn_at=None)
    return attendance.withdraw(attendance=line, actor=actor or made.created_by, reason=reason)


def attended_course_with_quiz():
    course, quiz = course_with_quiz()
    made = held(course=course)
    [person] = booked(made, 1)
    attendance.record_list(meeting=meeting_of(made), employee_ids=[person.pk], actor=made.created_by)
    return made, person, quiz


def test_a_withdrawn_line_stays_with_its_reason():
    made, person, _quiz = attended_course_with_quiz()
    line = withdrawn(made, person)
    assert (line.withdrawn_by, line.withdrawal_reason) == (made.created_by, "Firmó por otra persona")
    assert Enrolment.objects.get(employee=person).attended_at is None
    assert Decision.objects.get(act="withdraw_attendance").employee == person
    assert list(faults()) == []


def test_withdrawing_in_a_closed_session_opens_its_lessons_again():
    made, person, quiz = attended_course_with_quiz()
    closing.close(session=made, actor=made.created_by)
    assert StepProgress.objects.filter(session=made, completed_at__isnull=False).count() == 1
    withdrawn(made, person)
    assert not StepProgress.objects.filter(completed_at__isnull=False).exists()
    assert complete_step(enrolment=Enrolment.objects.get(employee=person), step=quiz) is None


def test_what_completed_a_course_is_not_withdrawn():
    made = held()
    [person] = booked(made, 1)
    attendance.record_list(meeting=meeting_of(made), employee_ids=[person.pk], actor=made.created_by)
    closing.close(session=made, actor=made.created_by)
    with pytest.raises(SessionRefusal):
        withdrawn(made, person)
    assert Completion.objects.exists()


def test_nobody_withdraws_their_own_attendance_nor_without_a_reason():
    made, person, _quiz = attended_course_with_quiz()
    with pytest.raises(SessionRefusal):
        withdrawn(made, person, actor=person.user)
    with pytest.raises(SessionRefusal):
        withdrawn(made, person, reason=" ")


def test_whose_line_was_withdrawn_asks_human_resources_instead_of_the_code():
    made = running()
    [person] = booked(made, 1)
    attendance.check_in(meeting=meeting_of(made), employee=person, user=person.user)
    withdrawn(made, person, actor=organiser())
    with pytest.raises(SessionRefusal):
        attendance.check_in(meeting=meeting_of(made), employee=person, user=person.user)
