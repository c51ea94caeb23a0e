import datetime as dt
from decimal import Decimal

import pytest

from cimtra.models import MonitoringRun, Verdict
from cimtra.monitoring.quarter import quarters_to_choose, report_of
from tests.cimtra.monitoring.monitoring_factories import checked, published
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db
THIRD = dt.date(2026, 7, 1)
WHILE_DUE = dt.datetime(2026, 10, 20, 18, tzinfo=dt.UTC)


def report(department=None):
    return report_of(THIRD, department)


def line_of(address):
    return next(line for line in report().lines if line.published == address)


def test_an_address_stands_as_at_the_last_look_that_saw_something():
    address = published()
    checked(address, Verdict.BROKEN, "not_found", seen_at=WHILE_DUE)
    fine = checked(address, seen_at=WHILE_DUE)
    outage = checked(address, Verdict.UNVERIFIABLE, "too_slow", seen_at=WHILE_DUE)
    line = line_of(address)
    assert (line.check, line.outage, line.verdict) == (fine, outage, Verdict.MEETS)


def test_an_address_that_only_met_outages_could_not_be_verified():
    address = published()
    checked(address, Verdict.UNVERIFIABLE, "too_slow", seen_at=WHILE_DUE)
    assert (line_of(address).verdict, line_of(address).outage) == (Verdict.UNVERIFIABLE, None)


def test_only_looks_of_the_quarter_count():
    address = published(names_quarter=True)
    checked(address, seen_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    checked(address, seen_at=dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    checked(address, seen_at=WHILE_DUE, quarter_start=dt.date(2026, 4, 1))
    assert line_of(address).verdict == ""
    counted = checked(address, Verdict.OUTDATED, "earlier_quarter", seen_at=WHILE_DUE, quarter_start=THIRD)
    assert line_of(address).check == counted


def test_a_round_of_the_quarter_counts_whenever_it_was_made():
    address = published()
    run = MonitoringRun.objects.create(quarter_start=THIRD)
    check = checked(address, run=run, seen_at=dt.datetime(2027, 3, 1, tzinfo=dt.UTC))
    assert line_of(address).check == check


def test_a_round_of_another_quarter_does_not_count():
    address = published()
    run = MonitoringRun.objects.create(quarter_start=dt.date(2026, 4, 1))
    checked(address, run=run, seen_at=WHILE_DUE)
    assert line_of(address).check is None


def test_what_is_no_longer_looked_at_stays_in_the_quarter_in_which_it_was():
    gone, never = published(is_watched=False), published(is_watched=False)
    checked(gone, seen_at=WHILE_DUE)
    assert [line.published for line in report().lines] == [gone]
    assert never not in [line.published for line in report().lines]


def test_shares_are_of_what_could_be_verified():
    office = DepartmentFactory()
    seen = [("meets", "answers"), ("meets", "answers"), ("broken", "not_found"), ("unverifiable", "too_slow")]
    for place, (verdict, reason) in enumerate(seen):
        checked(published(f"http://portal.test/{place}", department=office), verdict, reason, seen_at=WHILE_DUE)
    published(department=office)
    standing = report().departments[0]
    assert (standing.total, standing.verified, standing.share) == (5, 3, Decimal("66.7"))


def test_where_nothing_could_be_verified_there_is_no_share():
    checked(published(), Verdict.UNVERIFIABLE, "too_slow", seen_at=WHILE_DUE)
    assert report().total.share is None
    assert report_of(THIRD, DepartmentFactory()).total.share is None


def test_a_department_has_its_branches():
    office = DepartmentFactory()
    branch = office.add_child(code="rama", name="Jefatura")
    inside = {published(department=office), published(department=branch)}
    published()
    assert {line.published for line in report(office).lines} == inside


@pytest.mark.parametrize("number", [2, 8])
def test_the_report_costs_the_same_for_more(number, django_assert_num_queries):
    for place in range(number):
        address = published(f"http://portal.test/{place}")
        checked(address, seen_at=WHILE_DUE)
        checked(address, Verdict.UNVERIFIABLE, "too_slow", seen_at=WHILE_DUE)
    with django_assert_num_queries(4):
        made = report()
        assert made.total.total == number
        assert all(line.outage and line.published.department.name for line in made.lines)


def test_only_quarters_that_are_over_can_be_chosen():
    labels = [period.start for period in quarters_to_choose(dt.date(2026, 11, 23), 3)]
    assert labels == [dt.date(2026, 7, 1), dt.date(2026, 4, 1), dt.date(2026, 1, 1)]
