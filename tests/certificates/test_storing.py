import os
import threading
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from certificates import storing
from certificates.models import Certificate, private_storage
from certificates.repairing import repair
from certificates.tasks import make_file
from people import storage
from tests.factories import course_page

from .factories import certificate, completion, municipality

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
    (tmp_path / "constancias" / str(made.year) / ".abcdef.part").write_bytes(b"half")
    repairs = repair(at_once=True)
    assert repairs.drawn == [made.folio]
    assert repairs.leftovers == 1
    assert files(tmp_path) == [f"{made.folio}.pdf"]
    assert sha256(stored(Certificate.objects.get())).hexdigest() == Certificate.objects.get().sha256


def test_repair_queues_what_has_no_file_and_leaves_the_rest_alone():
    course = course_page(lessons=1)
    made, _ready = certificate(course=course), certificate(course=course, ready=True)
    DBTaskResult.objects.all().delete()
    assert repair().queued == [made.folio]
    assert DBTaskResult.objects.count() == 1


def test_a_lost_file_comes_back_with_the_same_bytes():
    made = certificate(ready=True)
    data = stored(made)
    private_storage().delete(made.pdf.name)
    assert repair().restored == [made.folio]
    assert stored(made) == data


def test_an_altered_file_is_put_right():
    made = certificate(ready=True)
    data = stored(made)
    storing.write_whole(made.pdf.name, data.replace(b"%PDF-1", b"%PDF-2", 1))
    assert repair().restored == [made.folio]
    assert stored(made) == data


def test_a_file_that_cannot_be_drawn_alike_is_reported_and_never_made_up(monkeypatch):
    made = certificate(ready=True)
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
def test_two_workers_on_one_certificate_store_one_file(tmp_path):
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

    # Drawn beforehand: WeasyPrint's fonts are not to be shared between threads; workers are processes.
    data = storing.render(storing.document_of(made))
    storing_render, storing.render = storing.render, lambda document: data
    try:
        threads = [threading.Thread(target=work) for _i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        storing.render = storing_render
    assert errors == []
    assert files(tmp_path) == [f"{made.folio}.pdf"]
    assert Certificate.objects.get().sha256 == sha256(data).hexdigest()


def test_files_are_only_readable_by_the_server(tmp_path):
    made = certificate(ready=True)
    mode = os.stat(private_storage().path(made.pdf.name)).st_mode & 0o777
    assert mode == 0o600
