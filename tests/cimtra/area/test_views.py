import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cimtra.area import OwnArea
from cimtra.area.menu import menu_entry
from people.authentication import EmployeeBackend
from people.models import Department
from tests.cimtra.findings.findings_factories import consultant, department, finding, head_of, liaison_of
from tests.factories import AppointmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db
HOME = "/mi-area/"
GLOSSARY = "/glosario/"


def has_entry(client, user):
    client.force_login(user)
    return f'href="{HOME}"' in client.get(GLOSSARY).content.decode()


def test_a_head_sees_what_waits_in_the_own_branch(client):
    obras = department("Obras Públicas")
    finding(department=department("Bacheo", parent=obras), text="Falta el padrón de obras.")
    finding(department=department("Tesorería"), text="Falta la nómina.")
    client.force_login(head_of(obras))
    page = client.get(HOME).content.decode()
    assert "Falta el padrón de obras." in page
    assert "Falta la nómina." not in page


def test_the_names_at_the_top_are_those_of_the_roots_only():
    obras = department("Obras Públicas")
    department("Bacheo", parent=obras)
    area = OwnArea.of(head_of(obras))
    assert [one.name for one in area.departments] == ["Obras Públicas", "Bacheo"]
    assert [one.name for one in area.roots] == ["Obras Públicas"]


def test_who_acts_for_no_department_is_told_so_and_finds_nothing_below(client):
    client.force_login(EmployeeFactory().user)
    assert client.get(HOME).status_code == 200
    assert client.get(reverse("cimtra:area_findings")).status_code == 404


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(HOME).status_code == 302


def test_the_menu_names_the_area_for_heads_liaisons_and_who_presides_over_a_commission(client):
    obras = department("Obras Públicas")
    commission = department("Comisión de Hacienda", kind=Department.Kind.COMMISSION)
    assert has_entry(client, head_of(obras))
    assert has_entry(client, liaison_of(obras))
    assert has_entry(client, head_of(commission))
    assert not has_entry(client, AppointmentFactory(department=obras).employee.user)
    assert not has_entry(client, EmployeeFactory().user)
    assert not has_entry(client, consultant())


def test_whoever_heads_something_from_today_on_has_the_entry_at_once(client):
    user = AppointmentFactory().employee.user
    assert not has_entry(client, user)
    AppointmentFactory(employee=user.employee, is_head=True, is_main=False)
    assert f'href="{HOME}"' in client.get(GLOSSARY).content.decode()


def test_the_entry_costs_no_page_a_query(rf, django_assert_num_queries):
    for user in (head_of(department("Obras Públicas")), EmployeeFactory().user):
        request = rf.get("/")
        request.user, request.session = EmployeeBackend().get_user(user.pk), {}
        with django_assert_num_queries(0):
            menu_entry(request)


def test_the_page_costs_the_same_for_few_findings_and_many(client, django_assert_num_queries):
    obras = department("Obras Públicas")
    head = head_of(obras)
    client.force_login(head)
    finding(department=obras)
    client.get(HOME)
    with CaptureQueriesContext(connection) as before:
        client.get(HOME)
    for _ in range(8):
        finding(department=obras)
    with django_assert_num_queries(len(before)):
        client.get(HOME)
