"""What a kill -9 leaves behind while a constancia is issued, drawn, signed or stored, and that the clock mends it.

The process that dies is a real one: a fork of the test, which kills itself where the test says.
"""

import datetime as dt
import os
import signal
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from certificates import drawings, issuing, storing
from certificates.models import Certificate, Drawing, private_storage
from certificates.models.certificate import CertificateQuerySet
from certificates.repairing import remove_leftovers
from certificates.signing import files as signing
from courses.api import record_completion
from courses.models import Completion
from people import storage
from tests.factories import EnrolmentFactory, course_page

from .factories import certificate, municipality

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path), "base_url": None}},
    }


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(act):
    def acted(*args, **kwargs):
        act(*args, **kwargs)
        die()

    return acted


def in_a_process_that_dies(act):
    """Run `act` in a fork of this process; it must end by SIGKILL and not by itself."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(3)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def as_if_an_hour_had_passed(tmp_path):
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    Drawing.objects.filter(leased_until__isnull=False).update(leased_until=an_hour_ago)
    Drawing.objects.update(next_try_at=an_hour_ago)
    for path in tmp_path.rglob(".*.part"):
        os.utime(path, (0, 0))


def the_worker_and_the_clock_go_on(tmp_path):
    as_if_an_hour_had_passed(tmp_path)
    drawings.enqueue_due()
    for pk in Drawing.objects.values_list("certificate_id", flat=True):
        drawings.make(pk)
    remove_leftovers()


def faults(tmp_path):
    """What is wrong with the constancias as a whole; [] when nothing is."""
    certificates = list(Certificate.objects.order_by("number"))
    found = []
    per_completion = Counter(one.completion_id for one in certificates)
    for completion in Completion.objects.all():
        if per_completion[completion.pk] != 1:
            found.append(f"{per_completion[completion.pk]} for completion {completion.pk}")
    if [one.number for one in certificates] != list(range(1, len(certificates) + 1)):
        found.append("gap in the folios")
    kept = {private_storage().path(one.pdf.name): one.sha256 for one in certificates if one.has_file}
    on_disk = {str(path): path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file()}
    found += [f"orphan {path}" for path in on_disk.keys() - kept.keys()]
    found += [f"lost {path}" for path in kept.keys() - on_disk.keys()]
    found += [f"altered {path}" for path in kept.keys() & on_disk.keys() if hash_of(on_disk[path]) != kept[path]]
    found += [f"no file for {one.folio}" for one in certificates if not one.has_file]
    return found


def hash_of(data):
    return sha256(data).hexdigest()


POINTS = {
    "in the renderer": (storing, "render", die),
    "in signing": (signing, "completed", die),
    "before the file is whole": (storage.os, "replace", die),
    "between file and row": (storing, "write_whole", then_die(storing.write_whole)),
    "before the commit": (CertificateQuerySet, "record_once", then_die(CertificateQuerySet.record_once)),
    "after the commit": (storing.logger, "info", die),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_that_is_killed_leaves_exactly_one_file_in_the_end(point, tmp_path, monkeypatch):
    municipality()
    made = certificate()
    with monkeypatch.context() as patch:
        patch.setattr(*POINTS[point])
        in_a_process_that_dies(lambda: drawings.make(made.pk))
    the_worker_and_the_clock_go_on(tmp_path)
    assert faults(tmp_path) == []
    assert not Drawing.objects.exists()


def completed():
    return record_completion(enrolment=EnrolmentFactory(course=course_page(lessons=1)), at=timezone.now())


@pytest.mark.parametrize("point", ["_next_number", "ask_for_file", "record"])
def test_a_kill_while_issuing_leaves_neither_completion_nor_folio(point, tmp_path, monkeypatch):
    municipality()
    completed()
    enrolment = EnrolmentFactory(course=course_page(lessons=1))
    with monkeypatch.context() as patch:
        patch.setattr(issuing, point, then_die(getattr(issuing, point)))
        in_a_process_that_dies(lambda: record_completion(enrolment=enrolment, at=timezone.now()))
    assert Completion.objects.count() == 1
    record_completion(enrolment=enrolment, at=timezone.now())
    the_worker_and_the_clock_go_on(tmp_path)
    assert faults(tmp_path) == []
    assert Certificate.objects.count() == 2


def test_control_a_file_under_another_name_each_time_would_be_seen_as_an_orphan(tmp_path, monkeypatch):
    municipality()
    made = certificate()
    monkeypatch.setattr(storing, "pdf_name", lambda certificate: f"constancias/2026/{timezone.now().timestamp()}.pdf")
    with monkeypatch.context() as patch:
        patch.setattr(*POINTS["between file and row"])
        in_a_process_that_dies(lambda: drawings.make(made.pk))
    the_worker_and_the_clock_go_on(tmp_path)
    assert [fault.split()[0] for fault in faults(tmp_path)] == ["orphan"]


def test_control_a_number_taken_outside_of_the_transaction_would_be_seen_as_a_gap(tmp_path, monkeypatch):
    municipality()
    completed()
    taken = tmp_path.parent / "counter.txt"
    taken.write_text("1")

    def not_rolled_back(series, year):
        number = int(taken.read_text()) + 1
        taken.write_text(str(number))
        return number

    enrolment = EnrolmentFactory(course=course_page(lessons=1))
    with monkeypatch.context() as patch:
        patch.setattr(issuing, "_next_number", not_rolled_back)
        with monkeypatch.context() as inner:
            inner.setattr(issuing, "ask_for_file", die)
            in_a_process_that_dies(lambda: record_completion(enrolment=enrolment, at=timezone.now()))
        record_completion(enrolment=enrolment, at=timezone.now())
    the_worker_and_the_clock_go_on(tmp_path)
    assert faults(tmp_path) == ["gap in the folios"]
