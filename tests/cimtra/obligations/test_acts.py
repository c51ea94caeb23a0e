import datetime as dt

import pytest

from cimtra.models import Delivery
from cimtra.obligations import acts
from people.api import Notice
from tests.factories import UserFactory

from .obligations_factories import DeliveryFactory, head, liaison

pytestmark = pytest.mark.django_db

ADDRESS = "https://ejemplo.gob.mx/2026-t3.xlsx"
State = Delivery.State


@pytest.fixture
def delivery():
    return DeliveryFactory()


@pytest.fixture
def deliverer(delivery):
    return liaison(delivery.department).user


@pytest.fixture
def reviewer():
    return UserFactory()


@pytest.fixture
def handed_in(delivery, deliverer):
    return acts.deliver(delivery, by=deliverer, address=ADDRESS, note="Con el gasto de septiembre.")


def story(delivery):
    return [(event.from_state, event.to_state) for event in delivery.events.all()]


def test_what_is_handed_in_waits_for_review(handed_in, deliverer):
    handed_in.refresh_from_db()
    assert handed_in.state == State.IN_REVIEW
    assert handed_in.delivered_by == deliverer
    event = handed_in.events.get()
    assert (event.by, event.by_name) == (deliverer, deliverer.employee.full_name)
    assert (event.address, event.text) == (ADDRESS, "Con el gasto de septiembre.")


def test_handing_in_the_same_again_changes_nothing(handed_in, deliverer):
    acts.deliver(handed_in, by=deliverer, address=ADDRESS, note="Con el gasto de septiembre.")
    assert handed_in.events.count() == 1


def test_something_else_takes_the_place_of_what_waits_for_review(handed_in, deliverer):
    acts.deliver(handed_in, by=deliverer, address=f"{ADDRESS}?v=2")
    assert handed_in.address.endswith("v=2")
    assert handed_in.events.count() == 2


def test_nothing_cannot_be_handed_in(delivery, deliverer):
    with pytest.raises(acts.CannotDeliver):
        acts.deliver(delivery, by=deliverer, address="  ")


def test_somebody_else_accepts_it(handed_in, reviewer):
    acts.accept(handed_in, by=reviewer)
    assert Delivery.objects.get().state == State.ACCEPTED
    acts.accept(handed_in, by=reviewer)
    assert story(handed_in) == [("waiting", "in_review"), ("in_review", "accepted")]


def test_nobody_accepts_or_returns_what_they_handed_in(handed_in, deliverer):
    with pytest.raises(acts.CannotDeliver, match="usted"):
        acts.accept(handed_in, by=deliverer)
    with pytest.raises(acts.CannotDeliver):
        acts.return_(handed_in, by=deliverer, reason="Está mal")
    assert Delivery.objects.get().state == State.IN_REVIEW


def test_what_is_owed_cannot_be_accepted_or_returned(delivery, reviewer):
    with pytest.raises(acts.CannotDeliver):
        acts.accept(delivery, by=reviewer)
    with pytest.raises(acts.CannotDeliver):
        acts.return_(delivery, by=reviewer, reason="Falta")


def test_a_return_says_why_and_tells_the_liaisons(handed_in, reviewer, deliverer):
    colleague = liaison(handed_in.department)
    with pytest.raises(acts.CannotDeliver):
        acts.return_(handed_in, by=reviewer, reason=" ")
    acts.return_(handed_in, by=reviewer, reason="Falta la columna del RFC.")
    acts.return_(handed_in, by=reviewer, reason="Falta la columna del RFC.")
    told = Notice.objects.filter(kind="cimtra.delivery_returned")
    assert {notice.employee for notice in told} == {deliverer.employee, colleague}
    assert {notice.text for notice in told} == {"Falta la columna del RFC."}
    assert handed_in.events.count() == 2


def test_what_was_accepted_can_still_be_returned(handed_in, reviewer):
    acts.accept(handed_in, by=reviewer)
    acts.return_(handed_in, by=reviewer, reason="La dirección dejó de abrir.")
    assert handed_in.state == State.RETURNED


def test_what_was_returned_is_handed_in_again(handed_in, reviewer, deliverer):
    acts.return_(handed_in, by=reviewer, reason="Falta")
    acts.deliver(handed_in, by=deliverer, address=f"{ADDRESS}?v=2")
    acts.accept(handed_in, by=reviewer)
    assert [after for _before, after in story(handed_in)] == ["in_review", "returned", "in_review", "accepted"]


def test_what_was_accepted_cannot_be_handed_in_or_taken_back(handed_in, reviewer, deliverer):
    acts.accept(handed_in, by=reviewer)
    with pytest.raises(acts.CannotDeliver):
        acts.deliver(handed_in, by=deliverer, address=f"{ADDRESS}?v=2")
    with pytest.raises(acts.CannotDeliver):
        acts.take_back(handed_in, by=deliverer)


def test_taking_back_leaves_it_owed_and_keeps_what_was_handed_in_on_record(handed_in, deliverer):
    acts.take_back(handed_in, by=deliverer, reason="Era el archivo de otro trimestre.")
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.address, handed_in.delivered_on) == (State.WAITING, "", None)
    assert handed_in.events.first().address == ADDRESS


def test_excusing_needs_a_note_and_frees_from_delivering(delivery, reviewer, deliverer):
    with pytest.raises(acts.CannotDeliver):
        acts.excuse(delivery, by=reviewer, note="")
    acts.excuse(delivery, by=reviewer, note="No hubo contratos en el trimestre.")
    assert delivery.state == State.NOT_APPLICABLE
    with pytest.raises(acts.CannotDeliver):
        acts.deliver(delivery, by=deliverer, address=ADDRESS)


def test_nobody_excuses_the_department_for_which_they_act(delivery):
    for person in (liaison(delivery.department), head(delivery.department)):
        with pytest.raises(acts.CannotDeliver):
            acts.excuse(delivery, by=person.user, note="No hubo.")


def test_an_excuse_can_be_taken_back(delivery, reviewer):
    acts.excuse(delivery, by=reviewer, note="No hubo.")
    acts.take_back(delivery, by=reviewer, reason="Sí hubo un contrato.")
    assert (delivery.state, delivery.note) == (State.WAITING, "")


def test_what_waits_for_review_cannot_be_excused(handed_in, reviewer):
    with pytest.raises(acts.CannotDeliver):
        acts.excuse(handed_in, by=reviewer, note="No hubo.")


def test_a_decision_on_what_somebody_has_changed_meanwhile_is_refused(handed_in, reviewer, deliverer):
    seen = handed_in.edition
    acts.deliver(Delivery.objects.get(), by=deliverer, address=f"{ADDRESS}?v=2")
    with pytest.raises(acts.NewerEdition) as refused:
        acts.accept(handed_in, by=reviewer, edition=seen)
    assert refused.value.delivery.address.endswith("v=2")
    assert Delivery.objects.get().state == State.IN_REVIEW


def test_the_day_of_delivery_is_kept_for_good(handed_in, reviewer, monkeypatch):
    first = handed_in.delivered_on
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: first + dt.timedelta(days=3))
    acts.accept(handed_in, by=reviewer)
    assert handed_in.delivered_on == first
