import re
import subprocess

import pytest

from certificates.life import link_screens
from certificates.life.links import find, make_link
from certificates.models import HolderLink
from certificates.plugins import certificates_panel
from people.api import Decision
from people.roles import CONSULTANCY, HUMAN_RESOURCES
from tests.certificates.factories import certificate
from tests.certificates.life_factories import with_file
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def rh(client):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    return client


@pytest.fixture
def employee():
    return with_file(employee=EmployeeFactory(email="")).employee


def screen(employee):
    return f"/admin/constancias/enlaces/{employee.pk}/"


def test_others_reach_none_of_it(client, employee):
    for user in (employee_with_role(CONSULTANCY), EmployeeFactory().user):
        client.force_login(user)
        for path in ("", "carta/", "terminar/"):
            assert client.post(screen(employee) + path, {"address": "a@ejemplo.test"}).status_code in {302, 403}
    assert not HolderLink.objects.exists()


def test_looking_makes_no_link(rh, employee):
    assert "la constancia que se le emitió" in rh.get(screen(employee)).content.decode()
    for path in ("carta/", "terminar/"):
        assert rh.get(screen(employee) + path).status_code == 405
    assert not HolderLink.objects.exists()


def test_the_letter_has_the_address_and_the_database_does_not(rh, employee, tmp_path):
    response = rh.post(screen(employee) + "carta/")
    assert response["Content-Type"] == "application/pdf"
    assert "attachment" in response["Content-Disposition"]
    path = tmp_path / "carta.pdf"
    path.write_bytes(response.content)
    written = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    assert employee.full_name in written
    [token] = re.findall(r"/constancias/([\w-]{32})/", "".join(written.split()))
    assert find(token).employee == employee
    assert Decision.objects.get(act="give_link").employee == employee


def test_the_mail_goes_to_the_address_that_was_written(rh, employee, mailoutbox):
    response = rh.post(screen(employee), {"address": "maria@ejemplo.test"}, follow=True)
    assert "El enlace se envió a maria@ejemplo.test." in response.content.decode()
    [mail] = mailoutbox
    assert mail.to == ["maria@ejemplo.test"]
    assert mail.subject == "Sus constancias siguen siendo suyas"
    [token] = re.findall(r"/constancias/([\w-]{32})/", mail.body)
    assert find(token).employee == employee
    assert "maria@ejemplo.test" not in str(list(Decision.objects.values()))


def test_a_mail_that_is_not_taken_leaves_no_link_open(rh, employee, monkeypatch):
    def refuse(made, address):
        raise OSError("no server")

    monkeypatch.setattr(link_screens, "send_link", refuse)
    response = rh.post(screen(employee), {"address": "maria@ejemplo.test"}, follow=True)
    assert "no quedó ningún enlace abierto" in response.content.decode()
    assert not HolderLink.objects.filter(ended_at=None).exists()


def test_an_address_that_is_none_is_asked_for_again(rh, employee):
    assert "error" in rh.post(screen(employee), {"address": "maría"}).content.decode()
    assert not HolderLink.objects.exists()


def test_ending_it_is_said(rh, employee):
    made = make_link(employee=employee, made_by=UserFactory())
    assert "Hay un enlace abierto" in rh.get(screen(employee)).content.decode()
    response = rh.post(screen(employee) + "terminar/", follow=True)
    assert f"El enlace personal de {employee.full_name} ya no abre nada." in response.content.decode()
    assert find(made.token) is None


def test_the_panel_lists_the_certificates_and_the_link_in_two_queries(rh, employee, django_assert_num_queries):
    certificate(employee=employee)
    with django_assert_num_queries(2):
        [panel] = certificates_panel(employee)
        assert len(panel["context"]["certificates"]) == 2
    html = rh.get(f"/admin/personas/{employee.pk}/").content.decode()
    assert employee.certificates.first().folio in html
    assert screen(employee) in html


def test_somebody_without_any_has_a_panel_that_says_so(rh):
    html = rh.get(f"/admin/personas/{EmployeeFactory().pk}/").content.decode()
    assert "A esta persona no se le ha emitido ninguna constancia." in html
