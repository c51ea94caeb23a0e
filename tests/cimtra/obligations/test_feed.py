import datetime as dt

import pytest
from django.utils import timezone

from cimtra.obligations.feed import delivery_entries
from people.plugins import calendar_entries
from tests.factories import EmployeeFactory

from .obligations_factories import DeliveryFactory, head, liaison

pytestmark = pytest.mark.django_db


def due_in(days, **fields):
    return DeliveryFactory(due_on=timezone.localdate() + dt.timedelta(days=days), **fields)


def test_liaisons_and_heads_have_the_last_days_of_their_departments():
    one = due_in(10)
    due_in(10)
    for person in (liaison(one.department), head(one.department)):
        (entry,) = delivery_entries(person)
        assert entry.day == one.due_on
        assert one.obligation.title in entry.summary
        assert entry.url == f"/mi-area/entregas/{one.pk}/"


def test_what_was_handed_in_or_is_long_past_is_left_out():
    one = due_in(10, state="in_review", delivered_on=timezone.localdate())
    due_in(-100, obligation=one.obligation, period_start=dt.date(2026, 1, 1))
    assert delivery_entries(liaison(one.department)) == []


def test_others_have_none():
    due_in(10)
    assert delivery_entries(EmployeeFactory()) == []
    assert delivery_entries(EmployeeFactory(user=None)) == []


def test_the_calendar_of_people_asks_for_them():
    assert delivery_entries in calendar_entries
