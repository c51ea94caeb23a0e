import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cimtra.models import Delivery, Frequency, Obligation
from cimtra.obligations import acts, editing, generating
from people.api import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, TRANSPARENCY_UNIT
from tests.factories import DepartmentFactory, employee_with_role

from .obligations_factories import DeliveryFactory, ObligationFactory, answers_for, liaison, mini_instrument

pytestmark = pytest.mark.django_db

ADDRESS = "https://ejemplo.gob.mx/2026-t3.xlsx"
State = Delivery.State


def at(name, *args):
    return reverse(f"cimtra_obligations:{name}", args=args)


@pytest.fixture
def consultant(client):
    user = employee_with_role(CONSULTANCY)
    client.force_login(user)
    return user


@pytest.fixture
def delivery():
    return DeliveryFactory()


def posted(**values):
    return {
        "kind": "update",
        "title": "Nómina del mes",
        "frequency": Frequency.MONTHLY,
        "days_to_deliver": 10,
        "origin": "propuesta",
        "starts_on": "2026-01-01",
        **values,
    }


@pytest.mark.parametrize("role", [CONSULTANCY, TRANSPARENCY_UNIT, ADMINISTRATION])
def test_those_who_follow_see_every_screen(client, delivery, role):
    client.force_login(employee_with_role(role))
    for address in (
        at("list"),
        at("one", delivery.obligation_id),
        at("deliveries"),
        at("board"),
        at("calendar"),
        at("delivery", delivery.pk),
        at("new"),
        at("propose"),
        at("edit", delivery.obligation_id),
        at("copy", delivery.obligation_id),
    ):
        assert client.get(address).status_code == 200, address


def test_human_resources_and_liaisons_do_not(client, delivery):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    assert client.get(at("list")).status_code in (302, 403)
    client.force_login(liaison(delivery.department).user)
    assert client.get(at("delivery", delivery.pk)).status_code in (302, 403)


def test_the_empty_screens_say_what_to_do(client, consultant):
    assert "Proponer obligaciones" in client.get(at("list")).content.decode()
    assert client.get(at("deliveries")).status_code == 200
    assert client.get(at("board")).status_code == 200


def test_a_new_obligation_gets_its_deliveries(client, consultant, today):
    department = DepartmentFactory()
    response = client.post(at("new"), posted(department=department.pk, starts_on="2026-09-01"))
    one = Obligation.objects.get()
    assert response.url == at("one", one.pk)
    assert one.deliveries.count() == 3
    assert "Nómina del mes" in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"frequency": Frequency.PER_SESSION},
        {"frequency": "mixta"},
        {"ends_on": "2025-01-01"},
        {"starts_on": "1020-01-01"},
        {"title": " "},
        {"address": "no es una dirección"},
        {"address": "javascript:alert(1)"},
    ],
)
def test_an_unfit_obligation_is_told_on_the_form(client, consultant, wrong):
    response = client.post(at("new"), posted(department=DepartmentFactory().pk, **wrong))
    assert response.status_code == 422
    assert not Obligation.objects.exists()


def test_the_same_obligation_twice_for_a_department_is_told(client, consultant):
    one = ObligationFactory(title="Nómina del mes")
    assert client.post(at("new"), posted(department=one.department_id)).status_code == 422


