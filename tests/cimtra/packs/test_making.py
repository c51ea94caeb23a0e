"""A pack of evidence: what is in it, for whom, as of when, and that its bytes stay what they were."""

import datetime as dt
import hashlib
import importlib
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.api import Certificate, is_signed_here, issue, store_pdf
from cimtra.models import (
    AspectResponsible,
    Delivery,
    DeliveryEvent,
    EvidencePack,
    Finding,
    FindingEvent,
    FindingEvidence,
    LibraryDocument,
    LinkCheck,
    PublishedAddress,
    Round,
)
from cimtra.packs import making, manifest
from courses.models import Completion
from people.api import ADMINISTRATION, write_whole
from people.models import Decision, Notice, Work
from people.works import run
from tests.certificates.factories import municipality
from tests.cimtra.coverage.coverage_factories import delivery, finding, today, town
from tests.cimtra.packs.packs_factories import bytes_of, inside, made, manifest_of, words_of
from tests.factories import employee_with_role
from tests.reports.situations import enrol, person

pytestmark = pytest.mark.django_db
NAMES = ("Titularzzi", "Acreditadazzi", "Pendientezzi", "Recientezzi", "Secretariazzi")
COMMENT = "Comentario-entre-areas"
SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"


@pytest.fixture(scope="module", autouse=True)
def built_town(built_once):
    return built_once(town)


@pytest.fixture
def place(built_town, db):
    return built_town


@pytest.fixture
def asker(place):
    return employee_with_role(ADMINISTRATION)


def story(place):
    """A delivery with a document, a finding with a comment and a file, a notice and a visit of the monitor."""
    user = place.head.user
    write_whole("cimtra/prueba/gastos.csv", b"rubro,monto\nluz,10\n")
    document = LibraryDocument.objects.create(
        title="Gastos del trimestre",
        department=place.treasury,
        period_start=today(),
        period_end=today(),
        format="csv",
        file="cimtra/prueba/gastos.csv",
        file_name="gastos.csv",
        sha256=hashlib.sha256(b"rubro,monto\nluz,10\n").hexdigest(),
        size=19,
        uploaded_by=user,
        live=True,
    )
    handed = delivery(place.aspect(1), place.treasury, document=document)
    DeliveryEvent.objects.create(
        delivery=handed,
        to_state="in_review",
        document=document,
        document_sha256=document.sha256,
        text=COMMENT,
        by=user,
        by_name="Celedonia Titularzzi",
        at=timezone.now() - dt.timedelta(days=12),
    )
    DeliveryEvent.objects.create(
        delivery=handed, from_state="in_review", to_state="accepted", at=timezone.now() - dt.timedelta(days=11)
    )
    found = finding(place.aspect(1), place.treasury, person=place.untrained)
    Finding.objects.filter(pk=found.pk).update(made_at=timezone.now() - dt.timedelta(days=40))
    FindingEvent.objects.create(
        finding=found,
        act="commented",
        text=COMMENT,
        by_name="Celedonia Titularzzi",
        at=timezone.now() - dt.timedelta(days=3),
    )
    write_whole("cimtra/prueba/foto.png", b"una foto")
    FindingEvidence.objects.create(
        finding=found,
        title="Foto",
        file="cimtra/prueba/foto.png",
        file_name="foto.png",
        sha256=hashlib.sha256(b"una foto").hexdigest(),
        size=8,
    )
    Notice.objects.create(
        employee=place.untrained,
        kind="cimtra.finding_opened",
        key=f"finding:{found.pk}@opened",
        title="Atienda la observación",
        state=Notice.State.SHOWN,
        settled_at=timezone.now(),
    )
    address = PublishedAddress.objects.create(
        address="https://portal.ejemplo.gob.mx/gastos",
        title="Gastos",
        aspect=place.aspect(1),
        department=place.treasury,
    )
    LinkCheck.objects.create(published=address, verdict="meets", reason="fine", sha256="ab" * 32, status=200)
    return SimpleNamespace(delivery=handed, finding=found, document=document)


