"""Comparing a file in the browser: the file stays there, and everybody can use the page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from certificates import api
from certificates.storing import store_pdf
from certificates.verification import examiner
from tests.certificates.factories import certificate
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "rules": {"target-size": {"enabled": True}}}


@pytest.fixture
def made(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    call_command("create_keys", verbosity=0)
    return certificate(ready=True)


@pytest.fixture
def phone_at_home(phone, live_server):
    """The phone, and what it has sent: (method, path, body) of each request that is not a GET."""
    sent = []
    phone.on("request", lambda r: sent.append((r.method, r.url, r.post_data_buffer)) if r.method != "GET" else None)
    return phone, live_server.url, sent


def as_file(data, name="constancia.pdf"):
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


def test_the_own_file_matches_without_leaving_the_device(phone_at_home, made):
    page, home, sent = phone_at_home
    page.goto(home + made.verification_path)
    page.set_input_files("input[type=file]", as_file(made.pdf.read()))
    page.get_by_text("El archivo coincide").wait_for()
    assert not page.get_by_text("El archivo no coincide").is_visible()
    assert sent == []


def test_an_altered_file_is_told_at_once(phone_at_home, made):
    page, home, sent = phone_at_home
    page.goto(home + made.verification_path)
    page.set_input_files("input[type=file]", as_file(made.pdf.read() + b"\n"))
    page.get_by_text("El archivo no coincide").wait_for()
    page.set_input_files("input[type=file]", as_file(b"hola"))
    page.get_by_text("Este archivo no es un PDF").wait_for()
    assert not page.get_by_text("El archivo no coincide").is_visible()
    assert sent == []


def test_a_file_that_differs_is_sent_only_when_asked_for(phone_at_home, made, monkeypatch):
    monkeypatch.setattr(examiner, "PATIENCE", 120)
    page, home, sent = phone_at_home
    page.goto(home + "/verificar/")
    page.set_input_files("input[type=file]", as_file(made.pdf.read() + b"\n"))
    page.get_by_text("No es un archivo que se haya emitido aquí").wait_for()
    assert sent == []
    page.get_by_role("button", name="Enviarlo y ver qué cambió").click()
    page.get_by_text("Este archivo fue modificado").wait_for(timeout=120_000)
    assert page.get_by_text(made.folio).is_visible()
    assert [method for method, *_rest in sent] == ["POST"]


def test_by_folio_and_surname_without_javascript(new_context, live_server, made):
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(live_server.url + "/verificar/")
    page.get_by_role("link", name="Verificar con folio y apellido").click()
    page.get_by_label("Folio").fill(made.folio.lower())
    page.get_by_label("Apellido de la persona").fill("Nadie")
    page.get_by_role("button", name="Verificar").click()
    page.get_by_text("No hay ninguna constancia con este folio y este apellido").wait_for()
    page.get_by_label("Apellido de la persona").fill(made.holder_name.split()[-1])
    page.get_by_role("button", name="Verificar").click()
    page.get_by_role("heading", name="Constancia vigente").wait_for()


def test_the_verdict_is_read_without_scrolling(phone_at_home, made):
    """State, name and course stand on the first screen of the cheapest phone: ten seconds are enough."""
    page, home, _sent = phone_at_home
    page.goto(home + made.verification_path)
    for shown in (page.get_by_role("heading", level=1), page.get_by_text(made.holder_name, exact=True)):
        box = shown.bounding_box()
        assert box["y"] + box["height"] <= 740


def test_a_dropped_file_finds_its_certificate_by_its_fingerprint(phone_at_home, made):
    page, home, sent = phone_at_home
    page.goto(home + "/verificar/")
    data = page.evaluate_handle(
        """bytes => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], "constancia.pdf", {type: "application/pdf"}));
            return transfer;
        }""",
        list(made.pdf.read()),
    )
    page.dispatch_event("[data-drop-zone]", "drop", {"dataTransfer": data})
    page.get_by_role("heading", name="Constancia vigente").wait_for()
    assert page.get_by_text(made.folio).is_visible()
    assert sent == []


def test_without_javascript_the_form_does_the_same(new_context, live_server, made):
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(live_server.url + made.verification_path)
    page.set_input_files("input[type=file]", as_file(made.pdf.read()))
    page.get_by_role("button", name="Comparar el archivo").click()
    page.locator(".notice[role=status]").get_by_text("El archivo coincide").wait_for()


def test_everybody_can_use_the_pages(phone_at_home, made):
    page, home, _sent = phone_at_home
    revoked = api.revoke(certificate=certificate(), reason="Prueba", revoked_by=UserFactory())
    for path in (
        "/verificar/",
        "/verificar/folio/",
        "/verificar/nada/",
        made.verification_path,
        revoked.verification_path,
    ):
        page.goto(home + path)
        violations = Axe().run(page, options=RULES).response["violations"]
        assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in violations] == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_waiting_page_opens_the_file_by_itself(phone_at_home):
    page, home, _sent = phone_at_home
    waiting = certificate()
    user = waiting.employee.user
    page.goto(home + "/cuenta/entrar/")
    page.locator("input[type=text], input[type=email]").first.fill(user.username)
    page.locator("input[type=password]").first.fill("correcta-y-larga")
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/mi-aula/")
    page.goto(f"{home}/mi-aula/constancias/{waiting.folio}/")
    assert page.get_by_role("heading", name="Su constancia se está preparando").is_visible()
    assert [found["id"] for found in Axe().run(page, options=RULES).response["violations"]] == []
    store_pdf(waiting.pk)
    with page.expect_event(
        "response", lambda r: r.request.method == "GET" and "application/pdf" in r.headers.get("content-type", "")
    ):
        pass
