"""What holds for each report in the registry: the same rows everywhere, an address that says it all, a register."""

import copy
import csv
import hashlib
import io
import re

import openpyxl
import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import QueryDict
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people import ledger
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from people.models import Decision
from reports.framework.listing import Listing
from reports.framework.paper import paper_context
from reports.models import ReportDownload
from reports.plugins import reports
from tests.factories import UserFactory, employee_with_role
from tests.reports.situations import days
from tests.reports.towns import town

pytestmark = pytest.mark.django_db

SLUGS = [report.slug for report in reports]
KINDS = ("xlsx", "csv", "pdf")


@pytest.fixture(scope="module", autouse=True)
def built_town(built_once):
    return built_once(town)


@pytest.fixture
def place(monkeypatch, built_town, db):
    for report in reports:
        monkeypatch.setattr(report, "per_page", 5)
    return copy.deepcopy(built_town)


def show(client, slug, query=""):
    return client.get(f"{reverse('reports_hr:show', args=[slug])}?{query}")


def download(client, slug, kind, query=""):
    return client.post(reverse("reports_hr:download", args=[slug, kind]), dict(QueryDict(query).items()))


def queries_of(slug, made):
    """Questions that narrow, sort, choose columns and go back in time."""
    past = days(-60).isoformat()
    found = [
        "",
        f"direccion={made.office.pk}&corte={past}&alcance=propia",
        "buscar=ingrid&orden=-nombre&columnas=numero,nombre",
    ]
    return found + {
        "matriz-de-cumplimiento": [f"celdas=aparte&por=cursos&curso={made.course.pk}"],
        "padron": ["ver=historia"],
        "vencidos-y-por-vencer": ["plazo=vencido"],
        "quien-falta": ["requisito=CAP-UNO", "estado=atrasada&columnas=numero,motivo,requisito,asignada,area"],
    }.get(slug, [])


