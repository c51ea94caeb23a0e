"""People come, go and change places, and their duties follow."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.assigning.applying import recompute
from courses.assigning.simulation import Outcome
from courses.completion import complete_step
from courses.models import Assignment, Duty, Enrolment, Exemption
from people.models import Employee
from people.signals import people_moved
from tests import factories

pytestmark = pytest.mark.django_db
KINDS, DUES = Assignment.Audience, Assignment.Due
MONDAY = dt.date(2026, 10, 5)


def at(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(18), tzinfo=dt.UTC))


def later(days):
    return MONDAY + dt.timedelta(days=days)


@pytest.fixture
def course():
    return factories.course_page(lessons=1)


@pytest.fixture
def requirement(course):
    requirement = factories.TrainingRequirementFactory(validity_months=12)
    requirement.courses.add(course)
    return requirement


@pytest.fixture
def office():
    return factories.DepartmentFactory(name="Tesorería")


@pytest.fixture
def assignment(requirement, office):
    made = factories.AssignmentFactory(
        requirement=requirement,
        audience=KINDS.DEPARTMENTS,
        due_kind=DUES.AFTER_REACHED,
        due_days=30,
        starts_on=MONDAY,
    )
    made.departments.add(office)
    return made


@pytest.fixture
def appointment(office):
    return factories.AppointmentFactory(department=office, post=factories.PostFactory(name="Cajera"))


def move(appointment, day, department):
    appointment.ends_on = day - dt.timedelta(days=1)
    appointment.save()
    return factories.AppointmentFactory(employee=appointment.employee, department=department, starts_on=day)


def run(day, **kwargs):
    with at(day):
        return recompute(**kwargs)


def test_a_duty_says_since_when_by_when_and_why(assignment, appointment):
    run(MONDAY)
    duty = Duty.objects.get()
    assert (duty.since, duty.due_on, duty.until, duty.ended) == (MONDAY, later(30), None, "")
    assert duty.reason == "Porque tiene nombramiento en «Tesorería» desde el 1 de octubre de 2024."
    assert duty.enrolment.due_on == later(30)


def test_who_is_transferred_away_is_released_and_who_comes_back_is_asked_again(assignment, appointment, office):
    run(MONDAY)
    with at(later(10)):
        away = move(appointment, later(10), factories.DepartmentFactory())
        recompute()
    enrolment = Enrolment.objects.get()
    assert (enrolment.due_on, enrolment.released_at is None) == (None, False)
    assert list(Duty.objects.values_list("until", "ended")) == [(later(9), Duty.Ended.MOVED)]
    with at(later(20)):
        move(away, later(20), office)
        recompute()
    enrolment.refresh_from_db()
    assert (enrolment.due_on, enrolment.released_at) == (later(50), None)
    assert Duty.objects.filter(ended_at=None).get().since == later(20)


def test_who_leaves_owes_nothing_and_a_rehired_person_takes_up_the_same_enrolment(assignment, appointment):
    run(MONDAY)
    Employee.objects.update(left_on=later(5))
    run(later(5))
    assert Duty.objects.get().ended == Duty.Ended.LEFT
    Employee.objects.update(hired_on=later(40), left_on=None)
    run(later(40))
    assert Enrolment.objects.get().due_on == later(70)
    assert Duty.objects.count() == 2


def test_an_exemption_ends_the_duty_for_as_long_as_it_lasts(assignment, appointment, requirement):
    run(MONDAY)
    Exemption.objects.create(
        employee=appointment.employee,
        requirement=requirement,
        reason="Licencia",
        document="OM/12",
        approved_by=factories.UserFactory(),
        starts_on=later(3),
        ends_on=later(12),
    )
    assert run(later(3))[Outcome.EXEMPT] == 1
    assert Duty.objects.get().ended == Duty.Ended.EXEMPT
    assert Enrolment.objects.get().released_at is not None
    run(later(13))
    assert Duty.objects.filter(ended_at=None).get().since == later(13)


def test_a_withdrawn_exemption_exempts_nobody(assignment, appointment, requirement):
    Exemption.objects.create(
        employee=appointment.employee,
        requirement=requirement,
        reason="Licencia",
        document="OM/12",
        approved_by=factories.UserFactory(),
        starts_on=MONDAY,
        withdrawn_at=timezone.now(),
    )
    assert run(MONDAY)[Outcome.NEW] == 1


def test_with_two_assignments_the_earlier_day_counts_until_its_assignment_lets_go(assignment, appointment, requirement):
    sooner = factories.AssignmentFactory(
        requirement=requirement, starts_on=MONDAY, due_kind=DUES.FIXED, due_on=later(15), title="Campaña"
    )
    run(MONDAY)
    enrolment = Enrolment.objects.get()
    assert (enrolment.due_on, enrolment.assignment) == (later(15), sooner)
    Assignment.objects.filter(pk=sooner.pk).update(is_active=False)
    run(later(2))
    enrolment.refresh_from_db()
    assert (enrolment.due_on, enrolment.assignment, enrolment.released_at) == (later(30), assignment, None)
    assert Duty.objects.get(assignment=sooner).ended == Duty.Ended.WITHDRAWN


def test_a_new_due_day_closes_the_row_and_opens_another_counted_from_the_first_day(assignment, appointment):
    run(MONDAY)
    Assignment.objects.update(due_days=40)
    assert run(later(5))[Outcome.CHANGED] == 1
    closed, opened = Duty.objects.order_by("pk")
    assert (closed.until, closed.ended, closed.due_on) == (later(4), Duty.Ended.CHANGED, later(30))
    assert (opened.since, opened.due_on) == (later(5), later(40))
    assert run(later(6))[Outcome.KEPT] == 1


def test_a_completion_stays_as_it_is_and_its_duty_ends_when_the_person_moves(assignment, appointment, course):
    run(MONDAY)
    with at(later(3)):
        complete_step(enrolment=Enrolment.objects.get(), step=factories.lessons_of(course)[0])
    before = Enrolment.objects.values().get()
    assert run(later(4))[Outcome.COVERED] == 1
    with at(later(10)):
        move(appointment, later(10), factories.DepartmentFactory())
        recompute()
    assert Enrolment.objects.values().get() == before
    assert Duty.objects.get().ended == Duty.Ended.MOVED


def test_whoever_completed_it_before_is_reached_without_being_enrolled_again(assignment, appointment, course):
    from courses.enrolment import enrol

    with at(later(-30)):
        enrolment = enrol(employee=appointment.employee, course=course)
        complete_step(enrolment=enrolment, step=factories.lessons_of(course)[0])
    assert run(MONDAY)[Outcome.COVERED] == 1
    duty = Duty.objects.get()
    assert (duty.enrolment, duty.due_on, Enrolment.objects.count()) == (enrolment, None, 1)


def test_any_course_of_the_requirement_counts(assignment, appointment, requirement):
    from courses.enrolment import enrol

    other = factories.course_page(title="Otro curso", lessons=1)
    requirement.courses.add(other)
    with at(later(-3)):
        under_way = enrol(employee=appointment.employee, course=other)
    assert run(MONDAY)[Outcome.JOINED] == 1
    assert (Duty.objects.get().enrolment, Enrolment.objects.count()) == (under_way, 1)


def test_a_renewal_that_is_open_takes_the_duty_over(assignment, appointment, course):
    run(MONDAY)
    with at(later(3)):
        complete_step(enrolment=Enrolment.objects.get(), step=factories.lessons_of(course)[0])
    old = Enrolment.objects.get()
    new = factories.EnrolmentFactory(employee=old.employee, course=course, cycle=2, renews=old)
    run(old.valid_until - dt.timedelta(days=60))
    new.refresh_from_db()
    assert new.due_on == old.valid_until
    assert list(Duty.objects.order_by("pk").values_list("enrolment", "ended")) == [(old.pk, "replaced"), (new.pk, "")]


def test_an_assignment_that_starts_later_waits(assignment, appointment):
    assert run(later(-1)).total() == 0
    assert not Duty.objects.exists()


def test_without_a_published_course_nothing_is_written_or_released(assignment, appointment, course):
    run(MONDAY)
    course.unpublish()
    run(later(1))
    assert Duty.objects.filter(ended_at=None).count() == 1


def test_repeating_it_writes_nothing(assignment, appointment):
    run(MONDAY)
    before = (list(Duty.objects.values()), list(Enrolment.objects.values()))
    run(MONDAY)
    run(later(1))
    assert (list(Duty.objects.values()), list(Enrolment.objects.values())) == before


def test_a_move_is_followed_once_it_is_committed(assignment, appointment, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        people_moved.send(sender=Employee, employees={appointment.employee_id}, day=timezone.localdate())
    assert Duty.objects.get().employee == appointment.employee


def test_many_moves_are_left_to_the_worker(assignment, office, django_capture_on_commit_callbacks):
    from courses.assigning import following
    from people.models import Work
    from people.works import run as do

    people = [factories.AppointmentFactory(department=office).employee_id for _n in range(3)]
    with pytest.MonkeyPatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(following, "AT_ONCE", 2)
        people_moved.send(sender=Employee, employees=set(people), day=timezone.localdate())
    work = Work.objects.get()
    do(work.pk)
    work.refresh_from_db()
    assert (work.state, Duty.objects.count()) == (Work.State.DONE, 3)


def _everything(people, office, requirement):
    """People who arrive, stay, move and complete, in equal parts."""
    for n in range(people):
        appointment = factories.AppointmentFactory(department=office)
        if n % 5 == 1:
            factories.EnrolmentFactory(employee=appointment.employee, course=requirement.courses.get())
        if n % 5 == 2:
            done = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
            factories.EnrolmentFactory(
                employee=appointment.employee,
                course=requirement.courses.get(),
                completed_at=done,
                valid_until=dt.date(2027, 9, 1),
            )


def test_five_people_and_fifty_cost_the_same_queries(assignment, office, requirement):
    factories.AssignmentFactory(requirement=requirement, starts_on=MONDAY, due_kind=DUES.FIXED, due_on=later(20))
    costs = []
    for people in (5, 45):
        _everything(people, office, requirement)
        with CaptureQueriesContext(connection) as first:
            run(MONDAY)
        Assignment.objects.filter(audience=KINDS.DEPARTMENTS).update(due_days=30 + people)
        factories.AppointmentFactory._meta.model.objects.filter(
            employee__pk__in=Employee.objects.values("pk")[:1]
        ).update(ends_on=later(1))
        with CaptureQueriesContext(connection) as second:
            run(later(3))
        costs.append((len(first), len(second)))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 60
