import datetime as dt
import io

import openpyxl
import pytest

from courses.assigning.numbers import people_in_file, people_in_text
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [factories.EmployeeFactory(number=number, user=None) for number in ("0987", "1001", "A-12")]


def test_numbers_are_typed_in_any_way_and_the_line_of_an_unknown_one_is_told(people):
    found = people_in_text("0987, 1001\n\na-12;5555")
    assert found.people == {person.pk for person in people}
    assert found.faults == ("Renglón 3: nadie en la plantilla tiene el número «5555».",)


def test_who_has_left_is_told_apart():
    factories.EmployeeFactory(number="7", left_on=dt.date(2025, 1, 1))
    assert people_in_text("7").faults == ("Renglón 1: la persona con el número «7» ya no trabaja aquí.",)


@pytest.mark.parametrize("heading", ["No. de empleado", "NÚM. EMPLEADO", "Clave", "Número", "Nómina"])
def test_the_column_of_a_csv_is_found_by_its_heading(people, heading):
    data = f"Relación de personal;\nNombre;{heading}\nAna;1001\nLuz;99\n".encode("cp1252")
    found = people_in_file(data, file_name="lista.csv")
    assert found.people == {people[1].pk}
    assert found.faults == ("Renglón 4: nadie en la plantilla tiene el número «99».",)


def test_a_workbook_that_lost_the_leading_zeros_is_read(people):
    book = openpyxl.Workbook()
    for row in (["Número de empleado", "Nombre"], [987, "Ana"], [1001.0, "Luz"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    found = people_in_file(file.getvalue(), file_name="lista.xlsx")
    assert (found.people, found.faults) == ({people[0].pk, people[1].pk}, ())


def test_two_queries_however_many_numbers(people, django_assert_num_queries):
    with django_assert_num_queries(2):
        people_in_text("\n".join(map(str, range(500))))