def test_asking_needs_a_reason_a_day_that_has_come_and_one_subject(place, asker):
    whole = {"by": asker, "aspect": place.aspect(1), "audience": "public", "as_of": today(), "reason": "Auditoría"}
    review = Round.objects.create(name="Revisión", instrument=place.instrument, cutoff_on=today())
    for wrong in (
        {"reason": "  "},
        {"reason": "x" * 251},
        {"as_of": today() + dt.timedelta(days=1)},
        {"aspect": None},
        {"round": review},
        {"audience": "nadie"},
    ):
        with pytest.raises(ValidationError):
            making.ask(**{**whole, **wrong})
    assert not EvidencePack.objects.exists()


def test_the_ledger_tells_of_packs_that_name_people(place, asker):
    making.ask(by=asker, aspect=place.aspect(1), audience="public", as_of=today(), reason="Portal")
    assert not Decision.objects.filter(act="export").exists()
    making.ask(by=asker, aspect=place.aspect(1), audience="authority", as_of=today(), reason="Oficio 12/2026")
    line = Decision.objects.get(act="export")
    assert (line.actor, line.reason, line.after["audience"]) == (asker, "Oficio 12/2026", "authority")


def test_a_pack_holds_each_section_and_every_file_is_as_listed(place, asker):
    story(place)
    pack = made(asker, aspect=place.aspect(1))
    files = inside(pack)
    listed = {one["path"]: one for one in manifest_of(pack)["files"]}
    for number, name in enumerate(
        ("norma", "responsables", "capacitacion", "entregas", "observaciones", "evaluaciones", "avisos"), start=1
    ):
        assert f"{number}-{name}.html" in files
        assert f"{number}-{name}/1.xlsx" in files
    assert set(files) - set(listed) == {"manifest.json", "manifest.sig", "llave.pem", "SHA256SUMS.txt"}
    for path, one in listed.items():
        assert hashlib.sha256(files[path]).hexdigest() == one["sha256"]
    assert (pack.sha256, pack.size) == (hashlib.sha256(bytes_of(pack)).hexdigest(), len(bytes_of(pack)))
    assert pack.work.state == Work.State.DONE


def test_what_was_handed_in_goes_with_the_pack(place, asker):
    told = story(place)
    pack = made(asker, aspect=place.aspect(1))
    attached = [name for name in inside(pack) if name.endswith(".csv")]
    assert [inside(pack)[name] for name in attached] == [b"rubro,monto\nluz,10\n"]
    assert any(name.startswith("5-observaciones/") and name.endswith(".png") for name in inside(pack))
    words = words_of(pack)
    for expected in (told.document.sha256, "https://portal.ejemplo.gob.mx/gastos", "ab" * 32, "Atienda la observación"):
        assert expected in words


def test_constancias_go_with_the_pack_where_people_may_be_named(place, asker):
    municipality()
    done = Completion.objects.get(employee=place.trained)
    constancia = issue(completion=done)
    store_pdf(constancia.pk)
    sheet = Certificate.objects.get(pk=constancia.pk)
    pack = made(asker, aspect=place.aspect(1), audience="authority")
    path = f"3-capacitacion/{sheet.folio}.pdf"
    assert hashlib.sha256(inside(pack)[path]).hexdigest() == sheet.sha256
    assert sheet.folio in inside(pack)["3-capacitacion.html"].decode()
    assert sheet.folio not in words_of(made(asker, aspect=place.aspect(1), audience="public"))


def test_the_list_is_signed_for_this_purpose_and_no_other(place, asker):
    pack = made(asker, aspect=place.aspect(1))
    files = inside(pack)
    assert is_signed_here(files["manifest.json"], files["manifest.sig"], purpose="paquete")
    assert not is_signed_here(files["manifest.json"], files["manifest.sig"], purpose="otro")
    assert pack.signature["algorithm"] == "Ed25519"
    assert pack.signature["key"].startswith("did:web:")


def test_without_certificates_the_pack_is_unsigned_and_says_so(place, asker, monkeypatch):
    monkeypatch.setattr(manifest, "can_sign", lambda: False)
    monkeypatch.setattr(making, "can_sign", lambda: False)
    pack = made(asker, aspect=place.aspect(1))
    assert "manifest.sig" not in inside(pack)
    assert pack.signature == {}
    assert manifest_of(pack)["signed_with"].startswith(("Sin firma", "Unsigned"))


