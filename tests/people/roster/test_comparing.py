"""Large files are compared by the worker, and nobody decides about them meanwhile."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from people import works
from people.models import RosterImport, Work
from people.roster import applying, imports
from people.roster.imports import COMPARE, NotNow
from tests.people.roster_factories import csv_bytes, human_resources, places, row, run_jobs, uploaded

pytestmark = pytest.mark.django_db
ROWS = [row("1001", "QUINTERO IBARROLA, ROSALBA"), row("1002", "ARECHAVALETA PEÑA, JIMENA")]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 2)
    places()


@pytest.fixture
def office(client):
    user = human_resources()
    client.force_login(user)
    return user


def address(name, found):
    return reverse(f"people_roster:{name}", args=[found.uuid])


def known_file(client, data):
    """A file whose columns are known from an earlier one, brought on the screen."""
    uploaded(csv_bytes([*ROWS, row("1003", "SOTO VEGA, ANA")]))
    page = client.post(reverse("people_roster:list"), {"file": SimpleUploadedFile("plantilla.csv", data)}, follow=True)
    return RosterImport.objects.latest("pk"), page


def test_a_large_file_is_compared_by_the_worker(client, office):
    found, page = known_file(client, csv_bytes(ROWS))
    assert found.state == RosterImport.State.UPLOADED
    assert "se está comparando" in page.content.decode()
    assert page["Refresh"]
    assert client.get(address("columns", found)).status_code == 302
    run_jobs()
    found.refresh_from_db()
    assert found.state == RosterImport.State.PREVIEW
    assert Work.objects.get(kind=COMPARE).state == Work.State.DONE
    assert "Aceptar: cambian 2 personas" in client.get(address("show", found)).content.decode()


def test_the_worker_draws_up_the_plan_that_the_page_would_have(client, office):
    data = csv_bytes(ROWS)
    found, _page = known_file(client, data)
    run_jobs()
    found.refresh_from_db()
    assert found.plan_sha256 == uploaded(data).plan_sha256


def test_a_small_file_is_compared_at_once(client, office):
    found, page = known_file(client, csv_bytes(ROWS[:1]))
    assert found.state == RosterImport.State.PREVIEW
    assert "Aceptar: cambia 1 persona" in page.content.decode()


def test_nobody_decides_about_a_file_that_is_being_compared(client, office):
    found = uploaded(csv_bytes(ROWS))
    digest = found.plan_sha256
    client.post(
        address("settle", found), {"day": (timezone.localdate() + dt.timedelta(1)).isoformat(), "is_whole": "algunas"}
    )
    with pytest.raises(NotNow, match="comparando"):
        applying.accept(roster_import=found, actor=office, digest=digest)
    with pytest.raises(NotNow):
        imports.discard(roster_import=found)
    assert "se está comparando" in client.get(address("show", found)).content.decode()
    run_jobs()
    found.refresh_from_db()
    assert found.choices["proposes_leavers"] is False
    assert applying.accept(roster_import=found, actor=office, digest=found.plan_sha256).accepted_by == office


def test_a_file_that_is_gone_goes_back_to_its_columns_with_the_reason(client, office):
    found, _page = known_file(client, csv_bytes(ROWS))
    RosterImport.objects.filter(pk=found.pk).update(file="")
    run_jobs()
    found.refresh_from_db()
    assert found.state == RosterImport.State.UPLOADED
    assert found.stopped
    assert Work.objects.get(kind=COMPARE).state == Work.State.FAILED


def test_a_work_that_is_run_again_changes_nothing(client, office):
    found, _page = known_file(client, csv_bytes(ROWS))
    run_jobs()
    work = Work.objects.get(kind=COMPARE)
    found.refresh_from_db()
    accepted = applying.accept(roster_import=found, actor=office, digest=found.plan_sha256)
    Work.objects.filter(pk=work.pk).update(state=Work.State.RUNNING)
    works.run(work.pk)
    accepted.refresh_from_db()
    assert accepted.state == RosterImport.State.QUEUED
