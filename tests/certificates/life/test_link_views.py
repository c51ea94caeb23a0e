import pytest
from django.test import Client

from certificates.life.links import make_link
from certificates.models import HolderLink, RevocationAppeal
from tests.certificates.factories import certificate
from tests.certificates.life_factories import revoked, with_file, withheld
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee():
    """Somebody who has left: the account is closed."""
    employee = EmployeeFactory()
    employee.user.is_active = False
    employee.user.save()
    return employee


@pytest.fixture
def door(employee):
    made = make_link(employee=employee, made_by=UserFactory())
    return f"/constancias/{made.token}/"


def test_it_opens_ones_own_without_signing_in_and_nobody_elses(client, employee, door):
    mine, other = with_file(employee=employee), with_file()
    html = client.get(door).content.decode()
    assert employee.full_name in html
    assert mine.folio in html
    assert other.folio not in html
    response = client.get(f"{door}{mine.folio}/?descargar")
    assert b"".join(response.streaming_content) == mine.pdf.read()
    assert client.get(f"{door}{other.folio}/").status_code == 404


def test_it_opens_nothing_of_the_site_besides(client, employee, door):
    client.get(door)
    assert client.get("/mi-aula/").status_code == 302
    assert client.get("/mi-aula/constancias/").status_code == 302


@pytest.mark.parametrize("path", ["", "X-1/", "X-1/inconformidad/"])
def test_an_unknown_and_an_ended_link_get_the_same_answer(client, employee, door, path):
    client.post(f"{door}terminar/")
    ended, unknown = client.get(door + path), client.get(f"/constancias/{'x' * 32}/{path}")
    assert ended.status_code == unknown.status_code == 404
    assert ended.content == unknown.content
    assert "Este enlace no abre nada" in ended.content.decode()


def test_no_cache_no_search_engine_and_no_other_site_learns_it(client, employee, door):
    with_file(employee=employee)
    for path in (door, f"{door}{employee.certificates.get().folio}/", "/constancias/x/"):
        response = client.get(path)
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]


def test_the_page_asks_no_other_host(client, employee, door):
    with_file(employee=employee)
    html = client.get(door).content.decode()
    assert 'src="http' not in html
    assert "<script>" not in html


def test_its_holder_objects_from_there(client, employee, door):
    made = revoked(employee=employee)
    form = f"{door}{made.folio}/inconformidad/"
    assert form in client.get(door).content.decode()
    assert client.get(form).status_code == 200
    response = client.post(form, {"text": "Tengo el acta."}, follow=True)
    assert "Recibimos su inconformidad" in response.content.decode()
    assert RevocationAppeal.objects.get().certificate == made


def test_its_holder_ends_it_and_only_by_sending_a_form(client, employee, door):
    assert client.get(f"{door}terminar/").status_code == 405
    assert HolderLink.objects.get().ended_at is None
    assert "El enlace está cerrado" in client.post(f"{door}terminar/").content.decode()
    assert client.get(door).status_code == 404


def test_another_site_cannot_end_it(employee, door):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"{door}terminar/").status_code == 403
    assert HolderLink.objects.get().ended_at is None


def test_it_remembers_the_day_on_which_it_was_opened(client, employee, door):
    client.get(door)
    assert HolderLink.objects.get().last_used_on


def test_a_withheld_one_and_an_empty_list_have_their_words(client, employee, door):
    assert "Aquí no hay constancias" in client.get(door).content.decode()
    made = withheld(employee=employee)
    assert client.get(f"{door}{made.folio}/").status_code == 410
    assert "Se retiró el nombre" in client.get(door).content.decode()


def test_a_file_that_is_being_made_is_waited_for(client, employee, door):
    made = certificate(employee=employee)
    html = client.get(f"{door}{made.folio}/").content.decode()
    assert "se está preparando" in html
    assert door in html
