"""The workbook: whatever is exported comes back as it was; what people fill in is taken or refused by cell."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.formats.exchange import ExchangedQuestion, Image
from evaluations.formats.xlsx import read, write
from evaluations.formats.xlsx_examples import EXAMPLES
from evaluations.formats.xlsx_layout import KINDS, columns
from evaluations.formats.xlsx_template import template_xlsx
from evaluations.plugins import question_types

from .exchanged_questions import bare, png, questions
from .workbooks import CHOICE, HEADINGS, filled, only, workbook

# There and back


@given(st.lists(questions(), max_size=3, unique_by=lambda question: question.code or id(question)))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_exported_is_imported_as_it_was(originals):
    written = write(originals)
    reading = read(written.data)
    assert written.left_out == ()
    assert [refusal.reason for refusal in reading.refusals] == []
    assert [bare(question) for question in reading.questions] == originals


def essay(stem: str, **changes) -> ExchangedQuestion:
    body = {"min_words": 0, "max_words": 0, "rubric": [], "guidance": ""}
    return replace(ExchangedQuestion(kind="essay", stem=stem, body=body), **changes)


@pytest.mark.parametrize(
    "stem",
    ["<p>=1+1</p>", "<p>@SUMA(A1)</p>", "<p>_x0041_</p>", "<p>https://example.org</p>", "<p>007</p>"],
)
def test_no_text_becomes_a_formula_a_link_or_a_number(stem):
    data = write([essay(stem)]).data
    cell = openpyxl.load_workbook(io.BytesIO(data))["Reactivos"]["C2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert only(data).stem == stem


def test_two_pictures_of_one_name_do_not_become_one():
    html = '<p>Vea <img src="@@image:mapa.png" alt="Mapa"></p>'
    originals = [essay(html, images={"mapa.png": Image("mapa.png", png(shade), "image/png")}) for shade in (0, 9)]
    found = read(write(originals).data).questions
    assert [image.data for question in found for image in question.images.values()] == [png(0), png(9)]
    assert all(f"@@image:{next(iter(question.images))}" in question.stem for question in found)


def test_a_case_study_and_a_text_too_long_for_a_cell_are_left_out_with_a_reason():
    case = ExchangedQuestion(kind="case", stem="<p>Un caso</p>", body={"parts": []})
    long = essay(f"<p>{'ñ' * 40_000}</p>")
    written = write([case, long, essay("<p>Corto</p>")])
    assert [question for question, reason in written.left_out if reason.endswith(".")] == [case, long]
    assert read(written.data).read_count == 1


# The template


def test_the_examples_of_the_template_can_be_imported():
    keys = [column.key for column in columns(10)]
    rows = [[row.get(key) for key in keys] for row in EXAMPLES]
    reading = read(workbook([column.heading for column in columns(10)], *rows))
    assert [refusal.reason for refusal in reading.refusals] == []
    assert [question.kind for question in reading.questions] == list(KINDS)
    for question in reading.questions:
        kind = question_types.get(question.kind)
        assert kind.canonical(question.body) == question.body
        assert kind.problems(question.body, stem=question.stem) == []


def test_the_empty_template_holds_no_question():
    reading = read(template_xlsx(categories=["Acceso / Solicitudes"], requirements=["TR-01 — Transparencia"]))
    assert (reading.read_count, reading.remarks) == (0, ())


def test_the_template_has_its_lists_its_help_and_a_fixed_heading():
    data = template_xlsx(categories=["Acceso / Solicitudes", "Obra"], requirements=["TR-01 — Transparencia"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Reactivos", "Instrucciones", "Ejemplos", "Listas"]
    assert book["Listas"].sheet_state == "hidden"
    sheet = book["Reactivos"]
    heading = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet.freeze_panes == "C2"
    lists = {
        str(rule.sqref).rstrip("0123456789:").partition("2:")[0]: rule for rule in sheet.data_validations.dataValidation
    }
    assert set(lists) == {
        heading[name]
        for name in ("Tipo", "Dificultad", "Categoría", "Requisito", "Puntaje parcial", "Uso de la unidad")
    }
    assert lists[heading["Tipo"]].formula1 == "Listas!$A$1:$A$9"
    assert [cell.value for cell in book["Listas"]["E"][:2]] == ["Acceso / Solicitudes", "Obra"]
    assert sheet.column_dimensions[heading["Pregunta"]].width > 50
    assert len(list(book["Instrucciones"].iter_rows())) > 25


def test_a_requirement_chosen_from_the_list_is_its_code():
    found = filled(Tipo="V/F", Pregunta="Sí", Correctas="V", Requisito="TR-01 — Transparencia; TR-02")
    assert found.requirements == ("TR-01", "TR-02")


# As people fill it in


def test_a_row_becomes_a_question_with_all_that_it_says():
    found = filled(
        **{
            "CODIGO": "A-1",
            "tipo ": "opcion unica",
            "PREGUNTA": "¿Cuál?\r\n\r\nElija.",
            "opcion a": "Uno",
            "Opción B": "Dos",
            "Opción D": "Ninguna",
            "Correcta": "opción b",
            "Al final": "D",
            "Comentario por opción": "A: No.\nb) Sí,\nclaro.",
            "por que": "Porque sí.",
            "Categoría": "Acceso / Plazos",
            "Dificultad": "dificil",
            "Etiquetas": "uno, dos; uno",
            "Aspectos": "4, 44",
            "Nombre": "Plazo",
        }
    )
    assert found.body == {
        "options": [
            {"text": "Uno", "is_correct": False, "feedback": "No.", "stays_last": False, "weight": "0"},
            {"text": "Dos", "is_correct": True, "feedback": "Sí, claro.", "stays_last": False, "weight": "0"},
            {"text": "Ninguna", "is_correct": False, "feedback": "", "stays_last": True, "weight": "0"},
        ],
        "credit": "all_or_nothing",
    }
    assert found.stem == "<p>¿Cuál?</p><p>Elija.</p>"
    assert (found.code, found.identity, found.title) == ("A-1", None, "Plazo")
    assert (found.category, found.difficulty, found.tags) == (("Acceso", "Plazos"), "hard", ("uno", "dos"))
    assert (found.feedback, found.aspects) == ("<p>Porque sí.</p>", (4, 44))


def test_the_headings_are_found_below_a_title():
    above = [["Banco de reactivos 2026"], [], ["Elaboró:", "Consultoría"]]
    reading = read(workbook(HEADINGS, CHOICE, sheet="Hoja 1", above=above))
    assert reading.questions[0].where.row == 5
    assert reading.questions[0].where.element == "Hoja 1"


def test_numbers_that_excel_typed_are_taken_as_they_look():
    found = filled(
        Tipo="Numérica", Pregunta="¿Cuántos?", **{"Opción A": 10.0, "Opción B": 0.1 + 0.2, "Tolerancia": 0.5}
    )
    assert [(one["value"], one["tolerance"]) for one in found.body["answers"]] == [("10", "0.5"), ("0.3", "0.5")]


def test_a_date_that_excel_made_of_a_text_is_told():
    found = filled(
        Tipo="Opción única", Pregunta="¿Cuándo?", **{"Opción A": dt.datetime(2025, 3, 20), "Opción B": 1}, Correctas="A"
    )
    assert found.body["options"][0]["text"] == "20/03/2025"
    assert any("20/03/2025" in note for note in found.notes)


@pytest.mark.parametrize(
    ("said", "is_true"), [(True, True), (False, False), ("Falso", False), ("v", True), ("sí", True)]
)
def test_true_and_false_may_be_a_value_of_excel(said, is_true):
    found = filled(Tipo="Verdadero o falso", Pregunta="Es pública.", Correctas=said)
    assert [option["is_correct"] for option in found.body["options"]] == [is_true, not is_true]


@pytest.mark.parametrize(
    ("right", "options", "kind"), [("B", 2, "single"), ("A y B", 3, "multiple"), ("Falso", 0, "true_false")]
)
def test_a_missing_type_is_guessed_and_told(right, options, kind):
    cells = {f"Opción {letter}": letter.lower() for letter in "ABC"[:options]}
    found = filled(Pregunta="¿Cuál?", **cells, Correctas=right)
    assert found.kind == kind
    assert len(found.notes) == 1


def test_lines_in_a_text_are_its_gaps():
    found = filled(
        Tipo="Completar espacios",
        Pregunta="La ____ y el ______.",
        **{"Opción A": "*regla | excepción", "Opción B": "plazo | [50%] término", "Puntaje parcial": "1=2"},
    )
    assert found.stem == "<p>La {{1}} y el {{2}}.</p>"
    assert [(gap["kind"], gap["weight"]) for gap in found.body["gaps"]] == [("choice", "2"), ("text", "1")]
    assert [one["weight"] for one in found.body["gaps"][1]["answers"]] == ["100", "50"]


def test_a_pair_is_divided_at_the_sign_that_stands_free():
    found = filled(
        Tipo="Relacionar columnas",
        Pregunta="Una.",
        **{"Opción A": "E=mc2 = energía", "Opción B": "a=b", "Opción C": "= nada"},
    )
    assert found.body == {
        "pairs": [{"left": "E=mc2", "right": "energía"}, {"left": "a", "right": "b"}],
        "extra": ["nada"],
    }


def test_html_in_a_cell_is_cleaned_and_told():
    found = filled(Tipo="Ensayo", Pregunta='<b>Uno</b><script>x</script> <img src="https://example.org/a.png">')
    assert found.stem == "<b>Uno</b>"
    assert len(found.notes) == 2


def test_a_sign_of_less_than_is_no_html():
    assert filled(Tipo="Ensayo", Pregunta="Si x < 3 & y > 2").stem == "<p>Si x &lt; 3 &amp; y &gt; 2</p>"


def test_empty_rows_and_formatted_tails_are_not_questions():
    reading = read(workbook(HEADINGS, CHOICE, [None] * 6, ["  ", "\n"], CHOICE))
    assert [question.where.row for question in reading.questions] == [2, 5]
    assert reading.read_count == 2


def test_columns_and_sheets_that_are_not_read_are_told():
    book = openpyxl.Workbook()
    book.active.title = "Otra"
    book.active.append(["algo"])
    page = book.create_sheet("reactivos")
    page.append([*HEADINGS, "Semáforo"])
    page.append([*CHOICE, "verde", "suelto"])
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read(buffer.getvalue())
    assert any("Semáforo" in remark for remark in reading.remarks)
    assert any("Otra" in remark for remark in reading.remarks)
    assert any("H" in note for note in reading.questions[0].notes)


def test_a_hidden_column_is_read_like_any_other():
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append(CHOICE)
    book.active.column_dimensions["F"].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    assert only(buffer.getvalue()).body["options"][1]["is_correct"]


def test_lone_surrogates_and_control_characters_go():
    assert (
        filled(Tipo="Ensayo", Pregunta="Uno_x0001_ dos_xD800_ tres_x000A_cuatro").stem
        == "<p>Uno dos tres<br>cuatro</p>"
    )


# Refused by cell


@pytest.mark.parametrize(
    ("cells", "letter"),
    [
        ({"Tipo": "Adivinanza", "Pregunta": "¿?"}, "A"),
        ({"Tipo": "Opción única", "Pregunta": "¿?", "Opción A": "a", "Opción B": "b", "Correctas": "C"}, "E"),
        ({"Tipo": "Opción única", "Pregunta": "¿?", "Opción A": "a", "Opción B": "b", "Correctas": "A, B"}, "E"),
        ({"Tipo": "Opción única", "Pregunta": None, "Opción A": "a", "Opción B": "b", "Correctas": "A"}, "B"),
        ({"Tipo": "Opción única", "Pregunta": "¿?", "Opción A": "a", "Correctas": "A"}, "C"),
        ({"Tipo": "Numérica", "Pregunta": "¿?", "Opción A": "diez"}, "C"),
        ({"Tipo": "Numérica", "Pregunta": "¿?", "Opción A": "10", "Tolerancia": "-1"}, "D"),
        ({"Tipo": "Relacionar columnas", "Pregunta": "¿?", "Opción A": "a = b", "Opción B": "c"}, "D"),
        ({"Tipo": "Ordenar", "Pregunta": "¿?", "Opción A": "a"}, "C"),
        ({"Tipo": "Completar espacios", "Pregunta": "¿___ y ___?", "Opción A": "a"}, "B"),
        ({"Tipo": "Completar espacios", "Pregunta": "¿{{1}}?", "Opción A": "[0] a"}, "C"),
        ({"Tipo": "Respuesta abierta", "Pregunta": "¿?", "Opción A": "Claridad"}, "C"),
        ({"Tipo": "Respuesta abierta", "Pregunta": "¿?", "Palabras mínimas": "muchas"}, "C"),
        ({"Tipo": "V/F", "Pregunta": "¿?", "Correctas": "tal vez"}, "C"),
        ({"Tipo": "V/F", "Pregunta": "¿?", "Correctas": "V", "Dificultad": "imposible"}, "D"),
        ({"Tipo": "V/F", "Pregunta": "=A1", "Correctas": "V"}, "B"),
        ({"Tipo": "V/F", "Pregunta": "¿?", "Correctas": "#REF!"}, "C"),
    ],
)
def test_what_is_wrong_is_told_by_column(cells, letter):
    reason = filled(**cells)
    assert isinstance(reason, str)
    assert f" {letter}: " in reason
    assert reason.endswith((".", ").")), reason


def test_everything_that_is_wrong_with_a_row_is_told_at_once():
    reason = filled(Tipo="Numérica", Pregunta="¿?", **{"Opción A": "x", "Tolerancia": "y", "Dificultad": "z"})
    assert all(f" {letter}: " in reason for letter in "CDE")


def test_a_refused_row_quotes_its_question_and_its_number():
    reading = read(workbook(HEADINGS, CHOICE, [*CHOICE[:5], "Z"]))
    (refusal,) = reading.refusals
    assert (refusal.where.row, refusal.where.excerpt) == (3, "¿Cuál?")
    assert reading.read_count == 2


def test_a_code_used_twice_is_refused_the_second_time():
    reading = read(workbook(["Código", *HEADINGS], ["A-1", *CHOICE], ["A-1", *CHOICE]))
    assert len(reading.questions) == len(reading.refusals) == 1
    assert "2" in reading.refusals[0].reason


def test_a_picture_that_is_not_in_the_workbook_refuses_the_question():
    assert "nada.png" in filled(Tipo="Ensayo", Pregunta='<p>Vea <img src="@@image:nada.png" alt="x"></p>')
