import pytest
from django.test import Client
from django.urls import reverse

from cimtra.models import Verdict
from cimtra.monitoring.section import section
from tests.cimtra.monitoring.monitoring_factories import checked, published
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def head():
    return AppointmentFactory(employee=EmployeeFactory(), department=DepartmentFactory(), is_head=True)


def page_of(appointment):
    browser = Client()
    browser.force_login(appointment.employee.user)
    return browser.get(reverse("cimtra:area")).content.decode()


def test_a_head_sees_what_the_own_area_has_to_mend_and_nobody_elses(head):
    checked(published(department=head.department, title="Gaceta propia"), Verdict.BROKEN, "not_found")
    checked(published("http://portal.test/nomina", department=head.department, title="Nómina propia"))
    checked(published(title="Gaceta ajena"), Verdict.BROKEN, "not_found")
    page = page_of(head)
    assert "Gaceta propia" in page
    assert "El servidor responde que no hay nada en esta dirección web (404)." in page
    assert "Nómina propia" not in page
    assert "Gaceta ajena" not in page


def test_an_outage_is_nothing_to_mend(head):
    checked(published(department=head.department, title="Gaceta"), Verdict.UNVERIFIABLE, "server_error")
    page = page_of(head)
    assert "Hoy no hay nada por corregir" in page
    assert "Gaceta" not in page


def test_an_area_without_addresses_has_no_such_section(head):
    published()
    assert "Lo que su área tiene publicado" not in page_of(head)


@pytest.mark.parametrize("number", [2, 7])
def test_the_section_costs_one_query(head, number, django_assert_num_queries):
    from cimtra.area import OwnArea

    for place in range(number):
        one = published(f"http://portal.test/{place}", department=head.department)
        checked(one, Verdict.BROKEN, "not_found")
    area = OwnArea((head.department,))
    with django_assert_num_queries(1):
        found = section(None, area)["context"]
    assert len(found["addresses_to_mend"]) == number
