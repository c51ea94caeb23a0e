"""What happens to a constancia is seen at every door with the next request, and the old one leads to the new."""

import base64
import gzip
import json

import pytest

from certificates import api
from certificates.life.links import make_link
from certificates.life.objections import answer
from certificates.models import Certificate
from people.roles import HUMAN_RESOURCES
from tests.certificates.factories import certificate
from tests.certificates.life_factories import objected, revoked
from tests.factories import EmployeeFactory, UserFactory, employee_with_role

pytestmark = pytest.mark.django_db
BITS = 131_072


@pytest.fixture
def employee():
    return EmployeeFactory()


@pytest.fixture
def seen(client, employee):
    """A callable: what each door says about a certificate at this moment, as one word each."""
    door = f"/constancias/{make_link(employee=employee, made_by=UserFactory()).token}/"
    clerk = employee_with_role(HUMAN_RESOURCES)
    words = {"Vigente": "valid", "Revocada": "revoked", "Sustituida": "superseded"}

    def in_line(html, folio):
        line = html.partition(f'id="{folio}"')[2].partition("</li>")[0]
        return next(state for word, state in words.items() if word in line)

    def look(made):
        client.logout()
        page = client.get(made.verification_path).content.decode()
        data = client.get(made.verification_path, HTTP_ACCEPT="application/json").json()
        link = in_line(client.get(door).content.decode(), made.folio)
        client.force_login(employee.user)
        own = in_line(client.get("/mi-aula/constancias/").content.decode(), made.folio)
        client.force_login(clerk)
        listed = {
            state: made.folio in client.get("/admin/constancias/", {"state": state}).content.decode()
            for state in words.values()
        }
        return {
            "page": next(state for word, state in words.items() if f"Constancia {word.lower()}" in page),
            "data": {"vigente": "valid", "revocada": "revoked", "sustituida": "superseded"}[data["estado"]],
            "own": own,
            "link": link,
            "list": next(state for state, is_there in listed.items() if is_there),
        }

    return look


def is_void(client, made):
    """Whether the public status list has the bit of this certificate set."""
    payload = client.get("/credenciales/estado/1/").content.decode().split(".")[1]
    subject = json.loads(base64.urlsafe_b64decode(payload + "=="))["credentialSubject"]
    bits = gzip.decompress(base64.urlsafe_b64decode(subject["encodedList"][1:] + "=="))
    return bool(bits[made.pk % BITS // 8] & 0x80 >> made.pk % 8)


def at_every_door(state):
    return dict.fromkeys(("page", "data", "own", "link", "list"), state)


def test_a_replacement(client, employee, seen):
    old = certificate(employee=employee)
    assert seen(old) == at_every_door("valid")
    assert not is_void(client, old)
    new = api.replace(certificate=old, reason="Nombre", replaced_by=UserFactory())
    assert seen(old) == at_every_door("superseded")
    assert seen(new) == at_every_door("valid")
    assert (is_void(client, old), is_void(client, new)) == (True, False)
    assert new.verification_path in client.get(old.verification_path).content.decode()


def test_a_revocation(client, employee, seen):
    made = certificate(employee=employee)
    assert seen(made) == at_every_door("valid")
    revoked(made=made)
    assert seen(made) == at_every_door("revoked")
    assert is_void(client, made)


def test_a_granted_objection(client, employee, seen):
    objection = objected(employee=employee)
    old = objection.certificate
    answer(objection=objection, is_granted=True, text="El acta lo demuestra.", answered_by=UserFactory())
    new = Certificate.objects.get(replaces=old)
    assert seen(old) == at_every_door("superseded")
    assert seen(new) == at_every_door("valid")
    assert (is_void(client, old), is_void(client, new)) == (True, False)
