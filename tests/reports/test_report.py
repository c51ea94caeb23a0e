import csv
import io
import random
import re

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.plugins import WrittenOnce
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from reports.filters import KNOWN, SORTS, STATE_WORDS, Choices, Filters
from reports.models import ReportDownload
from reports.progress import STATES, progress
from tests.factories import DepartmentFactory, TrainingRequirementFactory, UserFactory, course_page, employee_with_role
from tests.people.test_sheets import PAYLOADS
from tests.reports.situations import duty, enrol, person

pytestmark = pytest.mark.django_db

SITUATIONS = [
    {},
    {"started": -1, "due": 9},
    {"due": -1},
    {"completed": -1, "valid": 300},
    {"completed": -400, "valid": -35},
]


@pytest.fixture
def course():
    return course_page(title="Fundamentos", modules=0)


@pytest.fixture
def other():
    return course_page(title="Gasto y obra", modules=0)


@pytest.fixture
def town(course, other):
    """Two direcciones, one with a unit, and people in every situation; some without appointment or duties."""
    office = DepartmentFactory(name="Hacienda Municipal")
    unit = DepartmentFactory(name="Ingresos", kind="jefatura", parent=office)
    works = DepartmentFactory(name="Obras Públicas")
    first, second = duty(course), duty(other)
    for place in range(23):
        employee = person([office, unit, works, None][place % 4], given_names=f"Íngrid {place}")
        if place % 7:
            enrol(employee, course, assignment=first, **SITUATIONS[place % 5])
        if place % 3 == 0:
            enrol(employee, other, assignment=second, **SITUATIONS[(place + 2) % 5])
    requirement = TrainingRequirementFactory(code="CAP-UNO")
    requirement.courses.set([course, other])
    return {"office": office, "unit": unit, "works": works, "requirement": requirement}


def report(client, **query):
    return client.get(reverse("reports_admin:progress"), query)


def download(client, kind, **query):
    response = client.post(reverse("reports_admin:download_progress", args=[kind]), query)
    assert response.status_code == 200
    return response


def rows_of(response):
    """The rows of a CSV or XLSX download as text, without the heading."""
    if "csv" in response["Content-Type"]:
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))[1:]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[1]
    return [[cell_text(cell) for cell in line] for line in sheet.iter_rows(min_row=2, values_only=True)]


def cell_text(value):
    if value is None:
        return ""
    return value.date().isoformat() if hasattr(value, "date") else str(value)


def queries_of(town, course):
    return [
        {},
        {"direccion": town["office"].pk},
        {"direccion": town["office"].pk, "alcance": "propia"},
        {"direccion": town["unit"].pk},
        {"curso": course.pk},
        {"requisito": "CAP-UNO"},
        {"buscar": "ingrid 1"},
        {"buscar": "hacienda", "orden": "-nombre"},
        {"estado": "faltan", "curso": course.pk, "orden": "limite"},
        *({"estado": word} for word in STATE_WORDS),
        *({"orden": sign + key} for key in SORTS for sign in ("", "-")),
    ]


def test_screen_csv_and_xlsx_have_the_same_rows_under_every_filter(client, rh, town, course):
    for query in queries_of(town, course):
        shown = report(client, **query).context["page_obj"].object_list
        from_csv, from_xlsx = (rows_of(download(client, kind, **query)) for kind in ("csv", "xlsx"))
        assert [row[0] for row in from_csv] == [one.number for one in shown], query
        assert from_csv == from_xlsx, query


def test_the_columns_of_the_screen_are_those_of_the_files(client, rh, town):
    headings = [column["label"] for column in report(client).context["columns"]]
    text = download(client, "csv").content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text))) == headings


def words_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_rows_of_a_page_hold_what_the_file_holds(client, rh, town):
    page = report(client).content.decode()
    table = page[page.index('id="people"') :]
    cells = [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)[1:]
    ]
    for shown, exported in zip(cells, rows_of(download(client, "csv")), strict=True):
        # Dates are worded differently; everything else is equal.
        assert shown[:8] == exported[:8]
        assert shown[10] == exported[10]


