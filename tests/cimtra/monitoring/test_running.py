import datetime as dt
from collections import Counter

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cimtra.models import LinkCheck, MonitoringRun, PublishedAddress, Verdict
from cimtra.monitoring import running, visiting
from cimtra.monitoring.judging import Aim
from people.models import Work
from people.plugins import minutely_acts, work_kinds
from tests.cimtra.monitoring.monitoring_factories import published
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db
THIRD = dt.date(2026, 7, 1)


def new_run(**fields):
    return MonitoringRun.objects.create(quarter_start=THIRD, **fields)


def test_a_round_looks_at_each_address_once_and_ends(portal, fetch):
    for path in ("/bien", "/no-esta", "/atrasado", "/nomina.xlsx"):
        published(portal.url(path))
    run = new_run()
    assert running.go_round(run, fetch=fetch) == 4
    run.refresh_from_db()
    assert run.ended_at is not None
    assert Counter(run.checks.values_list("verdict", flat=True)) == {"meets": 3, "broken": 1}


def test_what_meets_an_outage_is_tried_twice_in_a_round_and_told_once(portal, fetch):
    published(portal.url("/falla"))
    run = new_run()
    running.go_round(run, fetch=fetch)
    assert portal.asked == ["/falla", "/falla"]
    assert run.checks.get().verdict == Verdict.UNVERIFIABLE


def test_a_round_that_was_killed_goes_on_where_it_stood(portal, fetch):
    first, second = published(portal.url("/bien")), published(portal.url("/nomina.xlsx"))
    run = new_run()
    visiting.visit(first, fetch=fetch, run=run)
    portal.asked.clear()
    running.go_round(run, fetch=fetch)
    running.go_round(run, fetch=fetch)
    assert portal.asked == ["/nomina.xlsx"]
    assert set(run.checks.values_list("published", flat=True)) == {first.pk, second.pk}


def test_a_round_of_a_department_has_its_branches_and_no_other(portal, fetch):
    parent = DepartmentFactory()
    branch = parent.add_child(code="rama", name="Jefatura")
    inside = {published(portal.url("/bien"), department=one).pk for one in (parent, branch)}
    published(portal.url("/bien"))
    published(portal.url("/galleta"), department=parent, is_watched=False)
    run = new_run(department=parent)
    running.go_round(run, fetch=fetch)
    assert set(run.checks.values_list("published", flat=True)) == inside


def test_a_fault_of_ours_stops_no_round_and_is_held_against_nobody(portal, fetch):
    published(portal.url("/bien")), published(portal.url("/nomina.xlsx"))

    def failing(address):
        if "nomina" in address:
            raise ZeroDivisionError
        return fetch(address)

    run = new_run()
    running.go_round(run, fetch=failing)
    assert dict(run.checks.values_list("verdict", "reason")) == {"meets": "answers", "unverifiable": "not_read"}


def test_each_host_is_asked_by_few_at_once(portal, fetch):
    aims = [(number, Aim(portal.url("/lento"))) for number in range(12)]
    found = dict(running.look_at_all(aims, fetch=fetch, per_host=3))
    assert len(found) == 12
    assert portal.most_at_once <= 3


def test_the_connections_are_bounded_whatever_the_number_of_hosts(portal, fetch):
    aims = [(number, Aim(portal.url("/lento", host=f"sitio{number}.test"))) for number in range(12)]
    found = dict(running.look_at_all(aims, fetch=fetch, threads=5))
    assert {sighting.judgement.verdict for sighting in found.values()} == {"meets"}
    assert portal.most_at_once <= 5


def test_a_host_gets_a_pause_between_two_visits(portal, fetch):
    began = timezone.now()
    list(
        running.look_at_all([(n, Aim(portal.url("/bien"))) for n in range(4)], fetch=fetch, per_host=1, host_pause=0.2)
    )
    assert timezone.now() - began > dt.timedelta(seconds=0.55)


def test_starting_twice_starts_one_round(portal):
    published(portal.url("/bien"))
    by = UserFactory()
    first = running.start(quarter_start=dt.date(2026, 8, 9), department=None, by=by)
    assert running.start(quarter_start=THIRD, department=None, by=by) == first
    assert (first.quarter_start, first.asked_by) == (THIRD, by)
    work = Work.objects.get()
    assert (work.kind, running.work_of(first)) == (running.KIND, work)


def test_a_quarter_that_is_not_over_cannot_be_monitored(portal):
    published(portal.url("/bien"))
    with pytest.raises(running.CannotRun):
        running.start(quarter_start=timezone.localdate(), department=None, by=None)


def test_a_round_without_addresses_is_refused():
    with pytest.raises(running.CannotRun):
        running.start(quarter_start=THIRD, department=DepartmentFactory(), by=None)


def test_the_worker_makes_the_round_that_was_asked_for(portal, fetch, monkeypatch):
    monkeypatch.setattr(visiting, "fetch_for_real", fetch)
    published(portal.url("/bien"))
    run = running.start(quarter_start=THIRD, department=None, by=UserFactory())
    outcome = work_kinds[running.KIND](Work.objects.get())
    assert run.checks.count() == 1
    assert "1" in outcome.note


def test_the_clock_asks_for_visits_when_some_are_due_and_only_once():
    published(next_visit_at=timezone.now() + dt.timedelta(days=1))
    assert running.enqueue_due in minutely_acts
    running.enqueue_due()
    assert not DBTaskResult.objects.exists()
    published("http://portal.test/hoy")
    running.enqueue_due()
    running.enqueue_due()
    assert DBTaskResult.objects.count() == 1


def test_only_what_is_due_watched_and_free_is_visited(portal, fetch):
    due = published(portal.url("/bien"))
    published(portal.url("/galleta"), is_watched=False)
    published(portal.url("/nomina.xlsx"), next_visit_at=timezone.now() + dt.timedelta(hours=1))
    published(portal.url("/nomina.ods"), leased_until=timezone.now() + dt.timedelta(minutes=5))
    lost = published(portal.url("/nomina.csv"), leased_until=timezone.now() - dt.timedelta(minutes=5))
    assert running.visit_those_due(fetch=fetch) == 2
    assert set(LinkCheck.objects.values_list("published", flat=True)) == {due.pk, lost.pk}
    assert running.visit_those_due(fetch=fetch) == 0


def test_no_two_workers_take_the_same_address(portal):
    for number in range(3):
        published(portal.url(f"/bien?{number}"))
    assert len(running._lease()) == 3
    assert running._lease() == []


@pytest.mark.parametrize("number", [3, 9])
def test_finding_what_is_due_costs_the_same_for_more(portal, number, django_assert_num_queries):
    for place in range(number):
        published(portal.url(f"/bien?{place}"))
    with django_assert_num_queries(3):
        taken = running._lease()
        assert [visiting.aim_of(one) for one in taken]


def test_visits_that_are_over_leave_no_address_leased(portal, fetch):
    published(portal.url("/falla"))
    running.visit_those_due(fetch=fetch)
    assert PublishedAddress.objects.get().leased_until is None
