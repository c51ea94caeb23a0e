import pytest
from django.contrib.auth.models import Group

from certificates.requests.deciding import approve, refuse
from certificates.requests.news import DECIDED, WAITING, no_longer_waiting
from people.api import ADMINISTRATION, CONSULTANCY, Notice
from tests.certificates.issue_factories import asked
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db


def of_role(role):
    employee = EmployeeFactory()
    employee.user.groups.add(Group.objects.get(name=role))
    return employee


def test_those_who_may_approve_are_told_and_nobody_else():
    approver, _author = of_role(ADMINISTRATION), of_role(CONSULTANCY)
    asker = of_role(ADMINISTRATION)
    asked(asked_by=asker.user)
    notice = Notice.objects.get(kind=WAITING)
    assert notice.employee == approver
    assert "Foro de gobierno abierto" in notice.title


def test_a_request_that_was_decided_waits_for_nobody():
    of_role(ADMINISTRATION)
    made = asked()
    [notice] = Notice.objects.filter(kind=WAITING)
    assert no_longer_waiting([notice]) == set()
    approve(request=made, approved_by=UserFactory())
    assert no_longer_waiting([notice]) == {notice.pk}


def test_whoever_asked_reads_how_it_was_decided():
    asker = EmployeeFactory()
    refuse(request=asked(asked_by=asker.user), reason="Falta la lista de asistencia.", refused_by=UserFactory())
    notice = Notice.objects.get(kind=DECIDED)
    assert (notice.employee, notice.text) == (asker, "Falta la lista de asistencia.")
