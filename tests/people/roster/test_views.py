import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.models import Decision, Department, Employee, RosterImport
from people.roles import CONSULTANCY
from people.roster import reading
from people.roster.columns import recognise
from tests.factories import employee_with_role
from tests.people.roster_factories import brought, csv_bytes, human_resources, places, row, run_jobs, uploaded

pytestmark = pytest.mark.django_db

ROWS = [
    row("1001", "QUINTERO IBARROLA, ROSALBA"),
    row("1002", "ARECHAVALETA PEÑA, JIMENA"),
    row("1003", "<b>x</b> y, z"),
]


@pytest.fixture(autouse=True)
def _places():
    places()


@pytest.fixture(name="office")
def _office(client):
    user = human_resources()
    client.force_login(user)
    return user


def address(name, found=None):
    return reverse(f"people_roster:{name}", args=[found.uuid] if found else [])


def upload(client, data, name="plantilla.csv"):
    return client.post(address("list"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_from_the_upload_to_the_receipt_and_back(client, office):
    page = upload(client, csv_bytes(ROWS))
    found = RosterImport.objects.get()
    assert page.redirect_chain[-1][0] == address("columns", found)
    assert "Número de empleado" in page.content.decode()
    columns = {f"columna-{place}": name for place, name in found.layout["columns"].items()}
    page = client.post(address("columns", found), columns, follow=True)
    found.refresh_from_db()
    assert found.state == RosterImport.State.PREVIEW
    assert "Aceptar: cambian 2 personas" in page.content.decode()
    page = client.post(address("accept", found), {"digest": found.plan_sha256}, follow=True)
    assert page["Refresh"]
    run_jobs()
    page = client.get(address("show", found)).content.decode()
    assert "Se aplicó el" in page
    assert "código HTML" in page
    assert client.get(address("undo", found)).status_code == 200
    page = client.post(address("undo", found), follow=True).content.decode()
    assert "todo está como antes" in page
    assert not Employee.objects.exists()


def test_a_known_heading_goes_straight_to_the_preview(client, office):
    upload(client, csv_bytes(ROWS))
    first = RosterImport.objects.get()
    client.post(
        address("columns", first), {f"columna-{place}": name for place, name in first.layout["columns"].items()}
    )
    upload(client, csv_bytes(ROWS), "otra.csv")
    assert RosterImport.objects.latest("pk").state == RosterImport.State.PREVIEW


def test_what_cannot_be_read_is_said_on_the_form(client, office):
    page = client.post(address("list"), {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.4")})
    assert page.status_code == 422
    assert "no se puede leer" in page.content.decode()
    assert not RosterImport.objects.exists()


def test_a_file_that_is_too_large_is_refused_on_the_form(client, office, monkeypatch):
    monkeypatch.setattr("people.roster.forms.LARGEST_FILE", 10)
    assert client.post(address("list"), {"file": SimpleUploadedFile("a.csv", b"a" * 11)}).status_code == 422


def test_columns_need_a_number_and_a_name_once_each(client, office):
    upload(client, csv_bytes(ROWS))
    found = RosterImport.objects.get()
    page = client.post(address("columns", found), {"columna-0": "number", "columna-1": "number"})
    assert page.status_code == 422
    found.refresh_from_db()
    assert found.state == RosterImport.State.UPLOADED


@pytest.mark.parametrize(
    "section", ["new", "moved", "changed", "rehired", "leavers", "refused", "doubts", "unknown", "x"]
)
def test_each_section_is_a_page_that_costs_the_same_for_more_people(
    client, office, section, django_assert_max_num_queries
):
    found = uploaded(
        csv_bytes([*ROWS, *(row(str(n), f"Soto{'abcdefghij'[n]}, Ana", department="X", post="Y") for n in range(10))])
    )
    with django_assert_max_num_queries(16):
        assert client.get(address("show", found), {"que": section}).status_code == 200


def test_names_are_settled_on_the_page(client, office):
    found = uploaded(csv_bytes([row("1", "Soto Vega, Ana", department="TESORERÍA", post="CAJA")]))
    hacienda = Department.objects.get(name="Hacienda")
    client.post(
        address("settle", found), {"dependencia:tesoreria": hacienda.pk, "crear-puestos": "si", "que": "unknown"}
    )
    found.refresh_from_db()
    assert found.counts["new"] == 1


def test_leavers_are_ticked_page_by_page(client, office):
    brought([row(str(n), f"Soto{'abcd'[n]} Vega, Ana") for n in range(4)])
    found = uploaded(csv_bytes([row("0", "Sotoa Vega, Ana")]))
    one, two, three = Employee.objects.order_by("number").values_list("pk", flat=True)[1:]
    client.post(address("settle", found), {"mostrada": [one, two], "baja": [one, 999]})
    client.post(address("settle", found), {"mostrada": [three], "baja": [three]})
    found.refresh_from_db()
    assert found.choices["leavers"] == [one, three]
    client.post(address("settle", found), {"mostrada": [one], "todas": "no"})
    found.refresh_from_db()
    assert found.choices["leavers"] == []


def test_the_day_and_what_the_file_holds_are_settled(client, office):
    brought(ROWS[:2])
    found = uploaded(csv_bytes(ROWS[:1]))
    client.post(address("settle", found), {"day": "2026-11-01", "is_whole": "algunas"})
    found.refresh_from_db()
    assert (found.choices["day"], found.choices["proposes_leavers"]) == ("2026-11-01", False)
    client.post(address("settle", found), {"day": "1990-01-01", "is_whole": "todas"})
    found.refresh_from_db()
    assert found.choices["day"] == "2026-11-01"


def test_names_of_the_file_are_text_on_the_page(client, office):
    found = uploaded(csv_bytes([row("1", "<script>alert(1)</script>, Ana", department="<i>D</i>")]))
    for section in ("refused", "unknown"):
        page = client.get(address("show", found), {"que": section}).content.decode()
        assert "<script>alert" not in page
        assert "<i>D" not in page


def test_refused_rows_are_a_workbook_without_formulas_and_the_ledger_knows(client, office):
    found = uploaded(csv_bytes([row("1", "=HYPERLINK(1), Ana"), row("2", "Soto Vega, Ana", hired="ayer")]))
    answer = client.post(address("refused", found))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[1]
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "No es una fecha que exista. Escríbala como 31/12/2026." in {cell.value for cell in cells}
    assert Decision.objects.get(act="export").actor == office


def test_the_template_is_recognised_whole_and_its_example_is_a_row(client, office):
    answer = client.get(address("template"))
    book = reading.read(answer.content, file_name="formato.xlsx")
    layout = recognise(book)
    assert len(layout.columns) == 15
    assert layout.lacks == layout.repeated == []


def test_the_second_person_sees_the_button_and_the_first_does_not(client, office):
    brought([row(str(n), f"Soto{'abcd'[n]} Vega, Ana") for n in range(4)])
    found = uploaded(csv_bytes([row("0", "Sotoa Vega, Ana", email="a@tuxpan.example")]), user=office)
    client.post(address("accept", found), {"digest": found.plan_sha256})
    found.refresh_from_db()
    assert found.state == RosterImport.State.SECOND
    assert address("second", found) not in client.get(address("show", found)).content.decode()
    client.post(address("second", found), {"digest": found.plan_sha256})
    found.refresh_from_db()
    assert found.state == RosterImport.State.SECOND
    client.force_login(human_resources())
    assert address("second", found) in client.get(address("show", found)).content.decode()
    client.post(address("second", found), {"digest": found.plan_sha256})
    found.refresh_from_db()
    assert found.state == RosterImport.State.QUEUED


def test_a_discarded_file_is_deleted(client, office, django_capture_on_commit_callbacks):
    found = uploaded(csv_bytes(ROWS))
    storage, name = found.file.storage, found.file.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("discard", found))
    assert not storage.exists(name)
    assert client.get(address("show", found)).status_code == 200


def test_others_see_none_of_it(client):
    found = uploaded(csv_bytes(ROWS))
    client.force_login(employee_with_role(CONSULTANCY))
    for name in ("show", "columns", "undo"):
        assert client.get(address(name, found)).status_code in (302, 403)
    for name in ("settle", "accept", "second", "discard", "undo", "refused"):
        assert client.post(address(name, found)).status_code in (302, 403)
    found.refresh_from_db()
    assert found.state == RosterImport.State.PREVIEW
