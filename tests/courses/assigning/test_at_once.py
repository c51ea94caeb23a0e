"""Two at the same time leave one enrolment, and one open duty per assignment."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from courses.assigning.applying import recompute, write
from courses.assigning.rules import rule_of
from courses.assigning.simulation import simulate
from courses.enrolment import enrol
from courses.models import Assignment, Duty, Enrolment
from people.models import Employee
from tests import factories


def two_assignments(people):
    course = factories.course_page(lessons=1)
    factories.EmployeeFactory.create_batch(people, user=None)
    due = timezone.localdate() + dt.timedelta(days=30)
    return [
        factories.AssignmentFactory(requirement=None, course=course, due_kind=Assignment.Due.FIXED, due_on=day)
        for day in (due, due + dt.timedelta(days=9))
    ]


@pytest.mark.django_db(transaction=True)
def test_recomputing_different_assignments_at_once_keeps_the_earliest_day():
    assignments = two_assignments(people=4)
    start = threading.Barrier(4)

    def work(assignment):
        start.wait()
        try:
            recompute([assignment])
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[assignment]) for assignment in assignments * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Enrolment.objects.count() == 4
    assert Duty.objects.filter(ended_at=None).count() == Duty.objects.count() == 8
    assert set(Enrolment.objects.values_list("due_on", flat=True)) == {assignments[0].due_on}


@pytest.mark.django_db
def test_who_starts_the_course_between_looking_and_writing_gets_the_duty_on_that_enrolment():
    assignment, _other = two_assignments(people=2)
    shown = simulate(rule_of(assignment))
    own = enrol(employee=Employee.objects.get(pk=shown.lines[0].employee_id), course=assignment.course)
    write(shown, assignment)
    assert Enrolment.objects.count() == Duty.objects.count() == 2
    own.refresh_from_db()
    assert (own.assignment, own.due_on) == (assignment, assignment.due_on)
