"""An installation of before templates and signatures is upgraded: what was issued stays as it was issued."""

from hashlib import sha256

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from certificates import api, drawings, storing
from certificates.models import Certificate, Drawing, private_storage
from certificates.repairing import repair
from people.models import Decision

from .factories import completion
from .issue_factories import first_version

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("certificates", "0002_roles")]


def migrated(target):
    executor = MigrationExecutor(connection)
    executor.migrate(target)


def rows(model_columns):
    quoted = ", ".join(connection.ops.quote_name(column) for column in model_columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM certificates_certificate ORDER BY id")
        return cursor.fetchall()


def columns():
    with connection.cursor() as cursor:
        return [one.name for one in connection.introspection.get_table_description(cursor, "certificates_certificate")]


def test_ids_dates_and_fingerprints_are_the_same_and_nobody_gets_a_mail():
    made = first_version(done=completion())
    storing.store_pdf(made.pk)
    made.refresh_from_db()
    with private_storage().open(made.pdf.name) as file:
        data = file.read()
    try:
        migrated(BEFORE)
        of_then = columns()
        before = rows(of_then)
        assert len(before) == 1
    finally:
        call_command("migrate", "certificates", verbosity=0, interactive=False)
    assert rows(of_then) == before
    after = Certificate.objects.get()
    assert (after.pk, after.code, after.sha256) == (made.pk, made.code, sha256(data).hexdigest())
    assert (after.kind, after.design, after.signature) == ("accreditation", None, {})

    # What runs by itself afterwards: the clock, the nightly repair, somebody who completes nothing new.
    assert drawings.enqueue_due() == 0
    assert vars(repair()) == {
        "issued": [],
        "queued": [],
        "drawn": [],
        "failed": [],
        "restored": [],
        "lost": [],
        "leftovers": 0,
    }
    assert api.issue(completion=made.completion) == made
    with private_storage().open(made.pdf.name) as file:
        assert file.read() == data
    assert rows(of_then) == before
    assert mail.outbox == []
    assert not Drawing.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert not Decision.objects.filter(act="issue").exists()