def test_who_is_missing_comes_first(client, rh, town):
    states = [one.state for one in report(client).context["page_obj"]]
    assert states == sorted(states, key=STATES.index)
    assert states[0] == "overdue"


def test_the_figures_are_of_the_scope_and_add_up(client, rh, town):
    for query in ({}, {"direccion": town["office"].pk}, {"estado": "faltan"}, {"buscar": "ingrid 2"}):
        context = report(client, **query).context
        tally = context["tally"]
        assert tally.total == len(context["overview"].scope)
        assert sum(tally.of(state) for state in STATES) == tally.total
        assert sum(office["total"] for office in context["offices"]) == tally.total
        assert context["totals"] == [
            sum(o["cells"][i]["number"] for o in context["offices"]) for i in range(len(STATES))
        ]


def test_every_figure_leads_to_as_many_people(client, rh, town):
    context = report(client).context
    links = [(tile["number"], tile["url"]) for tile in context["tiles"]]
    for office in context["offices"]:
        if office["url"]:
            links.append((office["total"], office["url"]))
            links += [(cell["number"], cell["url"]) for cell in office["cells"]]
    address = reverse("reports_admin:progress")
    for number, query in links:
        assert client.get(f"{address}?{query}").context["page_obj"].paginator.count == number


def test_a_department_brings_its_branches_unless_asked_for_alone(client, rh):
    mayor = DepartmentFactory(name="Presidencia", kind="presidencia")
    office = DepartmentFactory(name="Obras", parent=mayor)
    person(mayor)
    person(office)
    assert report(client, direccion=mayor.pk).context["tally"].total == 2
    assert report(client, direccion=mayor.pk, alcance="propia").context["tally"].total == 1


def test_unknown_values_are_left_out_and_told(client, rh, town):
    response = report(
        client, direccion="99999", curso="x", requisito="NADA", estado="feliz", orden="password", alcance="?"
    )
    context = response.context
    assert response.status_code == 200
    assert len(context["filters"].ignored) == 6
    assert context["page_obj"].paginator.count == 23
    assert "feliz" in response.content.decode()


def test_a_course_and_a_requirement_together_are_explained(client, rh, town, course):
    filters = report(client, curso=course.pk, requisito="CAP-UNO").context["filters"]
    assert filters.course == course.pk
    assert not filters.requirement
    assert len(filters.ignored) == 1


FUZZ = [
    "' OR 1=1 --", "1; DROP TABLE people_employee", "%00", "\x00", "../../etc/passwd", "{{7*7}}", "${7*7}", "<script>",
    "-1", "0", "1e9", "999999999999999999999", "NaN", "٣", "²", "true", "None", "[]", "{}", "a" * 5000, "%", "_", "\\",
    "employee__user__password", "-employee__user__password", "?", "\u202e", "💥", "\ud7ff", "null", "undefined", "1,2",
    "*", "..", "/", "//", "'", '"', "`", ";", "|", "&&", "\n", "\r\nSet-Cookie: a=b", "=1+1", "@", "+1", "0x10", "1.5",
]  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
def test_no_value_in_the_address_is_more_than_text(name):
    employee = person(DepartmentFactory())
    choices = Choices.load()
    persons = progress()
    for value in FUZZ:
        query = QueryDict(mutable=True)
        query[name] = value
        filters = Filters.read(query, choices)
        assert filters.page >= 1
        if name != "buscar":
            assert [one.pk for one in filters.rows(filters.in_scope(persons, choices.organisation))] == [employee.pk]


def test_no_value_in_the_address_breaks_the_page(client, rh):
    person(DepartmentFactory())
    for value in FUZZ:
        response = report(client, **dict.fromkeys(KNOWN, value))
        assert response.status_code == 200, value
    # A filter of the ORM in the address is no filter here.
    assert report(client, user__password__startswith="a").context["page_obj"].paginator.count == 1


def test_what_was_searched_for_is_shown_as_text(client, rh):
    assert "<script>alert" not in report(client, buscar="<script>alert(1)</script>").content.decode()


