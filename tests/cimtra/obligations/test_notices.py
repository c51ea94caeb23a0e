import datetime as dt

import pytest

from cimtra.models import Delivery
from cimtra.obligations import notices
from cimtra.obligations.audience import audiences
from people.api import Notice
from people.plugins import nightly_acts, notice_checks, notice_kinds
from tests.factories import DepartmentFactory

from .obligations_factories import DeliveryFactory, ObligationFactory, head, liaison

pytestmark = pytest.mark.django_db

DUE = dt.date(2026, 10, 15)


def told(kind=None):
    found = Notice.objects.filter(kind=kind) if kind else Notice.objects.all()
    return {(notice.employee, notice.key.partition("@")[2]) for notice in found}


def after(days):
    return DUE + dt.timedelta(days=days)


def test_the_liaison_is_told_before_on_and_after_the_last_day():
    one = DeliveryFactory()
    person = liaison(one.department)
    for days in range(-20, 20):
        notices.plan_reminders(after(days))
    assert told(notices.SOON_KIND) == {(person, f"before-{n}") for n in (7, 1, 0)}
    assert told(notices.LATE_KIND) == {(person, f"after-{n}") for n in (1, 7, 15)}


def test_asking_twice_tells_once():
    liaison(DeliveryFactory().department)
    assert notices.plan_reminders(after(-7)) == 1
    assert notices.plan_reminders(after(-7)) == 0


def test_what_a_department_owes_by_one_day_is_one_notice():
    department = DepartmentFactory()
    liaison(department)
    for _number in range(7):
        DeliveryFactory(obligation=ObligationFactory(department=department))
    assert notices.plan_reminders(after(-1)) == 1
    notice = Notice.objects.get()
    assert "7 entregas" in notice.title
    assert "2 más" in notice.text


def test_the_head_is_told_of_a_delay_that_lasts():
    one = DeliveryFactory()
    person, chief = liaison(one.department), head(one.department)
    notices.plan_reminders(after(6))
    assert {employee for employee, _step in told()} == {person}
    notices.plan_reminders(after(7))
    assert told(notices.HEAD_KIND) == {(chief, "head")}


def test_without_a_liaison_the_head_is_told_from_the_beginning():
    one = DeliveryFactory()
    chief = head(one.department)
    notices.plan_reminders(after(-7))
    notices.plan_reminders(after(7))
    assert told() == {(chief, "before-7"), (chief, "after-7")}


def test_what_was_delivered_is_not_told():
    one = DeliveryFactory(state=Delivery.State.IN_REVIEW, delivered_on=DUE)
    liaison(one.department)
    assert notices.plan_reminders(after(1)) == 0


def test_what_is_long_past_is_not_told_for_ever():
    liaison(DeliveryFactory().department)
    assert notices.plan_reminders(after(100)) == 0


def test_the_nearest_liaison_above_is_asked_for_a_unit_without_one():
    above = DepartmentFactory()
    person, chief = liaison(above), head(above)
    unit = DepartmentFactory(parent=above)
    found = audiences([unit.pk])[unit.pk]
    assert (found.liaisons, found.heads) == ({person.pk}, {chief.pk})


def test_who_has_left_is_not_asked():
    department = DepartmentFactory()
    person = liaison(department)
    person.left_on = dt.date(2026, 1, 1)
    person.save()
    assert audiences([department.pk])[department.pk].everybody == set()


def test_a_notice_is_dropped_once_it_is_delivered_or_its_reader_has_moved():
    one, other, moved = DeliveryFactory(), DeliveryFactory(), DeliveryFactory()
    people = [liaison(delivery.department) for delivery in (one, other, moved)]
    notices.plan_reminders(after(-7))
    Delivery.objects.filter(pk=one.pk).update(state="in_review", delivered_on=DUE)
    people[2].appointments.update(ends_on=dt.date(2026, 1, 1))
    planned = list(Notice.objects.order_by("employee"))
    assert notices.no_longer_due(planned) == {planned[0].pk, planned[2].pk}


def test_a_return_is_not_told_once_it_was_mended():
    one = DeliveryFactory(state=Delivery.State.RETURNED)
    person = liaison(one.department)
    notices.tell_returned(one, reason="Falta")
    notice = Notice.objects.get(employee=person)
    assert notices.no_longer_returned([notice]) == set()
    Delivery.objects.update(state="in_review", delivered_on=DUE)
    assert notices.no_longer_returned([notice]) == {notice.pk}


def test_more_deliveries_cost_the_same_queries(django_assert_num_queries):
    for count, days in ((1, -7), (8, -1)):
        for _number in range(count):
            one = DeliveryFactory()
            liaison(one.department)
        with django_assert_num_queries(7):
            notices.plan_reminders(after(days))


def test_the_kinds_are_known_to_the_ledger_and_can_be_judged():
    for kind in (*notices.KINDS, notices.RETURNED_KIND):
        assert kind in notice_kinds
        assert kind in notice_checks
    assert notices.plan_reminders in nightly_acts
