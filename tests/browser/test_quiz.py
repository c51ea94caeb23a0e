"""A quiz in the browser: saving as one goes, a lost signal, an expired session, two windows, no script, no mouse."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from evaluations.models import Answer, Attempt
from tests.evaluations.factories import answer_all, attempt_at, course_with_quiz, learner, question
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"Guardado a las \d\d:\d\d")
OFFLINE = "Sin conexión: sus respuestas quedan guardadas en este equipo"


class Visit:
    """A learner with an open attempt of three questions, signed in on a page."""

    def __init__(self, live_server, page):
        questions = [question("Q1"), question("Q2", kind="multiple"), question("Q3", kind="true_false")]
        course, self.quiz = course_with_quiz(questions=questions)
        self.employee, self.enrolment = learner(course)
        self.attempt = attempt_at(self.quiz, self.enrolment)
        self.server, self.page = live_server.url, page

    def address(self, name, *args):
        return self.server + reverse(f"evaluations:{name}", args=[self.attempt.uuid, *args])

    def sign_in(self, page=None, to=None):
        page = page or self.page
        page.goto(to or self.address("question", 1))
        page.get_by_label(re.compile("Número de empleado", re.IGNORECASE)).fill(self.employee.user.username)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/mi-aula/**")
        return page

    def stored(self):
        return dict(Answer.objects.values_list("attempt_question__position", "selected"))

    def wait_until_all_is_sent(self):
        for _ in range(100):
            if not self.queue():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"still waiting to be sent: {self.queue()}")

    def queue(self, page=None):
        return (page or self.page).evaluate("Object.values(localStorage).join()")


@pytest.fixture
def visit(live_server, phone):
    visit = Visit(live_server, phone)
    visit.sign_in()
    return visit


def choose(page, place):
    page.locator("label.choice").nth(place).click()


def chosen(page):
    return page.locator("input[name=answer]:checked").evaluate_all("found => found.map((input) => input.value)")


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


def test_pressing_submit_twice_is_one_result(visit):
    page = visit.page
    page.goto(visit.address("review"))
    page.get_by_role("button", name="Enviar mis respuestas").dblclick()
    page.wait_for_url("**/resultado/")
    assert Attempt.objects.get().submitted_at is not None
