"""What is shown is what happens."""

import dataclasses
import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.assigning.applying import recompute, write
from courses.assigning.rules import as_plain, from_plain, rule_of, store
from courses.assigning.simulation import Outcome, simulate
from courses.models import Assignment, Duty, Enrolment, Exemption
from people.models import Department, Employee, Post
from tests import factories

pytestmark = pytest.mark.django_db
KINDS, DUES = Assignment.Audience, Assignment.Due
TODAY = timezone.localdate()
DAYS = st.integers(-400, 60).map(lambda n: TODAY + dt.timedelta(days=n))


@pytest.fixture
def requirement():
    requirement = factories.TrainingRequirementFactory(validity_months=12)
    requirement.courses.add(factories.course_page(lessons=1))
    return requirement


@pytest.fixture
def town(requirement):
    """Nine people in three departments, one inside another, with every kind of past."""
    office = factories.DepartmentFactory()
    places = [office, factories.DepartmentFactory(parent=office), factories.DepartmentFactory()]
    posts = [factories.PostFactory(name=name) for name in ("Cajera", "Inspector", "Titular")]
    course = requirement.courses.get()
    for n in range(9):
        hired_on = TODAY - dt.timedelta(days=40 * n)
        person = factories.EmployeeFactory(hired_on=hired_on, user=None)
        factories.AppointmentFactory(
            employee=person, department=places[n % 3], post=posts[n % 2], starts_on=hired_on, is_head=n in {3, 7}
        )
        if n in {2, 5}:
            factories.EnrolmentFactory(employee=person, course=course)
        if n in {4, 6}:
            done = timezone.now() - dt.timedelta(days=100 * n)
            until = timezone.localdate(done) + dt.timedelta(days=365)
            factories.EnrolmentFactory(employee=person, course=course, completed_at=done, valid_until=until)
    last = Employee.objects.order_by("-pk").first()
    Exemption.objects.create(
        employee=last,
        requirement=requirement,
        reason="Licencia",
        document="OM/1",
        approved_by=factories.UserFactory(),
        starts_on=TODAY - dt.timedelta(days=9),
    )


@st.composite
def rules(draw):
    """A rule without its ids: the test puts those of the town in."""
    audience = draw(st.sampled_from(KINDS.values))
    due_kind = draw(st.sampled_from(DUES.values))
    needs_hired = audience == KINDS.HIRED
    return {
        "audience": audience,
        "departments": draw(st.sets(st.integers(0, 2), min_size=int(audience == KINDS.DEPARTMENTS), max_size=2)),
        "posts": draw(st.sets(st.integers(0, 2), min_size=int(audience == KINDS.POSTS), max_size=2)),
        "people": draw(st.sets(st.integers(0, 8), max_size=4)) if audience == KINDS.PEOPLE else set(),
        "excluded": draw(st.sets(st.integers(0, 8), max_size=2)),
        "hired_from": draw(DAYS) if needs_hired else draw(st.none() | DAYS),
        "due_kind": due_kind,
        "due_on": draw(st.integers(0, 90).map(lambda n: TODAY + dt.timedelta(days=n))),
        "due_days": draw(st.integers(1, 60)),
        "due_in_working_days": draw(st.booleans()),
        "least_days": draw(st.integers(0, 14)),
    }


def rule_from(values, requirement, base):
    pks = {
        "departments": list(Department.objects.order_by("path").values_list("pk", flat=True)),
        "posts": list(Post.objects.order_by("pk").values_list("pk", flat=True)),
        "people": list(Employee.objects.order_by("pk").values_list("pk", flat=True)),
    }
    pks["excluded"] = pks["people"]
    sets = {name: frozenset(pks[name][n] for n in values[name]) for name in pks}
    return dataclasses.replace(base, **{**values, **sets}, requirement_id=requirement.pk, title="Prueba")


def outcome_of(simulation, assignment, before):
    """What stands in the database afterwards, told as the lines tell it."""
    duties = Duty.objects.filter(assignment=assignment, ended_at=None).select_related("enrolment")
    found = {duty.employee_id: (duty.due_on, duty.reason) for duty in duties}
    shown = {
        line.employee_id: (line.due_on, line.reason)
        for line in simulation.lines
        if line.outcome not in {Outcome.EXEMPT, Outcome.RELEASED} and not (line.closes and not line.opens)
    }
    for line in simulation.of(Outcome.COVERED):
        if line.employee_id in found:
            shown[line.employee_id] = found[line.employee_id]
    new = Enrolment.objects.exclude(pk__in=before).count()
    return found == shown, new == simulation.counts[Outcome.NEW]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(first=rules(), second=rules(), hires=st.integers(0, 2))
def test_what_was_shown_is_what_happens_for_a_new_assignment_and_for_a_change_of_it(
    town, requirement, first, second, hires
):
    with translation.override("es-mx"), transaction.atomic():
        assignment = None
        for values in (first, second):
            base = rule_of(assignment) if assignment else rule_of_nothing()
            rule = rule_from(values, requirement, base)
            stored = base if assignment else None
            before = list(Enrolment.objects.values_list("pk", flat=True))
            shown = simulate(rule, stored=stored)
            assert shown.digest == simulate(from_plain(as_plain(rule)), stored=stored).digest
            assignment = store(rule, author=None)
            write(shown, assignment)
            assert outcome_of(shown, assignment, before) == (True, True)
            again = simulate(rule_of(assignment))
            assert not again.changes
            assert recompute([assignment]) == again.counts
        transaction.set_rollback(True)


def rule_of_nothing():
    from courses.assigning.rules import Rule

    return Rule(starts_on=TODAY - dt.timedelta(days=30))


def test_the_digest_differs_when_somebody_comes(town, requirement):
    rule = dataclasses.replace(rule_of_nothing(), requirement_id=requirement.pk)
    before = simulate(rule).digest
    factories.EmployeeFactory()
    assert simulate(rule).digest != before


def test_a_simulation_writes_nothing_and_costs_the_same_for_more_people(town, requirement, django_assert_num_queries):
    rule = dataclasses.replace(rule_of_nothing(), requirement_id=requirement.pk)
    with django_assert_num_queries(9):
        simulate(rule)
    factories.EmployeeFactory.create_batch(20)
    with django_assert_num_queries(9):
        assert len(simulate(rule).lines) == 29
    assert not Duty.objects.exists()
