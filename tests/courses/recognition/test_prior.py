import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import Certificate
from courses.assigning.applying import recompute
from courses.classroom import classroom
from courses.enrolment import current_enrolment
from courses.models import Completion, Duty, Enrolment, PriorLearningImport
from courses.recognition.prior import importing
from courses.recognition.prior.planning import plan
from courses.recognition.prior.reading import rows_of
from people import works
from people.api import HUMAN_RESOURCES, UnreadableRoster
from people.ledger import faults
from people.models import Decision, Work
from tests import factories

pytestmark = pytest.mark.django_db

HEADINGS = "No. de empleado,Curso,Fecha,Horas,Institución,Documento"


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def course():
    return factories.course_page(title="Gestión de archivos", lessons=1)


@pytest.fixture
def requirement(course):
    made = factories.TrainingRequirementFactory(code="CAP-ARCH", validity_months=12)
    made.courses.add(course)
    return made


@pytest.fixture
def employee(requirement):
    return factories.EmployeeFactory(number="0042")


@pytest.fixture
def office():
    return factories.employee_with_role(HUMAN_RESOURCES)


def csv_of(*rows):
    return "\n".join([HEADINGS, *rows]).encode()


@pytest.fixture
def bring(office):
    def bring(*rows):
        return importing.receive(data=csv_of(*rows), file_name="previas.csv", uploaded_by=office)

    return bring


@pytest.fixture
def record(bring, office):
    def record(*rows):
        return importing.accept(batch=bring(*rows), accepted_by=office)

    return record


GOOD = "0042,Gestión de archivos,15/06/2026,20,Archivo General,Constancia 8"


def test_a_row_becomes_a_completion_marked_as_imported(record, employee, requirement):
    batch = record(GOOD)
    completion = Completion.objects.get()
    assert completion.source == Completion.Source.IMPORTED
    assert (completion.employee, completion.hours) == (employee, Decimal(20))
    assert timezone.localdate(completion.completed_at) == dt.date(2026, 6, 15)
    assert completion.valid_until == dt.date(2027, 6, 14)
    assert [line["code"] for line in completion.requirements] == ["CAP-ARCH"]
    assert completion.grounds["document"] == "Constancia 8"
    assert completion.grounds["file_sha256"] == batch.sha256
    assert batch.receipt["recorded"] == 1
    assert not Certificate.objects.exists()


def test_the_same_file_again_changes_nothing(record, employee):
    record(GOOD)
    again = record(GOOD)
    assert again.counts == {"read": 1, "ready": 0, "known": 1, "refused": 0}
    assert Completion.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Gestión de archivos,15/06/2026,20,,", "number"),
        ("9999,Gestión de archivos,15/06/2026,20,,", "number"),
        ("0042,,15/06/2026,20,,", "course"),
        ("0042,Curso que no existe,15/06/2026,20,,", "course"),
        ("0042,Gestión de archivos,,20,,", "day"),
        ("0042,Gestión de archivos,31/02/2026,20,,", "day"),
        ("0042,Gestión de archivos,24/11/2026,20,,", "day"),
        ("0042,Gestión de archivos,15/06/2026,muchas,,", "hours"),
        ("0042,Gestión de archivos,15/06/2026,0,,", "hours"),
        ("0042,Gestión de archivos,15/06/2026,1e5,,", "hours"),
        ("0042,Gestión de archivos,15/06/2026,NaN,,", "hours"),
        ('0042,Gestión de archivos,15/06/2026,20,"=HYPERLINK(""http://x"")",', "institution"),
        ("0042,Gestión de archivos,15/06/2026,20,,<script>", "document"),
    ],
)
def test_a_row_with_an_error_is_told_and_left_out_and_the_others_are_not(bring, employee, row, column):
    batch = bring(row, GOOD)
    (refusal,) = batch.plan["refused"]
    assert (refusal["row"], refusal["column"]) == (2, column)
    assert refusal["reason"]
    assert batch.counts == {"read": 2, "ready": 1, "known": 0, "refused": 1}


