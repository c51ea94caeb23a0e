import datetime as dt
import re

import pytest
from django.utils import timezone

from certificates import api
from certificates.life.objections import answer
from certificates.models import HolderLink, RevocationAppeal, private_storage
from certificates.plugins import my_certificates
from certificates.storing import store_pdf
from people.roles import CONSULTANCY, HUMAN_RESOURCES
from tests.certificates.factories import certificate
from tests.certificates.life_factories import objected, of_a_speaker, renewed, revoked, with_file, withheld
from tests.factories import EmployeeFactory, UserFactory, course_page, employee_with_role

pytestmark = pytest.mark.django_db
MINE = "/mi-aula/constancias/"


def address(made):
    return f"{MINE}{made.folio}/"


def text(response):
    body = re.sub(r"<(head|script)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


@pytest.fixture
def employee(client):
    employee = EmployeeFactory()
    client.force_login(employee.user)
    return employee


def test_the_own_pdf_is_the_one_that_was_stored(client, employee):
    made = with_file(employee=employee)
    response = client.get(address(made))
    assert b"".join(response.streaming_content) == made.pdf.read()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{made.folio}.pdf"'
    assert client.get(address(made) + "?descargar")["Content-Disposition"].startswith("attachment")


def test_a_foreign_certificate_does_not_exist(client):
    made = with_file()
    for user in (EmployeeFactory().user, UserFactory(), employee_with_role(CONSULTANCY)):
        client.force_login(user)
        assert client.get(address(made)).status_code == 404
        assert client.get(address(made) + "inconformidad/").status_code == 404


def test_without_signing_in_there_is_only_the_door(client):
    for path in (address(with_file()), MINE):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/cuenta/entrar/")


def test_human_resources_may_open_it(client):
    made = with_file()
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    assert client.get(address(made)).status_code == 200


def test_while_the_file_is_made_the_page_waits_and_says_so(client, employee):
    made = certificate(employee=employee)
    response = client.get(address(made))
    assert "Su constancia se está preparando" in response.content.decode()
    assert "Volver a mirar" in response.content.decode()
    assert client.head(address(made))["Content-Type"].startswith("text/html")
    store_pdf(made.pk)
    assert client.head(address(made))["Content-Type"] == "application/pdf"


def test_a_lost_file_is_a_wait_and_no_error(client, employee):
    made = with_file(employee=employee)
    private_storage().delete(made.pdf.name)
    assert "se está preparando" in client.get(address(made)).content.decode()


def test_a_withheld_one_says_that_its_file_is_gone(client, employee):
    made = withheld(employee=employee)
    response = client.get(address(made))
    assert response.status_code == 410
    assert "El archivo se borró" in response.content.decode()
    assert "Se retiró el nombre" in text(client.get(MINE))


def test_a_download_reads_only(client, employee):
    made = with_file(employee=employee)
    assert client.post(address(made)).status_code == 405
    assert client.post(MINE).status_code == 405


def test_the_section_is_one_query_however_long(django_assert_num_queries):
    made = with_file()
    for number in range(4):
        certificate(employee=made.employee, course=course_page(title=f"Curso {number}", lessons=1))
    with django_assert_num_queries(1):
        shown = my_certificates(None, made.employee)[0]["context"]["certificates"]
        assert len([(one.state, one.has_file, one.folio, one.verification_path) for one in shown]) == 5


def test_the_classroom_lists_ones_own_current_certificates_only(client, employee):
    old, other = certificate(employee=employee), certificate()
    new = api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory())
    html = client.get("/mi-aula/").content.decode()
    assert "Mis constancias" in html
    assert new.folio in html
    assert old.folio not in html
    assert other.folio not in html
    assert MINE in html


def test_without_certificates_the_list_says_what_comes(client, employee):
    for path in ("/mi-aula/", MINE):
        assert "Aún no tiene constancias" in client.get(path).content.decode()


def test_the_page_has_all_of_them_and_leads_from_the_old_one_to_the_new(client, employee):
    expired = certificate(employee=employee, valid_until=timezone.localdate() - dt.timedelta(days=1))
    old = certificate(employee=employee)
    new = api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory())
    other = certificate()
    html = client.get(MINE).content.decode()
    for made in (expired, old, new):
        assert f'id="{made.folio}"' in html
    assert f'href="#{new.folio}"' in html
    assert other.folio not in html
    assert "Vencida" in html
    assert "Sustituida" in html


