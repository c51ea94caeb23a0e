import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates import api
from certificates.life.withholding import withhold
from certificates.models import Certificate, Kind, PublicKey
from tests.certificates.factories import certificate
from tests.certificates.verification_factories import text
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
# As if there were a file, which takes a second to draw.
FILE = {"sha256": "c" * 64, "pdf": "constancias/ninguna.pdf", "size": 1}


def page(client, made, **extra):
    return client.get(made.verification_path, **extra)


def revoked(made, kind=Certificate.RevocationClass.ERROR):
    return api.revoke(certificate=made, reason="Motivo interno 4471", revoked_by=UserFactory(), revocation_class=kind)


def replaced(made):
    return api.replace(certificate=made, reason="Motivo interno 4471", replaced_by=UserFactory())


class TestFourStates:
    def test_a_valid_certificate_says_what_holds_and_for_whom(self, client):
        made = certificate(valid_until=timezone.localdate() + dt.timedelta(days=30))
        response = page(client, made)
        said = text(response)
        assert response.status_code == 200
        for phrase in (
            "Constancia vigente",
            made.holder_name,
            made.course_title,
            made.folio,
            "6 horas",
            "Gobierno Municipal de Tuxpan, Jalisco",
            "Transparencia y rendición de cuentas",
            "LGTAIP 2025, art. 20, fracción III",
            "Aspectos CIMTRA relacionados: 1 a 3 y 9",
            "Qué acredita",
            "acreditó sus evaluaciones",
        ):
            assert phrase in said

    def test_an_expired_one_says_until_when_it_held(self, client):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        said = text(page(client, certificate(valid_until=yesterday)))
        assert "Constancia vencida" in said
        assert f"{yesterday.day} de " in said

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("error", "Se emitió por error"),
            ("achievement", "Se anuló la acreditación"),
            ("misuse", "Se obtuvo o se usó de forma indebida"),
        ],
    )
    def test_a_revoked_one_says_when_and_the_class_of_the_reason_only(self, client, kind, words):
        said = text(page(client, revoked(certificate(), kind)))
        assert "Constancia revocada" in said
        assert f"{timezone.localdate().day} de " in said
        assert f"Motivo: {words}." in said
        assert "Motivo interno" not in said
        assert "ya no acredita nada" in said.lower()

    def test_a_superseded_one_leads_to_the_newest_however_often_it_was_replaced(self, client):
        old = certificate()
        middle = replaced(old)
        new = replaced(middle)
        response = page(client, old)
        assert "Constancia sustituida" in text(response)
        assert new.verification_path in response.content.decode()
        assert middle.verification_path not in response.content.decode()
        assert new.folio not in text(response)
        assert "Motivo interno" not in text(response)

    def test_an_expired_one_leads_to_the_one_that_renews_it(self, client):
        old = certificate(valid_until=timezone.localdate() - dt.timedelta(days=1))
        new = certificate(employee=old.employee)
        _link(new, renews=old)
        assert new.verification_path in page(client, old).content.decode()
        revoked(new)
        assert new.verification_path not in page(client, old).content.decode()

    @pytest.mark.parametrize(
        ("kind", "words"),
        [(Kind.PARTICIPATION, "participó en"), (Kind.SPEAKER, "fue ponente en"), (Kind.SKILLS, "completó el curso")],
    )
    def test_each_kind_says_what_it_proves(self, client, kind, words):
        made = _link(certificate(), kind=kind)
        said = text(page(client, made))
        assert words in said
        assert ("no es un título profesional" in said) == (kind != Kind.SPEAKER)


def _link(made, **fields):
    """An issued row as it would have been issued with other values; rows cannot be changed through the model."""
    from django.db.models import QuerySet

    QuerySet.update(Certificate.objects.filter(pk=made.pk), **fields)
    return Certificate.objects.get(pk=made.pk)


class TestWhoSigned:
    SEAL = {"kind": "seal", "subject": "Sello de capacitacion.ejemplo.test", "fingerprint": "ab" * 32}

    @pytest.mark.parametrize(
        ("signature", "words"),
        [
            ({}, "Sin firma electrónica"),
            (SEAL, "Sello de este sitio"),
            ({**SEAL, "kind": "pkcs12", "subject": "Municipio de Tuxpan"}, "Certificado de Municipio de Tuxpan"),
            ({**SEAL, "kind": "efirma", "subject": "ÁNGELA MUÑOZ"}, "e.firma de ÁNGELA MUÑOZ"),
            ({**SEAL, "is_stamped": True}, "sello de tiempo"),
        ],
    )
    def test_the_page_says_which_key(self, client, signature, words):
        assert words in text(page(client, _link(certificate(), signature=signature, **FILE)))

    def test_while_there_is_no_file_nobody_has_signed_it(self, client):
        assert "Quién firmó" not in text(page(client, certificate()))

    def test_a_stolen_key_is_warned_of(self, client):
        PublicKey.objects.create(
            kind="seal", fingerprint=self.SEAL["fingerprint"], pem="", compromised_at=timezone.now()
        )
        said = text(page(client, _link(certificate(), signature=self.SEAL, **FILE)))
        assert "se reportó como robada" in said


