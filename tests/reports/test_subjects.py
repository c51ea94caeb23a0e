"""Where people stand in requirements, for whoever asks about many of both at once."""

import pytest

from courses.models import Exemption
from reports.api import requirement_states
from tests.factories import TrainingRequirementFactory, UserFactory, course_page
from tests.reports.situations import days, enrol, moment, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def requirement(db):
    found = TrainingRequirementFactory()
    found.courses.add(course_page(lessons=1))
    return found


def course_of(requirement):
    return requirement.courses.get()


def test_each_person_has_one_state_in_each_requirement(requirement):
    done, late, free = person(), person(), person()
    enrol(done, course_of(requirement), requirement=requirement, completed=-5)
    enrol(late, course_of(requirement), requirement=requirement, due=-1)
    found = requirement_states(days(0), [requirement.pk])
    assert found[done.pk, requirement.pk] == ("completed", days(-5))
    assert found[late.pk, requirement.pk] == ("overdue", days(-1))
    assert (free.pk, requirement.pk) not in found


def test_an_exempt_person_need_not_be_enrolled(requirement):
    exempt = person()
    Exemption.objects.create(
        employee=exempt, requirement=requirement, reason="Licencia", starts_on=days(-3), approved_by=UserFactory()
    )
    assert requirement_states(days(0), [requirement.pk])[exempt.pk, requirement.pk] == ("exempt", None)


def test_a_past_day_does_not_know_what_came_later(requirement):
    done = person()
    enrol(done, course_of(requirement), requirement=requirement, completed=-5, enrolled_at=moment(-40))
    assert requirement_states(days(-6), [requirement.pk])[done.pk, requirement.pk][0] == "not_started"


def test_only_the_people_asked_for_are_told(requirement):
    one, other = person(), person()
    for who in (one, other):
        enrol(who, course_of(requirement), requirement=requirement, completed=-5)
    assert set(requirement_states(days(0), [requirement.pk], people={one.pk})) == {(one.pk, requirement.pk)}
    assert requirement_states(days(0), []) == {}


def test_more_people_and_requirements_cost_no_more_queries(requirement, django_assert_num_queries):
    other = TrainingRequirementFactory()
    other.courses.add(course_of(requirement))
    for _n in range(4):
        enrol(person(), course_of(requirement), requirement=requirement, completed=-5)
    with django_assert_num_queries(4):
        requirement_states(days(0), [requirement.pk, other.pk])
