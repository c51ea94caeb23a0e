"""The screens of the analysis: who sees them, what they say, what they never say, and what they cost."""

import copy
import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON, TRANSPARENCY_UNIT
from tests.evaluations.analysis.scene import office, quiz_of, taken
from tests.evaluations.factories import question, quiz_page
from tests.factories import EmployeeFactory, TrainingRequirementFactory, employee_with_role

pytestmark = pytest.mark.django_db

PATTERNS = ["+++", "++-", "+--", "-+.", "+++", "---"]


def course_and_quiz():
    requirement = TrainingRequirementFactory(code="CAP-OBL", title="Obligaciones comunes")
    course, quiz = quiz_of(3, requirements=[requirement])
    taken(course, quiz, PATTERNS, department=office("Tesorería Municipal"))
    return course, quiz


@pytest.fixture(scope="module", autouse=True)
def built(built_once):
    return built_once(course_and_quiz)


@pytest.fixture
def full(built, db):
    """A quiz with six attempts of one department, about one training requirement: (course, quiz)."""
    return copy.deepcopy(built)


def url(name, *args):
    return reverse(f"evaluations_analysis:{name}", args=args)


def every_page(quiz):
    one = quiz.questions.first().question
    return [
        url("index"),
        url("requirements"),
        url("quiz", quiz.pk),
        url("question", quiz.pk, one.pk),
        url("question_everywhere", one.pk),
        *(url("download", quiz.pk, table, "csv") for table in ("reactivos", "respuestas", "requisitos")),
    ]


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


# Who


@pytest.mark.parametrize("role", [CONSULTANCY, ADMINISTRATION])
def test_those_who_write_questions_see_it(client, full, role):
    client.force_login(employee_with_role(role))

    assert {client.get(page).status_code for page in every_page(full[1])} == {200}


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, TRANSPARENCY_UNIT, LIAISON])
def test_other_roles_are_sent_away_and_have_no_menu_for_it(client, full, role):
    client.force_login(employee_with_role(role))

    assert 200 not in {client.get(page).status_code for page in every_page(full[1])}
    assert url("index") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_learners_and_passers_by_are_sent_away(client, full):
    pages = every_page(full[1])
    assert {client.get(page).status_code for page in pages} == {302}
    client.force_login(EmployeeFactory().user)
    assert 200 not in {client.get(page).status_code for page in pages}


def test_the_menu_leads_there(author):
    assert url("index") in author.get(reverse("wagtailadmin_home")).content.decode()


# What


def test_the_list_tells_the_figures_of_each_quiz(author, full):
    page = words(author.get(url("index")))

    assert full[1].title in page
    assert full[0].title in page
    assert "Alfa de Cronbach" in page
    assert ">0.68<" in page


def test_the_quiz_shows_figures_charts_and_advice(author, full):
    page = words(author.get(url("quiz", full[1].pk)))

    assert "Intentos: 6. Personas: 6." in page
    assert page.count("<svg viewBox") == page.count('role="img" aria-labelledby') == 2
    assert "2 intentos de 90 a 100." in page
    assert "La calificación mínima para acreditar es 80." in page
    assert "Pocas respuestas" in page
    assert "Obligaciones comunes" in page
    assert "Tesorería Municipal" in page


def test_the_charts_carry_no_style_of_their_own(author, full):
    page = author.get(url("quiz", full[1].pk)).content.decode()

    for chart in re.findall(r"<figure class=\"chart\">.*?</figure>", page, re.S):
        assert "style=" not in chart
        assert "<title" in chart
        assert "<desc" in chart