@pytest.mark.parametrize("course_cell", ["GESTION DE ARCHIVOS", "gestion-de-archivos", "cap-arch"])
def test_a_course_goes_by_title_address_or_the_code_of_its_requirement(bring, employee, course_cell):
    assert bring(f"0042,{course_cell},15/06/2026,20,,").counts["ready"] == 1


def test_a_code_that_several_courses_satisfy_is_not_guessed(bring, employee, requirement):
    requirement.courses.add(factories.course_page(title="Otro curso", lessons=0))
    assert bring("0042,CAP-ARCH,15/06/2026,20,,").counts["refused"] == 1


def test_the_same_training_twice_in_a_file_is_recorded_once(record, employee):
    batch = record(GOOD, GOOD)
    assert batch.counts == {"read": 2, "ready": 1, "known": 0, "refused": 1}
    assert Completion.objects.count() == 1


def test_without_hours_those_of_the_course_count(record, employee, course):
    record("0042,Gestión de archivos,15/06/2026,,,")
    assert Completion.objects.get().hours == course.hours


def test_a_workbook_as_rh_keeps_it_is_read(office, employee):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Capacitación 2025"])
    sheet.append([])
    sheet.append(["NÓMINA", "NOMBRE DEL CURSO", "FECHA DE TÉRMINO", "DURACIÓN"])
    sheet.append(["0042", "gestión de archivos ", dt.datetime(2026, 6, 15), "20 horas"])
    buffer = io.BytesIO()
    book.save(buffer)
    batch = importing.receive(data=buffer.getvalue(), file_name="previas.xlsx", uploaded_by=office)
    assert (batch.plan["ready"][0]["row"], batch.plan["ready"][0]["hours"]) == (4, "20.0")


def test_a_file_without_the_headings_is_refused_with_their_names():
    with pytest.raises(UnreadableRoster, match="Número de empleado"):
        rows_of(b"a,b\n1,2\n", file_name="x.csv")


def test_nobody_brings_training_of_their_own(employee):
    employee.user.groups.set(factories.employee_with_role(HUMAN_RESOURCES).groups.all())
    assert plan(rows_of(csv_of(GOOD), file_name="x.csv"), by=employee.user).counts["refused"] == 1


def test_what_still_counts_closes_the_cycle_that_is_asked_for(record, employee, requirement):
    recompute([factories.AssignmentFactory(requirement=requirement)])
    record(GOOD)
    enrolment = Enrolment.objects.get(employee=employee)
    assert not enrolment.is_open
    assert enrolment.valid_until == dt.date(2027, 6, 14)


def test_what_has_run_out_is_history_and_frees_nobody(record, employee, requirement, course):
    recompute([factories.AssignmentFactory(requirement=requirement)])
    record("0042,Gestión de archivos,15/06/2023,20,,")
    assert current_enrolment(employee, course).is_open
    assert Enrolment.objects.of(employee).completed().get().valid_until == dt.date(2024, 6, 14)
    assert Duty.objects.get(ended_at=None).enrolment.is_open
    (item,) = classroom(None, employee)["to_do"]
    assert item["state"] == "expired"


def test_training_older_than_a_completion_made_here_does_not_take_its_place(record, employee, course):
    record(GOOD)
    record("0042,Gestión de archivos,15/06/2021,20,,")
    assert current_enrolment(employee, course).valid_until == dt.date(2027, 6, 14)
    (item,) = classroom(None, employee)["finished"]
    assert item["state"] == "completed"


def test_no_older_completion_is_altered(record, employee):
    record(GOOD)
    before = list(Completion.objects.values())
    record("0042,Gestión de archivos,20/06/2026,20,,", GOOD)
    assert Completion.objects.order_by("pk").values().first() == before[0]
    assert Completion.objects.count() == 2


def test_a_preview_that_has_grown_old_records_nothing(bring, office, employee):
    batch = bring(GOOD)
    other = importing.accept(batch=bring(GOOD), accepted_by=office)
    with pytest.raises(importing.PlanChanged):
        importing.accept(batch=batch, accepted_by=office)
    assert Completion.objects.count() == 1
    assert importing.refresh(batch=batch, by=office).counts["known"] == 1
    assert other.state == "applied"


