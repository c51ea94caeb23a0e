import datetime as dt
from functools import partial

import pytest
import time_machine
from django.utils import timezone

from cimtra.models import LinkCheck, MonitoringRun, PublishedAddress, Verdict
from cimtra.monitoring import fetching
from cimtra.monitoring.visiting import WAITS, aim_of, visit
from people.plugins import WrittenOnce
from tests.cimtra.monitoring.conftest import Names
from tests.cimtra.monitoring.monitoring_factories import obligation, published

pytestmark = pytest.mark.django_db
Expects = PublishedAddress.Expects
THIRD = dt.date(2026, 7, 1)


def test_a_visit_writes_down_what_was_seen_and_not_the_body(portal, fetch):
    address = published(portal.url("/nomina.xlsx"), expects=Expects.OPEN_TABLE, names_quarter=True)
    with time_machine.travel(dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC), tick=True):
        check = visit(address, fetch=fetch)
    assert (check.verdict, check.reason, check.status) == (Verdict.MEETS, "names_quarter", 200)
    assert (check.quarter_start, check.content["rows"], check.content["quarters"]) == (THIRD, 12, ["2026-07-01"])
    assert check.last_modified == dt.datetime(2026, 10, 5, 15, tzinfo=dt.UTC)
    assert (len(check.sha256), check.size > 4000, check.final_address) == (64, True, address.address)
    address.refresh_from_db()
    assert address.last_check == check


def test_what_was_seen_is_never_rewritten(portal, fetch):
    check = visit(published(portal.url("/bien")), fetch=fetch)
    check.verdict = Verdict.BROKEN
    with pytest.raises(WrittenOnce):
        check.save()


def test_the_next_visit_is_on_its_day(portal, fetch):
    address = published(portal.url("/bien"), every_days=3)
    visit(address, fetch=fetch)
    address.refresh_from_db()
    assert abs(address.next_visit_at - timezone.now() - dt.timedelta(days=3)) < dt.timedelta(minutes=1)


def test_an_outage_is_looked_at_again_soon_and_then_less_and_less_often(portal, fetch):
    address = published(portal.url("/falla"))
    waits = []
    for _visit in range(len(WAITS) + 1):
        visit(address, fetch=fetch)
        address.refresh_from_db()
        waits.append(address.next_visit_at - timezone.now())
    expected = [*WAITS, dt.timedelta(days=7)]
    assert all(abs(wait - usual) < dt.timedelta(minutes=1) for wait, usual in zip(waits, expected, strict=True))
    assert {check.verdict for check in LinkCheck.objects.all()} == {Verdict.UNVERIFIABLE}


def test_after_an_outage_the_count_begins_anew(portal, fetch):
    address = published(portal.url("/falla"))
    visit(address, fetch=fetch)
    PublishedAddress.objects.filter(pk=address.pk).update(address=portal.url("/bien"))
    address.refresh_from_db()
    visit(address, fetch=fetch)
    address.refresh_from_db()
    assert address.failures == 0


def test_what_is_broken_waits_for_its_day(portal, fetch):
    address = published(portal.url("/no-esta"))
    assert visit(address, fetch=fetch).verdict == Verdict.BROKEN
    address.refresh_from_db()
    assert address.next_visit_at > timezone.now() + dt.timedelta(days=6)
    assert portal.asked == ["/no-esta", "/no-esta"]


def test_a_second_visit_of_the_same_round_returns_the_first(portal, fetch):
    address, run = published(portal.url("/bien")), MonitoringRun.objects.create(quarter_start=THIRD)
    assert visit(address, fetch=fetch, run=run) == visit(address, fetch=fetch, run=run)
    assert LinkCheck.objects.count() == 1


def test_the_days_to_publish_are_those_of_the_obligation():
    strict = published(names_quarter=True, obligation=obligation(days_to_deliver=3))
    usual = published("http://portal.test/otra", names_quarter=True)
    day = dt.date(2026, 10, 5)
    assert aim_of(strict, day=day).in_time_until == dt.date(2026, 10, 3)
    assert aim_of(usual, day=day).in_time_until == dt.date(2026, 10, 15)
    assert aim_of(strict, day=day).quarter == THIRD


def test_a_round_asks_for_its_own_quarter():
    run = MonitoringRun(quarter_start=dt.date(2026, 4, 1))
    assert aim_of(published(names_quarter=True), run=run, day=dt.date(2026, 11, 23)).quarter == dt.date(2026, 4, 1)


def test_an_address_that_names_no_quarter_is_asked_for_none(portal, fetch):
    assert visit(published(portal.url("/atrasado")), fetch=fetch).quarter_start is None


def test_nothing_private_is_asked_and_the_verdict_says_that_nothing_is_known(portal):
    fetch = partial(fetching.fetch, seconds=2, resolve=Names(**{"interno.test": ["10.0.0.8"]}))
    check = visit(published(portal.url("/a-lo-privado")), fetch=fetch)
    assert (check.verdict, check.reason) == (Verdict.UNVERIFIABLE, "private_address")
    assert check.redirects == [{"status": 302, "address": portal.url("/a-lo-privado")}]
    assert "/secreto" not in portal.asked


def test_what_no_database_takes_is_left_out_of_what_is_written(portal, fetch):
    portal.answers["/nulo"] = (200, {"Content-Type": "text/html"}, b"<html><title>Ga\x00ceta</title>" + b"x " * 400)
    check = visit(published(portal.url("/nulo")), fetch=fetch)
    assert check.content["title"] == "Gaceta"
    portal.answers["/presume"] = (200, {"Content-Type": "text/html", "Content-Length": "9" * 30}, b"<html>")
    assert visit(published(portal.url("/presume")), fetch=fetch).verdict == Verdict.UNVERIFIABLE