def test_numbers_in_a_chart_are_written_for_machines(author, full, settings):
    settings.LANGUAGE_CODE = "fr"  # A language with a decimal comma.
    page = author.get(url("quiz", full[1].pk)).content.decode()

    assert not re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|width|height|value)="[^"]*,[^"]*"', page)


def test_the_question_shows_what_was_chosen(author, full):
    one = full[1].questions.first().question
    page = words(author.get(url("question", full[1].pk, one.pk)))

    assert one.summary in page
    assert "Sí, ésta" in page
    assert "Respuestas a la versión 1" in page
    assert reverse("wagtailsnippets_evaluations_question:edit", args=[one.pk]) in page


def test_a_question_is_shown_in_every_quiz_that_asked_it(author, full):
    course, quiz = full
    one = quiz.questions.first().question
    other = quiz_page(course, questions=[one], title="Examen final")
    quiz_page(course, questions=[question("OTRA-1")], title="Ajeno")
    taken(course, other, ["+", "-"])

    page = words(author.get(url("question_everywhere", one.pk)))

    assert url("question", quiz.pk, one.pk) in page
    assert url("question", other.pk, one.pk) in page
    assert "Examen final" in page
    assert "Ajeno" not in page


def test_the_form_of_a_question_leads_to_how_it_works(author, full):
    one = full[1].questions.first().question
    form = author.get(reverse("wagtailsnippets_evaluations_question:edit", args=[one.pk])).content.decode()

    assert url("question_everywhere", one.pk) in form
    own = author.get(url("question_everywhere", one.pk)).content.decode()
    assert f'href="{url("question_everywhere", one.pk)}"' not in own


def test_what_does_not_exist_is_not_found(author, full):
    quiz = full[1]
    unasked = question("NUNCA-1")

    for page in (
        url("quiz", quiz.pk + 1000),
        url("question", quiz.pk, unasked.pk),
        url("question_everywhere", unasked.pk + 1000),
        url("download", quiz.pk, "personas", "csv"),
        url("download", quiz.pk, "reactivos", "pdf"),
    ):
        assert author.get(page).status_code == 404


# Choosing and sorting


def test_which_attempts_count_stands_in_the_address(author, full):
    page = words(author.get(url("quiz", full[1].pk), {"intentos": "todos", "orden": "-facilidad"}))

    assert '<option value="todos" selected>' in page
    assert "quien repite el cuestionario cuenta varias veces" in page
    assert 'aria-sort="descending"' in page
    assert "intentos=todos&amp;orden=facilidad" in page


def test_unknown_words_in_the_address_count_as_none(author, full):
    page = words(author.get(url("quiz", full[1].pk), {"intentos": "'; DROP", "orden": "__class__"}))

    assert '<option value="primero" selected>' in page


def test_sorting_changes_the_order(author, full):
    def codes(order):
        page = author.get(url("quiz", full[1].pk), {"orden": order}).content.decode()
        return re.findall(r"<th scope=\"row\">\s*<a [^>]*>(P-\d)</a>", page)

    assert codes("codigo") == ["P-1", "P-2", "P-3"]
    assert codes("-codigo") == ["P-3", "P-2", "P-1"]
    assert codes("facilidad")[0] == "P-3"


# Departments


def test_a_small_department_is_not_shown_alone(author, full):
    course, quiz = full
    taken(course, quiz, ["+++"] * 2, department=office("Sindicatura"))
    taken(course, quiz, ["+++"] * 3, department=office("Cultura"))

    for page in (url("quiz", quiz.pk), url("requirements")):
        shown = words(author.get(page))
        assert "Tesorería Municipal" in shown
        assert "Sindicatura" not in shown
        assert "Direcciones con menos de cinco personas, juntas" in shown


# Downloads


def workbook(response):
    return load_workbook(io.BytesIO(response.content))


def test_the_workbook_has_the_criteria_and_the_rows_of_the_screen(author, full):
    quiz = full[1]
    response = author.get(url("download", quiz.pk, "reactivos", "xlsx"), {"orden": "codigo"})

    criteria, rows = workbook(response).worksheets
    said = {row[0].value: row[1].value for row in criteria.iter_rows()}
    assert said["Cuestionario"] == quiz.title
    assert said["Intentos que cuentan"] == "El primer intento de cada persona."
    assert said["Orden"] == "Pregunta, de menor a mayor"
    assert said["Renglones"] == 3
    assert said["Corte"]
    assert [cell.value for cell in rows["A"]] == ["Código", "P-1", "P-2", "P-3"]
    assert rows["E2"].value == 66.67
    assert "no-store" in response["Cache-Control"]
    assert re.search(r'filename="analisis-de-preguntas_.*\.xlsx"', response["Content-Disposition"])


def test_the_table_of_answers_can_be_downloaded(author, full):
    rows = workbook(author.get(url("download", full[1].pk, "respuestas", "xlsx"))).worksheets[1]

    assert rows.max_row == 1 + 3 * 3 + 1
    assert {cell.value for cell in rows["D"][1:]} == {"Sí", "No"}
