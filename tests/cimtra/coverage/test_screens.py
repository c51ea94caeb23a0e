"""Who sees the board and what stands behind it: counts for all who follow it, names for few."""

import csv
import io

import pytest
from django.urls import reverse

from cimtra.models import AspectResponsible
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from people.models import Decision
from tests.cimtra.coverage.coverage_factories import answers, delivery, finding, today, town
from tests.factories import AppointmentFactory, EmployeeFactory, employee_with_role
from tests.reports.situations import person

pytestmark = pytest.mark.django_db
BOARD = "cimtra_coverage:board"
NAMES = ("Titularzzi", "Acreditadazzi", "Pendientezzi", "Recientezzi", "Secretariazzi")


@pytest.fixture(scope="module", autouse=True)
def built_town(built_once):
    return built_once(town)


@pytest.fixture
def place(built_town, db):
    return built_town


def as_role(client, role):
    user = employee_with_role(role)
    client.force_login(user)
    return user


def behind(place, number=1):
    return reverse("cimtra_coverage:aspect", args=[place.aspect(number).pk])


@pytest.mark.parametrize("role", [CONSULTANCY, TRANSPARENCY_UNIT, ADMINISTRATION, HUMAN_RESOURCES])
def test_the_board_shows_every_aspect(client, place, role):
    as_role(client, role)
    page = client.get(reverse(BOARD)).content.decode()
    assert all(f"{number}. Aspecto {number}" in page for number in range(1, 7))
    assert not any(name in page for name in NAMES)


def test_a_liaison_has_no_board_in_the_admin(client, place):
    as_role(client, LIAISON)
    assert client.get(reverse(BOARD)).status_code in (302, 403)


def test_filters_narrow_and_what_is_unknown_narrows_nothing(client, place):
    as_role(client, CONSULTANCY)
    response = client.get(reverse(BOARD), {"direccion": place.clerk.pk, "orden": "numero"})
    assert [row["line"].aspect.number for row in response.context["rows"]] == [1, 3]
    response = client.get(reverse(BOARD), {"urgencia": "capacitacion"})
    assert [row["line"].aspect.number for row in response.context["rows"]] == [1]
    response = client.get(reverse(BOARD), {"urgencia": "<x>", "bloque": "99999", "direccion": "abc"})
    assert len(response.context["rows"]) == 6


def test_the_consultancy_sees_counts_and_human_resources_names(client, place):
    as_role(client, CONSULTANCY)
    page = client.get(behind(place)).content.decode()
    assert "Hacienda Municipal" in page
    assert not any(name in page for name in NAMES)
    as_role(client, HUMAN_RESOURCES)
    page = client.get(behind(place)).content.decode()
    assert all(name in page for name in NAMES)


def test_behind_an_aspect_stand_its_deliveries_and_open_findings(client, place):
    delivery(place.aspect(1), place.treasury, address="https://portal.ejemplo.gob.mx/gastos.xlsx")
    finding(place.aspect(1), place.treasury)
    as_role(client, CONSULTANCY)
    page = client.get(behind(place)).content.decode()
    assert "https://portal.ejemplo.gob.mx/gastos.xlsx" in page
    assert "Falta publicar el trimestre" in page


def test_the_board_tells_for_how_many_aspects_nobody_answers(client, place):
    as_role(client, CONSULTANCY)
    response = client.get(reverse(BOARD))
    assert response.context["board"].unanswered == 3
    assert reverse("cimtra_instrument:responsible") in response.content.decode()


def test_an_unknown_aspect_is_not_found(client, place):
    as_role(client, CONSULTANCY)
    assert client.get(reverse("cimtra_coverage:aspect", args=[999999])).status_code == 404


def test_the_file_has_the_rows_of_the_screen_and_the_ledger_who_took_it(client, place):
    user = as_role(client, CONSULTANCY)
    response = client.post(reverse("cimtra_coverage:download", args=["csv"]), {"direccion": place.clerk.pk})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == {"1", "3"}
    line = Decision.objects.latest("number")
    assert (line.act, line.actor, line.after["rows"]) == ("export", user, 2)
    assert client.post(reverse("cimtra_coverage:download", args=["xlsx"])).content.startswith(b"PK")
    assert client.post(reverse("cimtra_coverage:download", args=["exe"])).status_code == 404
    assert client.get(reverse("cimtra_coverage:download", args=["csv"])).status_code == 405


def test_a_head_sees_the_own_people_by_name_and_nobody_elses(client, place):
    client.force_login(place.head.user)
    page = client.get(reverse("cimtra:area_coverage")).content.decode()
    assert "Aspecto 1" in page
    assert "Aspecto 3" not in page
    page = client.get(reverse("cimtra:area_coverage_aspect", args=[place.aspect(1).pk])).content.decode()
    assert "Pendientezzi" in page
    assert "Secretariazzi" not in page


def test_a_head_finds_no_aspect_for_which_others_answer(client, place):
    client.force_login(place.head.user)
    assert client.get(reverse("cimtra:area_coverage_aspect", args=[place.aspect(3).pk])).status_code == 404


def test_a_liaison_sees_the_own_area_without_names(client, place):
    user = employee_with_role(LIAISON)
    AppointmentFactory(employee=EmployeeFactory(user=user, first_surname="Enlace"), department=place.treasury)
    client.force_login(user)
    page = client.get(reverse("cimtra:area_coverage_aspect", args=[place.aspect(1).pk])).content.decode()
    assert "Hacienda Municipal" in page
    assert not any(name in page for name in NAMES)


def test_whoever_acts_for_no_department_finds_nothing_there(client, place):
    employee = EmployeeFactory()
    client.force_login(employee.user)
    assert client.get(reverse("cimtra:area_coverage")).status_code == 404


def test_my_area_leads_to_the_own_coverage(client, place):
    client.force_login(place.head.user)
    assert reverse("cimtra:area_coverage") in client.get(reverse("cimtra:area")).content.decode()


def test_more_people_deliveries_and_findings_cost_no_more_queries(client, place, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    delivery(place.aspect(1), place.treasury)
    finding(place.aspect(1), place.treasury)
    as_role(client, HUMAN_RESOURCES)
    addresses = [reverse(BOARD), behind(place)]
    for address in addresses:
        client.get(address)
    counted = []
    for address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        counted.append(len(queries))
    for number in range(5):
        person(place.treasury, number=f"9100{number}")
        delivery(place.aspect(1), place.treasury)
        finding(place.aspect(1), place.clerk)
        answers(place.aspect(4 + number % 3), place.treasury, ends_on=today(), is_main=False)
    for address, expected in zip(addresses, counted, strict=True):
        with django_assert_num_queries(expected):
            client.get(address)
    assert counted[0] <= 25


def test_the_first_page_of_the_admin_tells_what_is_overdue(client, place):
    delivery(place.aspect(1), place.treasury, delivered=False)
    as_role(client, TRANSPARENCY_UNIT)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "semaforo=late" in page
    as_role(client, HUMAN_RESOURCES)
    assert "semaforo=late" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_each_figure_of_that_panel_opens_its_list(client, place):
    from cimtra.coverage.home import tiles_for

    user = as_role(client, TRANSPARENCY_UNIT)
    for tile in tiles_for(user):
        assert client.get(tile["url"]).status_code == 200, tile


def test_an_area_without_aspects_is_told_so(client, place):
    AspectResponsible.objects.all().delete()
    client.force_login(place.head.user)
    response = client.get(reverse("cimtra:area_coverage"))
    assert response.status_code == 200
    assert response.context["rows"] == []
