import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certificates.models import Certificate
from courses.assigning.applying import recompute
from courses.models import Completion, Enrolment, Equivalence
from courses.recognition.equivalences import CannotRecognise, recognise
from people.api import HUMAN_RESOURCES
from people.ledger import faults
from people.models import Decision
from tests import factories

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 3)


@pytest.fixture
def course():
    return factories.course_page(lessons=2)


@pytest.fixture
def requirement(course):
    made = factories.TrainingRequirementFactory(validity_months=12)
    made.courses.add(course)
    return made


@pytest.fixture
def rule(course, requirement):
    return Equivalence.objects.create(
        title="Introducción a la ley de transparencia",
        institution="Instituto estatal",
        course=course,
        basis="Acuerdo 5/2026 del 2 de enero de 2026, punto segundo",
        minimum_hours=Decimal(5),
        starts_on=dt.date(2026, 1, 2),
        ends_on=dt.date(2026, 12, 31),
    )


@pytest.fixture
def employee():
    return factories.EmployeeFactory()


@pytest.fixture
def office():
    return factories.employee_with_role(HUMAN_RESOURCES)


@pytest.fixture
def accept(rule, employee, office):
    def accept(**fields):
        given = {
            "completed_on": DAY,
            "hours": Decimal(6),
            "document": "Constancia 77/2026",
            "recognised_by": office,
            **fields,
        }
        return recognise(employee=employee, equivalence=rule, **given)

    return accept


@pytest.fixture(autouse=True)
def _in_november(time_machine_day):
    """Rules are dated; the clock stands still."""


@pytest.fixture
def time_machine_day():
    import time_machine

    with time_machine.travel(dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC), tick=False):
        yield


def test_recognised_training_satisfies_the_requirement_from_its_own_day(accept, requirement):
    completion = accept()
    assert completion.source == Completion.Source.EQUIVALENCE
    assert [line["code"] for line in completion.requirements] == [requirement.code]
    assert timezone.localdate(completion.completed_at) == DAY
    assert completion.valid_until == dt.date(2027, 3, 2)
    assert completion.hours == 6
    assert completion.grounds["basis"].startswith("Acuerdo 5/2026")
    assert completion.grounds["document"] == "Constancia 77/2026"


def test_no_constancia_of_ours_goes_with_it(accept):
    accept()
    assert not Certificate.objects.exists()


def test_it_closes_the_open_cycle_that_asks_for_the_course(accept, employee, requirement):
    recompute([factories.AssignmentFactory(requirement=requirement)])
    assert Enrolment.objects.get(employee=employee).is_open
    accept()
    assert not Enrolment.objects.get(employee=employee).is_open


@pytest.mark.parametrize(
    "fields",
    [
        {"completed_on": dt.date(2026, 1, 1)},
        {"completed_on": dt.date(2026, 11, 24)},
        {"hours": Decimal("4.5")},
        {"document": " "},
    ],
)
def test_what_the_rule_does_not_cover_is_refused(accept, fields):
    with pytest.raises(CannotRecognise):
        accept(**fields)
    assert not Completion.objects.exists()


def test_nobody_recognises_their_own(accept, employee):
    with pytest.raises(CannotRecognise):
        accept(recognised_by=employee.user)


def test_the_same_training_is_recorded_once(accept):
    accept()
    with pytest.raises(CannotRecognise):
        accept()
    assert Completion.objects.count() == 1


def test_it_stands_in_the_ledger_with_what_allows_it(accept, employee):
    accept()
    line = Decision.objects.get(act="recognise")
    assert (line.employee, line.reason) == (employee, "Acuerdo 5/2026 del 2 de enero de 2026, punto segundo")
    assert not list(faults())


class TestScreens:
    def test_rh_writes_a_rule_and_both_versions_stand_in_the_ledger(self, client, office, course):
        client.force_login(office)
        fields = {
            "title": "Curso básico",
            "institution": "Universidad",
            "course": course.pk,
            "basis": "Convenio del 1 de febrero de 2026",
            "minimum_hours": "8",
            "starts_on": "2026-02-01",
            "ends_on": "",
        }
        assert client.post("/admin/equivalencias/new/", fields).status_code == 302
        rule = Equivalence.objects.get()
        client.post(f"/admin/equivalencias/edit/{rule.pk}/", {**fields, "ends_on": "2026-12-31"})
        first, second = Decision.objects.filter(act="equivalence").order_by("number")
        assert (first.before, second.before["ends_on"], second.after["ends_on"]) == ({}, None, "2026-12-31")
        assert client.get("/admin/equivalencias/").status_code == 200

    def test_rh_recognises_on_screen_with_the_scan(self, client, office, rule, employee):
        client.force_login(office)
        answer = client.post(
            "/admin/capacitacion-previa/reconocer/",
            {
                "number": employee.number,
                "equivalence": rule.pk,
                "completed_on": "2026-03-03",
                "hours": "6",
                "document": "Constancia 77/2026",
                "file": SimpleUploadedFile("constancia.pdf", b"%PDF-1.7\n"),
            },
        )
        assert answer.status_code == 302
        completion = Completion.objects.get()
        file = client.get(f"/admin/capacitacion-previa/documento/{completion.pk}/")
        assert b"".join(file.streaming_content) == b"%PDF-1.7\n"
        text = client.get("/admin/capacitacion-previa/").content.decode()
        assert "equivalencia" in text

    def test_the_reason_of_a_refusal_is_told(self, client, office, rule, employee):
        client.force_login(office)
        answer = client.post(
            "/admin/capacitacion-previa/reconocer/",
            {
                "number": employee.number,
                "equivalence": rule.pk,
                "completed_on": "2025-03-03",
                "hours": "6",
                "document": "Constancia 77/2025",
            },
        )
        assert answer.status_code == 422
        assert not Completion.objects.exists()
