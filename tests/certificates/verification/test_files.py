"""Files that strangers bring. The scene is built once: drawing and signing take longer than all the rest."""

import os
import resource
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from certificates import api
from certificates.credentials import keys as statement_keys
from certificates.drawing import manifest, render
from certificates.models import Certificate, PublicKey
from certificates.signing import folder, seal
from certificates.signing.files import sign
from certificates.storing import document_of
from certificates.verification import examiner, files
from certificates.verification.examiner import CannotExamine, contents, look_into
from certificates.verification.files import FileVerdict
from tests.certificates.factories import CURP, EMAIL, NUMBER, certificate
from tests.certificates.verification_bombs import unpacks_to
from tests.certificates.verification_factories import (
    added_to,
    pdf_with_evidence,
    stripped,
    text,
    upload,
    with_one_other_byte,
)
from tests.factories import EmployeeFactory, UserFactory, course_page

MODIFIED = "Este archivo fue modificado"


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    """Two constancias with signed files, in a transaction around the module."""
    with (
        override_settings(KEYS_DIR=tmp_path_factory.mktemp("keys") / "keys"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        seal.create()
        statement_keys.create()
        course = course_page(lessons=1)
        user = UserFactory(email=EMAIL, username=NUMBER)
        holder = EmployeeFactory(curp=CURP, email=EMAIL, number=NUMBER, user=user)
        made = certificate(course=course, employee=holder, ready=True)
        other = certificate(course=course, ready=True)
        assert folder.keys_dir() == settings.KEYS_DIR
        yield made, other, made.pdf.read(), other.pdf.read()
        transaction.set_rollback(True)


@pytest.fixture
def made(scene, db):
    return Certificate.objects.get(pk=scene[0].pk)


@pytest.fixture
def data(scene):
    return scene[2]


@pytest.fixture
def here(monkeypatch):
    """Files are looked into by this process: starting another takes seconds, and there are tests of that below."""

    def look(data):
        found = contents(data)
        for name in ("signed_at", "stamped_at"):
            found[name] = datetime.fromisoformat(found[name]) if found[name] else None
        return files.Contents(**found)

    monkeypatch.setattr(files, "look_into", look)


@pytest.mark.usefixtures("here")
class TestOnThePageOfAConstancia:
    def bring(self, client, made, data):
        return text(client.post(made.verification_path, upload(data)))

    def test_the_own_file_matches(self, client, made, data):
        assert "El archivo coincide" in self.bring(client, made, data)

    @pytest.mark.parametrize(
        ("happens", "title"), [(api.revoke, "Constancia revocada"), (api.replace, "Constancia sustituida")]
    )
    def test_the_own_file_of_one_that_was_withdrawn_matches_and_is_withdrawn(self, client, made, data, happens, title):
        who = {api.revoke: "revoked_by", api.replace: "replaced_by"}[happens]
        happens(certificate=made, reason="Prueba", **{who: UserFactory()})
        said = self.bring(client, made, data)
        assert title in said
        assert "El archivo coincide" in said

    def test_an_altered_byte_is_told(self, client, made, data):
        said = self.bring(client, made, with_one_other_byte(data))
        assert MODIFIED in said
        assert "Constancia vigente" in said

    def test_something_added_after_signing_is_told(self, client, made, data):
        assert MODIFIED in self.bring(client, made, added_to(data))

    def test_a_removed_signature_is_told(self, client, made, data):
        assert "Se quitó la firma de este archivo" in self.bring(client, made, stripped(data))

    def test_the_file_of_another_certificate_is_told_apart_without_its_name(self, client, made, scene):
        other, others_data = scene[1], scene[3]
        for brought in (others_data, added_to(others_data), stripped(others_data)):
            response = client.post(made.verification_path, upload(brought))
            assert "El archivo es otra constancia" in text(response)
            assert other.holder_name not in text(response)

    def test_a_foreign_pdf_does_not_match(self, client, made):
        assert "El archivo no coincide" in self.bring(client, made, pdf_with_evidence({}))

    @pytest.mark.parametrize(
        ("content", "answer"),
        [
            (b"GIF89a", "no es un PDF"),
            (b"", "No se recibió"),
            (b"%PDF-" + b"x" * (5 * 1024 * 1024), "demasiado grande"),
            (b"%PDF-1.7 y nada", "El archivo está dañado"),
        ],
    )
    def test_what_is_no_constancia_is_refused_in_spanish(self, client, made, content, answer):
        assert answer in self.bring(client, made, content)


def test_page_sheet_evidence_and_metadata_hide_everything_personal_but_the_name(client, made, data, tmp_path):
    path = tmp_path / "constancia.pdf"
    path.write_bytes(data)
    said = client.get(made.verification_path).content.decode()
    for command in (["pdftotext", path, "-"], ["pdfinfo", "-meta", path], ["pdfinfo", path]):
        said += subprocess.run(command, capture_output=True, check=True).stdout.decode()
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, path], check=True)
    evidence = (tmp_path / manifest.NAME).read_text()
    assert made.holder_name in evidence
    for canary in (CURP, EMAIL, NUMBER):
        assert canary not in said
        assert canary not in evidence