def test_the_municipality_itself_gets_names_numbers_and_comments(place, asker):
    story(place)
    pack = made(asker, aspect=place.aspect(1), audience="internal")
    words = words_of(pack)
    assert "<td>91" in inside(pack)["3-capacitacion.html"].decode()
    assert all(name in words for name in NAMES)
    assert "90003" in words
    assert COMMENT in words


def test_an_authority_gets_names_without_numbers_grades_and_comments(place, asker):
    story(place)
    pack = made(asker, aspect=place.aspect(1), audience="authority")
    words = words_of(pack)
    assert "<td>91" not in inside(pack)["3-capacitacion.html"].decode()
    assert all(name in words for name in NAMES)
    assert "90003" not in words
    assert COMMENT not in words


def test_the_public_gets_posts_and_counts_and_nobodys_name(place, asker):
    story(place)
    pack = made(asker, aspect=place.aspect(1), audience="public", reason="Lo pidió Acreditadazzi")
    words = words_of(pack)
    assert "zzi" not in words
    assert "90003" not in words
    assert COMMENT not in words
    assert "Auxiliar administrativo" in words
    assert not [name for name in inside(pack) if name.endswith((".pdf", ".png"))]


def test_small_groups_are_not_told_to_the_public(place, asker):
    words = words_of(made(asker, aspect=place.aspect(1), audience="public"))
    assert "grupo pequeño" in words or "small group" in words
    for _n in range(6):
        enrol(person(place.treasury), place.course, requirement=place.requirement, completed=-3)
        enrol(person(place.treasury), place.course, requirement=place.requirement, due=-3)
    page = inside(made(asker, aspect=place.aspect(1), audience="public"))["3-capacitacion.html"].decode()
    assert "<td>8</td><td>7</td>" in page


def test_a_pack_of_a_past_day_knows_nothing_of_what_came_later(place, asker):
    told = story(place)
    AspectResponsible.objects.filter(aspect=place.aspect(1), department=place.clerk).update(
        starts_on=today() - dt.timedelta(days=5)
    )
    then = today() - dt.timedelta(days=25)
    pack = made(asker, aspect=place.aspect(1), as_of=then)
    files = inside(pack)
    assert "Secretaría General" not in files["2-responsables.html"].decode()
    training = files["3-capacitacion.html"].decode()
    assert "Titularzzi" in training
    # Completed twenty days ago, that is, after the day.
    assert training.count("Acreditadazzi") == 0
    assert told.document.sha256 not in files["4-entregas.html"].decode()
    assert COMMENT not in words_of(pack)


def test_the_state_of_that_day_follows_from_the_history(place, asker):
    told = story(place)
    pack = made(asker, aspect=place.aspect(1), as_of=today() - dt.timedelta(days=12))
    assert told.delivery.state == Delivery.State.ACCEPTED
    page = inside(pack)["4-entregas.html"].decode()
    assert str(Delivery.State.IN_REVIEW.label) in page
    assert f"<td>{Delivery.State.ACCEPTED.label}</td>" not in page


def test_a_file_that_is_gone_or_altered_is_told_and_left_out(place, asker):
    story(place)
    write_whole("cimtra/prueba/foto.png", b"otra foto")
    pack = made(asker, aspect=place.aspect(1))
    assert len(manifest_of(pack)["missing"]) == 1
    assert not [name for name in inside(pack) if name.endswith(".png")]


def test_a_long_table_is_whole_in_the_workbook_and_short_on_the_page(place, asker, monkeypatch):
    monkeypatch.setattr("cimtra.packs.parts.MOST_ON_A_PAGE", 2)
    for _n in range(5):
        finding(place.aspect(1), place.treasury)
    Finding.objects.update(made_at=timezone.now() - dt.timedelta(days=1))
    files = inside(made(asker, aspect=place.aspect(1)))
    assert files["5-observaciones.html"].decode().count("Falta publicar") == 2
    book = openpyxl.load_workbook(io.BytesIO(files["5-observaciones/1.xlsx"]))
    assert book.worksheets[1].max_row == 6


def test_a_pack_is_made_once(place, asker):
    pack = made(asker, aspect=place.aspect(1))
    first = bytes_of(pack)
    Work.objects.filter(pk=pack.work_id).update(state=Work.State.WAITING)
    run(pack.work_id)
    pack.refresh_from_db()
    assert bytes_of(pack) == first


