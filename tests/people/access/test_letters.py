"""Letters and cards with codes: what is on the paper, in which order, and in which format."""

import datetime as dt
import shutil
import subprocess
from io import BytesIO

import pikepdf
import pytest
from page import ValidationProfile, validate_pdf_bytes

from people.access.codes import in_groups
from people.access.giving import with_new_codes
from people.access.letters import Shape, draw_letters, link_with_code
from people.access.states import Offices, people_with_accounts
from people.models import AccessCode, Department
from tests.factories import AppointmentFactory, DepartmentFactory
from tests.people.access_factories import official, waiting_employee

pytestmark = pytest.mark.django_db


def run(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout


def pages_of(pdf, tmp_path):
    """The text of each page, words as a reader hears them."""
    path = tmp_path / "letters.pdf"
    path.write_bytes(pdf)
    return [" ".join(page.split()) for page in run("pdftotext", str(path), "-").decode().split("\f")[:-1]]


def given_to(*employees):
    actor = official()
    people = people_with_accounts(actor).select_related("user").filter(pk__in=[one.pk for one in employees])
    return with_new_codes(list(people), channel=AccessCode.Channel.LETTER)


def people_of(office, *names):
    people = []
    for surname in names:
        employee = waiting_employee(first_surname=surname)
        AppointmentFactory(employee=employee, department=office)
        people.append(employee)
    return people


@pytest.fixture
def town():
    treasury = DepartmentFactory(name="Hacienda Municipal")
    cash = DepartmentFactory(name="Cajas", parent=treasury, kind=Department.Kind.UNIT)
    works = DepartmentFactory(name="Obras Públicas")
    return [
        *people_of(works, "Zúñiga"),
        *people_of(treasury, "Zamora"),
        *people_of(cash, "Ávila"),
        *people_of(treasury, "Bravo"),
    ]


def test_a_letter_says_who_where_how_and_until_when(tmp_path, settings):
    settings.SITE_URL = "https://aula.ejemplo.test"
    [employee] = people_of(DepartmentFactory(name="Hacienda Municipal"), "Núñez")
    [given] = given_to(employee)
    [page] = pages_of(draw_letters([given], shape=Shape.LETTERS, offices=Offices()), tmp_path)
    wanted = [employee.full_name, employee.number, "Hacienda Municipal", "aula.ejemplo.test/cuenta/activar/"]
    # The wide spacing of the code may read as blanks.
    assert in_groups(given.code) in page.replace(" ", "")
    wanted += [f"{given.expires_at:%Y}", "Elija una contraseña", "una sola vez"]
    assert [words for words in wanted if words not in page] == []
    for english in ("Your", "code", "until", "Employee"):
        assert english not in page


def test_letters_are_sorted_by_office_and_then_by_name_without_regard_to_accents(town, tmp_path):
    pages = pages_of(draw_letters(given_to(*town), shape=Shape.LETTERS, offices=Offices()), tmp_path)
    surnames = [next(name for name in ("Ávila", "Bravo", "Zamora", "Zúñiga") if name in page) for page in pages]
    assert surnames == ["Ávila", "Bravo", "Zamora", "Zúñiga"]
    # A unit's people stand among those of its dirección.
    assert ["Hacienda Municipal" in page for page in pages] == [True, True, True, False]


def test_eight_cards_fit_on_a_sheet_of_carta_even_with_the_longest_names(tmp_path):
    office = DepartmentFactory(name="Dirección de Desarrollo Económico, Turismo y Fomento Artesanal")
    people = [
        waiting_employee(
            given_names="José de Jesús Maximiliano Francisco",
            first_surname="Ñúñez-Etcheverría",
            second_surname="Gutiérrez de Velasco",
        )
        for _ in range(9)
    ]
    for employee in people:
        AppointmentFactory(employee=employee, department=office)
    pdf = draw_letters(given_to(*people), shape=Shape.CARDS, offices=Offices())
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
        assert [float(edge) for edge in opened.pages[0].mediabox] == [0, 0, 612, 792]
    first, second = pages_of(pdf, tmp_path)
    assert [page.count("Número de empleado") for page in (first, second)] == [8, 1]


@pytest.mark.parametrize("shape", Shape.values)
def test_the_sheets_are_pdf_ua_1(town, shape):
    pdf = draw_letters(given_to(*town), shape=shape, offices=Offices())
    failures = validate_pdf_bytes(pdf, profile=ValidationProfile.PDF_UA_1).failures
    # This rule of the checker finds fault with stream lengths that veraPDF and qpdf accept.
    assert [str(f.message) for f in failures if not f.rule_id.endswith("STREAM-LENGTH-001")] == []


@pytest.mark.parametrize("shape", Shape.values)
def test_the_square_is_read_from_the_drawn_page_in_black_and_white(shape, tmp_path):
    [employee] = people_of(DepartmentFactory(), "Núñez")
    [given] = given_to(employee)
    path = tmp_path / "sheet.pdf"
    path.write_bytes(draw_letters([given], shape=shape, offices=Offices()))
    run("pdftoppm", "-r", "150", "-gray", "-singlefile", str(path), str(tmp_path / "page"))
    assert shutil.which("zbarimg")
    read = run("zbarimg", "--quiet", "--raw", str(tmp_path / "page.pgm")).decode().strip()
    assert read == link_with_code(employee.number, given.code)
    # A browser keeps what stands behind the «#» to itself.
    assert given.code not in read.partition("#")[0]


def test_a_hundred_letters_take_no_more_queries_than_two(town, django_assert_num_queries):
    given = given_to(*town)
    with django_assert_num_queries(2):
        draw_letters(given, shape=Shape.LETTERS, offices=Offices())
    with django_assert_num_queries(2):
        draw_letters(given[:1], shape=Shape.LETTERS, offices=Offices())


def test_the_letter_says_the_last_day_in_the_municipalitys_time(tmp_path, settings):
    [employee] = people_of(DepartmentFactory(), "Núñez")
    [given] = given_to(employee)
    moment = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)  # still the evening of the first there
    [page] = pages_of(
        draw_letters([type(given)(given.employee, given.code, moment)], shape=Shape.LETTERS, offices=Offices()),
        tmp_path,
    )
    assert "1 de marzo de 2026" in page
