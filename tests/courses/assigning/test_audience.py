import datetime as dt

import pytest

from courses.assigning.audience import audience_of
from courses.models import Assignment
from tests import factories

pytestmark = pytest.mark.django_db
KINDS = Assignment.Audience
DAY = dt.date(2026, 10, 5)


@pytest.fixture
def works():
    return factories.DepartmentFactory(name="Obras Públicas")


def reached(kind, *, departments=(), posts=(), people=(), excluded=(), **fields):
    assignment = factories.AssignmentFactory(audience=kind, **fields)
    for name, rows in {"departments": departments, "posts": posts, "people": people, "excluded": excluded}.items():
        getattr(assignment, name).set(rows)
    return set(audience_of(assignment, DAY))


def test_everybody_means_everybody_on_the_roll_that_day():
    here = factories.EmployeeFactory()
    factories.EmployeeFactory(left_on=DAY)
    factories.EmployeeFactory(hired_on=DAY + dt.timedelta(days=1))
    assert reached(KINDS.EVERYONE) == {here}


def test_departments_bring_their_branches(works):
    roads = factories.DepartmentFactory(parent=works)
    inside = {factories.AppointmentFactory(department=place).employee for place in (works, roads)}
    factories.AppointmentFactory()
    assert reached(KINDS.DEPARTMENTS, departments=[works]) == inside


def test_heads_are_reached_and_so_are_acting_ones(works):
    head = factories.AppointmentFactory(department=works, is_head=True, ends_on=DAY - dt.timedelta(days=1)).employee
    acting = factories.AppointmentFactory(department=works, is_acting=True, is_main=False).employee
    other = factories.AppointmentFactory(is_head=True).employee
    factories.AppointmentFactory(department=works)
    assert reached(KINDS.HEADS) == {acting, other}
    assert head not in reached(KINDS.HEADS, departments=[works])


def test_days_of_hiring_are_inclusive():
    first, last, after = (factories.EmployeeFactory(hired_on=dt.date(2026, 9, day)) for day in (1, 15, 16))
    found = reached(KINDS.HIRED, hired_from=first.hired_on, hired_until=last.hired_on)
    assert found == {first, last}
    assert reached(KINDS.HIRED, hired_from=after.hired_on) == {after}


def test_named_people_who_have_left_are_not_reached():
    here, gone = factories.EmployeeFactory(), factories.EmployeeFactory(left_on=dt.date(2026, 1, 1))
    assert reached(KINDS.PEOPLE, people=[here, gone]) == {here}


def test_posts_departments_and_exceptions_narrow_every_kind(works):
    cashier, clerk = (factories.PostFactory(name=name) for name in ("Cajera", "Auxiliar"))
    wanted = factories.AppointmentFactory(department=works, post=cashier).employee
    left_out = factories.AppointmentFactory(department=works, post=cashier).employee
    factories.AppointmentFactory(department=works, post=clerk)
    factories.AppointmentFactory(post=cashier)
    narrowed = {"departments": [works], "posts": [cashier], "excluded": [left_out]}
    assert reached(KINDS.EVERYONE, **narrowed) == {wanted}
    assert reached(KINDS.PEOPLE, people=[wanted, left_out], **narrowed) == {wanted}


def test_department_and_post_must_be_of_the_same_appointment(works):
    post = factories.PostFactory(name="Vocal")
    seat = factories.AppointmentFactory(department=works)
    factories.AppointmentFactory(employee=seat.employee, post=post, is_main=False)
    assert reached(KINDS.DEPARTMENTS, departments=[works], posts=[post]) == set()


@pytest.mark.parametrize("kind", [KINDS.DEPARTMENTS, KINDS.POSTS, KINDS.PEOPLE, KINDS.HIRED])
def test_a_kind_that_names_nobody_reaches_nobody(kind):
    factories.AppointmentFactory()
    assert reached(kind) == set()