def test_the_address_of_a_narrowing_gives_the_same_rows_again(client, rh, town, course):
    address = reverse("reports_admin:progress")
    for query in queries_of(town, course):
        first = report(client, **query).context
        again = client.get(f"{address}?{first['filters'].as_query()}").context
        assert [one.pk for one in again["page_obj"]] == [one.pk for one in first["page_obj"]]
        assert dict(first["filters"].hidden_fields()) == dict(again["filters"].hidden_fields())


def test_pages_hold_fifty_and_lose_nobody(client, rh):
    department = DepartmentFactory()
    for _ in range(57):
        person(department)
    pages = [report(client, pagina=number).context["page_obj"] for number in (1, 2)]
    assert [len(page) for page in pages] == [50, 7]
    assert len({one.pk for page in pages for one in page}) == 57
    assert report(client, pagina=99).context["page_obj"].number == 2


def test_the_cost_of_page_and_file_does_not_grow_with_people(client, rh, course):
    department, assignment = DepartmentFactory(), duty(course)
    report(client)
    costs = []
    for batch in (5, 55):
        for _ in range(batch):
            enrol(person(department), course, assignment=assignment, completed=-1)
        with CaptureQueriesContext(connection) as page:
            report(client)
        with CaptureQueriesContext(connection) as file:
            download(client, "xlsx")
        costs.append((data_queries(page), data_queries(file)))
    assert costs[0] == costs[1]
    # Departments, courses, requirements, people, enrolments, completions; a download also writes its line.
    assert costs[0] == (6, 7)
    # The frame of Wagtail's admin (session, account, permissions, profile, menu) has ten of its own.
    assert len(page) <= 16, "\n".join(q["sql"][:150] for q in page)


def data_queries(queries):
    """How many of `queries` ask for what the report is about."""
    frame = ("django_", "people_user", "auth_", "wagtailusers_", "wagtailcore_", "people_municipality")
    asked = [query["sql"].replace('"', "") for query in queries]
    tables = [re.match(r"(?:SELECT|INSERT INTO) (\w+)", sql)[1] for sql in asked if sql[:6] in ("SELECT", "INSERT")]
    return len([table for table in tables if not table.startswith(frame)])


def test_the_file_is_named_for_its_day_and_count_and_says_its_criteria(client, rh, town):
    response = download(client, "xlsx", direccion=town["office"].pk, estado="faltan")
    count = report(client, direccion=town["office"].pk, estado="faltan").context["page_obj"].paginator.count
    name = rf'filename="avance-capacitacion_\d{{4}}-\d\d-\d\d_{count}-personas?\.xlsx"'
    assert re.search(name, response["Content-Disposition"])
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert sheet.title == "Criterios"
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert told["Renglones"] == count
    assert "Hacienda Municipal" in told["Dirección"]
    assert told["Autoría"] == rh.username
    assert told["Sistema"].startswith("Aula Clara")
    assert told["Corte"].year >= 2026


def test_every_download_leaves_a_line_that_nobody_can_change(client, rh, town):
    download(client, "xlsx", estado="faltan")
    download(client, "csv")
    last, first = ReportDownload.objects.all()
    assert (first.user, first.format, last.format) == (rh, "xlsx", "csv")
    assert last.rows == 23
    assert first.criteria["Estado"] == "Faltan por acreditar"
    for act in (last.save, last.delete, ReportDownload.objects.all().delete):
        with pytest.raises(WrittenOnce):
            act()


