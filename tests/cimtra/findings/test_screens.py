import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cimtra.findings import acts
from cimtra.models import AspectResponsible, Finding
from people.models import Decision
from people.roles import ADMINISTRATION, HUMAN_RESOURCES
from tests.factories import EmployeeFactory, UserFactory

from .findings_factories import (
    consultant,
    department,
    finding,
    head_of,
    in_role,
    liaison_of,
    round_of,
    small_instrument,
    transparency,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/cimtra/observaciones/"


def address(name, *args):
    return reverse(f"cimtra_findings:{name}", args=args)


def said(**values):
    return {"kind": "observation", "text": "Falta el acta.", "effort": "2", "token": "abc", "edition": "1", **values}


def test_the_list_costs_the_same_for_few_and_for_many(client, django_assert_num_queries):
    client.force_login(consultant())
    aspects = list(small_instrument(is_current=True).aspects.order_by("number"))
    finding(aspect=aspects[0], department=department("Obras"))
    client.get(LIST)
    with CaptureQueriesContext(connection) as before:
        client.get(LIST)
    for n in range(12):
        finding(aspect=aspects[n % 6], department=department(f"Dirección {n}"))
    with django_assert_num_queries(len(before)):
        page = client.get(LIST).content.decode()
    assert "Dirección 11" in page


def test_heads_and_liaisons_do_not_come_in_and_human_resources_reads_without_acting(client):
    obras = department("Obras")
    one = finding(department=obras)
    for user in (head_of(obras), liaison_of(obras)):
        client.force_login(user)
        assert client.get(LIST).status_code in (302, 403)
    client.force_login(in_role(HUMAN_RESOURCES))
    assert client.get(address("one", one.pk)).status_code == 200
    assert client.post(address("act_iniciar", one.pk)).status_code == 302
    one.refresh_from_db()
    assert one.state == "pending"
    assert client.get(address("add")).status_code == 302


def test_a_new_finding_takes_the_department_that_answers_for_its_aspect_and_is_made_once(client):
    client.force_login(consultant())
    aspect = small_instrument(is_current=True).aspects.first()
    obras = department("Obras")
    AspectResponsible.objects.create(aspect=aspect, department=obras, starts_on=dt.date(2024, 10, 1))
    for _ in range(2):
        answer = client.post(address("add"), said(aspect=aspect.pk))
        assert answer.status_code == 302
    one = Finding.objects.get()
    assert (one.department, one.aspect) == (obras, aspect)


def test_the_variables_of_the_chosen_aspect_are_offered_without_losing_what_was_typed(client):
    client.force_login(consultant())
    aspect = small_instrument(is_current=True).aspects.get(number=4)
    typed = said(aspect=aspect.pk, variables_of="1", text="Escrito a medias")
    page = client.post(address("add"), typed).content.decode()
    assert "4.1 Variable 1" in page
    assert "Escrito a medias" in page
    assert not Finding.objects.exists()
    client.post(address("add"), said(aspect=aspect.pk, variables=[aspect.variables.first().pk]))
    assert Finding.objects.get().variables.count() == 1


def test_only_people_who_act_for_a_department_can_be_chosen(client):
    client.force_login(consultant())
    employee = EmployeeFactory()
    answer = client.post(address("add"), said(person=employee.pk))
    assert answer.status_code == 422
    assert employee.full_name not in answer.content.decode()


def test_an_edit_over_a_newer_edition_shows_both_and_the_second_save_stands(client):
    client.force_login(consultant())
    one = finding()
    acts.edit(one, by=UserFactory(), edition=1, commitment="En diez días")
    answer = client.post(address("edit", one.pk), said(commitment="En treinta días"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "En diez días" in page
    assert "En treinta días" in page
    assert 'name="edition" value="2"' in page
    assert client.post(address("edit", one.pk), said(commitment="En treinta días", edition="2")).status_code == 302
    one.refresh_from_db()
    assert one.commitment == "En treinta días"
    assert one.events.filter(act="edited").count() == 2


def test_the_transparency_unit_verifies_and_returns_but_not_what_it_attended_itself(client):
    user = transparency()
    client.force_login(user)
    one = acts.attend(finding(), by=UserFactory(), text="Hecho.")
    client.post(address("act_devolver", one.pk), {"devolver-text": "Falta una."})
    one.refresh_from_db()
    assert one.state == "returned"
    client.post(address("act_atender", one.pk), {"atender-text": "Recibida por oficio."})
    answer = client.post(address("act_verificar", one.pk), {"verificar-text": ""})
    one.refresh_from_db()
    assert (one.state, answer.status_code) == ("attended", 422)
    client.force_login(consultant())
    client.post(address("act_verificar", one.pk), {"verificar-text": "Vista."})
    one.refresh_from_db()
    assert one.state == "verified"
    client.post(address("act_reabrir", one.pk), {"reabrir-text": "Se quitó el archivo."})
    one.refresh_from_db()
    assert one.state == "in_progress"


def test_acts_are_no_gets(client):
    client.force_login(consultant())
    one = finding()
    for act in ("iniciar", "atender", "comentar", "evidencia", "devolver", "verificar", "reabrir"):
        assert client.get(address(f"act_{act}", one.pk)).status_code == 405


def test_the_file_has_the_rows_of_the_screen_and_the_ledger_says_who_took_it(client):
    user = consultant()
    client.force_login(user)
    finding(text="=1+1 no es fórmula", due_on=dt.date(2026, 1, 1))
    acts.verify(acts.attend(finding(), by=UserFactory(), text="Hecho."), by=UserFactory())
    answer = client.post(address("download", "xlsx"), {"estado": "abiertas"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert len(rows) == 2
    assert "=1+1 no es fórmula" in rows[1]
    assert book.worksheets[1]["C2"].data_type == "s"
    assert Decision.objects.get(act="export").actor == user
    assert client.post(address("download", "csv"), {}).content.decode("utf-8-sig").count("\r\n") == 3
    assert client.post(address("download", "exe"), {}).status_code == 404


def test_what_departments_have_resolved_is_a_screen_and_a_file(client):
    client.force_login(consultant())
    held = round_of(small_instrument())
    obras = department("Obras Públicas")
    acts.verify(acts.attend(finding(department=obras, round=held), by=UserFactory(), text="Hecho."), by=UserFactory())
    finding(department=obras)
    page = client.get(address("resolved")).content.decode()
    assert "Obras Públicas" in page
    assert "50" in page
    narrowed = client.get(f"{address('resolved')}?evaluacion={held.pk}").content.decode()
    assert "100" in narrowed
    text = client.post(address("download_resolved", "csv"), {"evaluacion": held.pk}).content.decode("utf-8-sig")
    assert "Obras Públicas,1,0,0,0,0,1,0,100" in text


def test_each_screen_answers_for_the_administration(client):
    client.force_login(in_role(ADMINISTRATION))
    one = finding(aspect=small_instrument(is_current=True).aspects.first(), department=department("Obras"))
    for name, args in (("list", ()), ("one", (one.pk,)), ("edit", (one.pk,)), ("add", ()), ("resolved", ())):
        assert client.get(address(name, *args)).status_code == 200
    assert client.get(f"{address('add')}?aspecto={one.aspect_id}").status_code == 200
    assert client.get(f"{address('add')}?aspecto=999999").status_code == 404
    assert client.get(address("one", 999)).status_code == 404
