import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.assigning.applying import recompute
from courses.models import Duty, Enrolment, Exemption
from courses.recognition.documents import LARGEST, check_document
from courses.recognition.exemptions import CannotExempt, exempt, withdraw
from people.api import HUMAN_RESOURCES
from people.ledger import faults
from people.models import Decision
from tests import factories

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.fixture
def requirement():
    made = factories.TrainingRequirementFactory()
    made.courses.add(factories.course_page(lessons=1))
    return made


@pytest.fixture
def employee(requirement):
    made = factories.EmployeeFactory()
    recompute([factories.AssignmentFactory(requirement=requirement)])
    return made


@pytest.fixture
def approver():
    return factories.employee_with_role(HUMAN_RESOURCES)


@pytest.fixture
def give(employee, requirement, approver):
    def give(**fields):
        given = {"reason": "Licencia médica", "document": "Oficio 12/2026", "approved_by": approver, **fields}
        return exempt(employee=employee, requirement=requirement, **given)

    return give


def test_an_exemption_ends_the_duty_and_frees_the_enrolment_but_completes_nothing(give, employee):
    give()
    enrolment = Enrolment.objects.get(employee=employee)
    assert Duty.objects.get().ended == Duty.Ended.EXEMPT
    assert enrolment.released_at is not None
    assert enrolment.completed_at is None


def test_withdrawing_it_asks_again_and_keeps_the_record(give, employee, approver):
    exemption = withdraw(exemption=give(), reason="Regresó de la licencia", withdrawn_by=approver)
    assert exemption.withdrawn_by == approver
    assert Duty.objects.filter(ended_at=None, employee=employee).count() == 1
    assert Enrolment.objects.get(employee=employee).released_at is None
    assert not Exemption.objects.in_force().exists()


def test_withdrawing_twice_changes_nothing(give, approver):
    first = withdraw(exemption=give(), reason="Regresó", withdrawn_by=approver)
    second = withdraw(exemption=first, reason="Otra cosa", withdrawn_by=approver)
    assert (second.withdrawn_at, second.withdrawal_reason) == (first.withdrawn_at, "Regresó")
    assert Decision.objects.filter(act="withdraw_exemption").count() == 1


def test_nobody_exempts_themselves_nor_withdraws_their_own(give, employee, approver):
    with pytest.raises(CannotExempt):
        give(approved_by=employee.user)
    with pytest.raises(CannotExempt):
        withdraw(exemption=give(), reason="Ya no", withdrawn_by=employee.user)


def test_two_at_once_for_the_same_days_are_refused_and_one_after_the_other_are_not(give):
    give(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 6, 30))
    with pytest.raises(CannotExempt):
        give(starts_on=dt.date(2026, 6, 30))
    give(starts_on=dt.date(2026, 7, 1))


def test_it_can_be_given_again_from_the_same_day_after_a_withdrawal(give, approver):
    withdraw(exemption=give(), reason="Error de captura", withdrawn_by=approver)
    assert give().is_in_force


@pytest.mark.parametrize("missing", ["reason", "document"])
def test_reason_and_document_are_needed(give, missing):
    with pytest.raises(CannotExempt):
        give(**{missing: "  "})


def test_a_future_exemption_frees_nobody_yet(give):
    give(starts_on=timezone.localdate() + dt.timedelta(days=10))
    assert Duty.objects.get().ended_at is None


def test_both_decisions_stand_in_the_ledger(give, approver, employee):
    withdraw(exemption=give(), reason="Regresó", withdrawn_by=approver)
    lines = Decision.objects.filter(employee=employee, act__in=["exempt", "withdraw_exemption"]).order_by("number")
    assert [(line.act, line.reason) for line in lines] == [
        ("exempt", "Licencia médica"),
        ("withdraw_exemption", "Regresó"),
    ]
    assert lines[0].after["document"] == "Oficio 12/2026"
    assert not list(faults())


def test_on_a_past_day_a_withdrawn_exemption_was_in_force(give, approver):
    exemption = give(starts_on=timezone.localdate() - dt.timedelta(days=20))
    withdraw(exemption=exemption, reason="Regresó", withdrawn_by=approver)
    assert Exemption.objects.in_force(timezone.localdate() - dt.timedelta(days=1)).get() == exemption


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00 program", b"<html><script>alert(1)</script>", b"PK\x03\x04", b"", b" %PDF-1.7 after a space"],
)
def test_only_scans_are_taken_whatever_their_name(content):
    with pytest.raises(ValidationError):
        check_document(SimpleUploadedFile("oficio.pdf", content))


def test_a_scan_loses_the_name_that_it_was_sent_with():
    assert "licencia" not in check_document(SimpleUploadedFile("licencia de Ana.pdf", PDF)).name


def test_a_scan_that_is_too_large_is_refused():
    with pytest.raises(ValidationError):
        check_document(SimpleUploadedFile("oficio.pdf", PDF + b"0" * LARGEST))


class TestScreens:
    URL = "/admin/exenciones/"

    @pytest.fixture
    def office(self, client, approver):
        client.force_login(approver)
        return client

    def fields(self, employee, requirement, **given):
        return {
            "number": employee.number,
            "requirement": requirement.pk,
            "reason": "Licencia médica",
            "document": "Oficio 12/2026",
            "starts_on": "2026-01-05",
            "ends_on": "",
            **given,
        }

    def test_rh_exempts_with_a_scan_that_only_rh_can_download(self, office, client, employee, requirement, approver):
        scan = SimpleUploadedFile("oficio.pdf", PDF)
        answer = office.post(f"{self.URL}new/", self.fields(employee, requirement, file=scan))
        assert answer.status_code == 302
        exemption = Exemption.objects.get()
        assert exemption.approved_by == approver
        file = office.get(f"{self.URL}{exemption.pk}/documento/")
        assert b"".join(file.streaming_content) == PDF
        assert file["Content-Disposition"].startswith("attachment")
        client.force_login(employee.user)
        assert client.get(f"{self.URL}{exemption.pk}/documento/").status_code in {302, 403}

    def test_the_form_tells_why_not(self, office, employee, requirement, approver):
        answer = office.post(f"{self.URL}new/", self.fields(employee, requirement, number="no existe"))
        assert "Nadie en la plantilla tiene este número." in answer.content.decode()
        own = factories.EmployeeFactory(user=approver)
        answer = office.post(f"{self.URL}new/", self.fields(own, requirement))
        assert "Nadie decide sobre su propia exención" in answer.content.decode()
        assert not Exemption.objects.exists()

    def test_it_is_withdrawn_on_its_page_and_never_deleted(self, office, give):
        exemption = give()
        assert "Oficio 12/2026" in office.get(f"{self.URL}edit/{exemption.pk}/").content.decode()
        office.post(f"{self.URL}edit/{exemption.pk}/", {"reason": "Regresó"})
        exemption.refresh_from_db()
        assert exemption.withdrawal_reason == "Regresó"
        assert office.post(f"{self.URL}delete/{exemption.pk}/").status_code in {302, 403}
        assert Exemption.objects.exists()
        assert office.get(self.URL).status_code == 200
