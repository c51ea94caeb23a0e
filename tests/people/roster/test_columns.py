import io

import openpyxl
import pytest

from people.roster import columns as c
from people.roster.columns import Layout, assigned, letter, normal, recall, recognise, recognise_sheet, remember
from people.roster.reading import read
from tests.people.roster_factories import HEADING, csv_bytes, row, xlsx_bytes

pytestmark = pytest.mark.django_db


def book_of(*rows):
    book = openpyxl.Workbook()
    for values in rows:
        book.active.append(values)
    buffer = io.BytesIO()
    book.save(buffer)
    return read(buffer.getvalue(), file_name="a.xlsx")


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("No. de Empleado", c.NUMBER),
        ("NÚM. EMP.", c.NUMBER),
        ("Clave del trabajador", c.NUMBER),
        ("Nómina", c.NUMBER),
        ("NOMBRE DEL SERVIDOR PÚBLICO", c.FULL_NAME),
        ("Apellidos y nombres", c.FULL_NAME),
        ("Ap. Paterno", c.FIRST),
        ("Apellido Materno", c.SECOND),
        ("Correo electrónico", c.EMAIL),
        ("E-mail", c.EMAIL),
        ("C.U.R.P.", ""),
        ("CURP", c.CURP),
        ("R.F.C.", c.RFC),
        ("Fecha de ingreso", c.HIRED),
        ("Fec. de alta", c.HIRED),
        ("Fecha de baja", c.LEFT),
        ("Área de adscripción", c.DEPARTMENT),
        ("Depto.", c.DEPARTMENT),
        ("Clave de la dependencia", c.DEPARTMENT_CODE),
        ("Puesto o cargo", c.POST),
        ("Titular", c.HEAD),
        ("Encargado de despacho", c.ACTING),
        ("Sueldo", ""),
    ],
)
def test_headings_are_known_as_people_write_them(heading, field):
    assert assigned([heading]).get("0", "") == field


def test_a_counter_of_rows_is_no_employee_number_beside_one():
    assert assigned(["No.", "No. de empleado", "Nombre"]) == {"1": c.NUMBER, "2": c.FULL_NAME}


def test_nombre_beside_surnames_is_the_given_names():
    assert assigned(["Número", "Apellido paterno", "Apellido materno", "Nombre"])["3"] == c.GIVEN


def test_titles_above_the_heading_are_passed_over():
    layout = recognise(book_of(["H. AYUNTAMIENTO"], ["PLANTILLA 2026"], HEADING, row("1", "Soto, Ana")))
    assert (layout.header_row, layout.lacks) == (3, [])


def test_a_heading_of_two_rows_is_read_as_one():
    upper = ["No. empleado", "Nombre", None, None, "Adscripción"]
    lower = [None, "Paterno", "Materno", "Nombre(s)", None]
    layout = recognise(book_of(upper, lower, ["1", "Soto", "Vega", "Ana", "Hacienda"]))
    assert (layout.header_row, layout.height) == (2, 2)
    assert layout.columns == {"0": c.NUMBER, "1": c.FIRST, "2": c.SECOND, "3": c.GIVEN, "4": c.DEPARTMENT}


def test_the_sheet_with_the_table_is_found_and_a_hidden_one_is_not_taken():
    def change(book):
        book.create_sheet("Portada", 0).append(["Plantilla de personal"])
        hidden = book.create_sheet("Anterior", 0)
        hidden.append([*HEADING, "RFC"])
        hidden.append([*row("1", "Soto, Ana"), ""])
        hidden.sheet_state = "hidden"
        book.active = 2

    assert recognise(read(xlsx_bytes([row("1", "Soto, Ana")], change=change), file_name="a.xlsx")).sheet == "Plantilla"


def test_a_table_without_headings_has_no_layout_until_somebody_tells_its_row():
    book = book_of(["1", "Soto, Ana"], ["2", "Vega, Eva"])
    assert recognise(book).header_row == 0
    assert recognise(book).lacks
    assert recognise_sheet(book.sheets[0], 1).header_row == 1


def test_the_order_of_names_without_comma_is_seen_in_the_names():
    people = [["1", "JUAN LOPEZ RUIZ"], ["2", "MARIA SOTO VEGA"], ["3", "JOSE VEGA LARA"]]
    assert recognise(book_of(["No. empleado", "Nombre completo"], *people)).columns["1"] == c.FULL_NAME_GIVEN_FIRST
    turned = [["1", "LOPEZ RUIZ JUAN"], ["2", "SOTO VEGA MARIA"]]
    assert recognise(book_of(["No. empleado", "Nombre completo"], *turned)).columns["1"] == c.FULL_NAME


def test_what_was_said_of_the_columns_is_known_for_the_next_file_with_these_headings():
    first = read(csv_bytes([row("1", "Soto, Ana")]), file_name="enero.csv")
    assert recall(first) is None
    layout = recognise(first)
    said = Layout(layout.sheet, layout.header_row, layout.height, {"0": c.NUMBER, "1": c.FULL_NAME_GIVEN_FIRST})
    remember(sheet=first.sheets[0], layout=said)
    second = read(b"Titulo\n" + csv_bytes([row("2", "Vega, Eva")]), file_name="febrero.csv")
    assert recall(second).columns == said.columns
    assert recall(second).header_row == 2


def test_two_columns_for_one_field_are_told():
    assert Layout(columns={"0": c.NUMBER, "1": c.NUMBER}).repeated


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_in_excel(place, name):
    assert letter(place) == name


def test_abbreviations_are_written_out():
    assert normal("No. de Emp.") == normal("# Empleado") == "numero empleado"
