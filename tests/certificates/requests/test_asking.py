import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certificates.models import Certificate, CertificateTemplate, Kind, ManualRequest
from certificates.requests import asking
from certificates.requests.asking import CannotAsk, Person, people_by_number, people_from_outside
from people.models import Decision
from tests.certificates.issue_factories import OUTSIDER, asked
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db


def days_ago(number):
    return timezone.localdate() - dt.timedelta(days=number)


def test_asking_issues_nothing():
    made = asked()
    assert made.state == ManualRequest.State.WAITING
    assert [holder.name for holder in made.holders.all()] == [OUTSIDER]
    assert not Certificate.objects.exists()
    assert not Decision.objects.exists()


def test_people_of_the_roster_are_found_by_their_numbers_each_once():
    first, second = EmployeeFactory(number="0012"), EmployeeFactory(number="0013")
    found = people_by_number("0013\n\n  0012 \n0013")
    assert [person.employee for person in found] == [second, first]
    assert found[1].name == first.full_name


def test_a_number_that_nobody_has_is_named_with_its_line():
    EmployeeFactory(number="0012")
    with pytest.raises(CannotAsk, match=r"3 .*«9999»"):
        people_by_number("0012\n\n9999")


def test_people_from_outside_are_names_with_or_without_an_e_mail():
    found = people_from_outside("Ángela  Muñoz Yáñez, angela@ejemplo.test\nÍñigo Ávila")
    assert found == [Person("Ángela Muñoz Yáñez", email="angela@ejemplo.test"), Person("Íñigo Ávila")]


@pytest.mark.parametrize("line", ["Ana, no es correo", ", a@ejemplo.test", "A" * 271, "Ana\nAna"])
def test_what_is_no_name_or_no_address_is_refused(line):
    with pytest.raises(CannotAsk):
        people_from_outside(line)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": Kind.ACCREDITATION},
        {"people": []},
        {"people": [Person("Ana 漢字")]},
        {"title": "Foro 漢字"},
        {"starts_on": days_ago(1), "ends_on": days_ago(3)},
        {"ends_on": days_ago(-1)},
        {"valid_until": days_ago(9)},
    ],
)
def test_what_cannot_be_certified_is_refused_with_a_sentence(fields):
    with pytest.raises(CannotAsk) as refusal:
        asked(**fields)
    assert str(refusal.value)
    assert not ManualRequest.objects.exists()


def test_a_template_of_another_kind_is_refused():
    template = CertificateTemplate.objects.get(kind=Kind.PARTICIPATION, is_default=True)
    with pytest.raises(CannotAsk):
        asked(template=template)


def test_no_more_people_than_fit(monkeypatch):
    monkeypatch.setattr(asking, "MOST_HOLDERS", 2)
    with pytest.raises(CannotAsk, match="3"):
        asked(people=[Person(f"Persona {letter}") for letter in "ABC"])


def test_the_document_is_kept_with_its_fingerprint():
    made = asked(document=SimpleUploadedFile("lista.pdf", b"%PDF-1.7 lista"))
    assert len(made.document_sha256) == 64
    with made.document.open("rb") as file:
        assert file.read() == b"%PDF-1.7 lista"


def test_only_whoever_asked_takes_it_back_and_only_while_it_waits():
    made = asked()
    with pytest.raises(CannotAsk):
        asking.withdraw(request=made, withdrawn_by=UserFactory())
    assert asking.withdraw(request=made, withdrawn_by=made.asked_by).state == ManualRequest.State.WITHDRAWN
    assert asking.withdraw(request=made, withdrawn_by=made.asked_by).state == ManualRequest.State.WITHDRAWN
