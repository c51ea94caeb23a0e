import datetime as dt
import re
import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from certificates import api, verifying
from certificates.models import Certificate
from tests.factories import EmployeeFactory, UserFactory, course_page

from .factories import CURP, EMAIL, NUMBER, certificate

pytestmark = pytest.mark.django_db


def page(client, made, **extra):
    return client.get(made.verification_path, **extra)


def text(response):
    """What is read on the page: no markup, one space between words."""
    body = re.sub(r"<(head|script)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def upload(data, name="constancia.pdf"):
    return {"file": SimpleUploadedFile(name, data, "application/pdf")}


def with_canaries(**fields):
    user = UserFactory(email=EMAIL, username=NUMBER)
    employee = EmployeeFactory(curp=CURP, email=EMAIL, number=NUMBER, user=user, second_surname="Güemes")
    return certificate(employee=employee, **fields)


def test_a_valid_certificate_says_what_holds_and_for_whom(client):
    made = certificate(ready=True, valid_until=timezone.localdate() + dt.timedelta(days=30))
    response = page(client, made)
    said = text(response)
    assert response.status_code == 200
    for phrase in (
        "Constancia vigente",
        made.holder_name,
        made.course_title,
        made.folio,
        "6\N{NO-BREAK SPACE}horas".replace("\N{NO-BREAK SPACE}", " "),
        "Gobierno Municipal de Tuxpan, Jalisco",
        "Transparencia y rendición de cuentas",
        "LGTAIP 2025, art. 20, fracción III",
        "Aspectos CIMTRA relacionados: 1 a 3 y 9",
        "Qué acredita",
    ):
        assert phrase in said


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("valid", "Constancia vigente"),
        ("expired", "Constancia vencida"),
        ("revoked", "Constancia revocada"),
        ("superseded", "Constancia sustituida"),
    ],
)
def test_each_of_the_four_states_has_its_verdict_and_its_day(client, state, title):
    today = timezone.localdate()
    yesterday = today - dt.timedelta(days=1)
    made = certificate(valid_until=yesterday if state == "expired" else None)
    if state == "revoked":
        api.revoke(certificate=made, reason="Motivo interno 4471", revoked_by=UserFactory())
    if state == "superseded":
        api.replace(certificate=made, reason="Motivo interno 4471", replaced_by=UserFactory())
    said = text(page(client, made))
    assert title in said
    if state != "valid":
        assert f"{(yesterday if state == 'expired' else today).day} de " in said
    assert "Motivo interno" not in said


def test_a_superseded_one_does_not_lead_to_its_successor(client):
    old = certificate()
    new = api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory())
    html = page(client, old).content.decode()
    assert new.code not in html
    assert new.folio not in html


def test_the_page_and_the_pdf_hide_everything_personal_but_the_name(client, tmp_path):
    made = with_canaries(ready=True, score="93.37")
    path = tmp_path / "constancia.pdf"
    path.write_bytes(made.pdf.read())
    written = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    metadata = subprocess.run(["pdfinfo", "-meta", path], capture_output=True, check=True).stdout.decode()
    metadata += subprocess.run(["pdfinfo", path], capture_output=True, check=True).stdout.decode()
    html = page(client, made).content.decode() + str(page(client, made).headers)
    for canary in (CURP, EMAIL, NUMBER):
        assert canary not in html
        assert canary not in written
        assert canary not in metadata
    assert "93.37" not in html
    assert "calificación" not in html.lower()


def test_no_search_engine_keeps_the_page_and_no_site_learns_its_address(client):
    for response in (page(client, certificate()), client.get("/verificar/x/"), client.get("/verificar/")):
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
    assert "http" not in re.sub(
        r"http://www\.w3\.org|http://testserver", "", page(client, certificate()).content.decode()
    )


@pytest.mark.parametrize("code", ["x", "A" * 22, "TUX-CAP-2026-000001", "ñandú", "%00", "a" * 300, "' OR 1=1 --"])
def test_unknown_and_malformed_codes_get_the_same_page(client, code):
    certificate()
    response = client.get(reverse("certificates:verification", args=[code]))
    assert response.status_code == 404
    assert "No hay ninguna constancia con este código" in text(response)
    assert "Intente de nuevo" in text(response)
    unknown = client.get(reverse("certificates:verification", args=["B" * 22]))
    assert text(unknown) == text(response)


def test_unknown_and_malformed_codes_cost_the_same_queries(django_assert_num_queries):
    for code in ("x", "A" * 22):
        with django_assert_num_queries(1):
            assert verifying.find(code) is None


