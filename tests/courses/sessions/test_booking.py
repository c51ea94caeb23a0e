"""Places in a session."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from courses.models import Assignment, Enrolment, SessionPlace, TrainingSession
from courses.sessions import booking, candidates, organising
from courses.sessions.organising import Times
from courses.sessions.rules import SessionRefusal
from people.models import Decision, Notice
from tests.courses.session_factories import booked, held, place, session, states
from tests.factories import AppointmentFactory, AssignmentFactory, DepartmentFactory, EmployeeFactory, course_page

pytestmark = pytest.mark.django_db

BOOKED, WAITING, CANCELLED = SessionPlace.State.BOOKED, SessionPlace.State.WAITING, SessionPlace.State.CANCELLED


def test_whoever_no_longer_fits_waits_in_the_order_of_asking():
    made = session(capacity=2)
    people = [EmployeeFactory() for _n in range(4)]
    outcome = booking.book(session=made, employees=people, actor=made.created_by)
    assert (outcome.booked, outcome.waiting) == (people[:2], people[2:])
    assert booking.book(session=made, employees=people, actor=made.created_by).already == people


def test_a_place_given_back_goes_to_whoever_has_waited_longest_and_is_told():
    made = session(capacity=1)
    first, second, third = people = [EmployeeFactory() for _n in range(3)]
    for person in people:
        booking.book(session=made, employees=[person], actor=made.created_by)
    booking.give_back(session=made, employee=first, actor=first.user)
    assert states(made) == {first.pk: CANCELLED, second.pk: BOOKED, third.pk: WAITING}
    assert Notice.objects.filter(employee=second, key__contains="@moved-up").exists()


def test_a_place_may_be_taken_again_after_those_who_wait():
    made = session(capacity=1)
    first, second, third = (EmployeeFactory() for _n in range(3))
    booking.book(session=made, employees=[first, second, third], actor=made.created_by)
    booking.give_back(session=made, employee=first, actor=made.created_by)
    booking.book(session=made, employees=[first], actor=made.created_by)
    booking.give_back(session=made, employee=second, actor=made.created_by)
    assert states(made) == {first.pk: WAITING, second.pk: CANCELLED, third.pk: BOOKED}


def test_an_official_books_an_open_course():
    made = session()
    person = EmployeeFactory()
    assert booking.book_own(session=made, employee=person, user=person.user).state == BOOKED
    # They have read it on the screen.
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("fields", "course_fields", "words"),
    [
        ({"starts_in": dt.timedelta(hours=-1)}, {}, "ya empezó"),
        ({"state": TrainingSession.State.CANCELLED}, {}, "se canceló"),
        ({"state": TrainingSession.State.CLOSED}, {}, "está cerrada"),
        ({}, {"is_open": False}, "por asignación"),
    ],
)
def test_an_official_is_told_why_not(fields, course_fields, words, settings):
    from django.utils import translation

    made = session(course=course_page(lessons=1, **course_fields), **fields)
    person = EmployeeFactory()
    with translation.override("es-mx"), pytest.raises(SessionRefusal, match=words):
        booking.book_own(session=made, employee=person, user=person.user)
    assert not made.places.exists()


def test_who_has_the_course_assigned_books_it_although_it_is_not_open():
    course = course_page(lessons=1, is_open=False)
    person = EmployeeFactory()
    Enrolment.objects.create(employee=person, course=course)
    assert booking.book_own(session=session(course=course), employee=person, user=person.user).state == BOOKED


def test_nobody_holds_two_places_for_one_course():
    course = course_page(lessons=1)
    person = EmployeeFactory()
    booking.book_own(session=session(course=course), employee=person, user=person.user)
    with pytest.raises(SessionRefusal):
        booking.book_own(session=session(course=course), employee=person, user=person.user)


def test_once_it_has_begun_one_no_longer_gives_the_place_back():
    made = held()
    person = EmployeeFactory()
    place(made, person)
    with pytest.raises(SessionRefusal):
        booking.give_back(session=made, employee=person, actor=person.user)


def test_booking_many_costs_what_booking_one_costs(django_assert_max_num_queries):
    made = session(capacity=300)
    people = [EmployeeFactory(user=None) for _n in range(60)]
    with django_assert_max_num_queries(12):
        booking.book(session=made, employees=people, actor=made.created_by)
    assert made.places.filter(state=BOOKED).count() == 60


def test_candidates_are_found_by_name_number_department_and_assignment():
    made = session()
    office = DepartmentFactory()
    branch = DepartmentFactory(parent=office)
    citlali = EmployeeFactory(given_names="Citlali", first_surname="Ávila")
    AppointmentFactory(employee=citlali, department=branch)
    other = EmployeeFactory()
    assignment = AssignmentFactory(requirement=None, course=made.course, audience=Assignment.Audience.PEOPLE)
    Enrolment.objects.create(employee=other, course=made.course, assignment=assignment)
    assert list(candidates.candidates(made, words="citlali AVILA")) == [citlali]
    assert list(candidates.candidates(made, words=other.number)) == [other]
    assert list(candidates.candidates(made, department=office)) == [citlali]
    assert list(candidates.candidates(made, assignment=assignment)) == [other]
    assert list(candidates.candidates(made, is_pending=True)) == [other]
    place(made, other)
    assert not candidates.candidates(made, is_pending=True).exists()


def test_numbers_are_taken_in_their_order_and_unknown_ones_told():
    first, second = EmployeeFactory(number="0071"), EmployeeFactory(number="72")
    gone = EmployeeFactory(number="73", left_on=dt.date(2025, 1, 1))
    people, unknown = candidates.by_numbers("72, 0071;\n999 73 72")
    assert people == [second, first]
    assert unknown == ["999", gone.number]


def test_a_larger_room_takes_up_those_who_wait():
    made = session(capacity=1)
    booked(made, 3)
    organising.change(actor=made.created_by, session=made, meetings=times_of(made), capacity=2)
    assert sorted(states(made).values()) == [BOOKED, BOOKED, WAITING]


def test_the_room_is_never_made_smaller_than_it_is_taken():
    made = session(capacity=3)
    booked(made, 3)
    with pytest.raises(SessionRefusal):
        organising.change(actor=made.created_by, session=made, meetings=times_of(made), capacity=2)


def test_a_moved_meeting_is_told_to_those_who_come():
    made = session()
    [person] = booked(made, 1)
    organising.change(actor=made.created_by, session=made, meetings=times_of(made, by=dt.timedelta(days=1)))
    assert Notice.objects.filter(employee=person, key__contains="@changed").count() == 1


def test_cancelling_needs_a_reason_and_is_told():
    made = session()
    [person] = booked(made, 1)
    with pytest.raises(SessionRefusal):
        organising.cancel(actor=made.created_by, session=made, reason="  ")
    organising.cancel(actor=made.created_by, session=made, reason="Sin luz en el edificio")
    assert Notice.objects.get(employee=person, key__contains="@cancelled").text.endswith("Sin luz en el edificio")
    assert Decision.objects.get(act="cancel_session").after["people"] == 1


def test_meetings_do_not_overlap():
    made = session()
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    with pytest.raises(SessionRefusal):
        organising.change(
            actor=made.created_by,
            session=made,
            meetings=[Times(now, now + 2 * hour), Times(now + hour, now + 3 * hour)],
        )


def times_of(made, by=dt.timedelta(0)):
    return [Times(one.starts_at + by, one.ends_at + by, one.pk) for one in made.meetings.all()]


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_eight_who_ask_at_once():
    made = session(capacity=3)
    booked(made, 2)
    people = [EmployeeFactory() for _n in range(8)]
    barrier, failed = threading.Barrier(8), []

    def ask(person):
        try:
            barrier.wait(timeout=30)
            booking.book_own(session=made, employee=person, user=person.user)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    assert failed == []
    assert made.places.filter(state=BOOKED).count() == 3
    assert made.places.filter(state=WAITING).count() == 7
