import pytest
from django.contrib.auth.models import Group

from certificates.models import private_storage
from certificates.plugins import my_certificates
from certificates.storing import store_pdf
from people.roles import CONSULTANCY, HUMAN_RESOURCES
from tests.factories import EmployeeFactory, UserFactory, course_page, employee_with_role

from .factories import certificate

pytestmark = pytest.mark.django_db


def address(made):
    return f"/mi-aula/constancias/{made.folio}/"


def test_the_own_pdf_is_the_one_that_was_stored(client):
    made = certificate(ready=True)
    client.force_login(made.employee.user)
    response = client.get(address(made))
    assert b"".join(response.streaming_content) == made.pdf.read()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{made.folio}.pdf"'
    assert client.get(address(made) + "?descargar")["Content-Disposition"].startswith("attachment")


def test_a_foreign_certificate_does_not_exist(client):
    made = certificate(ready=True)
    for user in (EmployeeFactory().user, UserFactory(), employee_with_role(CONSULTANCY)):
        client.force_login(user)
        assert client.get(address(made)).status_code == 404


def test_without_signing_in_there_is_only_the_door(client):
    response = client.get(address(certificate(ready=True)))
    assert response.status_code == 302
    assert response["Location"].startswith("/cuenta/entrar/")


def test_human_resources_may_open_it(client):
    made = certificate(ready=True)
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    assert client.get(address(made)).status_code == 200


def test_while_the_file_is_made_the_page_waits_and_says_so(client):
    made = certificate()
    client.force_login(made.employee.user)
    response = client.get(address(made))
    assert "Su constancia se está preparando" in response.content.decode()
    assert "Volver a mirar" in response.content.decode()
    assert client.head(address(made))["Content-Type"].startswith("text/html")
    store_pdf(made.pk)
    assert client.head(address(made))["Content-Type"] == "application/pdf"


def test_a_lost_file_is_a_wait_and_no_error(client):
    made = certificate(ready=True)
    private_storage().delete(made.pdf.name)
    client.force_login(made.employee.user)
    assert "se está preparando" in client.get(address(made)).content.decode()


def test_a_download_reads_only(client):
    made = certificate(ready=True)
    client.force_login(made.employee.user)
    assert client.post(address(made)).status_code == 405


def test_the_list_is_one_query_however_long(django_assert_num_queries):
    made = certificate(ready=True)
    for _i in range(4):
        certificate(employee=made.employee, course=course_page(title=f"Curso {_i}", lessons=1))
    with django_assert_num_queries(1):
        sections = my_certificates(None, made.employee)
        shown = sections[0]["context"]["certificates"]
        assert len([(c.state, c.has_file, c.folio, c.verification_path) for c in shown]) == 5


def test_the_classroom_lists_ones_own_certificates_only(client):
    course = course_page(lessons=1)
    made, other = certificate(course=course, ready=True), certificate(course=course)
    client.force_login(made.employee.user)
    html = client.get("/mi-aula/").content.decode()
    assert "Mis constancias" in html
    assert made.folio in html
    assert other.folio not in html


def test_without_certificates_the_list_says_what_comes(client):
    client.force_login(EmployeeFactory().user)
    assert "Aún no tiene constancias" in client.get("/mi-aula/").content.decode()


def test_the_permission_comes_with_the_role():
    names = Group.objects.get(name=HUMAN_RESOURCES).permissions.filter(content_type__app_label="certificates")
    assert set(names.values_list("codename", flat=True)) == {
        "view_certificate",
        "revoke_certificate",
        "replace_certificate",
    }
    assert not Group.objects.get(name=CONSULTANCY).permissions.filter(content_type__app_label="certificates").exists()
