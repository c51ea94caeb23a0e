import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.assigning.effects import effects_of
from courses.models import Assignment
from people.plugins import ProposedPerson, RosterEffect, roster_effects
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 5)


@pytest.fixture
def office():
    return factories.DepartmentFactory()


@pytest.fixture
def assignment(office):
    made = factories.AssignmentFactory(audience=Assignment.Audience.DEPARTMENTS, title="Cajas")
    made.departments.add(office)
    return made


def proposal(key, employee, department, **fields):
    return ProposedPerson(key, employee, department, factories.PostFactory().pk, DAY, **fields)


def test_it_is_registered_with_people():
    assert effects_of in set(roster_effects)


def test_newcomers_gain_leavers_lose_and_who_moves_may_do_both(assignment, office):
    elsewhere = factories.DepartmentFactory()
    theirs = factories.AssignmentFactory(audience=Assignment.Audience.DEPARTMENTS, title="Obras")
    theirs.departments.add(elsewhere)
    here = factories.AppointmentFactory(department=office).employee_id
    found = effects_of(
        [
            proposal("new", None, office.pk),
            proposal("leaves", here, None, leaves=True),
            proposal("moves", here, elsewhere.pk),
            proposal("stays", here, office.pk),
        ],
        DAY,
    )
    assert found == {
        "new": RosterEffect(gained=("Cajas",)),
        "leaves": RosterEffect(lost=("Cajas",)),
        "moves": RosterEffect(gained=("Obras",), lost=("Cajas",)),
    }


def test_it_costs_the_same_for_one_proposal_and_for_many(assignment, office):
    proposals = [proposal(n, factories.AppointmentFactory().employee_id, office.pk) for n in range(8)]
    costs = []
    for some in (proposals[:1], proposals):
        with CaptureQueriesContext(connection) as queries:
            assert len(effects_of(some, DAY)) == len(some)
        costs.append(len(queries))
    assert costs[0] == costs[1]