def test_neighbours_of_a_folio_show_nobody(client):
    made = certificate()
    for number in range(1, 40):
        response = client.get(f"/verificar/{made.folio[:-6]}{number:06d}/")
        assert response.status_code == 404
        assert made.holder_name not in text(response)


def test_the_page_costs_three_queries_whatever_it_shows(client, django_assert_max_num_queries):
    made = certificate(ready=True)
    page(client, made)
    with django_assert_max_num_queries(3):
        page(client, made)


@pytest.mark.parametrize(
    "shape", ["{code}", "  {code} ", "https://ejemplo.test/verificar/{code}/", "/verificar/{code}?x=1"]
)
def test_a_pasted_code_or_address_leads_to_the_page(client, shape):
    made = certificate()
    response = client.get("/verificar/", {"code": shape.format(code=made.code)})
    assert response.status_code == 302
    assert response["Location"] == made.verification_path


def test_an_empty_code_is_told_in_spanish(client):
    response = client.get("/verificar/", {"code": " "})
    assert response.status_code == 400
    assert "Escriba el código que está impreso junto al código QR." in text(response)


def test_the_own_file_matches(client):
    made = certificate(ready=True)
    assert "El archivo coincide" in text(client.post(made.verification_path, upload(made.pdf.read())))


def test_a_file_with_one_other_byte_does_not_match(client):
    made = certificate(ready=True)
    data = bytearray(made.pdf.read())
    data[len(data) // 2] ^= 1
    said = text(client.post(made.verification_path, upload(bytes(data))))
    assert "El archivo no coincide" in said
    assert "Constancia vigente" in said


def test_the_file_of_another_certificate_is_told_apart_without_its_name(client):
    course = course_page(lessons=1)
    made, other = certificate(course=course, ready=True), certificate(course=course, ready=True)
    response = client.post(made.verification_path, upload(other.pdf.read()))
    assert "El archivo es otra constancia" in text(response)
    assert other.holder_name not in text(response)


@pytest.mark.parametrize(
    ("data", "answer"),
    [(b"GIF89a", "no es un PDF"), (b"", "No se recibió"), (b"%PDF-" + b"x" * (5 * 1024 * 1024), "demasiado grande")],
)
def test_what_is_no_constancia_is_refused_in_spanish(client, data, answer):
    made = certificate(ready=True)
    assert answer in text(client.post(made.verification_path, upload(data)))
    assert answer in text(client.post("/verificar/", upload(data))) or data == b""


def test_a_file_alone_finds_its_certificate(client):
    made = certificate(ready=True)
    said = text(client.post("/verificar/", upload(made.pdf.read())))
    assert "El archivo coincide" in said
    assert made.folio in said


def test_a_foreign_pdf_is_not_ours(client):
    certificate(ready=True)
    assert "No es una constancia nuestra" in text(client.post("/verificar/", upload(b"%PDF-1.4 otra cosa")))


def test_a_fingerprint_made_in_the_browser_is_enough(client):
    made = certificate(ready=True)
    assert made.folio in text(client.get("/verificar/", {"huella": made.sha256}))
    for value in ("0" * 64, "", "x", "0" * 63 + "'"):
        response = client.get("/verificar/", {"huella": value})
        assert response.status_code == 200
        assert made.folio not in text(response)


def test_an_empty_fingerprint_never_finds_a_certificate_without_file():
    certificate()
    assert verifying.find_by_fingerprint("") is None


def test_viewing_issues_and_draws_nothing(client):
    made = certificate()
    page(client, made)
    assert not Certificate.objects.get().has_file


def test_the_form_needs_no_session(client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    made = certificate(ready=True)
    assert "El archivo coincide" in text(strict.post(made.verification_path, upload(made.pdf.read())))
    assert not strict.cookies.get("aula_session")


ENGLISH = re.compile(
    r"\b(certificate|valid|until|issued|verify|the|your|file|download|name|course|requirement)s?\b", re.I
)


def test_every_word_is_spanish(client):
    made = certificate(ready=True)
    employee = made.employee
    pages = [page(client, made), client.get("/verificar/"), client.get("/verificar/x/")]
    client.force_login(employee.user)
    pages += [client.get("/mi-aula/"), client.get(f"/mi-aula/constancias/{certificate(employee=employee).folio}/")]
    for response in pages:
        assert ENGLISH.findall(text(response)) == []