def test_an_edit_over_a_newer_wording_is_refused_and_loses_nothing(client, consultant):
    one = ObligationFactory()
    seen = editing.version_of(one)
    Obligation.objects.update(title="Como lo dejó otra persona")
    data = posted(department=one.department_id, title="Como lo quiero yo", seen=seen)
    response = client.post(at("edit", one.pk), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Como lo dejó otra persona" in page
    assert "Como lo quiero yo" in page
    again = {**data, "seen": response.context["form"]["seen"].value()}
    assert client.post(at("edit", one.pk), again).status_code == 302
    assert Obligation.objects.get().title == "Como lo quiero yo"


def test_the_same_goes_to_several_departments_once(client, consultant):
    one = ObligationFactory()
    others = [DepartmentFactory() for _number in range(2)]
    data = {"departments": [other.pk for other in others]}
    assert client.post(at("copy", one.pk), data).status_code == 302
    assert client.post(at("copy", one.pk), data).status_code == 422
    assert Obligation.objects.filter(title=one.title).count() == 3


def test_an_obligation_is_ended_and_keeps_its_deliveries(client, consultant, today):
    one = ObligationFactory()
    generating.make_for([one])
    assert client.post(at("end", one.pk), {"on": "2020-01-01"}).status_code == 422
    assert client.post(at("end", one.pk), {"on": "2026-10-31"}).status_code == 302
    assert [delivery.period_start.month for delivery in one.deliveries.all()] == [1, 4, 7]


def test_a_change_is_recorded_by_hand(client, consultant, today):
    one = ObligationFactory(frequency=Frequency.ON_CHANGE)
    assert client.post(at("change", one.pk), {"day": "2025-01-01"}).status_code == 422
    assert client.post(at("change", one.pk), {"day": "2026-10-30"}).status_code == 302
    assert one.deliveries.get().period_start == dt.date(2026, 10, 30)
    other = ObligationFactory()
    assert client.post(at("change", other.pk), {"day": "2026-10-30"}).status_code == 422


def test_what_was_handed_in_is_accepted_from_the_screen(client, consultant, delivery):
    acts.deliver(delivery, by=liaison(delivery.department).user, address=ADDRESS)
    data = {"aceptar-edition": delivery.edition, "aceptar-note": "Correcto."}
    assert client.post(at("delivery_aceptar", delivery.pk), data).status_code == 302
    assert Delivery.objects.get().state == State.ACCEPTED


def test_a_return_without_words_is_told_on_the_form(client, consultant, delivery):
    acts.deliver(delivery, by=liaison(delivery.department).user, address=ADDRESS)
    data = {"devolver-edition": delivery.edition, "devolver-reason": ""}
    assert client.post(at("delivery_devolver", delivery.pk), data).status_code == 422
    data["devolver-reason"] = "Falta el RFC."
    assert client.post(at("delivery_devolver", delivery.pk), data).status_code == 302
    assert "Falta el RFC." in client.get(at("delivery", delivery.pk)).content.decode()


def test_a_decision_about_what_changed_meanwhile_shows_both(client, consultant, delivery):
    deliverer = liaison(delivery.department).user
    acts.deliver(delivery, by=deliverer, address=ADDRESS)
    seen = delivery.edition
    acts.deliver(delivery, by=deliverer, address=f"{ADDRESS}?v=2")
    data = {"devolver-edition": seen, "devolver-reason": "Falta el RFC."}
    response = client.post(at("delivery_devolver", delivery.pk), data)
    assert response.status_code == 409
    assert "?v=2" in response.content.decode()
    assert "Falta el RFC." in response.content.decode()
    assert Delivery.objects.get().state == State.IN_REVIEW


def test_who_recorded_a_delivery_for_a_department_does_not_accept_it(client, consultant, delivery):
    data = {"entregar-edition": 1, "entregar-address": ADDRESS}
    assert client.post(at("delivery_entregar", delivery.pk), data).status_code == 302
    assert "Aceptar la entrega" not in client.get(at("delivery", delivery.pk)).content.decode()
    data = {"aceptar-edition": 2}
    assert client.post(at("delivery_aceptar", delivery.pk), data).status_code == 422


def test_acts_are_posted(client, consultant, delivery):
    for name in ("entregar", "retirar", "aceptar", "devolver", "dispensar"):
        assert client.get(at(f"delivery_{name}", delivery.pk)).status_code == 405


def test_an_excuse_shows_its_note(client, consultant, delivery):
    data = {"dispensar-edition": 1, "dispensar-note": "No hubo contratos."}
    assert client.post(at("delivery_dispensar", delivery.pk), data).status_code == 302
    assert "No hubo contratos." in client.get(at("delivery", delivery.pk)).content.decode()
    assert client.post(at("delivery_retirar", delivery.pk), {"retirar-edition": 2}).status_code == 302
    assert Delivery.objects.get().state == State.WAITING


def test_the_list_goes_to_a_workbook_as_it_is_narrowed(client, consultant, delivery):
    DeliveryFactory(obligation__title="=Otra")
    response = client.get(at("deliveries_file", "xlsx"), {"direccion": delivery.department_id})
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = list(book.worksheets[1].values)
    assert len(rows) == 2
    assert rows[1][:2] == (delivery.department.name, delivery.obligation.title)
    assert any(delivery.department.name in str(cell) for row in book.worksheets[0].values for cell in row)


def test_no_title_becomes_a_formula(client, consultant):
    DeliveryFactory(obligation__title="=HYPERLINK(1)")
    text = client.get(at("deliveries_file", "csv")).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert client.get(at("deliveries_file", "exe")).status_code == 404


def test_the_calendar_file_has_what_is_owed(client, consultant, delivery):
    DeliveryFactory(state=State.IN_REVIEW, delivered_on=dt.date(2026, 10, 1))
    text = client.get(at("calendar_file")).content.decode()
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20261015" in text


def test_the_calendar_shows_the_month_that_was_asked_for(client, consultant, delivery):
    page = client.get(at("calendar"), {"mes": "2026-10"}).content.decode()
    assert delivery.obligation.title in page
    for asked in ("2026-13", "x", "0001-01", "9999-12"):
        assert client.get(at("calendar"), {"mes": asked}).status_code == 200


def test_the_board_says_each_quarter_by_a_word(client, consultant, delivery, today):
    one = delivery.obligation
    DeliveryFactory(
        obligation=one,
        period_start=dt.date(2026, 1, 1),
        period_end=dt.date(2026, 3, 31),
        due_on=dt.date(2026, 4, 15),
        state=State.ACCEPTED,
        delivered_on=dt.date(2026, 4, 1),
    )
    response = client.get(at("board"), {"anio": 2026})
    line = response.context["places"][0].lines[0]
    assert [cell and cell.light.key for cell in line.cells] == ["done", None, "late", None, None]
    assert "Con atraso" in response.content.decode()


@pytest.mark.parametrize("name", ["list", "deliveries", "board", "calendar"])
def test_more_rows_cost_the_same_queries(client, consultant, name, today):
    address = f"{at(name)}?mes=2026-10"
    DeliveryFactory.create_batch(2)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    DeliveryFactory.create_batch(10)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 16


def test_usual_obligations_are_proposed_and_made_once(client, consultant, today):
    department = DepartmentFactory(name="Hacienda Municipal")
    aspect, *others = mini_instrument()
    answers_for(department, aspect)
    page = client.get(at("propose")).content.decode()
    assert "Aspecto 1: Aspecto 1" in page
    assert f"{len(others)} aspectos" in page
    keys = [f"aspectos:{department.pk}:1", f"poa:{department.pk}:", "poa:0:", "'; drop"]
    assert client.post(at("propose"), {"desde": "2026-10-01", "propuesta": keys}).status_code == 302
    assert Obligation.objects.count() == 2
    assert Obligation.objects.get(kind="update").aspects.get() == aspect
    assert Obligation.objects.get(kind="update").deliveries.count() == 1
    client.post(at("propose"), {"desde": "2026-10-01", "propuesta": keys})
    assert Obligation.objects.count() == 2
