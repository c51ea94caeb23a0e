from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Workflow, WorkflowState

from cimtra.library.contents import doubts
from cimtra.library.documents import CannotChange, amend, publish, replace, send_back, upload, withdraw
from cimtra.library.states import State, in_state, state_of, with_state
from cimtra.models import Delivery, LibraryDocument
from cimtra.obligations.acts import deliver
from people.api import ADMINISTRATION, Notice, private_storage
from tests.cimtra.library.library_factories import (
    QUARTER,
    csv,
    delivery_of,
    liaison_of,
    pdf,
    published,
    returned,
    reviewer,
    waiting,
    withdrawn,
)
from tests.factories import DepartmentFactory, UserFactory, employee_with_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]


def state(document):
    return state_of(with_state(LibraryDocument.objects.all()).get(pk=document.pk))


def kept_files():
    return sorted(Path(private_storage().path("library")).rglob("*.*"))


def test_an_uploaded_document_waits_for_the_transparency_unit_and_is_not_public():
    document = waiting()
    review = WorkflowState.objects.for_instance(document).get()
    assert not document.live
    assert review.status == WorkflowState.STATUS_IN_PROGRESS
    assert review.current_task_state.task.name == "Revisión de la Unidad de Transparencia"
    assert state(document) == State.WAITING
    assert document.content == {"header": ["Proveedor", "Importe"], "rows": 2}


def test_publishing_makes_it_public_and_says_by_whom():
    by = reviewer()
    document = publish(waiting(), by=by)
    document.refresh_from_db()
    assert document.live
    assert document.published_by == by
    assert document.first_published_at is not None
    assert not document.has_unpublished_changes
    assert WorkflowState.objects.for_instance(document).get().status == WorkflowState.STATUS_APPROVED
    assert state(document) == State.PUBLISHED


def test_the_administration_publishes_as_well():
    assert publish(waiting(), by=employee_with_role(ADMINISTRATION)).live


def test_publishing_twice_changes_nothing():
    document = published()
    first = document.last_published_at
    again = publish(document, by=reviewer())
    assert (again.last_published_at, again.published_by) == (first, document.published_by)


def test_nobody_publishes_what_they_uploaded():
    by = reviewer()
    document = waiting(by=by)
    with pytest.raises(CannotChange):
        publish(document, by=by)
    assert state(document) == State.WAITING
    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryDocument.objects.filter(pk=document.pk).update(published_by=by)


def test_a_returned_document_tells_why_and_is_not_published():
    document = returned(reason="Falta  el RFC.")
    found = with_state(LibraryDocument.objects.all()).get()
    assert found.returned_because == "Falta el RFC."
    assert state_of(found) == State.RETURNED
    with pytest.raises(CannotChange):
        publish(document, by=reviewer())


def test_returning_needs_a_reason():
    with pytest.raises(CannotChange):
        send_back(waiting(), by=reviewer(), reason="  ")


def test_a_returned_document_is_mended_and_sent_again_with_the_same_file():
    by = liaison_of()
    document = returned(by=by)
    amend(
        document, by=by, title="Viáticos y pasajes", description="", period=QUARTER, aspects=[], updated_on=QUARTER.end
    )
    assert state(document) == State.WAITING
    after = publish(document, by=reviewer())
    after.refresh_from_db()
    assert (after.title, after.sha256, after.live) == ("Viáticos y pasajes", document.sha256, True)


def test_only_a_returned_document_is_mended():
    document = waiting()
    with pytest.raises(CannotChange):
        amend(
            document,
            by=document.uploaded_by,
            title="Otro",
            description="",
            period=QUARTER,
            aspects=[],
            updated_on=QUARTER.end,
        )


def test_a_second_return_is_told_as_well():
    by = liaison_of()
    document = returned(by=by)
    amend(document, by=by, title="Dos", description="", period=QUARTER, aspects=[], updated_on=QUARTER.end)
    send_back(document, by=reviewer(), reason="Todavía falta.")
    assert Notice.objects.filter(employee=by.employee, kind="cimtra.document").count() == 2


def test_what_is_public_stays_public_until_its_correction_is_published():
    first = published()
    second = replace(first, by=liaison_of(first.department), file=csv(b"a,b\n1,2\n"))
    first.refresh_from_db()
    assert first.live
    assert state(second) == State.WAITING
    publish(second, by=reviewer())
    first.refresh_from_db()
    assert not first.live
    assert (state(first), state(second)) == (State.REPLACED, State.PUBLISHED)
    assert private_storage().exists(first.file)


def test_the_correction_of_a_returned_document_takes_its_place_in_the_queue():
    first = returned()
    second = replace(first, by=first.uploaded_by, file=csv(b"a,b\n1,2\n"))
    assert (state(first), state(second)) == (State.REPLACED, State.WAITING)
    assert WorkflowState.objects.active().count() == 1
    with pytest.raises(CannotChange):
        publish(first, by=reviewer())


def test_a_document_is_replaced_once():
    first = published()
    replace(first, by=first.uploaded_by, file=csv())
    with pytest.raises(CannotChange):
        replace(first, by=first.uploaded_by, file=csv())


