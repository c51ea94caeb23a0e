import threading

import pytest
from django.db import IntegrityError, connection, transaction

from certificates import api
from certificates.life.objections import answer, object_to, why_no_objection
from certificates.models import Certificate, RevocationAppeal
from people.api import Decision, Notice
from tests.certificates.factories import certificate
from tests.certificates.life_factories import objected, revoked
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db


def decide(objection, *, is_granted, by=None, text="Se revisó el expediente."):
    return answer(objection=objection, is_granted=is_granted, text=text, answered_by=by or UserFactory())


def test_a_granted_objection_issues_a_new_certificate_in_place_of_the_revoked_one():
    objection = objected()
    old = objection.certificate
    decide(objection, is_granted=True)
    new = Certificate.objects.get(replaces=old)
    old = Certificate.objects.get(pk=old.pk)
    assert (old.state, new.state) == ("superseded", "valid")
    assert (new.holder_name, new.valid_until, new.completed_on) == (old.holder_name, old.valid_until, old.completed_on)
    assert new.folio != old.folio
    assert new.rule == "objection_granted/1"
    assert old.revoked_at < old.superseded_at
    assert api.issue(completion=old.completion) == new


def test_one_that_is_not_granted_leaves_the_revocation_as_it_is():
    objection = objected()
    decide(objection, is_granted=False)
    made = Certificate.objects.get()
    assert made.state == "revoked"
    assert RevocationAppeal.objects.get().is_granted is False


@pytest.mark.parametrize("is_granted", [True, False])
def test_the_holder_is_told_and_the_ledger_has_the_answer(is_granted):
    objection = objected()
    boss = UserFactory(first_name="Rocío", last_name="Arriaga")
    decide(objection, is_granted=is_granted, by=boss, text="El acta lo demuestra.")
    line = Decision.objects.get(act="answer_objection")
    assert (line.actor_name, line.reason) == ("Rocío Arriaga", "El acta lo demuestra.")
    assert line.before["folio"] == objection.certificate.folio
    assert line.after["is_granted"] is is_granted
    told = Notice.objects.filter(title__contains="inconformidad").get()
    newest = Certificate.objects.first().folio
    assert (newest in told.text) is is_granted


def test_whoever_revoked_does_not_answer():
    boss = UserFactory()
    objection = objected(revoked_by=boss)
    with pytest.raises(api.CannotChange, match="Usted revocó"):
        decide(objection, is_granted=False, by=boss)


def test_nobody_answers_the_own_objection():
    objection = objected()
    with pytest.raises(api.CannotChange, match="propia"):
        decide(objection, is_granted=True, by=objection.certificate.employee.user)
    assert Certificate.objects.count() == 1


def test_an_answer_is_given_once_and_in_words():
    objection = objected()
    with pytest.raises(api.CannotChange, match="respuesta"):
        decide(objection, is_granted=True, text="  ")
    decide(objection, is_granted=False)
    with pytest.raises(api.CannotChange, match="ya se respondió"):
        decide(objection, is_granted=True)
    assert Certificate.objects.count() == 1


def test_only_the_holder_objects():
    made = revoked()
    with pytest.raises(api.CannotChange, match="titular"):
        object_to(certificate=made, text="No es cierto", holder=EmployeeFactory())
    assert not RevocationAppeal.objects.exists()


def test_there_is_one_objection_and_it_says_something():
    made = revoked()
    with pytest.raises(api.CannotChange):
        object_to(certificate=made, text=" \n", holder=made.employee)
    object_to(certificate=made, text="No es cierto", holder=made.employee)
    with pytest.raises(api.CannotChange, match="espera"):
        object_to(certificate=made, text="Otra vez", holder=made.employee)
    decide(RevocationAppeal.objects.get(), is_granted=False)
    with pytest.raises(api.CannotChange, match="respondió"):
        object_to(certificate=made, text="Otra vez", holder=made.employee)


def test_what_is_not_revoked_is_not_objected_to():
    made = certificate()
    assert "no está revocada" in why_no_objection(made)
    new = api.replace(certificate=made, reason="Nombre", replaced_by=UserFactory())
    made.refresh_from_db()
    assert why_no_objection(made)
    assert why_no_objection(new)


def test_the_database_keeps_one_open_objection_and_whole_answers():
    objection = objected()
    with pytest.raises(IntegrityError), transaction.atomic():
        RevocationAppeal.objects.create(certificate=objection.certificate, text="Otra")
    objection.is_granted = True
    with pytest.raises(IntegrityError), transaction.atomic():
        objection.save()


def test_the_database_never_revokes_what_was_replaced():
    made = certificate()
    api.replace(certificate=made, reason="Nombre", replaced_by=UserFactory())
    old = Certificate.objects.get(pk=made.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=old.pk).record_once(
            while_empty="revoked_at", revoked_at=old.superseded_at + (old.superseded_at - old.issued_at)
        )


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_four_people_granting_at_once_issue_one_certificate():
    objection = objected()
    people = [UserFactory() for _i in range(4)]
    barrier, refused = threading.Barrier(4), []

    def grant(user):
        try:
            barrier.wait(timeout=20)
            decide(objection, is_granted=True, by=user)
        except api.CannotChange as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=grant, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 3
    assert Certificate.objects.count() == 2
