import json
import os
import subprocess
import threading
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from certificates import storing
from certificates.models import Certificate, Drawing, private_storage
from certificates.repairing import repair
from certificates.tasks import make_file
from people import storage
from tests.factories import course_page

from .factories import certificate, completion, municipality
from .issue_factories import first_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}},
    }


def files(folder):
    return sorted(path.name for path in Path(folder).rglob("*") if path.is_file())


def stored(certificate):
    with private_storage().open(certificate.pdf.name) as file:
        return file.read()


def test_the_stored_fingerprint_is_that_of_the_file(tmp_path):
    made = certificate(ready=True)
    assert sha256(stored(made)).hexdigest() == made.sha256
    assert made.size == len(stored(made)) < 60_000
    assert files(tmp_path) == [f"{made.folio}.pdf"]


def test_from_the_completion_to_a_signed_file_that_others_can_check(tmp_path):
    made = certificate(requirements=[])
    make_file.func(made.pk)
    made.refresh_from_db()
    sheet = private_storage().path(made.pdf.name)
    told = run("pdfsig", sheet)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert made.signature["kind"] == "seal"
    words = " ".join(run("pdftotext", sheet, "-").split())
    assert made.holder_name in words
    assert "{" not in words
    run("pdfdetach", "-save", "1", "-o", str(tmp_path / "manifest.json"), sheet)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["folio"] == made.folio
    assert manifest["person"] == {"name": made.holder_name}
    assert manifest["evidence"]["completion"]["id"] == made.completion_id
    assert not Drawing.objects.exists()


def run(*command):
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_the_job_makes_the_file_once():
    made = certificate()
    make_file.func(made.pk)
    first = Certificate.objects.get(pk=made.pk)
    make_file.func(made.pk)
    assert Certificate.objects.get(pk=made.pk).rendered_at == first.rendered_at


def test_a_file_is_never_drawn_again(monkeypatch):
    made = certificate(ready=True)
    monkeypatch.setattr(storing, "render", lambda document: pytest.fail("drawn again"))
    storing.store_pdf(made.pk)


@pytest.mark.fault
@pytest.mark.parametrize("broken", ["os.fsync", "os.replace"])
def test_a_disk_that_fills_up_leaves_neither_file_nor_fingerprint(tmp_path, monkeypatch, broken):
    made = certificate()

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(broken, full)
        with pytest.raises(OSError, match="No space"):
            storing.store_pdf(made.pk)
    assert files(tmp_path) == []
    assert not Certificate.objects.get().has_file
    storing.store_pdf(made.pk)
    assert files(tmp_path) == [f"{made.folio}.pdf"]


@pytest.mark.fault
def test_a_crash_between_file_and_row_leaves_no_orphan(tmp_path, monkeypatch):
    made = certificate()
    with monkeypatch.context() as patch:
        patch.setattr(storage, "_make_durable", lambda folder: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            storing.store_pdf(made.pk)
    assert not Certificate.objects.get().has_file
    half, in_use = (tmp_path / "constancias" / str(made.year) / f".{name}.part" for name in ("half", "in_use"))
    for file in (half, in_use):
        file.write_bytes(b"half")
    os.utime(half, (0, 0))
    repairs = repair(at_once=True)
    assert repairs.drawn == [made.folio]
    assert repairs.leftovers == 1
    in_use.unlink()
    assert files(tmp_path) == [f"{made.folio}.pdf"]
    assert sha256(stored(Certificate.objects.get())).hexdigest() == Certificate.objects.get().sha256


def test_repair_queues_what_has_no_file_and_leaves_the_rest_alone():
    course = course_page(lessons=1)
    made, _ready = certificate(course=course), certificate(course=course, ready=True)
    DBTaskResult.objects.all().delete()
    assert repair().queued == [made.folio]
    assert DBTaskResult.objects.count() == 1


def drawn_first_version():
    made = first_version()
    storing.store_pdf(made.pk)
    return Certificate.objects.get(pk=made.pk)


def test_a_certificate_of_before_templates_is_drawn_as_it_was_and_not_signed():
    made = drawn_first_version()
    assert made.signature == {}
    assert b"/ByteRange" not in stored(made)


def test_a_lost_file_of_before_signatures_comes_back_with_the_same_bytes():
    made = drawn_first_version()
    data = stored(made)
    private_storage().delete(made.pdf.name)
    assert repair().restored == [made.folio]
    assert stored(made) == data


def test_an_altered_file_of_before_signatures_is_put_right():
    made = drawn_first_version()
    data = stored(made)
    storing.write_whole(made.pdf.name, data.replace(b"%PDF-1", b"%PDF-2", 1))
    assert repair().restored == [made.folio]
    assert stored(made) == data


def test_a_signed_file_that_is_lost_is_reported_and_never_made_up():
    made = certificate(ready=True)
    private_storage().delete(made.pdf.name)
    assert repair(at_once=True).lost == [made.folio]
    assert not private_storage().exists(made.pdf.name)


def test_a_file_that_cannot_be_drawn_alike_is_reported_and_never_made_up(monkeypatch):
    made = drawn_first_version()
    private_storage().delete(made.pdf.name)
    monkeypatch.setattr(storing, "render", lambda document: b"%PDF-1.7 of a newer version")
    assert repair().lost == [made.folio]
    assert not private_storage().exists(made.pdf.name)
    with pytest.raises(CommandError, match="1 archivo"):
        call_command("repair_certificates", stdout=StringIO(), stderr=StringIO())


def test_the_repair_command_issues_what_is_missing_only_when_asked():
    completion()
    call_command("repair_certificates", stdout=StringIO())
    assert not Certificate.objects.exists()
    out = StringIO()
    call_command("repair_certificates", "--issue-missing", "--now", stdout=out)
    assert Certificate.objects.get().has_file
    assert "emitida" in out.getvalue()


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_certificate_store_one_file(tmp_path, monkeypatch):
    municipality()
    made = certificate()
    errors = []

    def work():
        try:
            storing.store_pdf(made.pk)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            connection.close()

    # Made beforehand: WeasyPrint's fonts are not to be shared between threads; workers are processes.
    made_file = storing.file_of(Certificate.objects.get())
    monkeypatch.setattr(storing, "file_of", lambda certificate: made_file)
    threads = [threading.Thread(target=work) for _i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert files(tmp_path) == [f"{made.folio}.pdf"]
    assert Certificate.objects.get().sha256 == sha256(made_file[0]).hexdigest()


def test_files_are_only_readable_by_the_server(tmp_path):
    made = certificate(ready=True)
    mode = os.stat(private_storage().path(made.pdf.name)).st_mode & 0o777
    assert mode == 0o600