def test_accepting_twice_records_once(bring, office, employee):
    batch = bring(GOOD)
    first = importing.accept(batch=batch, accepted_by=office)
    assert importing.accept(batch=batch, accepted_by=office).receipt == first.receipt
    assert Completion.objects.count() == 1
    assert Decision.objects.get(act="import_learning").after["recorded"] == 1
    assert not list(faults())


def test_a_discarded_file_is_gone_and_records_nothing(bring, employee, django_capture_on_commit_callbacks):
    batch = bring(GOOD)
    storage, name = batch.file.storage, batch.file.name
    with django_capture_on_commit_callbacks(execute=True):
        importing.discard(batch=batch)
    assert not storage.exists(name)
    assert not Completion.objects.exists()


def test_a_large_file_costs_as_many_queries_as_a_small_one(bring, office, employee):
    numbers = [one.number for one in factories.EmployeeFactory.create_batch(30, user=None)]
    small = bring(GOOD)
    with CaptureQueriesContext(connection) as few:
        importing.accept(batch=small, accepted_by=office)
    large = bring(*[f"{number},Gestión de archivos,15/06/2026,20,," for number in numbers])
    with CaptureQueriesContext(connection) as many:
        importing.accept(batch=large, accepted_by=office)
    assert len(many) <= len(few)
    assert Completion.objects.count() == 31


class TestScreens:
    URL = "/admin/capacitacion-previa/"

    def test_rh_brings_a_file_sees_it_and_accepts(self, client, office, employee):
        client.force_login(office)
        answer = client.post(self.URL, {"file": SimpleUploadedFile("previas.csv", csv_of(GOOD, "9999,x,y,z,,"))})
        batch = PriorLearningImport.objects.get()
        assert answer["Location"].endswith(f"{batch.uuid}/")
        text = client.get(answer["Location"]).content.decode()
        assert "Nadie en la plantilla tiene este número." in text
        assert "Constancia 8" in text
        assert not Completion.objects.exists()
        client.post(f"{self.URL}{batch.uuid}/aceptar/")
        assert Completion.objects.get().recorded_by == office
        assert "Registrado el" in client.get(answer["Location"]).content.decode()
        assert "importada" in client.get(self.URL).content.decode()

    def test_a_large_file_is_recorded_by_the_worker(self, client, office, bring, employee, monkeypatch):
        monkeypatch.setattr(importing, "AT_ONCE", 0)
        client.force_login(office)
        batch = bring(GOOD)
        url = f"{self.URL}{batch.uuid}/"
        for _ in range(2):
            page = client.post(f"{url}aceptar/", follow=True)
        assert page["Refresh"]
        assert "Se está registrando" in page.content.decode()
        assert "Descartar" not in page.content.decode()
        client.post(f"{url}descartar/")
        assert not Completion.objects.exists()
        works.run(Work.objects.get().pk)
        assert Completion.objects.get().recorded_by == office
        assert "Registrado el" in client.get(url).content.decode()
        assert Work.objects.get().note

    def test_the_worker_records_nothing_that_was_not_shown(self, client, office, bring, employee, monkeypatch):
        batch = bring(GOOD)
        work = importing.accept_later(batch=batch, accepted_by=office)
        importing.accept(batch=bring(GOOD), accepted_by=office)
        works.run(work.pk)
        assert Completion.objects.count() == 1
        client.force_login(office)
        page = client.get(f"{self.URL}{batch.uuid}/").content.decode()
        assert "Algo cambió" in page
        assert "no trae nada" in page

    def test_a_file_that_cannot_be_read_says_why(self, client, office):
        client.force_login(office)
        answer = client.post(self.URL, {"file": SimpleUploadedFile("previas.csv", b"%PDF-1.7")})
        assert answer.status_code == 422

    def test_others_do_not_get_there(self, client, employee):
        client.force_login(employee.user)
        assert client.get(self.URL).status_code in {302, 403}
