import datetime as dt

import pytest
from django.utils import timezone

from people import ledger
from people.authentication import EmployeeBackend
from people.models import Notice
from people.movements.delegation import LONGEST, delegate, no_longer_due, withdraw_delegation
from people.movements.rules import CannotMove
from people.organisation import headed_departments, team_of
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def head(treasury):
    return AppointmentFactory(department=treasury, is_head=True).employee


@pytest.fixture
def deputy(works):
    return AppointmentFactory(department=works).employee


@pytest.fixture
def member(treasury):
    return AppointmentFactory(department=treasury).employee


def stand_in(head, deputy, start=0, end=5, actor=None):
    return delegate(
        actor=actor or head.user,
        head=head,
        deputy=deputy,
        starts_on=days(start),
        ends_on=days(end),
        reason="Vacaciones",
    )


def looks_after(employee, on=0):
    return set(team_of(employee, days(on)))


@pytest.mark.parametrize(("on", "sees"), [(-1, False), (0, True), (5, True), (6, False)])
def test_a_deputy_sees_the_team_between_the_days_inclusive(head, deputy, member, on, sees):
    stand_in(head, deputy)
    assert (member in looks_after(deputy, on)) is sees
    assert headed_departments(deputy, days(on)).exists() is sees


def test_a_deputy_sees_neither_the_head_nor_themselves(head, treasury, member):
    inside = AppointmentFactory(department=treasury).employee
    stand_in(head, inside)
    assert looks_after(inside) == {member}
    assert looks_after(head) == {member, inside}


def test_what_was_delegated_is_not_delegated_further(head, deputy, member):
    stand_in(head, deputy)
    third = AppointmentFactory().employee
    with pytest.raises(CannotMove, match="no puede delegar"):
        stand_in(deputy, third)


def test_a_head_of_their_own_passes_on_only_the_own_team(head, member, works):
    other = AppointmentFactory(department=works, is_head=True).employee
    own = AppointmentFactory(department=works).employee
    stand_in(head, other)
    third = AppointmentFactory().employee
    stand_in(other, third)
    assert looks_after(other) == {member, own}
    assert looks_after(third) == {own}


def test_a_delegation_ends_with_the_headship(head, deputy, member):
    stand_in(head, deputy)
    head.appointments.update(ends_on=days(1))
    assert looks_after(deputy, 1) == {member}
    assert looks_after(deputy, 2) == set()


def test_it_is_taken_back_at_once_and_stands_in_the_ledger(head, deputy, member):
    delegation = stand_in(head, deputy)
    withdraw_delegation(actor=head.user, delegation=delegation)
    withdraw_delegation(actor=head.user, delegation=delegation)
    assert looks_after(deputy) == set()
    assert list(ledger.faults()) == []
    assert ledger.last_line()[0] == 2


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 2), (0, LONGEST)])
def test_days_that_make_no_sense_are_refused(head, deputy, start, end):
    with pytest.raises(CannotMove):
        stand_in(head, deputy, start, end)


def test_two_do_not_stand_in_on_the_same_day(head, deputy):
    stand_in(head, deputy, 0, 5)
    with pytest.raises(CannotMove, match="ya suple"):
        stand_in(head, EmployeeFactory(), 5, 8)
    stand_in(head, EmployeeFactory(), 6, 8)


def test_nobody_makes_themselves_a_deputy(head, deputy):
    with pytest.raises(CannotMove, match="Nadie decide"):
        stand_in(head, deputy, actor=deputy.user)
    with pytest.raises(CannotMove, match="nadie se suple"):
        stand_in(head, head)


def test_a_deputy_without_account_could_not_enter(head):
    with pytest.raises(CannotMove, match="no tiene una cuenta"):
        stand_in(head, EmployeeFactory(user=None))


def test_the_account_of_a_deputy_knows_it(head, deputy, member, django_assert_num_queries):
    assert not EmployeeBackend().get_user(deputy.user_id).heads_a_team
    stand_in(head, deputy)
    with django_assert_num_queries(1):
        assert EmployeeBackend().get_user(deputy.user_id).heads_a_team
    assert not EmployeeBackend().get_user(member.user_id).heads_a_team


def test_the_deputy_is_told_unless_it_is_taken_back_before(head, deputy):
    delegation = stand_in(head, deputy)
    notice = Notice.objects.get(employee=deputy)
    assert head.full_name in notice.title
    assert no_longer_due([notice]) == set()
    withdraw_delegation(actor=head.user, delegation=delegation)
    assert no_longer_due([notice]) == {notice.pk}


def test_whoever_is_in_charge_for_the_time_being_has_the_team(treasury, member, deputy):
    AppointmentFactory(
        employee=deputy,
        department=treasury,
        is_main=False,
        is_head=True,
        is_acting=True,
        starts_on=days(0),
        ends_on=days(9),
    )
    assert looks_after(deputy, 9) == {member}
    assert looks_after(deputy, 10) == set()


def test_presiding_over_a_commission_makes_no_team(deputy):
    commission = DepartmentFactory(kind="comision")
    AppointmentFactory(employee=deputy, department=commission, is_main=False, is_head=True)
    AppointmentFactory(department=commission, is_main=False)
    assert looks_after(deputy) == set()
    assert not EmployeeBackend().get_user(deputy.user_id).heads_a_team