def table_of(markup, selector="section[aria-labelledby=rows] table"):
    """Headings and rows as texts; a day as 2026-03-31."""
    tables = BeautifulSoup(markup, "html.parser").select(selector)
    found = []
    for table in tables:
        for time in table.find_all("time"):
            time.string = time["datetime"]
        head = [
            " ".join(cell.get_text().replace("↑", "").replace("↓", "").split()) for cell in table.select("thead th")
        ]
        rows = [
            [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
            for row in table.select("tbody tr")
        ]
        found.append((head, rows))
    return found


def screen_rows(client, slug, query):
    head, rows, page = None, [], 1
    while True:
        response = show(client, slug, f"{query}&pagina={page}")
        tables = table_of(response.content)
        if tables:
            head, found = tables[0]
            rows += found
        if page >= response.context["page_obj"].paginator.num_pages:
            return head, rows
        page += 1


def csv_rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return head, [[" ".join(cell.split()) for cell in row] for row in rows]


def xlsx_rows(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    head, *rows = sheet.iter_rows(values_only=True)
    return list(head), [[as_text(value) for value in row] for row in rows]


def as_text(value):
    if value is None:
        return ""
    if hasattr(value, "date"):
        return value.date().isoformat()
    return " ".join(str(value).split())


def paper_rows(listing):
    """The rows of all parts of the sheet, put side by side again; days turned round to 2026-03-31."""
    context = paper_context(listing, criteria=listing.criteria("RH"), ledger=(0, ""))
    markup = get_template("pdf/report.html").render({"municipality": None, **context})
    own = listing.report.identifying
    head, rows = [], []
    for number, (part_head, part_rows) in enumerate(table_of(markup, "table.report")):
        if context["parts"][number]["totals"]:
            part_rows = part_rows[:-1]
        skip = own if number else 0
        head += part_head[skip:]
        rows = [row + more[skip:] for row, more in zip(rows, part_rows, strict=True)] if number else part_rows
    return head, [[re.sub(r"^(\d\d)/(\d\d)/(\d{4})$", r"\3-\2-\1", cell) for cell in row] for row in rows]


@pytest.mark.parametrize("slug", SLUGS)
def test_screen_csv_xlsx_and_paper_have_the_same_rows(client, rh, place, slug):
    not_empty = 0
    for query in queries_of(slug, place):
        expected = csv_rows(download(client, slug, "csv", query).content)
        not_empty += bool(expected[1])
        assert xlsx_rows(download(client, slug, "xlsx", query).content) == expected, query
        listing = Listing.of(reports.get(slug), QueryDict(query))
        head, rows = screen_rows(client, slug, query)
        assert rows == expected[1], query
        assert paper_rows(listing)[1] == expected[1], query
        if rows:
            assert head == expected[0] == paper_rows(listing)[0], query
    # What other apps add has its rows in towns of their own tests.
    assert not_empty >= 2 or not type(reports.get(slug)).__module__.startswith("reports.")


@pytest.mark.parametrize("slug", SLUGS)
def test_an_address_that_is_copied_gives_another_session_the_same_rows(client, rh, place, slug):
    for query in queries_of(slug, place):
        first = show(client, slug, query).context
        colleague = Client()
        colleague.force_login(employee_with_role(HUMAN_RESOURCES))
        again = colleague.get(first["own_link"]).context
        assert again["rows"] == first["rows"], query
        assert again["asked"].as_query() == first["asked"].as_query()
        assert not again["asked"].ignored


@pytest.mark.parametrize("slug", SLUGS)
def test_totals_are_the_sums_of_the_rows(client, rh, place, slug):
    listing = Listing.of(reports.get(slug), QueryDict(""))
    for column in listing.asked.columns:
        total = listing.findings.totals.get(column.key)
        if isinstance(total, int | float) and column.key != "porcentaje":
            assert sum(column.value(row) for row in listing.rows) == total, column.key


@pytest.mark.parametrize("slug", SLUGS)
def test_every_report_says_what_it_answers_and_whom_it_counted(client, rh, place, slug):
    page = show(client, slug).content.decode()
    report = reports.get(slug)
    assert str(report.answers) in page
    assert Listing.of(report, QueryDict("")).findings.denominator in page
    assert "Corte:" in page


@pytest.mark.parametrize("slug", SLUGS)
def test_unknown_values_are_told_and_left_out(client, rh, place, slug):
    names = [one.name for one in reports.get(slug).filters if one.name != "buscar"]
    usual = show(client, slug).context
    for name in [*names, "orden", "columnas"]:
        told = show(client, slug, f"{name}=no-existe").context
        assert told["rows"] == usual["rows"], name
        assert any("no-existe" in sentence for sentence in told["asked"].ignored), name


FUZZ = [
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\x00",
    "9" * 40,
    "-1",
    "٣",
    "2026-13-45",
    "0001-01-01",
    "%",
    "{{7*7}}",
]


@pytest.mark.parametrize("slug", SLUGS)
def test_no_value_in_the_address_breaks_a_report(client, rh, slug):
    names = [one.name for one in reports.get(slug).filters]
    for value in FUZZ:
        response = client.get(
            reverse("reports_hr:show", args=[slug]), dict.fromkeys([*names, "orden", "columnas", "pagina"], value)
        )
        assert response.status_code == 200, value
        assert "<script>alert" not in response.content.decode()


def test_a_day_that_has_not_come_is_told(client, rh):
    told = show(client, "quien-falta", f"corte={days(1).isoformat()}").context["asked"]
    assert told.day == days(0)
    assert "todavía no llega" in told.ignored[0]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_download_stands_in_the_register_and_in_the_ledger(client, rh, place, slug):
    for kind in ("xlsx", "csv"):
        response = download(client, slug, kind, f"direccion={place.office.pk}")
        line = ReportDownload.objects.first()
        assert (line.report, line.format, line.user) == (slug, kind, rh)
        assert f'filename="{slug}_' in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]
        assert line.criteria["Corte"]
        decision = Decision.objects.order_by("-number").first()
        assert (decision.act, decision.actor, decision.after["rows"]) == ("export", rh, line.rows)
    assert list(ledger.faults()) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_looking_at_a_report_writes_nothing_and_a_file_needs_a_post(client, rh, place, slug):
    for kind in KINDS:
        assert client.get(reverse("reports_hr:download", args=[slug, kind])).status_code == 405
    show(client, slug)
    with CaptureQueriesContext(connection) as queries:
        show(client, slug)
    assert not [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_an_unknown_report_or_kind_of_file_is_not_found(client, rh):
    assert client.get("/admin/informes/no-existe/").status_code == 404
    assert client.post(reverse("reports_hr:download", args=["padron", "exe"])).status_code == 404


@pytest.mark.parametrize("slug", SLUGS)
def test_the_print_of_the_data_is_the_sha256_of_the_csv(client, rh, place, slug):
    content = download(client, slug, "csv", "orden=-nombre").content
    assert Listing.of(reports.get(slug), QueryDict("orden=-nombre")).fingerprint == hashlib.sha256(content).hexdigest()


def test_a_pdf_is_tagged_landscape_and_says_where_it_comes_from(client, rh, place):
    download(client, "padron", "csv")
    content = download(client, "avance-por-direccion", "pdf").content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).lower().startswith("es")
        assert [float(side) for side in pdf.pages[0].MediaBox[2:]] == [792, 612]
    listing = Listing.of(reports.get("avance-por-direccion"), QueryDict(""))
    context = paper_context(listing, criteria=listing.criteria("RH"), ledger=ledger.last_line())
    markup = get_template("pdf/report.html").render({"municipality": None, **context})
    number, digest = ledger.last_line()
    assert f"{number} · {digest}" in markup
    assert listing.fingerprint in markup
    assert "Huella de los datos" in markup


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, ADMINISTRATION])
def test_these_roles_see_the_reports(client, role):
    client.force_login(employee_with_role(role))
    assert client.get(reverse("reports_hr:index")).status_code == 200
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    places = [menu.index(reverse("reports_hr:show", args=[slug])) for slug in SLUGS]
    assert places == sorted(places)
    assert places[0] == menu.index("/admin/informes/")
    assert SLUGS[0] == "quien-falta"


@pytest.mark.parametrize("role", [CONSULTANCY, TRANSPARENCY_UNIT, LIAISON, None])
def test_no_other_role_does(client, role):
    client.force_login(employee_with_role(role) if role else UserFactory())
    for slug in SLUGS:
        assert client.get(reverse("reports_hr:show", args=[slug])).status_code in (302, 403)
        for kind in KINDS:
            assert client.post(reverse("reports_hr:download", args=[slug, kind])).status_code in (302, 403)
    assert not ReportDownload.objects.exists()


def test_a_stranger_is_sent_to_the_door(client):
    response = client.get(reverse("reports_hr:show", args=["quien-falta"]))
    assert response.status_code == 302
    assert "/cuenta/entrar/" in response["Location"]
