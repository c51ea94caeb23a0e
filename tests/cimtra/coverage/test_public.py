"""What anybody reads about areas: no name, no small group, nothing that changes from day to day with one person."""

import csv
import datetime as dt
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cimtra.coverage.public import last_month_end, work_out
from cimtra.models import Finding
from tests.cimtra.coverage.coverage_factories import delivery, finding, today, town
from tests.factories import DepartmentFactory
from tests.reports.situations import enrol, person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def built_town(built_once):
    return built_once(town)


@pytest.fixture
def place(built_town, db):
    cache.clear()
    return built_town


def crew(place, name, *, trained, untrained):
    department = DepartmentFactory(name=name)
    for number in range(trained + untrained):
        enrol(
            person(department),
            place.course,
            requirement=place.requirement,
            enrolled_at=dt.datetime(2025, 2, 1, tzinfo=dt.UTC),
            completed=-70 if number < trained else None,
        )
    return department


def lines():
    return {line.name: line for line in work_out(today()).lines}


def test_an_area_of_four_is_not_told_and_cannot_be_worked_out(place):
    for name, trained, untrained in (("Archivo", 2, 2), ("Obras", 8, 6), ("Catastro", 5, 7), ("Parques", 20, 10)):
        crew(place, name, trained=trained, untrained=untrained)
    found = work_out(today())
    told = {line.name: line.training for line in found.lines}
    assert not told["Archivo"].is_told
    # The smallest of the others goes with it, lest the sum less the others tell.
    assert not told["Catastro"].is_told
    assert (told["Parques"].asked, told["Parques"].accredited) == (30, 20)
    assert (found.whole.training.asked, found.whole.training.accredited) == (60, 35)


def test_training_is_told_as_of_the_end_of_the_last_month(place):
    assert last_month_end(dt.date(2026, 3, 1)) == dt.date(2026, 2, 28)
    assert work_out(today()).month_end < today().replace(day=1)


def test_obligations_and_findings_are_told_by_area(place):
    delivery(place.aspect(1), place.treasury)
    delivery(place.aspect(1), place.treasury, delivered=False)
    finding(place.aspect(1), place.treasury)
    solved = finding(place.aspect(1), place.treasury)
    Finding.objects.filter(pk=solved.pk).update(state="verified", verified_by=place.head.user)
    found = lines()["Hacienda Municipal"]
    assert (found.aspects, found.obligations, found.up_to_date, found.findings, found.solved) == (2, 2, 1, 2, 1)


def test_everybody_may_read_the_page_and_take_its_rows(client, place):
    crew(place, "Parques", trained=20, untrained=10)
    page = client.get(reverse("cimtra:public_progress"))
    assert page.status_code == 200
    assert "Parques" in page.content.decode()
    assert "zzi" not in page.content.decode()
    rows = list(csv.reader(io.StringIO(client.get(reverse("cimtra:public_progress_csv")).content.decode("utf-8-sig"))))
    assert "Parques" in {row[0] for row in rows}


def test_more_people_cost_no_more_queries(place, django_assert_num_queries):
    with CaptureQueriesContext(connection) as queries:
        work_out(today())
    crew(place, "Parques", trained=6, untrained=6)
    delivery(place.aspect(1), place.treasury)
    with django_assert_num_queries(len(queries)):
        work_out(today())
    assert len(queries) <= 8


def test_the_small_areas_are_told_together(place):
    for name, trained, untrained in (("Archivo", 2, 2), ("Obras", 8, 6), ("Catastro", 5, 7), ("Parques", 20, 10)):
        crew(place, name, trained=trained, untrained=untrained)
    together = work_out(today()).together
    assert (together.asked, together.accredited) == (16, 7)


def test_nothing_is_told_together_where_everything_is_told_or_nothing_may_be(place):
    crew(place, "Parques", trained=20, untrained=10)
    assert not work_out(today()).together.is_told
    crew(place, "Archivo", trained=1, untrained=1)
    alone = work_out(today())
    assert alone.together.is_told == alone.whole.training.is_told
