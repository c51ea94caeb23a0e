import datetime as dt
import hashlib
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cimtra.findings import acts
from cimtra.findings.acts import CannotAct, Draft, NewerEdition
from cimtra.models import Finding, FindingEvent
from people.api import private_storage
from people.models import Notice
from tests.factories import UserFactory

from .findings_factories import department, finding, head_of, round_of, small_instrument

pytestmark = pytest.mark.django_db
State = Finding.State
PDF = b"%PDF-1.4 evidencia"


def acts_of(one):
    return list(one.events.values_list("act", flat=True))


def test_a_finding_goes_from_pending_to_verified_with_each_step_in_its_history():
    author, worker, reviewer = UserFactory(), UserFactory(), UserFactory()
    one = finding(by=author)
    acts.start(one, by=worker)
    acts.attend(one, by=worker, text="Se publicaron las actas.")
    acts.return_(one, by=reviewer, reason="Falta la de marzo.")
    acts.attend(one, by=worker, text="Ya está la de marzo.")
    done = acts.verify(one, by=reviewer, note="Vistas las tres.")
    assert done.state == State.VERIFIED
    assert (done.attended_by, done.verified_by) == (worker, reviewer)
    assert acts_of(one) == ["opened", "started", "attended", "returned", "attended", "verified"]
    last = one.events.last()
    assert (last.from_state, last.to_state, last.text) == ("attended", "verified", "Vistas las tres.")


def test_numbers_follow_each_other():
    assert [finding().number, finding().number, finding().number] == [1, 2, 3]


def test_nobody_verifies_or_returns_what_they_attended_to():
    worker = UserFactory()
    one = acts.attend(finding(), by=worker, text="Hecho.")
    with pytest.raises(CannotAct):
        acts.verify(one, by=worker)
    with pytest.raises(CannotAct):
        acts.return_(one, by=worker, reason="No")
    assert Finding.objects.get().state == State.ATTENDED


def test_nobody_verifies_what_is_theirs_to_attend_although_somebody_else_pressed_the_button():
    user = head_of(department("Tesorería"))
    one = acts.attend(finding(person=user.employee), by=UserFactory(), text="Hecho.")
    with pytest.raises(CannotAct):
        acts.verify(one, by=user)


def test_doing_the_same_twice_is_done_once():
    worker, reviewer = UserFactory(), UserFactory()
    one = finding()
    for _ in range(2):
        acts.start(one, by=worker)
    for _ in range(2):
        acts.attend(one, by=worker, text="Hecho.", address="https://ejemplo.mx/actas")
    for _ in range(2):
        acts.verify(one, by=reviewer)
    for _ in range(2):
        acts.comment(one, by=worker, text="Gracias.")
    assert acts_of(one) == ["opened", "started", "attended", "evidence", "verified", "commented"]


def test_an_act_on_a_state_that_has_changed_meanwhile_is_refused_and_says_the_state():
    one = finding()
    acts.attend(one, by=UserFactory(), text="Hecho.")
    with pytest.raises(CannotAct, match=r"Atendida|Attended"):
        acts.start(one, by=UserFactory())
    with pytest.raises(CannotAct):
        acts.verify(finding(), by=UserFactory())


def test_what_was_verified_is_opened_again_with_a_reason_and_needs_another_attention():
    reviewer = UserFactory()
    one = acts.attend(finding(), by=UserFactory(), text="Hecho.")
    acts.verify(one, by=reviewer)
    with pytest.raises(CannotAct):
        acts.reopen(one, by=reviewer, reason=" ")
    again = acts.reopen(one, by=reviewer, reason="El enlace dejó de abrir.")
    assert (again.state, again.attended_by, again.verified_by) == (State.IN_PROGRESS, None, None)


def test_editing_keeps_what_stood_there_before():
    one = finding(due_on=dt.date(2026, 12, 1))
    by = UserFactory()
    edited = acts.edit(one, by=by, edition=1, text="Faltan dos actas.", due_on=dt.date(2026, 12, 15))
    assert edited.edition == 2
    changes = one.events.get(act="edited").changes
    assert changes["text"] == ["Falta publicar las actas del trimestre.", "Faltan dos actas."]
    assert changes["due_on"] == ["1 de diciembre de 2026", "15 de diciembre de 2026"]


def test_saving_without_a_change_writes_nothing():
    one = finding()
    assert acts.edit(one, by=UserFactory(), edition=1, text=one.text).edition == 1
    assert acts_of(one) == ["opened"]


def test_editing_over_a_newer_edition_is_refused_and_shows_both():
    one = finding()
    acts.edit(one, by=UserFactory(), edition=1, commitment="Publicar en 10 días")
    with pytest.raises(NewerEdition) as refused:
        acts.edit(one, by=UserFactory(), edition=1, commitment="Publicar en 30 días")
    assert refused.value.finding.commitment == "Publicar en 10 días"
    assert [event.changes for event in refused.value.changes] == [{"commitment": ["", "Publicar en 10 días"]}]
    assert Finding.objects.get().commitment == "Publicar en 10 días"


