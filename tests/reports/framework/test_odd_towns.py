"""What a report says of nobody at all, and of a town in which names are formulas, markup or numbers."""

import csv
import io

import openpyxl
import pytest

from people.sheets import safe_text
from tests.people.test_sheets import HARMLESS, PAYLOADS
from tests.reports.framework.test_every_report import SLUGS, csv_rows, download, show, xlsx_rows
from tests.reports.towns import town

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", SLUGS)
def test_an_empty_report_says_why(client, rh, slug):
    page = show(client, slug)
    if not page.context["rows"]:
        assert 'class="empty"' in page.content.decode()


@pytest.mark.parametrize("payload_number", [0, 1])
def test_no_payload_becomes_a_formula_in_any_export(client, rh, payload_number):
    """Each payload stands once in a name; half of them in the names of one run, so that rows stay readable."""
    texts = [*PAYLOADS, *HARMLESS][payload_number::2]
    made = town(people=6)
    for place, text in enumerate(texts):
        employee = made.staff[place % 6]
        employee.given_names = (text.replace("\x00", "") or "x")[:90]
        employee.first_surname = employee.second_surname = ""
        employee.save()
        made.office.name = text[:110] or "x"
        made.office.save()
        for slug in ("quien-falta", "padron"):
            book = openpyxl.load_workbook(io.BytesIO(download(client, slug, "xlsx").content))
            for sheet in book:
                assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
            for row in csv.reader(io.StringIO(download(client, slug, "csv").content.decode("utf-8-sig"), newline="")):
                for cell in row:
                    assert_harmless(cell)


def assert_harmless(cell):
    assert cell.startswith("'") or safe_text(cell) == cell


@pytest.mark.parametrize("slug", SLUGS)
def test_numbers_and_telephones_survive_and_payloads_stay_text(client, rh, slug):
    made = town(people=6, name="=1+1")
    made.course.title, made.other.title = "-5", "+52 33 1234 5678"
    for course in (made.course, made.other):
        type(course).objects.filter(pk=course.pk).update(title=course.title)
    made.works.name = "@SUM(A1:A9)"
    made.works.save()
    made.staff[1].post = None
    texts = [cell for row in csv_rows(download(client, slug, "csv").content)[1] for cell in row]
    values = [cell for row in xlsx_rows(download(client, slug, "xlsx").content)[1] for cell in row]
    for cell in texts:
        assert_harmless(cell)
    book = openpyxl.load_workbook(io.BytesIO(download(client, slug, "xlsx").content))
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    if slug == "quien-falta":
        assert {"-5", "+52 33 1234 5678"} <= set(texts) | set(values)
        assert "-5" in texts
        assert "-5" in values
