import datetime as dt

import pytest
from django.utils import timezone

from certificates import api
from certificates.models import Certificate
from tests.certificates.factories import CURP, EMAIL, NUMBER, certificate
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def ask(client, path):
    return client.get(path, headers=JSON)


def test_the_same_address_answers_machines_in_json(client):
    made = certificate(valid_until=dt.date(2031, 3, 27))
    response = ask(client, made.verification_path)
    assert response["Content-Type"] == "application/json"
    data = response.json()
    assert data["estado"] == "vigente"
    assert data["surte_efectos"] is True
    assert data["nombre"] == made.holder_name
    assert data["folio"] == made.folio
    assert data["vigente_hasta"] == "2031-03-27"
    assert data["tipo"] == "acreditacion"
    assert data["archivo"] is None
    assert data["requisitos"][0]["clave"] == "CAP-01"


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html, application/json"])
def test_browsers_get_the_page(client, accept):
    response = client.get(certificate().verification_path, headers={"accept": accept})
    assert response["Content-Type"].startswith("text/html")


def test_a_revocation_comes_with_its_class_and_day_and_no_more(client):
    made = certificate()
    api.revoke(certificate=made, reason="Motivo interno 4471", revoked_by=UserFactory(), revocation_class="misuse")
    response = ask(client, made.verification_path)
    data = response.json()
    assert data["estado"] == "revocada"
    assert data["surte_efectos"] is False
    assert data["revocacion"]["clase"] == "uso_indebido"
    assert data["revocacion"]["fecha"] == timezone.localdate().isoformat()
    assert "4471" not in response.content.decode()


def test_a_replacement_comes_with_the_address_of_the_new_one(client):
    old = certificate()
    new = api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory())
    data = ask(client, old.verification_path).json()
    assert data["estado"] == "sustituida"
    assert data["sustitucion"]["direccion"] == new.verification_url


def test_an_expired_one_says_so(client):
    data = ask(client, certificate(valid_until=dt.date(2020, 1, 31)).verification_path).json()
    assert data["estado"] == "vencida"
    assert data["surte_efectos"] is False
    assert "renovacion" not in data


def test_an_unknown_code_and_an_unknown_fingerprint_are_404(client):
    for path in (f"/verificar/{'A' * 22}/", "/verificar/x/", f"/verificar/?huella={'0' * 64}"):
        response = ask(client, path)
        assert response.status_code == 404
        assert response.json() == {"encontrada": False}


def test_nothing_personal_but_the_name(client):
    user = UserFactory(email=EMAIL, username=NUMBER)
    employee = EmployeeFactory(curp=CURP, email=EMAIL, number=NUMBER, user=user)
    said = ask(client, certificate(employee=employee, score="93.37").verification_path).content.decode()
    for canary in (CURP, EMAIL, NUMBER, "93.37"):
        assert canary not in said


def test_a_withheld_name_is_null(client):
    from django.db.models import QuerySet

    made = certificate()
    QuerySet.update(Certificate.objects.filter(pk=made.pk), holder_name="")
    assert ask(client, made.verification_path).json()["nombre"] is None
