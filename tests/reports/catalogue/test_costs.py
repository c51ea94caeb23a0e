"""A report costs the same number of queries for any number of people."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.api import HUMAN_RESOURCES
from reports.framework.listing import Listing
from reports.plugins import reports
from tests.factories import employee_with_role
from tests.reports.situations import person
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


ASKED = [(report.slug, query) for report in reports for query in ("", "corte=2026-01-31")]


def data_queries_of(client, slug, query):
    address = f"{reverse('reports_hr:show', args=[slug])}?{query}"
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return data_queries(queries)


def few_then_many():
    """What each report asks when the town is small; then forty more people come: {(slug, query): statements}."""
    made = town()
    client = Client()
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    asked = {(slug, query): data_queries_of(client, slug, query) for slug, query in ASKED}
    for place in range(40):
        owe(make_person(made, place), made.course, made.assignments[0], **SITUATIONS[place % 6])
    return asked


@pytest.fixture(scope="class")
def of_few(built_once_for_class):
    return built_once_for_class(few_then_many)


class TestMorePeople:
    @pytest.mark.parametrize(("slug", "query"), ASKED)
    def test_the_cost_does_not_grow(self, client, rh, of_few, slug, query):
        many = data_queries_of(client, slug, query)
        assert len(many) == len(of_few[slug, query]) <= 12, "\n".join(sql[:200] for sql in many)


def make_person(made, place):
    return person([made.office, made.unit, made.works][place % 3])


def test_the_whole_matrix_is_read_some_hundred_people_at_a_time(monkeypatch, rh):
    monkeypatch.setattr("reports.framework.report.CHUNK", 5)
    town(people=12)
    listing = Listing.of(reports.get("matriz-de-cumplimiento"), QueryDict("por=cursos"))
    with CaptureQueriesContext(connection) as queries:
        assert len(list(listing.rows)) == len(listing.rows) == 13
    # The rulebook once, then one look at the enrolments for each five people.
    assert len(queries) == 3 + 3
