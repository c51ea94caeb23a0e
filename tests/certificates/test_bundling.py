import io
import subprocess
import zipfile

import openpyxl
import pytest
from django.urls import reverse

from certificates import bundling
from certificates.bundling import Chosen, file_name
from certificates.life.withholding import withhold
from certificates.models import private_storage
from certificates.requests.deciding import approve
from certificates.storing import store_pdf
from people.api import HUMAN_RESOURCES
from people.models import Work
from people.works import run, start_work
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

from .factories import certificate
from .issue_factories import asked

pytestmark = pytest.mark.django_db


def make(chosen=Chosen()):  # noqa: B008 -- frozen
    work = start_work(
        kind=bundling.KIND,
        title="Constancias",
        owner=employee_with_role(HUMAN_RESOURCES),
        parameters=chosen.as_parameters(),
    )
    run(work.pk)
    work.refresh_from_db()
    return work


def opened(work):
    return zipfile.ZipFile(io.BytesIO(work.result.read()))


def lines(archive):
    book = openpyxl.load_workbook(io.BytesIO(archive.read("indice.xlsx")))
    return list(book[book.sheetnames[-1]].values)


def test_the_zip_brings_each_file_as_it_was_issued(tmp_path):
    made = [certificate(ready=True) for _each in range(2)]
    archive = opened(make())
    for one in made:
        with one.pdf.open("rb") as file:
            assert archive.read(file_name(one)) == file.read()
    archive.extractall(tmp_path)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS.txt"], cwd=tmp_path, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_sheet_has_a_line_for_each_file_with_its_fingerprint():
    made = [certificate(ready=True) for _each in range(2)]
    heading, *rows = lines(opened(make()))
    assert [row[0] for row in rows] == [one.folio for one in made]
    assert [row[heading.index("SHA-256")] for row in rows] == [one.sha256 for one in made]


def test_a_file_that_is_not_on_the_disk_is_told_and_the_others_come():
    lost, kept = certificate(ready=True), certificate(ready=True)
    private_storage().delete(lost.pdf.name)
    work = make()
    archive = opened(work)
    assert file_name(kept) in archive.namelist()
    assert file_name(lost) not in archive.namelist()
    assert "no está" in work.note
    assert lost.folio in {row[0] for row in lines(archive)}


def test_names_cannot_leave_the_folder():
    made = certificate(employee=EmployeeFactory(given_names="../../etc", first_surname='a"b:c*?'), ready=True)
    name = file_name(made)
    assert ".." not in name
    assert not set('":*?\\') & set(name)
    assert name.count("/") == 1


def test_only_what_was_asked_for_comes():
    made = certificate(ready=True, course_title="Otro curso")
    certificate(ready=True)
    work = make(Chosen(course_title="Otro curso"))
    assert [row[0] for row in lines(opened(work))[1:]] == [made.folio]


def test_people_from_outside_have_a_folder_of_their_own_and_kinds_can_be_chosen():
    [outsider] = approve(request=asked(), approved_by=UserFactory())
    store_pdf(outsider.pk)
    certificate(ready=True)
    archive = opened(make(Chosen(kind="speaker")))
    assert [name.partition("/")[0] for name in archive.namelist() if name.endswith(".pdf")] == ["Personas externas"]
    heading, row = lines(archive)
    assert row[heading.index("Tipo")] == "Ponente"
    assert row[heading.index("Número de empleado")] in {None, ""}


def test_what_lost_its_name_does_not_come():
    made = certificate(ready=True)
    withhold(certificate=made, reason="Lo pidió", withheld_by=UserFactory())
    assert make().state == Work.State.FAILED


def test_nothing_to_bundle_is_said_and_leaves_no_file():
    work = make(Chosen(course_title="No existe"))
    assert work.state == Work.State.FAILED
    assert "constancia" in work.note
    assert not work.result


def test_more_constancias_cost_no_more_queries(django_assert_max_num_queries):
    for _each in range(6):
        certificate(ready=True)
    with django_assert_max_num_queries(16):
        make()


def test_human_resources_asks_for_it_on_a_page_and_watches_it(client):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    certificate(ready=True)
    page = reverse("certificates_admin:bundle")
    assert "indice.xlsx" in client.get(page).content.decode()
    bad = client.post(page, {"since": "2026-02-01", "until": "2026-01-01"})
    assert set(bad.context["form"].errors) == {"until"}
    response = client.post(page, {"since": "2020-01-01"})
    assert response["Location"] == reverse("people_works:show", args=[Work.objects.get().uuid])
