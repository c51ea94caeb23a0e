import datetime as dt

import pytest
from django.utils import timezone

from courses.training_time import CannotGiveTime, grant, time_entries, time_to_come, withdraw
from people import ledger
from people.models import Decision
from tests.factories import AppointmentFactory, DepartmentFactory

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.localdate() + dt.timedelta(days=number)


@pytest.fixture
def office():
    return DepartmentFactory()


@pytest.fixture
def head(office):
    return AppointmentFactory(department=office, is_head=True).employee


@pytest.fixture
def member(office):
    return AppointmentFactory(department=office).employee


def give(head, member, **values):
    values = {"day": days(2), "minutes": 90} | values
    return grant(actor=head.user, granted_by=head, employee=member, **values)


def test_time_is_given_only_inside_the_own_team(head, member):
    for giver, taker in ((member, head), (head, head), (head, AppointmentFactory().employee)):
        with pytest.raises(CannotGiveTime):
            give(giver, taker)
    assert Decision.objects.count() == 0


def test_giving_and_taking_back_stand_in_the_ledger(head, member):
    time = give(head, member)
    withdraw(actor=head.user, withdrawn_by=head, time=time)
    withdraw(actor=head.user, withdrawn_by=head, time=time)
    assert [*Decision.objects.order_by("number").values_list("act", flat=True)] == ["give_time", "withdraw_time"]
    assert list(ledger.faults()) == []


def test_what_was_taken_back_or_has_passed_is_not_to_come(head, member):
    kept, taken = give(head, member), give(head, member, day=days(3))
    withdraw(actor=head.user, withdrawn_by=head, time=taken)
    assert time_to_come(member) == [kept]


def test_who_leaves_gets_no_time_after_that(head, member):
    member.left_on = days(2)
    member.save()
    give(head, member, day=days(1))
    with pytest.raises(CannotGiveTime, match="ya no trabaja"):
        give(head, member, day=days(2))


def test_the_calendar_has_hours_only_where_hours_were_given(head, member):
    give(head, member, day=days(1))
    give(head, member, day=days(2), starts_at=dt.time(9, 30))
    whole_day, hours = time_entries(member)
    assert (whole_day.day, whole_day.starts_at) == (days(1), None)
    assert hours.ends_at - hours.starts_at == dt.timedelta(minutes=90)
    assert timezone.localtime(hours.starts_at).time() == dt.time(9, 30)


def test_the_section_costs_one_query(head, member, django_assert_num_queries):
    for number in range(6):
        give(head, member, day=days(number))
    with django_assert_num_queries(1):
        assert len([time.granted_by.full_name for time in time_to_come(member)]) == 6
