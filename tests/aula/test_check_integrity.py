"""Each promise, broken on purpose, is named by the command; whole data break none."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from certificates.issuing import issue
from certificates.models import Certificate, FolioCounter
from certificates.storing import store_pdf
from courses.models import Completion, Enrolment
from people.api import private_storage, record_decision
from people.models import Work
from people.plugins import integrity_checks
from tests.certificates.factories import completion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_files_of_other_tests():
    """Their rows were rolled back, their files were not."""
    shutil.rmtree(private_storage().path("constancias"), ignore_errors=True)


def achieved():
    """A completion whose enrolment is closed, as courses leaves it; the factory leaves it open."""
    made = completion()
    Enrolment.objects.filter(pk=made.enrolment_id).update(completed_at=made.completed_at)
    return made


@pytest.fixture
def certificate():
    made = issue(completion=achieved())
    store_pdf(made.pk)
    return Certificate.objects.get(pk=made.pk)


def told():
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("check_integrity", "--json", stdout=out)
    return {name: problems for name, problems in json.loads(out.getvalue()).items() if problems}


def sql(statement, *values):
    """As a damaged disk or a hand in the database would: past the models, which refuse."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_whole_data_break_no_promise(certificate):
    record_decision(act="issue", actor=None, subject=certificate)
    out = io.StringIO()
    call_command("check_integrity", stdout=out)
    assert out.getvalue().count("✓") == len(list(integrity_checks))


def test_a_lost_an_altered_and_a_strange_file_are_named(certificate):
    file = Path(private_storage().path(certificate.pdf.name))
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"?")
    assert told() == {"files": [f"{certificate.folio}: el archivo falta o fue alterado"]}
    file.unlink()
    strange = file.with_name("TUX-CAP-1999-000001.pdf")
    strange.write_bytes(whole)
    assert len(told()["files"]) == 2
    strange.unlink()


def test_a_folio_that_was_counted_and_not_given_is_named(certificate):
    FolioCounter.objects.update(last_number=7)
    assert list(told()) == ["folios"]


def test_a_completion_without_constancia_is_named(certificate):
    achieved()
    assert list(told()) == ["issued"]


def test_an_enrolment_that_does_not_follow_its_completion_is_named(certificate):
    enrolment = Completion.objects.get(pk=certificate.completion_id).enrolment
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=None)
    assert list(told()) == ["completions"]


def test_an_altered_line_of_the_ledger_is_named(certificate):
    line = record_decision(act="issue", actor=None, subject=certificate)
    sql("UPDATE people_decision SET reason = 'otra' WHERE id = %s", line.pk)
    assert list(told()) == ["ledger"]


def test_work_that_says_nothing_any_more_is_named():
    Work.objects.create(kind="x", title="Informe", state=Work.State.RUNNING, heartbeat_at="2026-01-01T00:00Z")
    assert list(told()) == ["works"]


def test_anything_broken_ends_in_an_error(certificate):
    FolioCounter.objects.update(last_number=7)
    with pytest.raises(CommandError, match="1 cosa"):
        call_command("check_integrity", stdout=io.StringIO())