class TestWhatStrangersSee:
    @pytest.mark.parametrize("accept", ["text/html", "application/json"])
    def test_no_search_engine_keeps_it_and_no_site_learns_its_address(self, client, accept):
        paths = [certificate().verification_path, "/verificar/x/", "/verificar/", "/verificar/folio/"]
        for path in paths:
            response = client.get(path, headers={"accept": accept})
            assert "noindex" in response["X-Robots-Tag"]
            assert response["Referrer-Policy"] == "no-referrer"
            assert "no-store" in response["Cache-Control"]
            assert "Accept" in response["Vary"]

    def test_nothing_comes_from_another_host(self, client):
        html = page(client, certificate()).content.decode()
        assert "http" not in re.sub(r"http://www\.w3\.org|http://testserver", "", html)

    @pytest.mark.parametrize("code", ["x", "A" * 22, "TUX-CAP-2026-000001", "ñandú", "%00", "a" * 300, "' OR 1=1 --"])
    def test_unknown_and_malformed_codes_get_the_same_page(self, client, code):
        certificate()
        response = client.get(reverse("certificates:verification", args=[code]))
        assert response.status_code == 404
        assert "No hay ninguna constancia con este código" in text(response)
        unknown = client.get(reverse("certificates:verification", args=["B" * 22]))
        assert text(unknown) == text(response)

    def test_neighbours_of_a_folio_show_nobody(self, client):
        made = certificate()
        for number in range(1, 20):
            response = client.get(f"/verificar/{made.folio[:-6]}{number:06d}/")
            assert response.status_code == 404
            assert made.holder_name not in text(response)

    def test_the_page_costs_five_queries_at_most_whatever_it_shows(self, client, django_assert_max_num_queries):
        made = _link(certificate(), signature=TestWhoSigned.SEAL, **FILE)
        page(client, made)
        with django_assert_max_num_queries(5):
            page(client, made)

    def test_viewing_issues_and_draws_nothing(self, client):
        made = certificate()
        page(client, made)
        assert not Certificate.objects.get().has_file

    @pytest.mark.parametrize(
        "shape",
        [
            "{code}",
            "  {code} ",
            "https://ejemplo.test/verificar/{code}/",
            "/verificar/{code}?x=1",
            "https://ejemplo.test/verificar/{code}/#1" + "A" * 400,
        ],
    )
    def test_a_pasted_code_or_address_leads_to_the_page(self, client, shape):
        made = certificate()
        response = client.get("/verificar/", {"code": shape.format(code=made.code)})
        assert response.status_code == 302
        assert response["Location"] == made.verification_path

    @pytest.mark.parametrize("code", ["/", "#", "   /  "])
    def test_an_address_without_a_code_is_unknown(self, client, code):
        response = client.get("/verificar/", {"code": code}, follow=True)
        assert response.status_code in (400, 404)

    def test_an_empty_code_is_told_in_spanish(self, client):
        response = client.get("/verificar/", {"code": " "})
        assert response.status_code == 400
        assert "Escriba el código que está impreso junto al código QR." in text(response)

    def test_the_forms_need_no_session(self):
        strict = Client(enforce_csrf_checks=True)
        made = certificate()
        surname = made.holder_name.split()[-1]
        response = strict.post("/verificar/folio/", {"folio": made.folio, "surname": surname})
        assert response.status_code == 302
        assert not strict.cookies.get("aula_session")


class TestAWithheldName:
    @pytest.fixture
    def made(self, settings, tmp_path):
        settings.KEYS_DIR = tmp_path / "keys"
        made = certificate(employee_name="María Guadalupe Núñez Güemes")
        made = _link(made, **FILE)
        withhold(certificate=made, reason="Plazo cumplido", withheld_by=UserFactory())
        return Certificate.objects.get(pk=made.pk)

    def test_the_page_says_so_and_still_verifies(self, client, made):
        said = text(page(client, made))
        assert "Constancia vigente" in said
        assert "Ya no se muestra" in said
        assert made.folio in said
        assert "Núñez" not in said

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("maria guadalupe nunez guemes", "Es el nombre que se certificó"),
            ("María Guadalupe Núñez", "No es el nombre que se certificó"),
        ],
    )
    def test_somebody_with_the_paper_can_compare_the_name(self, client, made, name, words):
        response = client.post(made.verification_path, {"name": name})
        assert response.status_code == 200
        assert words in text(response)

    def test_names_cannot_be_tried_for_ever(self, client, made):
        answers = [client.post(made.verification_path, {"name": f"Nombre {n}"}).status_code for n in range(7)]
        assert answers[0] == 200
        assert answers[-1] == 429

    def test_its_folio_and_surname_find_nothing(self, client, made):
        response = client.post("/verificar/folio/", {"folio": made.folio, "surname": "Núñez"})
        assert response.status_code == 404

    def test_a_name_that_is_shown_cannot_be_compared(self, client):
        made = certificate()
        assert client.post(made.verification_path, {"name": made.holder_name}).status_code == 400


ENGLISH = re.compile(
    r"\b(certificate|valid|until|issued|verify|the|your|file|download|name|course|requirement|signed|try)s?\b", re.I
)


def test_every_word_is_spanish(client):
    made = certificate()
    waiting = certificate(employee_name="Otra Persona")
    pages = [
        page(client, made),
        page(client, revoked(made)),
        page(client, waiting),
        client.get("/verificar/"),
        client.get("/verificar/x/"),
        client.get("/verificar/folio/"),
        client.post("/verificar/folio/", {}),
        *(client.post("/verificar/folio/", {"folio": "X", "surname": "Y"}) for _ in range(7)),
    ]
    assert pages[-1].status_code == 429
    for response in pages:
        assert ENGLISH.findall(text(response)) == []
