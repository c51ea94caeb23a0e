import datetime as dt

import pytest
from django.utils import timezone

from cimtra.models import Verdict
from cimtra.monitoring.addresses import Narrowed
from cimtra.monitoring.changes import changes_since, differences
from tests.cimtra.monitoring.monitoring_factories import checked, published

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
TABLE = {"kind": "xlsx", "rows": 10, "header": ["Puesto", "Sueldo"], "quarters": ["2026-04-01"]}


def days_ago(number):
    return NOW - dt.timedelta(days=number)


def test_what_differs_is_said_and_what_is_the_same_is_not():
    address = published()
    before = checked(address, content=TABLE, sha256="a" * 64, size=2000)
    after = checked(
        address,
        content={**TABLE, "rows": 12, "header": ["Puesto", "Área"], "quarters": ["2026-04-01", "2026-07-01"]},
        sha256="b" * 64,
        size=3000,
    )
    assert list(differences(before, before)) == []
    assert list(differences(before, after)) == [
        "Ahora dice tercer trimestre de 2026.",
        "Renglones: antes 10, ahora 12.",
        "Columnas que ya no están: Sueldo.",
        "Columnas nuevas: Área.",
        "Es otro archivo (antes 2 kB, ahora 3 kB).",
    ]


def test_another_fingerprint_of_a_page_is_no_change():
    address = published()
    page = {"kind": "html", "title": "Gaceta"}
    assert not list(
        differences(checked(address, content=page, sha256="a" * 64), checked(address, content=page, sha256="b" * 64))
    )


def test_each_look_is_compared_with_the_one_before_it_and_outages_count_as_nothing():
    address, quiet = published(), published()
    checked(address, seen_at=days_ago(60), sha256="a" * 64, content=TABLE)
    checked(quiet, seen_at=days_ago(60))
    checked(quiet, seen_at=days_ago(3))
    checked(address, Verdict.UNVERIFIABLE, "server_error", seen_at=days_ago(9))
    checked(address, Verdict.BROKEN, "not_found", seen_at=days_ago(5))
    checked(address, seen_at=days_ago(2), sha256="a" * 64, content=TABLE)
    found = changes_since(days_ago(30), Narrowed())
    assert [(one.after.verdict, one.before.verdict) for one in found] == [("meets", "broken"), ("broken", "meets")]


def test_the_first_look_at_an_address_is_no_change():
    checked(published(), seen_at=timezone.now())
    assert changes_since(days_ago(30), Narrowed()) == []


@pytest.mark.parametrize("number", [2, 6])
def test_changes_cost_the_same_for_more(number, django_assert_num_queries):
    for place in range(number):
        address = published(f"http://portal.test/{place}")
        checked(address, seen_at=days_ago(40))
        checked(address, Verdict.BROKEN, "not_found", seen_at=days_ago(4))
    with django_assert_num_queries(3):
        assert len(changes_since(days_ago(30), Narrowed())) == number
