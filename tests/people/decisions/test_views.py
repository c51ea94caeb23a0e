import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from people.api import HUMAN_RESOURCES
from people.ledger import faults, record_decision
from people.models import Decision
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture(name="rh")
def browser_of_rh(client):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    return client


def decide(**values):
    defaults = {"act": "exempt", "actor": UserFactory(), "subject": "Exención de Citlali", "reason": "Oficio 12"}
    return record_decision(**{**defaults, **values})


def page(rh, **asked):
    return rh.get(reverse("people_decisions:list"), asked).content.decode()


def test_the_newest_decision_comes_first(rh):
    decide(subject="La primera")
    decide(subject="La segunda")
    shown = page(rh)
    assert shown.index("La segunda") < shown.index("La primera")


def test_an_empty_ledger_says_what_will_stand_there(rh):
    assert "Todavía no hay decisiones" in page(rh)


def test_the_list_is_narrowed_by_act_day_and_words(rh):
    employee = EmployeeFactory(given_names="Xóchitl")
    decide(employee=employee, subject="Asunto de Xóchitl")
    decide(act="revoke", subject="Constancia TUX-1")
    assert "TUX-1" not in page(rh, acto="exempt")
    assert "TUX-1" not in page(rh, buscar=employee.number)
    assert "TUX-1" in page(rh, buscar="constancia tux")
    assert "TUX-1" not in page(rh, hasta="2020-01-01")


def test_unknown_filters_are_told_and_left_out(rh):
    decide()
    shown = page(rh, acto="borrar", desde="ayer")
    assert "«borrar»" in shown
    assert "«ayer»" in shown
    assert "Exención de Citlali" in shown


def test_a_line_shows_what_changed(rh):
    made = decide(
        before={"left_on": None, "is_active": True, "appointment": {"post": "Cajera", "ends_on": None}},
        after={"left_on": "2026-02-01", "is_active": False, "sin_palabras": "así"},
    )
    shown = rh.get(reverse("people_decisions:one", args=[made.number])).content.decode()
    for text in ("Fuera de la plantilla desde", "1 de febrero de 2026", "Puesto: Cajera; Hasta: –", "Sí", "No"):
        assert text in shown
    assert "sin_palabras" in shown
    assert made.digest in shown


def test_a_line_that_tells_nothing_of_before_has_no_empty_column(rh):
    made = decide(after={"read": 4, "at": "2026-02-01T15:30:00Z", "document": "2026-13-45"})
    shown = rh.get(reverse("people_decisions:one", args=[made.number])).content.decode()
    assert "Antes" not in shown
    assert "1 de febrero de 2026, 09:30 h" in shown
    assert "2026-13-45" in shown


def test_what_people_wrote_is_shown_as_text(rh):
    decide(reason="<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(rh)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_download_brings_the_lines_of_the_screen_and_is_a_line_itself(rh, kind):
    decide(reason='=HYPERLINK("http://malo.test")', subject="-5")
    decide(act="revoke")
    response = rh.post(reverse("people_decisions:download", args=[kind]), {"acto": "exempt"})
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    else:
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        sheet = book[book.sheetnames[-1]]
        assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
        rows = list(sheet.values)
    assert len(rows) == 2
    assert any(str(cell).lstrip("'").startswith("=HYPERLINK") for cell in rows[1])
    if kind == "csv":
        assert not any(cell.startswith("=") for cell in rows[1])
    assert "-5" in map(str, rows[1])
    assert Decision.objects.first().act == "export"
    assert list(faults()) == []


def test_the_list_costs_the_same_for_any_number_of_lines(rh, django_assert_max_num_queries):
    for _each in range(30):
        decide(employee=EmployeeFactory())
    with django_assert_max_num_queries(16):
        page(rh)
