"""The author's form of a question in the browser: rows, types, formatting and gaps, with the keyboard alone."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from evaluations import bank
from evaluations.models import Question
from people.api import CONSULTANCY
from tests.evaluations.factories import category
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db(transaction=True)

#: The editor hands over what was typed a moment later.
HANDED_OVER = 400


@pytest.fixture
def form(live_server, context):
    """The form of a new question, opened by a consultant."""
    category("Plazos")
    client = Client()
    client.force_login(employee_with_role(CONSULTANCY))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/reactivos/add/")
    page.get_by_label("Categoría").select_option(label="Plazos")
    return page


def write_question(form, text):
    form.get_by_role("textbox", name="Pregunta", exact=True).first.click()
    form.keyboard.type(text)


def save(form):
    form.wait_for_timeout(HANDED_OVER)
    form.get_by_role("button", name="Guardar", exact=True).click()
    expect(form.locator(".messages")).to_contain_text("creado")
    return bank.wording_of(Question.objects.get())


def test_a_plain_question_is_written_without_a_mouse(form):
    write_question(form, "¿Cuántos días?")
    form.locator("[name=options-options-0-is_correct]").focus()
    form.keyboard.press("Space")
    form.keyboard.press("Tab")
    for text in ("Veinte", "Treinta", "Diez", "Cinco", "Uno"):
        form.keyboard.type(text)
        form.keyboard.press("Enter")
    wording = save(form)
    assert wording.stem == "<p>¿Cuántos días?</p>"
    assert [option["text"] for option in wording.body["options"]] == ["Veinte", "Treinta", "Diez", "Cinco", "Uno"]
    assert [option["is_correct"] for option in wording.body["options"]] == [True, False, False, False, False]


def test_with_one_right_answer_ticking_another_moves_the_tick(form):
    first, second = (form.locator(f"[name=options-options-{place}-is_correct]") for place in (0, 1))
    first.check()
    second.check()
    expect(first).not_to_be_checked()
    form.locator("select[name=kind]").select_option("multiple")
    first.check()
    expect(second).to_be_checked()


def test_only_the_fields_of_the_type_are_shown_and_what_was_written_waits(form):
    text = form.locator("[name=options-options-0-text]")
    text.fill("Veinte")
    kind = form.locator("select[name=kind]")
    kind.select_option("numeric")
    expect(text).to_be_hidden()
    expect(form.locator("[name=numeric-answers-0-value]")).to_be_visible()
    expect(form.locator("[name=numeric-units-0-name]")).to_be_hidden()
    form.get_by_label("Impresa junto al campo").check()
    expect(form.locator("[name=numeric-units-0-name]")).to_be_visible()
    kind.select_option("single")
    expect(text).to_have_value("Veinte")


def test_an_option_takes_formatting_on_demand(form):
    write_question(form, "¿Cuál?")
    form.locator("[name=options-options-0-text]").fill("Agua")
    form.get_by_role("button", name="Formato e imágenes: Texto de la opción").first.click()
    expect(form.get_by_role("textbox", name="Texto de la opción").first).to_be_focused()
    form.keyboard.press("End")
    form.keyboard.press("Control+b")
    form.keyboard.type(" limpia")
    form.locator("[name=options-options-0-is_correct]").check()
    form.locator("[name=options-options-1-text]").fill("2 < 3")
    assert [option["text"] for option in save(form).body["options"]] == ["Agua<b> limpia</b>", "2 &lt; 3"]


def test_lines_are_moved_with_the_keyboard_and_told(form):
    form.locator("select[name=kind]").select_option("ordering")
    write_question(form, "Ordene.")
    form.locator("[name=ordering-items-0]").focus()
    for text in ("Segundo", "Primero", "Tercero"):
        form.keyboard.type(text)
        form.keyboard.press("Enter")
    form.get_by_role("button", name="Subir: Lugar 2").focus()
    form.keyboard.press("Enter")
    expect(form.get_by_role("button", name="Subir: Lugar 1")).to_be_focused()
    expect(form.locator("[data-question-status]")).to_have_text("Ahora en el lugar 1")
    assert save(form).body["items"] == ["Primero", "Segundo", "Tercero"]


def test_gaps_are_put_where_the_cursor_stands_and_go_with_their_row(form):
    form.locator("select[name=kind]").select_option("cloze")
    insert = form.get_by_role("button", name="Insertar espacio")
    stem = form.get_by_role("textbox", name="Pregunta", exact=True)
    for text in ("Son ", " días ", " o "):
        stem.click()
        form.keyboard.press("End")
        form.keyboard.type(text)
        insert.click()
    expect(stem).to_have_text("Son {{1}} días {{2}} o {{3}}")
    form.get_by_role("button", name="Quitar: Espacio 2").click()
    expect(stem).to_have_text("Son {{1}} días  o {{3}}")
    for gap in (0, 2):
        form.locator(f"[name=cloze-gaps-{gap}-kind]").select_option("text")
        form.locator(f"[name=cloze-gaps-{gap}-answers-0-text]").fill("veinte")
    wording = save(form)
    assert "{{1}}" in wording.stem
    assert "{{2}}" in wording.stem
    assert len(wording.body["gaps"]) == 2


def test_a_case_gets_questions_of_other_types(form):
    form.locator("select[name=kind]").select_option("case")
    write_question(form, "El caso.")
    form.get_by_role("button", name="Agregar una pregunta").click()
    form.locator("[name=case-parts-1-kind]").select_option("true_false")
    form.locator("[name=case-parts-1-stem]").fill("¿Es pública?")
    form.locator("[name=case-parts-1-true-false-right]").first.check()
    form.get_by_role("button", name="Quitar: Pregunta 1").click()
    assert [(part["kind"], part["stem"]) for part in save(form).body["parts"]] == [
        ("true_false", "<p>¿Es pública?</p>")
    ]


def test_on_a_phone_nothing_hangs_over_the_edge(form):
    form.set_viewport_size({"width": 360, "height": 740})
    for kind in ("single", "multiple", "numeric", "short_text", "matching", "ordering", "cloze", "essay", "case"):
        form.locator("select[name=kind]").select_option(kind)
        assert form.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, kind
