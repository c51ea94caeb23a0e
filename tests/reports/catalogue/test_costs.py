"""A report costs the same number of queries for any number of people."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.framework.listing import Listing
from reports.plugins import reports
from tests.reports.towns import SITUATIONS, owe, town

pytestmark = pytest.mark.django_db

FRAME = (
    "django_",
    "people_user",
    "auth_",
    "wagtailusers_",
    "people_municipality",
    "wagtailcore_locale",
    "wagtailcore_group",
)


def data_queries(queries):
    asked = [query["sql"].replace('"', "") for query in queries]
    return [sql for sql in asked if not re.match(rf"SELECT ({'|'.join(FRAME)})", sql)]


@pytest.mark.parametrize("slug", [report.slug for report in reports])
@pytest.mark.parametrize("query", ["", "corte=2026-01-31"])
def test_the_cost_does_not_grow_with_people(client, rh, slug, query):
    made = town()
    address = f"{reverse('reports_hr:show', args=[slug])}?{query}"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for place in range(40):
        owe(make_person(made, place), made.course, made.assignments[0], **SITUATIONS[place % 6])
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(data_queries(many)) == len(data_queries(few)) <= 12, "\n".join(sql[:200] for sql in data_queries(many))


def make_person(made, place):
    from tests.reports.situations import person

    return person([made.office, made.unit, made.works][place % 3])


def test_the_whole_matrix_is_read_some_hundred_people_at_a_time(monkeypatch, rh):
    monkeypatch.setattr("reports.framework.report.CHUNK", 5)
    town(people=12)
    listing = Listing.of(reports.get("matriz-de-cumplimiento"), QueryDict("por=cursos"))
    with CaptureQueriesContext(connection) as queries:
        assert len(list(listing.rows)) == len(listing.rows) == 13
    # The rulebook once, then one look at the enrolments for each five people.
    assert len(queries) == 3 + 3
