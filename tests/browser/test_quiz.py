"""A quiz in the browser: saving as one goes, a lost signal, an expired session, two windows, no script, no mouse."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from evaluations import attempts
from evaluations.models import Answer, Attempt
from tests.browser.quiz_visit import OFFLINE, SAVED, Visit, choose, chosen
from tests.evaluations.factories import answer_all

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(live_server, phone):
    visit = Visit(live_server, phone)
    visit.sign_in()
    return visit


def test_each_choice_is_saved_and_said(visit):
    page = visit.page
    choose(page, 1)
    expect(page.get_by_role("status").filter(has_text="Guardado")).to_have_text(SAVED)
    assert visit.stored() == {1: chosen(page)}
    assert visit.queue() == ""
    expect(page.locator("[data-place='1']")).to_have_accessible_name(re.compile(r"Pregunta 1\s?, contestada"))
    assert page.url == visit.address("question", 1)


def test_a_lost_signal_loses_no_answer(visit):
    page = visit.page
    page.context.set_offline(True)
    choose(page, 2)
    expect(page.locator("[data-save-text]")).to_contain_text(OFFLINE)
    wanted = chosen(page)
    page.get_by_role("button", name="Guardar y seguir").click()
    expect(page.locator("h1")).to_have_text("Pregunta 1 de 3")
    assert visit.stored() == {}
    page.context.set_offline(False)
    expect(page.locator("[data-save-text]")).to_have_text(SAVED, timeout=10_000)
    assert visit.stored() == {1: wanted}
    assert visit.queue() == ""


def test_an_answer_that_waited_is_sent_after_a_reload(visit):
    page = visit.page
    page.route("**/guardar/", lambda route: route.abort())
    choose(page, 2)
    expect(page.locator("[data-save-text]")).to_contain_text(OFFLINE)
    wanted = chosen(page)
    page.unroute("**/guardar/")
    page.goto(visit.address("question", 2))
    visit.wait_until_all_is_sent()
    assert visit.stored() == {1: wanted}
    page.goto(visit.address("question", 1))
    assert chosen(page) == wanted


def test_an_acknowledgement_lost_on_the_way_makes_no_second_answer(visit):
    page = visit.page
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/guardar/", lose_the_first)
    choose(page, 1)
    expect(page.locator("[data-save-text]")).to_have_text(SAVED, timeout=10_000)
    assert visit.stored() == {1: chosen(page)}
    assert Answer.objects.count() == 1


def test_an_expired_session_keeps_the_answer_and_the_place(visit):
    page = visit.page
    page.goto(visit.address("question", 3))
    Session.objects.all().delete()
    choose(page, 0)
    expect(page.locator("[data-save-text]")).to_contain_text("La sesión se cerró")
    wanted = chosen(page)
    page.get_by_role("link", name="Volver a entrar").click()
    visit.sign_in(to=page.url)
    page.wait_for_url(visit.address("question", 3))
    visit.wait_until_all_is_sent()
    assert visit.stored() == {3: wanted}
    assert chosen(page) == wanted


def test_a_second_window_shows_what_is_stored(visit):
    page = visit.page
    other = page.context.new_page()
    other.goto(visit.address("question", 1))
    choose(page, 0)
    expect(page.locator("[data-save-text]")).to_have_text(SAVED)
    choose(page, 1)
    visit.wait_until_all_is_sent()
    wanted = chosen(page)
    choose(other, 2)
    expect(other.locator("[data-save-text]")).to_contain_text("en otra ventana")
    assert chosen(other) == wanted
    choose(other, 2)
    expect(other.locator("[data-save-text]")).to_have_text(SAVED)
    assert visit.stored() == {1: chosen(other)}


def test_signing_out_leaves_nothing_in_the_browser(visit):
    page = visit.page
    page.route("**/guardar/", lambda route: route.abort())
    choose(page, 2)
    expect(page.locator("[data-save-text]")).to_contain_text(OFFLINE)
    assert visit.queue() != ""
    page.evaluate("document.querySelector('form[action$=\"/salir/\"]').requestSubmit()")
    page.wait_for_url(f"{visit.server}/")
    assert visit.queue() == ""


def test_the_whole_quiz_works_without_script(live_server, new_context):
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    visit = Visit(live_server, page)
    visit.sign_in()
    choose(page, 1)
    page.get_by_role("button", name="Guardar y seguir").click()
    choose(page, 0)
    choose(page, 1)
    page.get_by_role("button", name="Anterior").click()
    expect(page.locator("h1")).to_have_text("Pregunta 1 de 3")
    assert len(chosen(page)) == 1
    page.go_back()
    assert len(chosen(page)) == 2
    page.get_by_role("button", name="Guardar y seguir").click()
    page.get_by_role("button", name="Guardar y revisar").click()
    expect(page.locator("h1")).to_have_text("Revise sus respuestas")
    expect(page.get_by_role("link", name=re.compile("^Pregunta 3$"))).to_be_visible()
    page.get_by_role("button", name="Enviar mis respuestas").click()
    expect(page.locator("h1")).to_have_text(re.compile("Aún no aprueba|Aprobó"))
    page.go_back()
    expect(page.get_by_text("Este intento ya se envió")).to_be_visible()


def test_without_script_an_answer_survives_an_expired_session(live_server, new_context):
    page = new_context(java_script_enabled=False).new_page()
    visit = Visit(live_server, page)
    visit.sign_in()
    Session.objects.all().delete()
    choose(page, 1)
    page.get_by_role("button", name="Guardar y seguir").click()
    expect(page.get_by_text("la respuesta que acaba de enviar se conserva")).to_be_visible()
    visit.sign_in(to=page.url)
    page.wait_for_url(visit.address("question", 1))
    expect(page.get_by_text("ya está guardada")).to_be_visible()
    assert visit.stored() == {1: chosen(page)}


def test_the_keyboard_is_enough(visit):
    page = visit.page
    page.locator("input[name=answer]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Pregunta 2 de 3")
    page.locator("input[name=answer]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-save-text]")).to_have_text(SAVED)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Pregunta 3 de 3")
    visit.wait_until_all_is_sent()
    assert len(visit.stored()[2]) == 2


def test_submitting_with_answers_still_waiting_sends_them_first(visit):
    page = visit.page
    answer_all(visit.attempt)
    page.route("**/guardar/", lambda route: route.abort())
    page.goto(visit.address("question", 1))
    # The options are shuffled; choosing the one already chosen would change nothing and send nothing.
    page.locator("label.choice").filter(has_not=page.locator("input:checked")).first.click()
    expect(page.locator("[data-save-text]")).to_contain_text(OFFLINE)
    wanted = chosen(page)
    page.goto(visit.address("review"))
    page.get_by_role("button", name="Enviar mis respuestas").click()
    expect(page.locator("[data-save-text]")).to_contain_text(OFFLINE)
    assert Attempt.objects.get().is_open
    page.unroute("**/guardar/")
    page.get_by_role("button", name="Enviar mis respuestas").click()
    page.wait_for_url("**/resultado/")
    assert visit.stored()[1] == wanted
    assert visit.queue() == ""


def test_pressing_submit_twice_sends_it_once(visit):
    page = visit.page
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(visit.address("review"))
    page.get_by_role("button", name="Enviar mis respuestas").dblclick()
    page.wait_for_url("**/resultado/")
    assert sent == [visit.address("submit")]
    assert Attempt.objects.get().submitted_at is not None


def test_going_back_after_submitting_leads_to_the_result(visit):
    page = visit.page
    page.goto(visit.address("review"))
    page.get_by_role("button", name="Enviar mis respuestas").click()
    page.wait_for_url("**/resultado/")
    for _ in range(2):
        page.go_back()
        page.wait_for_url("**/resultado/")
    expect(page.get_by_text("Este intento ya se envió")).to_be_visible()


def test_a_second_device_goes_on_and_the_first_is_told_that_it_was_submitted(visit, new_context):
    page = visit.page
    choose(page, 1)
    expect(page.locator("[data-save-text]")).to_have_text(SAVED)
    wanted = chosen(page)
    other = visit.sign_in(new_context().new_page())
    assert chosen(other) == wanted
    other.goto(visit.address("review"))
    other.get_by_role("button", name="Enviar mis respuestas").click()
    other.wait_for_url("**/resultado/")
    choose(page, 2)
    expect(page.locator("[data-save-text]")).to_contain_text("Este intento ya se envió")
    assert visit.stored() == {1: wanted}
    assert visit.queue() == ""
    page.get_by_role("link", name="Ver el resultado").click()
    page.wait_for_url("**/resultado/")


def test_the_result_leaves_nothing_in_the_browser(visit):
    page = visit.page
    page.route("**/guardar/", lambda route: route.abort())
    choose(page, 2)
    expect(page.locator("[data-save-text]")).to_contain_text(OFFLINE)
    assert visit.queue() != ""
    page.goto(visit.address("result"))
    page.wait_for_url("**/revisar/")
    attempts.submit(attempt=visit.attempt)
    page.goto(visit.address("result"))
    assert visit.queue() == ""
