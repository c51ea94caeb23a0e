"""Every type of question in the browser: with the keyboard alone, without script, and texts that save themselves."""

import re

import pytest
from playwright.sync_api import expect

from evaluations.models import Answer
from tests.browser.quiz_visit import SAVED, Visit
from tests.evaluations import bodies
from tests.evaluations.factories import question

pytestmark = pytest.mark.django_db(transaction=True)


def of_all_types():
    return [
        question(f"C-{kind}", kind=kind, body=bodies.body_of(kind), stem=bodies.stem_of(kind)) for kind in bodies.KINDS
    ]


def answered():
    stored = Answer.objects.select_related("attempt_question__version")
    return {one.attempt_question.version.kind for one in stored if one.attempt_question.is_answered}


def press_through(page):
    """Go through the controls of one question by Tab, answer each with keys, and press the button at the end."""
    place = page.url
    page.locator("h1").click()
    for _ in range(120):
        page.keyboard.press("Tab")
        kind = page.evaluate(
            """() => {
                const here = document.activeElement;
                if (here.dataset.move === "1") return "move";
                if (here.closest("[data-ordering]")) return "pass";
                if (here.name === "go" && here.classList.contains("button-main")) return "done";
                return here.name?.startsWith("answer") ? here.tagName === "INPUT" ? here.type : here.tagName : "pass";
            }"""
        )
        if kind == "done":
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: url != place)
            return
        keys = {"radio": "Space", "checkbox": "Space", "SELECT": "ArrowDown", "move": "Enter", "text": "5"}
        keys |= {"TEXTAREA": "s"}
        if kind in keys:
            page.keyboard.press(keys[kind])
    raise AssertionError(f"the button was not reached at {place}")


def test_the_keyboard_is_enough_for_every_type(live_server, phone):
    visit = Visit(live_server, phone, questions=of_all_types())
    page = visit.sign_in()
    for _kind in bodies.KINDS:
        press_through(page)
    expect(page.locator("h1")).to_have_text("Revise sus respuestas")
    assert answered() == set(bodies.KINDS)
    page.get_by_role("button", name="Enviar mis respuestas").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/resultado/")
    expect(page.get_by_text("Enviado, por calificar").first).to_be_visible()


def test_every_type_can_be_answered_without_script(live_server, new_context):
    page = new_context(java_script_enabled=False).new_page()
    visit = Visit(live_server, page, questions=of_all_types())
    visit.sign_in()
    for _kind in bodies.KINDS:
        for radio in page.locator("fieldset:has(input[type=radio])").all():
            radio.locator("input[type=radio]").first.check()
        for box in page.locator("input[type=checkbox][name^=answer]").all():
            box.check()
        for place, select in enumerate(page.locator("select[name^=answer]").all(), start=1):
            select.select_option(index=place if page.locator("[data-ordering]").count() else 1)
        for text in page.locator("input[type=text][name^=answer], textarea[name^=answer]").all():
            text.fill("5")
        page.locator(".action-bar button.button-main").click()
    expect(page.locator("h1")).to_have_text("Revise sus respuestas")
    assert answered() == set(bodies.KINDS)


@pytest.fixture
def writing(live_server, phone):
    text = question("T1", kind="essay", body=bodies.body_of("essay"), stem=bodies.stem_of("essay"))
    visit = Visit(live_server, phone, questions=[text, question("Q2")])
    visit.sign_in()
    return visit


def test_a_text_saves_itself_a_moment_after_the_last_key(writing):
    page = writing.page
    page.locator("textarea").press_sequentially("La ley dice")
    expect(page.locator("[data-save-text]")).to_have_text(SAVED, timeout=10_000)
    assert writing.stored() == {1: {"text": "La ley dice"}}
    assert writing.queue() == ""


def test_a_text_is_saved_when_the_page_is_left_before_that_moment(writing):
    page = writing.page
    page.locator("textarea").press_sequentially("La ley dice que")
    page.goto(writing.address("question", 2))
    for _ in range(50):
        if writing.stored():
            break
        page.wait_for_timeout(100)
    assert writing.stored() == {1: {"text": "La ley dice que"}}
    writing.wait_until_all_is_sent()


def test_a_text_that_could_not_be_sent_is_there_again_after_a_reload(writing):
    page = writing.page
    page.route("**/guardar/", lambda route: route.abort())
    page.locator("textarea").press_sequentially("La ley")
    expect(page.locator("[data-save-text]")).to_have_text(re.compile("Sin conexión"), timeout=10_000)
    page.reload()
    expect(page.locator("textarea")).to_have_value("La ley")
    page.unroute("**/guardar/")
    page.reload()
    writing.wait_until_all_is_sent()
    assert writing.stored() == {1: {"text": "La ley"}}
