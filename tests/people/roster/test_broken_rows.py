"""A thousand rows, some broken in each of the ways that have a name: all of these found, and no others."""

import pytest

from people.models import Employee
from people.roster import columns as c
from people.roster.reading import MOST_PEOPLE
from tests.people import roster_rows
from tests.people.roster_factories import applied, csv_bytes, places, plan_of, row, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", name="made")
def _made():
    return roster_rows.roster(1000, broken=60)


@pytest.fixture(scope="module", name="data")
def _data(made):
    return roster_rows.workbook(made)


def test_there_are_more_than_25_ways_of_being_broken(made):
    assert len({name for name, _field in made.broken.values()}) == len(roster_rows.BROKEN) + len(roster_rows.PAIRS) > 25


def test_every_broken_row_is_found_with_its_column_and_no_good_one_is_refused(made, data):
    roster_rows.setting()
    plan = plan_of(uploaded(data, name="plantilla.xlsx", proposes_leavers=False))
    blamed = {one.row: {problem["field"] for problem in one.problems} for one in plan.refused}
    assert blamed.keys() == made.broken.keys()
    assert {row: name for row, name in made.broken.items() if name[1] not in blamed[row]} == {}
    assert all(problem["reason"] and problem["column"] for one in plan.refused for problem in one.problems)
    assert plan.counts["new"] == 1000 - len(made.broken)


def test_what_is_good_is_applied_and_the_same_file_again_changes_nothing(made, data):
    roster_rows.setting()
    done = applied(uploaded(data, name="plantilla.xlsx", proposes_leavers=False))
    counts = done.receipt["counts"]
    assert counts["read"] == sum(
        counts[kind] for kind in ("new", "rehired", "moved", "changed", "leaving", "unchanged", "refused")
    )
    assert Employee.objects.count() == counts["new"] + 2
    again = plan_of(uploaded(data, name="plantilla.xlsx", proposes_leavers=False))
    assert (again.changes, again.unchanged) == (0, counts["new"])


def test_rows_beyond_the_limit_are_told_and_their_people_are_not_missing(monkeypatch):
    assert MOST_PEOPLE == 10_000
    monkeypatch.setattr("people.roster.records.MOST_PEOPLE", 2)
    places()
    names = ["Soto Vega, Ana", "Lara Ruiz, Eva", "Mora Luna, Luz"]
    plan = plan_of(uploaded(csv_bytes([row(str(number), name) for number, name in enumerate(names)])))
    assert [(one.row, one.problems[0]["field"]) for one in plan.refused] == [(4, c.NUMBER)]
    assert plan.counts["new"] == 2


def test_a_row_in_another_encoding_is_refused_and_the_rest_is_not():
    places()
    rows = [row("1", "Soto Vega, Ana"), row("2", "Núñez Lara, Eva")]
    stray = csv_bytes([row("3", "Peña Muñoz, Luz")], encoding="cp1252").splitlines(keepends=True)[1]
    plan = plan_of(uploaded(csv_bytes(rows) + stray))
    assert [one.row for one in plan.refused] == [4]
    assert plan.counts["new"] == 2