def test_looking_at_the_report_writes_nothing(client, rh, town):
    with CaptureQueriesContext(connection) as queries:
        report(client)
        client.get(reverse("reports_admin:person", args=[1]))
    assert not [q for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    address = reverse("reports_admin:download_progress", args=["csv"])
    assert client.get(address).status_code == 405
    assert not ReportDownload.objects.exists()


def test_an_unknown_kind_of_file_is_not_found(client, rh):
    assert client.post(reverse("reports_admin:download_progress", args=["pdf"])).status_code == 404


def test_hostile_names_stay_text_in_every_output(client, rh, course):
    assignment = duty(course)
    for place, payload in enumerate(PAYLOADS):
        names = {"first_surname": payload[:80], "second_surname": ""}
        employee = person(DepartmentFactory(name=payload[:120]), number=str(place), **names)
        enrol(employee, course, assignment=assignment, completed=-1)
    for row in rows_of(download(client, "csv")):
        for cell in row:
            assert not cell.lstrip(" \t\r\n\ufeff\u200b\u200d\u2060\u00a0\u3000").startswith(tuple("=+-@＝＋－＠"))
    book = openpyxl.load_workbook(io.BytesIO(download(client, "xlsx", buscar="1").content))
    assert not [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    person(first_surname="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in report(client).content.decode()


def test_an_empty_report_says_why(client, rh, course):
    assert "No hay nadie en la plantilla activa" in report(client).content.decode()
    empty = DepartmentFactory()
    person(DepartmentFactory())
    assert "Hoy nadie tiene nombramiento" in report(client, direccion=empty.pk).content.decode()
    assert "Nadie en este alcance" in report(client, estado="acreditada").content.decode()


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, ADMINISTRATION])
def test_these_roles_see_the_report(client, role):
    employee = person()
    client.force_login(employee_with_role(role))
    assert report(client).status_code == 200
    assert client.get(reverse("reports_admin:person", args=[employee.pk])).status_code == 200
    download(client, "csv")
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("reports_admin:progress") in menu


@pytest.mark.parametrize("role", [CONSULTANCY, TRANSPARENCY_UNIT, LIAISON, None])
def test_no_other_role_does(client, role):
    employee = person()
    client.force_login(employee_with_role(role) if role else UserFactory())
    for address in (reverse("reports_admin:progress"), reverse("reports_admin:person", args=[employee.pk])):
        assert client.get(address).status_code in (302, 403)
    for kind in ("csv", "xlsx"):
        assert client.post(reverse("reports_admin:download_progress", args=[kind])).status_code in (302, 403)
    assert not ReportDownload.objects.exists()
    if role in (CONSULTANCY, TRANSPARENCY_UNIT):
        assert reverse("reports_admin:progress") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_stranger_is_sent_to_the_door(client):
    employee = person()
    for address in (reverse("reports_admin:progress"), reverse("reports_admin:person", args=[employee.pk])):
        assert "/cuenta/entrar/" in client.get(address)["Location"]
    response = client.post(reverse("reports_admin:download_progress", args=["csv"]))
    assert "/cuenta/entrar/" in response["Location"]


def test_the_record_of_a_person_shows_what_was_frozen(client, rh, course):
    employee = person(DepartmentFactory(name="Dirección de hoy"), first_surname="Antes")
    enrol(employee, course, assignment=duty(course), completed=-400, valid=-35)
    enrol(employee, course, cycle=2, assignment=duty(course), due=-1)
    employee.first_surname = "Después"
    employee.save()
    page = client.get(reverse("reports_admin:person", args=[employee.pk])).content.decode()
    for words in ("Dirección de hoy", "Dirección de entonces", "Antes", "Después", "Con atraso", "Vencido", "91"):
        assert words in page
    assert client.get(reverse("reports_admin:person", args=[999999])).status_code == 404


def test_the_record_of_somebody_without_training_says_so(client, rh):
    page = client.get(reverse("reports_admin:person", args=[person().pk])).content.decode()
    assert "no está inscrita en ningún curso" in page
    assert "Todavía no hay acreditaciones" in page


def test_the_record_costs_the_same_for_any_history(client, rh, course, other):
    employee = person()
    client.get(reverse("reports_admin:person", args=[employee.pk]))
    costs = []
    for cycles in (range(1, 2), range(2, 12)):
        for cycle in cycles:
            for page in (course, other):
                enrol(employee, page, cycle=cycle, assignment=duty(page), completed=-random.randint(1, 300))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reports_admin:person", args=[employee.pk]))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_home_of_human_resources_says_how_many_are_missing(client, rh, town):
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Faltan por acreditar" in page
    assert f"{reverse('reports_admin:progress')}?estado=faltan" in page
    assert "css/admin-reports" in page
    client.force_login(employee_with_role(CONSULTANCY))
    assert "Faltan por acreditar" not in client.get(reverse("wagtailadmin_home")).content.decode()
