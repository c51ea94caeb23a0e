import threading

import pytest
from django.db import connection, connections

from courses.completion import complete_step
from courses.enrolment import CannotEnrol, enrol
from courses.models import Assignment, Enrolment
from tests import factories


@pytest.mark.django_db
def test_enrolling_twice_returns_the_first_enrolment():
    course, employee = factories.course_page(), factories.EmployeeFactory()
    first = enrol(employee=employee, course=course)
    assert enrol(employee=employee, course=course) == first
    assert Enrolment.objects.count() == 1


@pytest.mark.django_db
def test_after_a_completion_one_enrols_in_a_new_cycle_and_the_old_one_stays():
    course, employee = factories.course_page(lessons=1), factories.EmployeeFactory()
    first = enrol(employee=employee, course=course)
    complete_step(enrolment=first, step=factories.lessons_of(course)[0])
    second = enrol(employee=employee, course=course)
    assert (first.cycle, second.cycle) == (1, 2)
    assert Enrolment.objects.completed().get() == first


@pytest.mark.django_db
def test_missing_prerequisites_are_named_in_the_refusal():
    basics = factories.course_page(title="Fundamentos", lessons=1)
    advanced = factories.course_page(title="Avanzado", lessons=1)
    advanced.prerequisites.add(basics)
    advanced.save_revision().publish()
    employee = factories.EmployeeFactory()
    with pytest.raises(CannotEnrol, match="«Fundamentos»"):
        enrol(employee=employee, course=advanced)
    complete_step(enrolment=enrol(employee=employee, course=basics), step=factories.lessons_of(basics)[0])
    assert enrol(employee=employee, course=advanced).cycle == 1


@pytest.mark.django_db
def test_a_closed_course_takes_people_by_assignment_only():
    course, employee = factories.course_page(is_open=False), factories.EmployeeFactory()
    with pytest.raises(CannotEnrol):
        enrol(employee=employee, course=course)
    assignment = factories.AssignmentFactory(requirement=None, course=course, audience=Assignment.Audience.EVERYONE)
    assert enrol(employee=employee, course=course, assignment=assignment).assignment == assignment


@pytest.mark.django_db(transaction=True)
def test_eight_requests_at_once_make_one_enrolment():
    course, employee = factories.course_page(), factories.EmployeeFactory()
    barrier, found, failed = threading.Barrier(8), [], []

    def ask():
        try:
            barrier.wait()
            found.append(enrol(employee=employee, course=course).pk)
        except Exception as error:  # noqa: BLE001 - reported below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(found)) == 1
    assert Enrolment.objects.count() == 1
    connection.close()
