import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cimtra.models import Delivery
from cimtra.obligations import acts
from people.api import CONSULTANCY
from tests.factories import DepartmentFactory, UserFactory, employee_with_role

from .obligations_factories import DeliveryFactory, ObligationFactory, SessionFactory, head, liaison

pytestmark = pytest.mark.django_db

ADDRESS = "https://ejemplo.gob.mx/2026-t3.xlsx"
LIST = reverse("cimtra:area_deliveries")


@pytest.fixture
def delivery():
    return DeliveryFactory()


@pytest.fixture
def own(client, delivery):
    """The liaison of the delivery's department, signed in."""
    employee = liaison(delivery.department)
    client.force_login(employee.user)
    return employee


def page_of(delivery):
    return reverse("cimtra:area_delivery", args=[delivery.pk])


def handing_in(delivery, **values):
    return {"entregar-edition": delivery.edition, "entregar-address": ADDRESS, "entregar-note": "", **values}


def post(client, delivery, name, data):
    return client.post(reverse(f"cimtra:area_delivery_{name}", args=[delivery.pk]), data)


def test_a_liaison_sees_only_what_the_own_area_owes(client, own, delivery):
    other = DeliveryFactory()
    page = client.get(LIST).content.decode()
    assert delivery.obligation.title in page
    assert other.obligation.title not in page
    assert client.get(page_of(other)).status_code == 404
    assert post(client, other, "entregar", handing_in(other)).status_code == 404


def test_a_head_sees_the_units_below(client, delivery):
    unit = DepartmentFactory(parent=delivery.department)
    below = DeliveryFactory(obligation=ObligationFactory(department=unit))
    client.force_login(head(delivery.department).user)
    assert client.get(page_of(below)).status_code == 200


def test_who_acts_for_no_department_finds_nothing(client, delivery):
    for user in (UserFactory(), employee_with_role(CONSULTANCY)):
        client.force_login(user)
        assert client.get(LIST).status_code == 404
        assert client.get(page_of(delivery)).status_code == 404


def test_a_liaison_hands_in_an_address_and_takes_it_back(client, own, delivery):
    assert post(client, delivery, "entregar", handing_in(delivery)).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.delivered_by) == ("in_review", own.user)
    assert ADDRESS in client.get(page_of(delivery)).content.decode()
    assert post(client, delivery, "retirar", {"retirar-edition": 2, "retirar-reason": "Otro"}).status_code == 302
    delivery.refresh_from_db()
    assert delivery.state == "waiting"


@pytest.mark.parametrize("address", ["", "hola", "javascript:alert(1)", "ftp://ejemplo.mx/a"])
def test_what_is_no_address_is_told_on_the_form(client, own, delivery, address):
    response = post(client, delivery, "entregar", handing_in(delivery, **{"entregar-address": address}))
    assert response.status_code == 422


def test_a_liaison_decides_nothing(client, own, delivery):
    acts.deliver(delivery, by=UserFactory(), address=ADDRESS)
    for name in ("aceptar", "devolver", "dispensar"):
        assert client.post(reverse(f"cimtra_obligations:delivery_{name}", args=[delivery.pk])).status_code in (302, 403)
    delivery.refresh_from_db()
    assert delivery.state == "in_review"


def test_the_page_says_what_has_to_be_mended(client, own, delivery):
    acts.deliver(delivery, by=own.user, address=ADDRESS)
    acts.return_(delivery, by=UserFactory(), reason="Falta la columna del RFC.")
    assert "Falta la columna del RFC." in client.get(page_of(delivery)).content.decode()
    data = handing_in(delivery, **{"entregar-address": f"{ADDRESS}?v=2"})
    assert post(client, delivery, "entregar", data).status_code == 302


def test_handing_in_over_what_somebody_else_did_shows_both(client, own, delivery):
    seen = handing_in(delivery, **{"entregar-address": "https://ejemplo.gob.mx/mia.xlsx"})
    acts.deliver(Delivery.objects.get(), by=UserFactory(), address=ADDRESS)
    response = post(client, delivery, "entregar", seen)
    page = response.content.decode()
    assert response.status_code == 409
    assert ADDRESS in page
    assert "https://ejemplo.gob.mx/mia.xlsx" in page
    again = seen | {"entregar-edition": response.context["deliver_form"]["edition"].value()}
    assert post(client, delivery, "entregar", again).status_code == 302


def test_the_list_shows_what_is_settled_only_when_asked(client, own, delivery):
    Delivery.objects.update(state="accepted", delivered_on=dt.date(2026, 10, 1))
    assert delivery.obligation.title not in client.get(LIST).content.decode()
    assert delivery.obligation.title in client.get(LIST, {"semaforo": "todas"}).content.decode()
    assert delivery.obligation.title in client.get(LIST, {"semaforo": "done"}).content.decode()


def test_the_own_area_shows_how_its_deliveries_stand(client, own, delivery, today):
    page = client.get(reverse("cimtra:area")).content.decode()
    assert delivery.obligation.title in page
    assert "Con atraso" in page


def test_more_deliveries_cost_the_same_queries(client, own, delivery):
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _number in range(8):
        DeliveryFactory(obligation=ObligationFactory(department=delivery.department))
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few) <= 14


def test_the_address_that_the_session_says_is_proposed(client):
    session = SessionFactory(minutes_address="https://ejemplo.gob.mx/acta-4.pdf")
    one = DeliveryFactory(obligation__department=session.body, obligation__kind="minutes", session=session)
    client.force_login(liaison(session.body).user)
    assert client.get(page_of(one)).context["deliver_form"]["address"].value() == "https://ejemplo.gob.mx/acta-4.pdf"