def test_a_renewed_one_leads_to_the_one_that_renews_it(client, employee):
    _first, second = renewed(employee=employee)
    html = client.get(MINE).content.decode()
    assert f'href="#{second.folio}"' in html
    assert "La renovó la" in html
    shown = my_certificates(None, employee)[0]["context"]["certificates"]
    assert shown == [second]


def test_a_renewal_that_was_revoked_leaves_the_first_one_standing(client, employee):
    first, second = renewed(employee=employee)
    revoked(made=second)
    assert "La renovó la" not in client.get(MINE).content.decode()
    shown = my_certificates(None, employee)[0]["context"]["certificates"]
    assert set(shown) == {first, second}


def test_the_page_costs_the_same_for_two_and_for_eight(client, employee, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    course = course_page(lessons=1)
    certificate(employee=employee, course=course)
    objected(employee=employee)
    client.get(MINE)
    with CaptureQueriesContext(connection) as few:
        client.get(MINE)
    for _i in range(3):
        certificate(employee=employee)
        objected(employee=employee)
    with django_assert_max_num_queries(len(few)):
        client.get(MINE)


def test_the_holder_reads_why_it_was_revoked_and_objects(client, employee):
    made = revoked(employee=employee, reason="Expediente 12/2026")
    html = client.get(MINE).content.decode()
    assert "Expediente 12/2026" in html
    assert "inconformidad/" in html
    page = client.get(address(made) + "inconformidad/")
    assert "Expediente 12/2026" in page.content.decode()
    response = client.post(address(made) + "inconformidad/", {"text": "Tengo el acta."}, follow=True)
    assert "Recibimos su inconformidad" in response.content.decode()
    assert RevocationAppeal.objects.get().text == "Tengo el acta."
    assert "Espera respuesta" in text(client.get(MINE))


def test_an_empty_objection_is_asked_for_again(client, employee):
    made = revoked(employee=employee)
    response = client.post(address(made) + "inconformidad/", {"text": "  "})
    assert "Escriba por qué no está conforme." in response.content.decode()
    assert not RevocationAppeal.objects.exists()


def test_where_nothing_can_be_objected_the_page_leads_back(client, employee):
    for made in (certificate(employee=employee), objected(employee=employee).certificate):
        response = client.get(address(made) + "inconformidad/")
        assert response["Location"] == MINE
        client.post(address(made) + "inconformidad/", {"text": "x"})
    assert RevocationAppeal.objects.count() == 1


def test_the_answer_stands_beside_the_certificate(client, employee):
    objection = objected(employee=employee)
    answer(objection=objection, is_granted=True, text="El acta lo demuestra.", answered_by=UserFactory())
    said = text(client.get(MINE))
    assert "Procedió el" in said
    assert "El acta lo demuestra." in said


def test_the_personal_link_is_shown_once_and_ends_at_will(client, employee):
    shown = client.post(f"{MINE}enlace/").content.decode()
    [path] = set(re.findall(r"/constancias/[\w-]{32}/", shown))
    assert 'src="data:image/svg+xml' in shown
    assert path not in client.get(MINE).content.decode()
    client.logout()
    assert client.get(path).status_code == 200
    client.force_login(employee.user)
    response = client.post(f"{MINE}enlace/terminar/", follow=True)
    assert "ya no abre nada" in response.content.decode()
    assert client.get(path).status_code == 404


def test_looking_makes_no_link(client, employee):
    client.get(MINE)
    assert client.get(f"{MINE}enlace/").status_code == 405
    assert client.get(f"{MINE}enlace/terminar/").status_code == 405
    assert not HolderLink.objects.exists()


def test_somebody_who_is_not_on_the_roster_has_none(client):
    client.force_login(UserFactory())
    assert client.get(MINE).status_code == 404
    assert client.post(f"{MINE}enlace/").status_code == 404


def test_the_certificate_of_a_speaker_disturbs_nobody(client, employee):
    of_a_speaker()
    assert client.get(MINE).status_code == 200
