import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Appointment, Decision, Delegation, Department, Employee, Post
from people.roles import CONSULTANCY, HUMAN_RESOURCES
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, employee_with_role

pytestmark = pytest.mark.django_db

LIST = "/admin/personas/"


@pytest.fixture
def rh(client):
    user = employee_with_role(HUMAN_RESOURCES)
    client.force_login(user)
    return user


@pytest.fixture
def works():
    return DepartmentFactory(name="Obras Públicas")


@pytest.fixture
def citlali(works):
    employee = EmployeeFactory(given_names="Citlali", first_surname="Núñez", second_surname="de la Peña", number="0042")
    AppointmentFactory(employee=employee, department=works)
    return employee


def names(response):
    return [line.name for line in response.context["page_obj"]]


def act(client, employee, word, *, confirmed=False, **values):
    address = reverse("people_staff:act", args=[employee.pk, word])
    return client.post(address, values | ({"confirmado": "1"} if confirmed else {}))


@pytest.mark.parametrize("words", ["nunez", "NÚÑEZ citlali", "citlali pena", "0042", "42", "pen nun"])
def test_people_are_found_without_accents_in_any_order(client, rh, citlali, words):
    EmployeeFactory(first_surname="Otra")
    assert names(client.get(LIST, {"q": words})) == ["Núñez de la Peña, Citlali"]


def test_a_word_that_is_nobodys_finds_nobody(client, rh, citlali):
    assert names(client.get(LIST, {"q": "citlali xyz"})) == []


def test_a_department_takes_in_what_is_below_it(client, rh, works, citlali):
    unit = DepartmentFactory(name="Proyectos", parent=works)
    AppointmentFactory(employee=EmployeeFactory(first_surname="Abajo", second_surname=""), department=unit)
    AppointmentFactory(employee=EmployeeFactory(first_surname="Ajena"))
    assert len(names(client.get(LIST, {"direccion": works.pk}))) == 2
    assert len(names(client.get(LIST, {"direccion": unit.pk}))) == 1


def test_the_situation_is_that_of_the_day(client, rh):
    today = timezone.localdate()
    EmployeeFactory(first_surname="Gone", second_surname="", left_on=today)
    EmployeeFactory(first_surname="Later", second_surname="", hired_on=today + dt.timedelta(days=3))
    assert names(client.get(LIST)) == []
    assert "Gone" in names(client.get(LIST, {"situacion": "bajas"}))[0]
    assert "Later" in names(client.get(LIST, {"situacion": "por-ingresar"}))[0]
    assert "Gone" in names(client.get(LIST, {"dia": (today - dt.timedelta(days=1)).isoformat()}))[0]
    assert len(names(client.get(LIST, {"situacion": "todas", "dia": "no-day"}))) == 2


def test_the_list_costs_the_same_for_any_number(client, rh, works):
    costs = []
    client.get(LIST)
    for batch in (3, 30):
        for _ in range(batch):
            AppointmentFactory(employee=EmployeeFactory(user=None), department=works)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_an_act_tells_what_it_does_before_it_does_it(client, rh, citlali):
    other, post = DepartmentFactory(name="Tesorería"), Post.objects.create(name="Cajera")
    values = {"department": other.pk, "post": post.pk, "day": "2026-03-01"}
    told = act(client, citlali, "traslado", **values).content.decode()
    assert "al 28 de febrero de 2026" in told
    assert "Cajera, Tesorería, desde el 1 de marzo de 2026" in told
    assert (Appointment.objects.count(), Decision.objects.count()) == (1, 0)
    response = act(client, citlali, "traslado", confirmed=True, **values)
    assert response["Location"] == reverse("people_staff:person", args=[citlali.pk])
    assert Appointment.objects.count() == 2
    assert Decision.objects.get().actor == rh


def test_a_refusal_is_a_sentence_and_writes_nothing(client, rh, citlali, works):
    values = {"department": works.pk, "post": Post.objects.get().pk, "day": "2026-03-01"}
    page = act(client, citlali, "traslado", **values).content.decode()
    assert "ya tiene ese nombramiento" in page
    assert Decision.objects.count() == 0


def test_a_leaving_tells_about_account_and_roles(client, rh, citlali):
    told = act(client, citlali, "baja", day=timezone.localdate().isoformat(), reason="Renuncia").content.decode()
    assert "se cierra y sus sesiones abiertas terminan" in told
    citlali.user.refresh_from_db()
    assert citlali.user.is_active