@pytest.mark.usefixtures("here")
class TestAtTheDoor:
    def bring(self, client, data):
        return text(client.post("/verificar/", upload(data)))

    def test_a_file_alone_finds_its_certificate(self, client, made, data):
        said = self.bring(client, data)
        assert "El archivo coincide" in said
        assert made.folio in said

    def test_an_altered_one_finds_it_by_its_evidence(self, client, made, data):
        for brought in (added_to(data), with_one_other_byte(data)):
            said = self.bring(client, brought)
            assert MODIFIED in said
            assert made.folio in said

    def test_a_fingerprint_made_in_the_browser_is_enough(self, client, made):
        assert made.folio in text(client.get("/verificar/", {"huella": made.sha256}))
        for value in ("0" * 64, "x", "0" * 63 + "'"):
            response = client.get("/verificar/", {"huella": value})
            assert response.status_code == 200
            assert made.folio not in text(response)

    @pytest.mark.parametrize(
        "facts", [{}, [], "x", {"code": 7}, {"code": "A" * 22}, b"\xff\xfe", b"[" * 100_000, {"code": None}]
    )
    def test_evidence_that_names_nothing_is_not_ours(self, client, made, facts):
        assert "No es una constancia nuestra" in self.bring(client, pdf_with_evidence(facts))

    def test_a_made_up_sheet_with_the_code_of_another_has_no_signature(self, client, made):
        """A replayed code leads to the page that says whose it is."""
        said = self.bring(client, pdf_with_evidence({"code": made.code, "person": {"name": "Otra Persona"}}))
        assert "Se quitó la firma" in said
        assert made.folio in said
        assert made.holder_name in said
        assert "Otra Persona" not in said

    def test_what_somebody_else_signed_is_told_with_the_name(self, client, made, data, tmp_path, settings):
        PublicKey.objects.exclude(fingerprint=made.signature["fingerprint"]).delete()
        settings.KEYS_DIR = tmp_path / "ajena"
        settings.SITE_URL = "https://ajena.ejemplo.test"
        seal.create()
        forged = sign(render(document_of(Certificate.objects.get(pk=made.pk))), at=timezone.now())
        PublicKey.objects.filter(fingerprint=forged.signature["fingerprint"]).delete()
        said = self.bring(client, forged.data)
        assert "Otra persona firmó este archivo" in said
        assert "Sello de ajena.ejemplo.test" in said

    def test_a_file_of_ours_that_is_not_on_record_is_no_proof(self, client, made, data, monkeypatch):
        monkeypatch.setattr(files, "find_by_fingerprint", lambda value: None)
        assert "no está en el registro" in self.bring(client, data)
        key = PublicKey.objects.get(fingerprint=made.signature["fingerprint"])
        key.compromised_at = timezone.now()
        key.save()
        assert "llave robada" in self.bring(client, data)

    def test_many_files_at_once_wait_but_fingerprints_are_always_answered(self, client, made, data):
        answers = [client.post("/verificar/", upload(b"%%PDF-1.7 %d" % number)).status_code for number in range(12)]
        assert answers[0] == 200
        assert answers[-1] == 429
        assert client.post("/verificar/", upload(data)).status_code == 200


class TestTheProcessOfItsOwn:
    """The real one; each start takes a second or two of the processor."""

    @pytest.fixture(autouse=True)
    def patience(self, monkeypatch):
        """A machine that runs several suites at once starts it slowly."""
        monkeypatch.setattr(examiner, "PATIENCE", 300)

    def test_it_finds_what_this_process_would_find(self, scene, data, db):
        found = look_into(data)
        assert found.is_signed
        assert found.is_intact
        assert found.is_whole
        assert found.code == scene[0].code
        assert found.fingerprint == scene[0].signature["fingerprint"]

    def test_a_file_that_unpacks_to_much_more_breaks_nothing_here(self):
        before = _memory()
        assert not look_into(unpacks_to(256 * 1024**2)).is_readable
        assert _memory() - before < 64 * 1024

    @pytest.mark.parametrize(
        ("does", "ends_with"),
        [
            ("bytearray(1024**3)", 1),
            ("open('x', 'wb', 0).write(b'x')", 1),
            ("while True: pass", -signal.SIGKILL),
        ],
    )
    def test_it_has_little_memory_no_disk_and_little_time(self, tmp_path, does, ends_with):
        limited = "from certificates.verification import examiner as e; e.MOST_SECONDS = 1; e._limit_this_process()"
        done = subprocess.run(
            [sys.executable, "-c", f"{limited}\n{does}"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(settings.BASE_DIR)},
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == ends_with

    def test_a_process_that_takes_too_long_is_ended(self, monkeypatch):
        monkeypatch.setattr(examiner, "PATIENCE", 0.05)
        with pytest.raises(CannotExamine):
            examiner.look_into(b"%PDF-1.7")


def _memory():
    """The most that this process has held so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_the_verdicts_are_all_said():
    said = (Path(settings.BASE_DIR) / "templates/certificates/file_verdict.html").read_text()
    for verdict in FileVerdict:
        assert f'"{verdict}"' in said
