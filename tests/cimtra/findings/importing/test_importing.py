import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cimtra.findings.importing.columns import template_file
from cimtra.findings.importing.planning import Unreadable, plan
from cimtra.findings.importing.recording import apply, receive
from cimtra.models import AspectResponsible, Finding, FindingImport
from tests.cimtra.findings.findings_factories import consultant, department, round_of, small_instrument
from tests.factories import AppointmentFactory, EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
HEADINGS = ("No.", "Observación", "Tipo", "Numeral", "Dirección", "Fecha límite", "Esfuerzo")


def sheet(*rows, headings=HEADINGS, above=()):
    book = openpyxl.Workbook()
    for row in (*above, headings, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def planned(*rows, held=None, **options):
    return plan(sheet(*rows, **options), file_name="hallazgos.xlsx", held=held)


@pytest.fixture
def instrument():
    return small_instrument(is_current=True)


def test_a_row_is_read_with_numeral_department_day_and_effort(instrument):
    obras = department("Dirección de Obras Públicas")
    (one,) = planned(
        ("7", "Faltan actas", "Recomendación", "4.2", "DIRECCION DE OBRAS PUBLICAS", "15/12/2026", "Mucho")
    )
    aspect = instrument.aspects.get(number=4)
    assert one.problems == []
    assert one.values == {
        "text": "Faltan actas",
        "kind": "recommendation",
        "effort": 3,
        "aspect": aspect.pk,
        "variables": [aspect.variables.get(number="4.2").pk],
        "department": obras.pk,
        "person": None,
        "due_on": "2026-12-15",
        "commitment": "",
        "key": "7",
    }


def test_aspects_are_known_by_number_in_words_and_as_a_number_of_the_spreadsheet(instrument):
    rows = planned(
        ("1", "A", "", "Aspecto 3", "", "", ""), ("2", "B", "", 3, "", "", ""), ("3", "C", "", 4.1, "", "", "")
    )
    numbers = {one.pk: one.number for one in instrument.aspects.all()}
    assert [numbers[row.values["aspect"]] for row in rows] == [3, 3, 4]


def test_the_department_that_answers_for_the_aspect_stands_in_and_is_told(instrument):
    obras, aspect = department("Obras"), instrument.aspects.get(number=2)
    AspectResponsible.objects.create(aspect=aspect, department=obras, starts_on="2024-10-01")
    (one,) = planned(("1", "Falta algo", "", "2", "", "", ""))
    assert one.values["department"] == obras.pk
    assert len(one.remarks) == 1


def test_what_is_unknown_is_told_and_keeps_the_row_out(instrument):
    department("Obras")
    department("Obras", code="otra")
    rows = planned(
        ("1", "", "", "", "", "", ""),
        ("2", "A", "Queja", "99", "Alquimia", "31/02/2026", "Enorme"),
        ("3", "B", "", "", "Obras", "", ""),
        ("2", "C", "", "", "", "", ""),
    )
    assert [len(row.problems) for row in rows] == [1, 5, 1, 1]


def test_the_heading_may_stand_below_a_title_and_columns_in_any_order(instrument):
    rows = planned(
        ("Falta el POA", "1"),
        headings=("Descripción", "Clave"),
        above=(("Gobierno Municipal",), ("Evaluación 2019", "", ""), ()),
    )
    assert [row.values["text"] for row in rows] == ["Falta el POA"]


def test_a_sheet_without_the_columns_and_a_file_that_is_none_are_refused_with_a_sentence(instrument):
    for data, name in (
        (sheet(("a", "b"), headings=("Nombre", "Edad")), "x.xlsx"),
        (b"%PDF-1.4", "x.pdf"),
        (b"", "x.csv"),
        (sheet(), "vacia.xlsx"),
        (b"PK\x03\x04 roto", "roto.xlsx"),
    ):
        with pytest.raises(Unreadable):
            plan(data, file_name=name, held=None)


def test_a_csv_is_read_like_a_workbook(instrument):
    text = "Clave,Observación,Numeral\n1,Falta el acta de sesión,1.2\n".encode()
    (one,) = plan(text, file_name="x.csv", held=None)
    assert one.values["aspect"] == instrument.aspects.get(number=1).pk


def test_numerals_are_those_of_the_version_of_the_evaluation(instrument):
    other = small_instrument(version="2018")
    held = round_of(other)
    (one,) = planned(("1", "A", "", "1", "", "", ""), held=held)
    assert one.values["aspect"] == other.aspects.get(number=1).pk


def test_nothing_is_recorded_before_it_is_accepted_and_then_once(instrument):
    by, held = UserFactory(), round_of(instrument)
    data = sheet(("1", "Faltan actas", "", "1", "", "", ""), ("2", "", "", "", "", "", "Poco"))
    batch = receive(data=data, file_name="a.xlsx", held=held, uploaded_by=by)
    assert not Finding.objects.exists()
    for _ in range(2):
        batch = apply(batch=batch, by=by)
    one = Finding.objects.get()
    assert (one.text, one.round, one.made_by) == ("Faltan actas", held, by)
    assert [row["finding"] for row in batch.rows] == [one.pk, None]


def test_the_same_file_again_makes_nothing_and_says_what_was_recorded(instrument):
    by, held = UserFactory(), round_of(instrument)
    data = sheet(("", "Faltan actas", "", "1", "", "", ""))
    apply(batch=receive(data=data, file_name="a.xlsx", held=held, uploaded_by=by), by=by)
    again = receive(data=data, file_name="b.xlsx", held=held, uploaded_by=by)
    assert again.rows[0]["finding"] == Finding.objects.get().pk
    apply(batch=again, by=by)
    assert Finding.objects.count() == 1


def test_two_previews_of_one_file_that_are_both_accepted_make_each_row_once(instrument):
    by = UserFactory()
    data = sheet(("1", "Faltan actas", "", "", "", "", ""))
    first, second = (receive(data=data, file_name="a.xlsx", held=None, uploaded_by=by) for _ in range(2))
    apply(batch=first, by=by)
    apply(batch=second, by=by)
    assert Finding.objects.count() == 1


def test_the_template_is_read_back_without_a_problem(instrument):
    (one,) = plan(template_file("Prueba"), file_name="plantilla.xlsx", held=None)
    assert one.problems == []
    assert one.values["aspect"] == instrument.aspects.get(number=1).pk


def test_only_the_numbers_of_people_who_act_for_a_department_are_known(instrument):
    EmployeeFactory(number="88")
    head = AppointmentFactory(employee=EmployeeFactory(number="77"), is_head=True).employee
    headings = ("Clave", "Observación", "Persona")
    known, unknown = planned(("1", "A", "77"), ("2", "B", "88"), headings=headings)
    assert known.values["person"] == head.pk
    assert len(unknown.problems) == 1


def test_reading_costs_the_same_for_few_rows_and_many(instrument, django_assert_num_queries):
    department("Obras")
    AppointmentFactory(employee=EmployeeFactory(number="77"), is_head=True)
    headings = ("No.", "Observación", "Numeral", "Dirección", "Persona")
    rows = [(str(n), f"Falta {n}", f"{n % 6 + 1}.1", "Obras", "77") for n in range(80)]
    for some in (rows[:2], rows):
        data = sheet(*some, headings=headings)
        with django_assert_num_queries(6):
            plan(data, file_name="x.xlsx", held=None)


def test_upload_preview_and_receipt_on_screen(client, instrument):
    client.force_login(consultant())
    data = sheet(("1", "Faltan actas", "", "1.1", "Alquimia", "", ""), ("2", "Falta el POA", "", "2", "", "", ""))
    upload = SimpleUploadedFile("evaluacion.xlsx", data)
    answer = client.post(reverse("cimtra_findings:import"), {"upload": upload}, follow=True)
    page = answer.content.decode()
    batch = FindingImport.objects.get()
    assert "Alquimia" in page
    assert "Falta el POA" in page
    answer = client.post(reverse("cimtra_findings:import_record", args=[batch.pk]), follow=True)
    assert Finding.objects.get().text == "Falta el POA"
    assert str(Finding.objects.get()) in answer.content.decode()
    assert client.get(reverse("cimtra_findings:import_template")).status_code == 200
    wrong = SimpleUploadedFile("x.xlsx", b"nada")
    assert client.post(reverse("cimtra_findings:import"), {"upload": wrong}).status_code == 422
