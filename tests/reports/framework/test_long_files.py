import io

import openpyxl
import pytest
from django.http import QueryDict
from django.urls import reverse

from people import works
from people.models import Decision, Work
from reports.framework import files
from reports.framework.listing import Listing
from reports.framework.long_files import start_file
from reports.models import ReportDownload
from reports.plugins import reports
from tests.reports.towns import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_limits(monkeypatch):
    monkeypatch.setattr(files, "CELLS_AT_ONCE", dict.fromkeys(files.CONTENT_TYPES, 3))


def ask(client, kind, **query):
    return client.post(reverse("reports_hr:download", args=["padron", kind]), query)


def test_a_large_file_is_made_by_the_worker(client, rh, small_limits):
    made = town()
    response = ask(client, "xlsx", direccion=made.office.pk)
    work = Work.objects.get()
    assert response["Location"] == reverse("people_works:show", args=[work.uuid])
    assert not ReportDownload.objects.exists()
    works.run(work.pk)
    work.refresh_from_db()
    assert work.state == Work.State.DONE, work.note
    sheet = openpyxl.load_workbook(io.BytesIO(work.result.open("rb").read())).worksheets[1]
    listing = Listing.of(reports.get("padron"), QueryDict(f"direccion={made.office.pk}"))
    assert sheet.max_row - 1 == len(listing.rows) > 0
    line = ReportDownload.objects.get()
    assert (line.user, line.rows, line.file_name) == (rh, len(listing.rows), work.result_name)
    assert Decision.objects.filter(act="export", actor=rh).exists()


def test_an_account_that_lost_its_role_gets_no_file(rh, small_limits):
    town()
    listing = Listing.of(reports.get("padron"), QueryDict(""))
    work = start_file(listing=listing, kind="csv", user=rh)
    rh.groups.clear()
    works.run(work.pk)
    work.refresh_from_db()
    assert work.state == Work.State.FAILED
    assert "ya no puede ver los informes" in work.note
    assert not ReportDownload.objects.exists()


def test_a_report_that_is_too_long_for_paper_says_what_to_do(client, rh, monkeypatch):
    monkeypatch.setattr(files, "CELLS_ON_PAPER", 3)
    town()
    response = client.post(reverse("reports_hr:download", args=["padron", "pdf"]), {}, follow=True)
    assert "descargue el XLSX" in response.content.decode()
    assert not Work.objects.exists()