def test_the_same_edit_by_two_people_is_no_conflict():
    one = finding()
    acts.edit(one, by=UserFactory(), edition=1, commitment="Publicar")
    assert acts.edit(one, by=UserFactory(), edition=1, commitment="Publicar").edition == 2


def test_a_verified_finding_is_not_edited():
    one = acts.attend(finding(), by=UserFactory(), text="Hecho.")
    acts.verify(one, by=UserFactory())
    with pytest.raises(CannotAct):
        acts.edit(one, by=UserFactory(), edition=1, text="Otra cosa")


def test_variables_belong_to_the_aspect_and_the_aspect_to_the_version_of_the_round():
    instrument, other = small_instrument(), small_instrument()
    first, second = instrument.aspects.order_by("number")[:2]
    with pytest.raises(CannotAct):
        finding(aspect=first, variables=list(second.variables.all()))
    with pytest.raises(CannotAct):
        finding(aspect=first, round=round_of(other))
    held = round_of(instrument, name="Evaluación de marzo")
    one = finding(aspect=first, variables=list(first.variables.all()), round=held)
    assert one.variables.count() == 2
    with pytest.raises(CannotAct):
        acts.edit(one, by=UserFactory(), edition=1, aspect=second)
    edited = acts.edit(one, by=UserFactory(), edition=1, aspect=second, variables=[second.variables.first()])
    assert [str(variable) for variable in edited.variables.all()] == ["2.1 Variable 1"]


def test_the_same_key_in_the_same_round_makes_one_finding():
    by, held = UserFactory(), round_of(small_instrument())
    first = finding(by=by, round=held, source_key="fila-1")
    assert finding(by=by, round=held, source_key="fila-1", text="Otro texto") == first
    assert finding(by=by, source_key="fila-1") != first
    assert Finding.objects.count() == 2


def test_many_findings_cost_the_queries_of_a_few(django_assert_num_queries):
    tesoreria = department("Tesorería")
    head_of(tesoreria)
    by = UserFactory()
    drafts = [Draft(text=f"Observación {n}", department=tesoreria, source_key=f"f{n}") for n in range(60)]
    with CaptureQueriesContext(connection) as before:
        acts.open_findings(by=by, drafts=drafts[:2])
    with django_assert_num_queries(len(before)):
        acts.open_findings(by=by, drafts=drafts)
    assert Finding.objects.count() == FindingEvent.objects.count() == Notice.objects.count() == 60


def test_evidence_is_kept_with_its_fingerprint_under_a_name_that_says_nothing():
    one = finding()
    by = UserFactory()
    kept = acts.add_evidence(one, by=by, title="Acta", upload=SimpleUploadedFile("acta de marzo.pdf", PDF))
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert kept.file_name == "acta de marzo.pdf"
    assert "marzo" not in kept.file
    with private_storage().open(kept.file) as file:
        assert file.read() == PDF
    assert acts.add_evidence(one, by=by, title="Otra vez", upload=SimpleUploadedFile("a.pdf", PDF)) == kept


def test_a_file_of_another_kind_and_an_address_that_is_none_are_refused():
    one = finding()
    with pytest.raises(ValidationError):
        acts.add_evidence(one, by=None, title="x", upload=SimpleUploadedFile("x.pdf", b"<html>"))
    with pytest.raises(ValidationError):
        acts.add_evidence(one, by=None, title="x", address="javascript:alert(1)")
    with pytest.raises(CannotAct):
        acts.add_evidence(one, by=None, title="x")
    assert not one.evidence.exists()


def test_an_attention_that_is_refused_leaves_neither_evidence_nor_file():
    one = acts.attend(finding(), by=UserFactory(), text="Hecho.")
    acts.verify(one, by=UserFactory())
    with pytest.raises(CannotAct):
        acts.attend(one, by=UserFactory(), text="Otra", upload=SimpleUploadedFile("a.pdf", PDF))
    assert not one.evidence.exists()


def test_whoever_heads_the_department_is_told_once_and_the_own_page_is_named():
    tesoreria = department("Tesorería")
    head = head_of(tesoreria)
    one = finding(department=tesoreria, due_on=dt.date(2027, 1, 15))
    notice = Notice.objects.get()
    assert notice.employee == head.employee
    assert notice.url == reverse("cimtra:area_finding", args=[one.pk])
    acts.edit(one, by=UserFactory(), edition=1, person=head.employee)
    assert Notice.objects.count() == 1


def test_who_attended_is_told_that_it_was_returned():
    worker = head_of(department("Obras"))
    one = acts.attend(finding(), by=worker, text="Hecho.")
    acts.return_(one, by=UserFactory(), reason="Falta la firma.")
    told = Notice.objects.get(kind="cimtra.finding_returned")
    assert (told.employee, told.text) == (worker.employee, "Falta la firma.")


@pytest.mark.django_db(transaction=True)
def test_two_people_who_record_at_once_get_two_numbers():
    users = [UserFactory(), UserFactory()]
    ready, problems = threading.Barrier(2), []

    def record(user):
        try:
            ready.wait(10)
            acts.open_finding(by=user, text="A la vez")
        except Exception as problem:  # noqa: BLE001 - told by the assertion below
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not problems
    assert sorted(Finding.objects.values_list("number", flat=True)) == [1, 2]