def test_a_pack_whose_work_stopped_is_tried_again_and_no_other_is(place, asker):
    pack = making.ask(by=asker, aspect=place.aspect(1), audience="public", as_of=today(), reason="Portal")
    assert making.try_again(pack, by=asker).work_id == pack.work_id
    Work.objects.filter(pk=pack.work_id).update(state=Work.State.FAILED)
    again = making.try_again(pack, by=asker)
    assert again.work_id != pack.work_id
    run(again.work_id)
    again.refresh_from_db()
    assert again.file
    assert making.try_again(again, by=asker).work_id == again.work_id


def test_a_pack_of_an_evaluation_holds_all_its_aspects(place, asker):
    review = Round.objects.create(
        kind="official", name="Evaluación de agosto", instrument=place.instrument, cutoff_on=today(), official_score=61
    )
    finding(place.aspect(2), place.treasury, round=review)
    finding(place.aspect(3), place.clerk)
    pack = made(asker, round=review)
    assert manifest_of(pack)["aspects"] == [1, 2, 3, 4, 5, 6]
    findings = inside(pack)["5-observaciones.html"].decode()
    assert "trimestre 1" in findings
    assert "trimestre 2" not in findings
    assert "Evaluación de agosto" in inside(pack)["6-evaluaciones.html"].decode()


def test_more_deliveries_and_findings_cost_no_more_queries(place, asker):
    def cost():
        pack = making.ask(by=asker, aspect=place.aspect(1), audience="internal", as_of=today(), reason="Costo")
        with CaptureQueriesContext(connection) as queries:
            run(pack.work_id)
        return len(queries)

    story(place)
    cost()
    before = cost()
    for _n in range(4):
        found = finding(place.aspect(1), place.treasury)
        FindingEvent.objects.create(finding=found, act="commented", text="x")
        handed = delivery(place.aspect(1), place.treasury)
        DeliveryEvent.objects.create(delivery=handed, to_state="accepted")
        enrol(person(place.treasury), place.course, requirement=place.requirement, completed=-3)
    assert cost() == before


class TestCheckingByAnybody:
    """scripts/check_pack.py, which needs neither this system nor a library."""

    @pytest.fixture
    def check_pack(self, monkeypatch):
        monkeypatch.syspath_prepend(str(SCRIPTS))
        return importlib.import_module("check_pack")

    @pytest.fixture
    def packed(self, place, asker, tmp_path, client):
        pack = made(asker, aspect=place.aspect(1))
        path = tmp_path / "paquete.zip"
        path.write_bytes(bytes_of(pack))
        keys = tmp_path / "llaves.json"
        keys.write_bytes(client.get("/.well-known/jwks.json").content)
        return path, keys

    def rewritten(self, path, change):
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        change(files)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        path.write_bytes(buffer.getvalue())

    def test_a_whole_pack_holds(self, check_pack, packed, capsys):
        path, keys = packed
        assert check_pack.main([str(path), str(keys)]) == 0
        assert "auténtico" in capsys.readouterr().out
        assert check_pack.main([str(path)]) == 0

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda files: files.update({"1-norma.html": b"otra cosa"}), "modificado"),
            (lambda files: files.pop("2-responsables.html"), "falta"),
            (lambda files: files.update({"extra.txt": b"de mas"}), "no está en la lista"),
            (
                lambda files: files.update({"manifest.json": files["manifest.json"].replace(b"internal", b"publicos")}),
                "NO ES AUTÉNTICO",
            ),
            (lambda files: files.pop("manifest.sig"), "NO ES AUTÉNTICO"),
        ],
    )
    def test_whatever_was_changed_is_told(self, check_pack, packed, capsys, change, told):
        path, keys = packed
        self.rewritten(path, change)
        assert check_pack.main([str(path), str(keys)]) == 1
        assert told in capsys.readouterr().out

    def test_what_is_no_pack_is_told_so(self, check_pack, tmp_path, capsys):
        path = tmp_path / "nada.zip"
        path.write_bytes(b"nada")
        assert check_pack.main([str(path)]) == 2
        assert check_pack.main([str(tmp_path / "no-existe.zip")]) == 2
        assert check_pack.main([]) == 2
