import pytest
from django.http import QueryDict

from certificates.requests.asking import Person
from certificates.requests.deciding import approve
from reports.framework.listing import Listing
from reports.plugins import reports
from tests.certificates.factories import certificate
from tests.certificates.issue_factories import OUTSIDER, asked
from tests.factories import DepartmentFactory, UserFactory
from tests.reports.situations import days, person

pytestmark = pytest.mark.django_db


def rows(query=""):
    since = days(-30).isoformat()
    return Listing.of(reports.get("constancias"), QueryDict(f"desde={since}&{query}")).rows


def test_constancias_on_request_are_listed_with_those_of_courses():
    office = DepartmentFactory(name="Obras Públicas")
    employee = person(office)
    made = certificate(employee=employee, department_name="Obras Públicas")
    certificate(department_name="Registro Civil")
    approve(request=asked(people=[Person(OUTSIDER), Person(employee.full_name, employee)]), approved_by=UserFactory())
    assert {(row.holder, row.number, row.department) for row in rows()} >= {
        (OUTSIDER, "", ""),
        (employee.full_name, employee.number, "Obras Públicas"),
    }
    assert len(rows()) == 4
    of_the_office = rows(f"direccion={office.pk}")
    assert {row.holder for row in of_the_office} == {made.holder_name}
    assert len(of_the_office) == 2