def test_hiring_warns_of_the_same_name_and_goes_on_when_told(client, rh, citlali, works):
    values = {
        "number": "0043",
        "given_names": "CITLALI",
        "first_surname": "Nunez",
        "second_surname": "de la Pena",
        "department": works.pk,
        "post": Post.objects.get().pk,
        "day": "2026-03-01",
    }
    address = reverse("people_staff:hire")
    assert "0042" in client.post(address, values).content.decode()
    client.post(address, values | {"is_somebody_else": "on", "confirmado": "1"})
    hired = Employee.objects.get(number="0043")
    assert hired.user.username == "0043"
    assert not hired.user.has_usable_password()


def test_nobody_of_rh_decides_about_themselves(client, rh, works):
    own = EmployeeFactory(user=rh)
    page = client.get(reverse("people_staff:person", args=[own.pk])).content.decode()
    assert reverse("people_staff:act", args=[own.pk, "baja"]) not in page
    response = act(client, own, "baja", confirmed=True, day="2026-11-01", reason="x")
    assert "Nadie decide" in response.content.decode()
    own.refresh_from_db()
    assert own.left_on is None


def test_rows_of_somebody_else_are_not_found(client, rh, citlali):
    other = AppointmentFactory()
    delegation = Delegation.objects.create(
        head=other.employee,
        deputy=citlali,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        reason="x",
        made_by=rh,
    )
    for row, word in ((other, "corregir"), (other, "quitar"), (delegation, "retirar")):
        assert client.get(reverse("people_staff:act_on_row", args=[citlali.pk, row.pk, word])).status_code == 404
    assert client.get(reverse("people_staff:act", args=[citlali.pk, "ascenso"])).status_code == 404


def test_every_act_has_its_page(client, rh, citlali):
    from people.staff.forms import ON_PERSON

    row = citlali.appointments.get()
    addresses = [reverse("people_staff:act", args=[citlali.pk, word]) for word in ON_PERSON]
    addresses += [reverse("people_staff:act_on_row", args=[citlali.pk, row.pk, w]) for w in ("corregir", "quitar")]
    for address in (*addresses, reverse("people_staff:hire"), reverse("people_organisation:index")):
        assert client.get(address).status_code == 200, address


def test_only_rh_gets_in(client, citlali):
    client.force_login(employee_with_role(CONSULTANCY))
    for address in (LIST, reverse("people_staff:person", args=[citlali.pk]), reverse("people_organisation:index")):
        assert client.get(address)["Location"] == reverse("wagtailadmin_home")
    response = act(client, citlali, "baja", confirmed=True, day="2026-11-01", reason="x")
    assert response["Location"] == reverse("wagtailadmin_home")
    citlali.refresh_from_db()
    assert citlali.left_on is None


def test_the_organisation_shows_heads_and_headcount_of_the_day(client, rh, works, citlali):
    AppointmentFactory(
        employee=EmployeeFactory(given_names="Rosa"), department=works, is_head=True, ends_on=dt.date(2026, 2, 28)
    )
    page = client.get("/admin/organizacion/", {"dia": "2026-02-28"})
    assert page.context["counted"].places[0].whole == 2
    assert "Rosa" in page.content.decode()
    assert "vacante" in client.get("/admin/organizacion/", {"dia": "2026-03-01"}).content.decode()


def test_the_organisation_costs_the_same_for_any_number(client, rh, works):
    costs = []
    client.get("/admin/organizacion/")
    for batch in (2, 20):
        for _ in range(batch):
            AppointmentFactory(department=DepartmentFactory(parent=works), is_head=True)
            works.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/organizacion/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_department_with_people_is_not_closed_by_the_form(client, rh, works, citlali):
    values = {"name": works.name, "code": works.code, "kind": works.kind, "ends_on": "2026-03-01"}
    page = client.post(reverse("people_departments:edit", args=[works.pk]), values)
    assert "1 persona tiene ahí un nombramiento" in page.content.decode()
    Appointment.objects.update(ends_on=dt.date(2026, 3, 1))
    client.post(reverse("people_departments:edit", args=[works.pk]), values)
    works.refresh_from_db()
    assert (works.ends_on, works.is_active) == (dt.date(2026, 3, 1), False)
    assert Decision.objects.get().act == "close_department"
    client.post(reverse("people_departments:edit", args=[works.pk]), values | {"ends_on": ""})
    assert Department.objects.get(pk=works.pk).is_active
