"""The main job as an official does it on a cheap phone: sign in, read, fail, pass, receive and verify a constancia."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from certificates.models import Certificate
from tests.factories import PASSWORD
from tests.journey import NAME, Journey, run_jobs

from .audit import Watch, check_page

pytestmark = pytest.mark.django_db(transaction=True)


class Phone:
    """The journey's steps as they are done on the screen."""

    def __init__(self, page, home):
        self.page, self.home = page, home
        self.journey = Journey()

    def open(self, path):
        self.page.goto(self.home + path)

    def press(self, name):
        self.page.get_by_role("button", name=name).click()

    def follow(self, name):
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def see(self, heading):
        expect(self.page.locator("h1")).to_have_text(heading)

    def check_what_is_public(self):
        for path in ("/", "/cursos/", self.journey.course.url):
            self.open(path)
            check_page(self.page)

    def sign_in(self):
        self.follow("Entrar y comenzar")
        check_page(self.page)
        self.page.get_by_label("Número de empleado").fill(self.journey.number)
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.page.locator("main").get_by_role("button", name="Entrar").click()
        self.see(self.journey.course.title)
        self.open("/mi-aula/")
        expect(self.page.get_by_text("Vence en 23 días").first).to_be_visible()
        self.page.get_by_text("¿Por qué debo tomarlo?").first.click()
        expect(self.page.get_by_text(self.journey.requirement.basis)).to_be_visible()
        check_page(self.page)

    def read(self, lessons):
        for lesson in lessons:
            self.see(lesson.title)
            self.press("Marcar como leída y continuar")

    def answer(self, one, chosen):
        """Chooses or writes the answer to one question and goes on."""
        self.see(re.compile(f"^Pregunta {one.position} de "))
        for name, values in chosen.items():
            for value in values:
                self.give(name, value)
        self.press(re.compile("^Guardar y"))

    def give(self, name, value):
        field = self.page.locator(f"main [name='{name}']").first
        kind = field.evaluate("field => field.type")
        if kind in {"radio", "checkbox"}:
            self.page.locator("label.choice").filter(has=self.page.locator(f"input[value='{value}']")).click()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)

    def fail(self, quiz):
        """Answers one question wrong, leaves the rest and submits."""
        self.see(quiz.title)
        self.press("Comenzar")
        one, wrong = self.journey.answers(self.journey.last_attempt(), right=False)[0]
        check_page(self.page)
        self.answer(one, wrong)
        self.follow("Revisar mis respuestas")
        self.see("Revise sus respuestas")
        check_page(self.page)
        self.press("Enviar mis respuestas")
        self.see("Aún no aprueba")
        check_page(self.page)

    def take(self, quiz):
        self.see(quiz.title)
        self.press(re.compile("^(Comenzar|Repetir el cuestionario|Volver a contestar)"))
        self.see(re.compile("^Pregunta 1 de "))
        for one, right in self.journey.answers(self.journey.last_attempt()):
            self.answer(one, right)
        self.press("Enviar mis respuestas")
        self.see("Aprobó el cuestionario")


@pytest.fixture
def visitor(live_server, phone):
    return Phone(phone, live_server.url)


def test_an_official_learns_and_is_certified_on_a_phone(visitor):
    page, journey = visitor.page, visitor.journey
    watch = Watch(page, visitor.home)
    visitor.check_what_is_public()
    visitor.sign_in()

    page.locator(".next .button-main").click()
    check_page(page)
    first, second = journey.quizzes
    visitor.read(journey.lessons[:3])
    visitor.fail(first)
    visitor.open(first.url)
    visitor.take(first)
    check_page(page)
    visitor.follow("Continuar:")
    visitor.read(journey.lessons[3:])
    visitor.take(second)

    run_jobs()
    certificate = Certificate.objects.get()
    visitor.follow("Ver mi constancia")
    expect(page.get_by_text(certificate.folio)).to_be_visible()
    with page.expect_download() as download:
        visitor.follow("Descargar constancia")
    pdf = Path(download.value.path())
    assert pdf.read_bytes() == certificate.pdf.read()
    visitor.follow("Página de verificación")
    visitor.see("Constancia vigente")
    expect(page.locator("main").get_by_text(NAME)).to_be_visible()
    page.set_input_files(
        "input[type=file]", {"name": "c.pdf", "mimeType": "application/pdf", "buffer": pdf.read_bytes()}
    )
    page.get_by_text("El archivo coincide").wait_for()
    check_page(page)
    assert watch.faults == []
