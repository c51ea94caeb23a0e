import pytest
from django.db import IntegrityError, transaction

from certificates import api
from certificates.models import Certificate, Kind, ManualRequest
from certificates.requests import asking, deciding
from certificates.requests.asking import Person
from certificates.requests.deciding import CannotDecide, approve, refuse, why_not
from certificates.storing import store_pdf
from people.models import Decision
from people.plugins import roster_removals
from tests.certificates.issue_factories import OUTSIDER, asked
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_approval_issues_one_for_everybody_on_it():
    employee = EmployeeFactory()
    made = asked(people=[Person(OUTSIDER), Person(employee.full_name, employee)])
    boss = UserFactory()
    issued = approve(request=made, approved_by=boss)
    assert [one.holder_name for one in issued] == [OUTSIDER, employee.full_name]
    assert [one.employee for one in issued] == [None, employee]
    assert [one.number for one in issued] == [1, 2]
    first = issued[0]
    assert (first.kind, first.design.template.kind) == (Kind.SPEAKER, Kind.SPEAKER)
    assert (first.course_title, first.rule) == ("Foro de gobierno abierto", "request_approved/1")
    assert first.issued_by == boss
    assert first.evidence["request"]["id"] == made.pk
    assert first.completion is None


def test_approving_twice_gives_the_same_ones():
    made, boss = asked(), UserFactory()
    assert approve(request=made, approved_by=boss) == approve(request=made, approved_by=boss)
    assert Certificate.objects.count() == 1


def test_the_file_of_somebody_from_outside_is_made_and_signed():
    [made] = approve(request=asked(), approved_by=UserFactory())
    assert store_pdf(made.pk)
    assert Certificate.objects.get().signature["kind"] == "seal"


def test_whoever_asked_does_not_approve():
    made = asked()
    with pytest.raises(CannotDecide):
        approve(request=made, approved_by=made.asked_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        ManualRequest.objects.filter(pk=made.pk).update(
            state="approved", decided_by=made.asked_by, decided_at=made.asked_at
        )
    assert not Certificate.objects.exists()


def test_nobody_decides_about_a_request_that_they_are_on():
    employee = EmployeeFactory()
    made = asked(people=[Person(employee.full_name, employee)])
    assert why_not(made, employee.user)
    with pytest.raises(CannotDecide):
        approve(request=made, approved_by=employee.user)
    with pytest.raises(CannotDecide):
        refuse(request=made, reason="No", refused_by=employee.user)


def test_a_refusal_has_a_reason_and_is_final():
    made, boss = asked(), UserFactory()
    with pytest.raises(CannotDecide):
        refuse(request=made, reason="  ", refused_by=boss)
    assert refuse(request=made, reason="Falta la lista", refused_by=boss).state == ManualRequest.State.REFUSED
    with pytest.raises(CannotDecide):
        approve(request=made, approved_by=boss)
    assert not Certificate.objects.exists()


def test_what_was_taken_back_is_not_approved():
    made = asked()
    asking.withdraw(request=made, withdrawn_by=made.asked_by)
    with pytest.raises(CannotDecide):
        approve(request=made, approved_by=UserFactory())


def test_all_of_them_are_issued_or_none(monkeypatch):
    made = asked(people=[Person("Persona A"), Person("Persona B")])
    issue = deciding.issue_for_holder

    def second_fails(*, holder, issued_by):
        if holder.name == "Persona B":
            raise RuntimeError
        return issue(holder=holder, issued_by=issued_by)

    with monkeypatch.context() as patch:
        patch.setattr(deciding, "issue_for_holder", second_fails)
        with pytest.raises(RuntimeError):
            approve(request=made, approved_by=UserFactory())
    made.refresh_from_db()
    assert made.state == ManualRequest.State.WAITING
    assert not Certificate.objects.exists()
    issued = approve(request=made, approved_by=UserFactory())
    assert [one.number for one in issued] == [1, 2]


def test_the_ledger_tells_the_decision_and_each_constancia():
    boss = UserFactory()
    made = asked(people=[Person("Persona A"), Person("Persona B")])
    approve(request=made, approved_by=boss)
    assert list(Decision.objects.order_by("number").values_list("act", flat=True)) == [
        "issue",
        "issue",
        "approve_request",
    ]
    last = Decision.objects.order_by("number").last()
    assert last.actor == boss
    assert len(last.after["folios"]) == 2


def test_a_constancia_of_somebody_from_outside_can_be_revoked_and_replaced():
    [made] = approve(request=asked(), approved_by=UserFactory())
    new = api.replace(certificate=made, reason="Acento", replaced_by=UserFactory(), name="Ángel Übelhör")
    assert (new.holder, new.holder_name) == (made.holder, "Ángel Übelhör")
    assert api.revoke(certificate=new, reason="No asistió", revoked_by=UserFactory()).state == "revoked"


def test_an_import_that_is_taken_back_keeps_those_who_stand_on_a_request():
    employee = EmployeeFactory()
    asked(people=[Person(employee.full_name, employee)])
    untouched = EmployeeFactory()
    kept = set().union(*(removal([employee.pk, untouched.pk], remove=False) for removal in roster_removals))
    assert employee.pk in kept
    assert untouched.pk not in kept
