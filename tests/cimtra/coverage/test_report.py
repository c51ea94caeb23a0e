"""Coverage among the reports of human resources: the rows of the board, on screen and in files, without a person."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from people.api import CONSULTANCY, HUMAN_RESOURCES
from tests.cimtra.coverage.coverage_factories import finding, town
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db
SHOW = ("reports_hr:show", ["cobertura-cimtra"])


@pytest.fixture(scope="module", autouse=True)
def built_town(built_once):
    return built_once(town)


@pytest.fixture
def place(built_town, db):
    return built_town


@pytest.fixture
def rh(client):
    client.force_login(employee_with_role(HUMAN_RESOURCES))


def csv_of(client, **query):
    response = client.post(reverse("reports_hr:download", args=["cobertura-cimtra", "csv"]), query)
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_screen_and_the_file_have_the_same_rows_in_the_order_of_the_board(client, place, rh):
    page = client.get(reverse(*SHOW[:1], args=SHOW[1]))
    table = BeautifulSoup(page.content, "html.parser").select_one("section[aria-labelledby=rows] table")
    shown = [
        [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")
    ]
    rows = csv_of(client)[1:]
    assert [[cell if cell else "–" for cell in row] for row in rows] == [[cell or "–" for cell in row] for row in shown]
    assert rows[0][0] == "1"
    assert "zzi" not in page.content.decode()


def test_filters_narrow_it(client, place, rh):
    assert [row[0] for row in csv_of(client, urgencia="capacitacion")[1:]] == ["1"]
    block = place.aspect(4).block_id
    assert sorted(row[0] for row in csv_of(client, bloque=block)[1:]) == ["4", "5", "6"]


def test_it_can_be_sorted_by_any_column_although_some_have_no_value(client, place, rh):
    finding(place.aspect(2), place.treasury)
    for key in ("aspecto", "calificacion", "porcentaje", "titulo", "pierde", "-abiertas"):
        assert client.get(reverse(*SHOW[:1], args=SHOW[1]), {"orden": key}).status_code == 200
    assert csv_of(client, orden="-abiertas")[1][0] == "2"


def test_it_can_be_drawn_on_paper(client, place, rh):
    response = client.post(reverse("reports_hr:download", args=["cobertura-cimtra", "pdf"]))
    assert response.content.startswith(b"%PDF-")


def test_the_consultancy_reads_it_on_the_board_and_not_among_personal_reports(client, place):
    client.force_login(employee_with_role(CONSULTANCY))
    assert client.get(reverse(*SHOW[:1], args=SHOW[1])).status_code in (302, 403)
