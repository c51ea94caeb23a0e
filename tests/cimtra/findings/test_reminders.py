import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cimtra.findings import acts
from cimtra.findings.answerable import answerable, heads_of
from cimtra.findings.reminders import is_settled, plan_reminders
from people.models import Delegation, Notice
from people.plugins import nightly_acts, notice_checks, notice_kinds
from tests.factories import AppointmentFactory, EmployeeFactory, UserFactory

from .findings_factories import department, finding, head_of

pytestmark = pytest.mark.django_db
DUE = dt.date(2026, 12, 15)


@pytest.fixture
def scene():
    """Obras with its head, below it Bacheo with its own; a finding of Bacheo."""
    obras = department("Obras")
    bacheo = department("Bacheo", parent=obras)
    director, chief = head_of(obras).employee, head_of(bacheo).employee
    one = finding(department=bacheo, due_on=DUE)
    Notice.objects.all().delete()
    return one, chief, director


def told_on(days):
    before = set(Notice.objects.values_list("pk", flat=True))
    plan_reminders(DUE + dt.timedelta(days=days))
    return [(one.kind.rpartition("_")[2], one.employee) for one in Notice.objects.exclude(pk__in=before)]


def test_who_attends_is_reminded_before_on_and_after_the_day_then_superiors_hear_of_it(scene):
    one, chief, director = scene
    person = AppointmentFactory(department=one.department).employee
    acts.edit(one, by=UserFactory(), edition=1, person=person)
    Notice.objects.all().delete()
    assert told_on(-8) == []
    assert told_on(-7) == [("before", person)]
    assert told_on(-6) == []
    assert told_on(-2) == [("before", person)]
    assert told_on(0) == [("due", person)]
    assert told_on(1) == [("after", person)]
    assert told_on(5) == [("escalated", chief)]
    assert told_on(15) == [("escalated", director)]
    assert told_on(60) == []
    assert one.events.filter(act="escalated").count() == 2


def test_the_delay_of_a_head_goes_to_the_next_one_above(scene):
    _one, _chief, director = scene
    assert told_on(5) == [("escalated", director)]


def test_a_missed_night_is_made_up_for_with_the_newest_occasion_only(scene):
    _one, chief, _director = scene
    assert told_on(2) == [("after", chief)]


def test_a_night_twice_tells_nothing_twice_and_writes_one_event(scene):
    one, _chief, _director = scene
    told_on(5)
    assert told_on(5) == []
    assert one.events.filter(act="escalated").count() == 1


def test_attended_ones_are_left_alone_and_what_waits_to_be_sent_is_dropped(scene):
    one, _chief, _director = scene
    told_on(-7)
    waiting = list(Notice.objects.all())
    assert is_settled(waiting) == set()
    acts.attend(one, by=UserFactory(), text="Hecho.")
    assert is_settled(waiting) == {notice.pk for notice in waiting}
    assert told_on(5) == []


def test_another_day_begins_anew(scene):
    one, chief, _director = scene
    told_on(0)
    waiting = list(Notice.objects.all())
    acts.edit(one, by=UserFactory(), edition=1, due_on=DUE + dt.timedelta(days=30))
    assert is_settled(waiting) == {notice.pk for notice in waiting}
    assert told_on(23) == [("before", chief)]


def test_the_night_costs_the_same_for_few_and_for_many(scene, django_assert_num_queries):
    one, _chief, _director = scene
    night = DUE + dt.timedelta(days=5)
    with CaptureQueriesContext(connection) as before:
        assert plan_reminders(night) == 1
    for _ in range(10):
        finding(department=one.department, due_on=DUE)
    Notice.objects.all().delete()
    with django_assert_num_queries(len(before)):
        assert plan_reminders(night) == 11


def test_a_deputy_stands_in_for_the_head_and_a_department_without_head_is_answered_for_above():
    obras = department("Obras")
    bacheo = department("Bacheo", parent=obras)
    director = head_of(obras).employee
    deputy = EmployeeFactory()
    assert heads_of([bacheo.pk], DUE) == {bacheo.pk: {director.pk}}
    Delegation.objects.create(
        head=director, deputy=deputy, starts_on=DUE, ends_on=DUE, reason="Vacaciones", made_by=director.user
    )
    assert heads_of([bacheo.pk], DUE) == {bacheo.pk: {deputy.pk}}


def test_nobody_is_told_of_what_nobody_answers_for():
    assert answerable([finding(due_on=DUE)]) == {}
    assert answerable([]) == {}


def test_a_person_who_left_is_replaced_by_the_head(scene):
    one, chief, _director = scene
    gone = EmployeeFactory(left_on=dt.date(2025, 1, 1))
    edited = acts.edit(one, by=UserFactory(), edition=1, person=gone)
    assert answerable([edited], DUE) == {one.pk: {chief.pk}}


def test_notices_of_findings_have_names_and_the_night_knows_them():
    for kind in ("opened", "returned", "verified", "before", "due", "after", "escalated"):
        assert f"cimtra.finding_{kind}" in notice_kinds
        assert f"cimtra.finding_{kind}" in notice_checks
    assert plan_reminders in list(nightly_acts)