def test_a_withdrawn_document_says_why_and_is_not_public():
    document = withdrawn(reason="Contenía domicilios.")
    document.refresh_from_db()
    assert (document.live, document.withdrawn_because) == (False, "Contenía domicilios.")
    assert state(document) == State.WITHDRAWN
    with pytest.raises(CannotChange):
        publish(document, by=reviewer())


def test_only_what_is_public_is_withdrawn():
    with pytest.raises(CannotChange):
        withdraw(waiting(), by=reviewer(), reason="Sobra.")


def test_whoever_uploaded_it_is_told_what_became_of_it():
    by = liaison_of()
    document = published(by=by)
    withdraw(document, by=reviewer(), reason="Contenía domicilios.")
    told = Notice.objects.filter(employee=by.employee).order_by("pk")
    assert [one.text for one in told][-1] == "Contenía domicilios."
    assert {one.url for one in told} == {f"/mi-area/documentos/{document.pk}/"}


def test_an_account_that_is_nobody_on_the_roster_is_told_nothing():
    published(by=UserFactory())
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "file", [csv(b"\x00\x01\x02", "gasto.csv"), csv(b"<svg/>", "dibujo.svg"), csv(b"%PDF-1.7 nada", "roto.pdf")]
)
def test_a_file_of_another_kind_or_a_broken_one_is_refused_and_leaves_nothing(file, monkeypatch):
    from cimtra.library import contents

    monkeypatch.setattr("cimtra.library.documents.contents_of", contents.contents_of)
    before = kept_files()
    with pytest.raises(ValidationError):
        waiting(file=file)
    assert not LibraryDocument.objects.exists()
    assert kept_files() == before


def test_without_a_workflow_it_waits_all_the_same_and_is_published():
    Workflow.objects.all().delete()
    document = waiting()
    assert state(document) == State.WAITING
    assert publish(document, by=reviewer()).live


class TestDeliveries:
    @pytest.fixture
    def handed_in(self):
        department = DepartmentFactory()
        by = liaison_of(department)
        document = waiting(by=by, department=department)
        return deliver(delivery_of(department), by=by, document=document)

    def test_publishing_accepts_the_delivery_that_the_document_is(self, handed_in):
        publish(handed_in.document, by=reviewer())
        handed_in.refresh_from_db()
        assert handed_in.state == Delivery.State.ACCEPTED

    def test_returning_returns_it_with_the_same_reason_and_mending_hands_it_in_again(self, handed_in):
        document = send_back(handed_in.document, by=reviewer(), reason="Falta el RFC.")
        handed_in.refresh_from_db()
        assert handed_in.state == Delivery.State.RETURNED
        assert handed_in.events.last().text == "Falta el RFC."
        second = replace(document, by=document.uploaded_by, file=csv(b"a,b\n1,2\n"))
        handed_in.refresh_from_db()
        assert (handed_in.state, handed_in.document) == (Delivery.State.IN_REVIEW, second)

    def test_who_handed_it_in_does_not_accept_it_by_publishing(self):
        department = DepartmentFactory()
        by = reviewer()
        document = waiting(department=department)
        delivery = deliver(delivery_of(department), by=by, document=document)
        publish(document, by=by)
        delivery.refresh_from_db()
        assert delivery.state == Delivery.State.IN_REVIEW

    def test_what_was_accepted_keeps_saying_what_was_accepted(self, handed_in):
        first = publish(handed_in.document, by=reviewer())
        publish(replace(first, by=first.uploaded_by, file=csv(b"a,b\n1,2\n")), by=reviewer())
        handed_in.refresh_from_db()
        assert handed_in.document == first


def test_each_document_is_found_in_its_state_and_in_no_other():
    made = {State.WAITING: waiting(), State.RETURNED: returned(), State.WITHDRAWN: withdrawn()}
    old = published()
    made[State.PUBLISHED] = publish(replace(old, by=old.uploaded_by, file=csv()), by=reviewer())
    made[State.REPLACED] = old
    documents = with_state(LibraryDocument.objects.all())
    for state_asked, document in made.items():
        assert list(in_state(documents, state_asked)) == [document]
        assert state_of(documents.get(pk=document.pk)) == state_asked
    assert in_state(documents, "otro").count() == 5


def test_a_pdf_without_text_is_taken_and_doubted():
    document = waiting(file=pdf(""))
    assert (document.content["pages"], document.content["has_text"]) == (1, False)
    assert len(doubts(document)) == 1


def test_a_file_that_names_another_quarter_is_doubted():
    right, wrong = csv(b"Gasto del tercer trimestre de 2026,Importe\na,1\n"), csv(b"Segundo trimestre de 2026,b\na,1\n")
    assert doubts(waiting(file=right)) == []
    assert len(doubts(waiting(file=wrong, title="Otro"))) == 1


def test_a_document_stands_below_each_of_its_aspects(django_assert_num_queries):
    from tests.cimtra.instrument.instrument_factories import small_instrument

    instrument = small_instrument()
    document = upload(
        by=liaison_of(),
        department=DepartmentFactory(),
        file=csv(),
        title="Viáticos",
        period=QUARTER,
        aspects=instrument.aspects.all()[:2],
    )
    published_again = publish(document, by=reviewer())
    assert published_again.aspects.count() == 2
