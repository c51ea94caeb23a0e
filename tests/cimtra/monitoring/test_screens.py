"""The monitor's pages in the admin: who sees what, what a form does, and what a page costs."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cimtra.models import MonitoringRun, PublishedAddress, Verdict
from cimtra.monitoring.addresses import edition_of
from people.api import CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from people.models import Decision, Work
from tests.cimtra.monitoring.monitoring_factories import checked, obligation, published
from tests.factories import DepartmentFactory, employee_with_role

pytestmark = pytest.mark.django_db
THIRD = dt.date(2026, 7, 1)


@pytest.fixture
def client():
    return client_of(CONSULTANCY)


def client_of(role):
    browser = Client()
    browser.force_login(employee_with_role(role))
    return browser


def url(name, *args):
    return reverse(f"cimtra_monitoring:{name}", args=args)


def form_of(address, **changes):
    return {
        "title": address.title,
        "address": address.address,
        "department": address.department_id,
        "expects": address.expects,
        "every_days": address.every_days,
        "is_watched": "on",
        "edition": edition_of(address),
        **changes,
    }


PAGES = ["list", "new", "proposed", "changes", "quarter", "rounds"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_those_who_run_cimtra_and_for_no_other(client, name):
    assert client.get(url(name)).status_code == 200
    assert client_of(TRANSPARENCY_UNIT).get(url(name)).status_code == 200
    # Wagtail leads whoever may not see a page of the admin to its home.
    assert client_of(HUMAN_RESOURCES).get(url(name)).status_code in (302, 403)


def test_an_empty_list_says_what_to_do(client):
    assert "Todavía no se revisa ninguna dirección web" in client.get(url("list")).content.decode()


def test_the_list_says_the_verdict_in_words_with_its_reason(client):
    checked(published(title="Gaceta"), Verdict.BROKEN, "not_found", status=404)
    page = client.get(url("list"), {"resultado": "broken"}).content.decode()
    assert "Gaceta" in page
    assert "El servidor responde que no hay nada en esta dirección web (404)." in page


def test_one_address_shows_what_was_seen_and_what_was_different(client):
    address = published()
    checked(address, content={"kind": "xlsx", "rows": 10}, sha256="a" * 64, size=10)
    checked(
        address,
        content={"kind": "xlsx", "rows": 12},
        sha256="b" * 64,
        size=12,
        redirects=[{"status": 302, "address": "x"}],
    )
    page = client.get(url("one", address.pk)).content.decode()
    assert "Renglones: antes 10, ahora 12." in page
    assert "b" * 64 in page


def test_an_address_that_nobody_has_looked_at_yet_has_a_page(client):
    address = published()
    assert address.title in client.get(url("one", address.pk)).content.decode()


def test_an_address_nobody_knows_is_not_found(client):
    assert client.get(url("one", 999_999)).status_code == 404


def test_adding_an_address_lets_the_clock_visit_it(client):
    office = DepartmentFactory()
    answer = client.post(
        url("new"),
        {
            "title": "Nómina",
            "address": "https://transparencia.ejemplo.mx/nómina 2026.xlsx".replace(" ", "%20"),
            "department": office.pk,
            "expects": "open_table",
            "every_days": "7",
            "is_watched": "on",
        },
    )
    made = PublishedAddress.objects.get()
    assert answer.headers["Location"] == url("one", made.pk)
    assert (made.department, made.expects, made.last_check) == (office, "open_table", None)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    "address", ["ftp://portal.test/x", "http://ana:clave@portal.test/", "nada", "javascript:alert(1)"]
)
def test_what_is_no_web_address_is_refused_with_a_sentence(client, address):
    office = DepartmentFactory()
    values = {"title": "x", "address": address, "department": office.pk, "expects": "anything", "every_days": "7"}
    answer = client.post(url("new"), values)
    assert answer.status_code == 422
    assert not PublishedAddress.objects.exists()


def test_the_same_address_of_the_same_department_is_refused_with_a_sentence(client):
    known = published()
    answer = client.post(url("new"), form_of(known, title="Otra vez"))
    assert answer.status_code == 422
    assert PublishedAddress.objects.count() == 1


def test_an_edit_over_a_newer_edition_shows_both_and_loses_nothing(client):
    address = published(title="Antes")
    opened = form_of(address)
    client.post(url("edit", address.pk), {**opened, "title": "De la primera"})
    refused = client.post(url("edit", address.pk), {**opened, "title": "De la segunda"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "De la primera" in page
    assert "De la segunda" in page
    address.refresh_from_db()
    assert address.title == "De la primera"
    again = {**opened, "title": "De la segunda", "edition": refused.context["form"]["edition"].value()}
    assert client.post(url("edit", address.pk), again).status_code == 302
    address.refresh_from_db()
    assert address.title == "De la segunda"


def test_looking_now_puts_an_address_before_the_others(client):
    address = published(next_visit_at=timezone.now() + dt.timedelta(days=6))
    assert client.get(url("look", address.pk)).status_code == 405
    client.post(url("look", address.pk))
    address.refresh_from_db()
    assert address.next_visit_at <= timezone.now()
    assert DBTaskResult.objects.count() == 1


def test_proposals_are_taken_by_ticking_them(client):
    obligation(address="http://portal.test/a")
    obligation(address="http://portal.test/b")
    page = client.get(url("proposed"))
    keys = [one.key for one in page.context["proposals"]]
    client.post(url("proposed"), {"enlace": keys[:1]})
    assert PublishedAddress.objects.count() == 1


def test_a_round_is_started_once_and_its_page_waits_for_it(client):
    checked(published())
    answer = client.post(url("rounds"), {"quarter": "2026-07-01", "department": ""})
    run = MonitoringRun.objects.get()
    assert answer.headers["Location"] == url("round", run.pk)
    client.post(url("rounds"), {"quarter": "2026-07-01", "department": ""})
    assert (MonitoringRun.objects.count(), Work.objects.count()) == (1, 1)
    page = client.get(url("round", run.pk))
    assert page.headers["Refresh"] == "4"
    MonitoringRun.objects.update(ended_at=timezone.now())
    assert "Refresh" not in client.get(url("round", run.pk)).headers


def test_a_round_of_an_unknown_quarter_or_without_addresses_says_why(client):
    assert client.post(url("rounds"), {"quarter": "1999-01-01"}).status_code == 422
    refused = client.post(url("rounds"), {"quarter": "2026-07-01"})
    assert refused.status_code == 422
    assert "No hay ninguna dirección web que revisar" in refused.content.decode()


def seen_scene(number=2):
    office = DepartmentFactory(name="Tesorería")
    for place in range(number):
        address = published(f"http://portal.test/{place}", department=office, title=f"Nómina {place}")
        checked(
            address,
            seen_at=dt.datetime(2026, 10, 20, 18, tzinfo=dt.UTC),
            content={"kind": "xlsx", "rows": 12, "header": ["Puesto"], "quarters": ["2026-07-01"]},
            sha256="c" * 64,
            size=5000,
            status=200,
        )
    return office


def test_the_report_of_a_quarter_shows_departments_and_evidence(client):
    office = seen_scene()
    page = client.get(url("quarter"), {"trimestre": "2026-07-01", "direccion": office.pk}).content.decode()
    assert "Tercer trimestre de 2026" in page
    assert "Cumple el 100 % de lo que se pudo verificar." in page
    assert "una hoja de cálculo XLSX · 12 renglones" in page


@pytest.mark.parametrize(
    "query", ["trimestre=2026-99-99", "trimestre=x&direccion=x", "trimestre=2999-01-01", "desde=x"]
)
def test_nonsense_in_the_address_bar_breaks_no_page(client, query):
    for name in ("quarter", "changes", "list"):
        assert client.get(f"{url(name)}?{query}").status_code == 200


def test_the_report_as_a_workbook_has_what_was_seen_and_when(client):
    seen_scene()
    answer = client.post(url("quarter_download", "xlsx"), {"trimestre": "2026-07-01"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert rows[0][:3] == ("Dirección", "Aspecto", "Qué hay ahí")
    assert [row[2] for row in rows[1:]] == ["Nómina 0", "Nómina 1"]
    assert {"Cumple", "c" * 64, 5000, "20/10/2026 12:00"} <= set(rows[1])
    assert Decision.objects.get(act="export").after["rows"] == 2


def test_the_report_as_paper_is_a_pdf_with_its_evidence(client):
    from cimtra.monitoring.reading import read

    seen_scene(1)
    answer = client.post(url("quarter_download", "pdf"), {"trimestre": "2026-07-01"})
    assert answer.headers["Content-Type"] == "application/pdf"
    found = read(answer.content)
    assert (found.kind, found.has_text, "2026-07-01" in found.quarters) == ("pdf", True, True)


@pytest.mark.parametrize("name", ["download", "quarter_download"])
def test_a_download_is_a_post_of_a_known_kind(client, name):
    seen_scene(1)
    assert client.get(url(name, "csv")).status_code == 405
    assert client.post(url(name, "exe")).status_code == 404
    assert b"portal.test/0" in client.post(url(name, "csv")).content


def cost_of(client, address, number):
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for place in range(number):
        one = published(f"http://portal.test/mas/{place}")
        checked(one, seen_at=dt.datetime(2026, 10, 20, 18, tzinfo=dt.UTC))
        checked(one, Verdict.BROKEN, "not_found", seen_at=dt.datetime(2026, 10, 21, 18, tzinfo=dt.UTC))
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    return len(few), len(many)


@pytest.mark.parametrize("name", ["list", "quarter", "changes", "rounds"])
def test_a_page_costs_the_same_for_more(client, name):
    seen_scene(2)
    client.get(url(name))
    query = {"quarter": "?trimestre=2026-07-01", "changes": "?desde=2026-10-01"}.get(name, "")
    few, many = cost_of(client, url(name) + query, 6)
    assert many == few


def test_one_address_costs_the_same_with_more_looks(client):
    address = published()
    checked(address)
    client.get(url("one", address.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(url("one", address.pk))
    for _look in range(6):
        checked(address)
    with CaptureQueriesContext(connection) as many:
        client.get(url("one", address.pk))
    assert len(many) == len(few)
