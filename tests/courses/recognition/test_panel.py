"""Exemptions on RH's page about a person."""

import datetime as dt
from collections import defaultdict

import pytest
from django.contrib.auth.models import Permission
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from courses.models import Exemption
from courses.recognition.exemptions import exempt, withdraw
from courses.recognition.panel import exemptions_panel
from people.api import HUMAN_RESOURCES
from tests import factories
from tests.english import english_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver():
    return factories.employee_with_role(HUMAN_RESOURCES)


def given(employee, approver, **fields):
    about = {"reason": "Licencia médica", "document": "Oficio 12/2026", "approved_by": approver, **fields}
    return exempt(employee=employee, requirement=factories.TrainingRequirementFactory(), **about)


def page_about(client, employee):
    return client.get(reverse("people_staff:person", args=[employee.pk])).content.decode()


def test_it_tells_those_in_force_and_those_of_before(client, approver, django_assert_num_queries):
    employee, today = factories.EmployeeFactory(), timezone.localdate()
    in_force = given(employee, approver)
    given(employee, approver, starts_on=today + dt.timedelta(3), ends_on=None)
    given(employee, approver, starts_on=today - dt.timedelta(9), ends_on=today - dt.timedelta(2))
    withdraw(exemption=given(employee, approver), reason="Regresó", withdrawn_by=approver)
    given(factories.EmployeeFactory(), approver)
    with django_assert_num_queries(1):
        [panel] = exemptions_panel(employee)
        states = [one["state"].name for one in panel["context"]["exemptions"]]
    assert sorted(states) == ["ended", "in_force", "to_come", "withdrawn"]
    client.force_login(approver)
    page = page_about(client, employee)
    assert reverse("courses_exemptions:edit", args=[in_force.pk]) in page
    assert f"{reverse('courses_exemptions:add')}?numero={employee.number}" in page
    assert "Oficio 12/2026" in page
    everything = defaultdict(lambda: defaultdict(lambda: True))
    words = render_to_string("courses/recognition/_panel.html", {**panel["context"], "perms": everything})
    assert english_in(words, by_words=False) == []


def test_the_form_knows_whose_page_one_comes_from(client, approver):
    client.force_login(approver)
    page = client.get(reverse("courses_exemptions:add"), {"numero": "0815"}).content.decode()
    assert 'value="0815"' in page


def test_nobody_is_offered_to_decide_about_themselves(client, approver):
    own = factories.EmployeeFactory(user=approver)
    given(own, factories.employee_with_role(HUMAN_RESOURCES))
    client.force_login(approver)
    page = page_about(client, own)
    assert reverse("courses_exemptions:add") + "?" not in page
    assert "Ver o retirar" not in page


def test_whoever_may_see_people_but_no_exemptions_reads_none(client):
    employee = factories.EmployeeFactory()
    given(employee, factories.employee_with_role(HUMAN_RESOURCES))
    reader = factories.UserFactory()
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_employee", "access_admin"]))
    client.force_login(reader)
    page = page_about(client, employee)
    assert "Su rol no ve las exenciones" in page
    assert "Oficio 12/2026" not in page
    assert Exemption.objects.exists()
