import datetime as dt

import pytest
from cryptography import x509
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from certificates.models import PublicKey
from certificates.signing import registry
from certificates.signing.files import sign
from people.roles import ADMINISTRATION, CONSULTANCY, HUMAN_RESOURCES, LIAISON
from tests.certificates import signing_factories as make
from tests.factories import employee_with_role

pytestmark = pytest.mark.django_db
INDEX = "/admin/constancias/llaves/"


@pytest.fixture
def rh(client):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    return client


@pytest.fixture
def signing_key(seal):
    """The row of the seal, which has signed."""
    sign(make.sheet(), at=timezone.now())
    return PublicKey.objects.get(fingerprint=seal.fingerprint)


def earlier_key(number):
    return PublicKey.objects.create(
        kind=PublicKey.Kind.EFIRMA, fingerprint=f"{number:064x}", subject=f"Firmante {number}", pem="-"
    )


def addresses(key):
    return [INDEX, f"{INDEX}{key.pk}/", f"{INDEX}{key.pk}/certificado/"]


@pytest.mark.parametrize("role", [HUMAN_RESOURCES, ADMINISTRATION])
def test_those_in_charge_read_the_keys(client, signing_key, role):
    client.force_login(employee_with_role(role))
    for address in addresses(signing_key):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", [CONSULTANCY, LIAISON])
def test_others_reach_none_of_it(client, signing_key, role):
    client.force_login(employee_with_role(role))
    for address in addresses(signing_key):
        assert client.get(address).status_code in {302, 403}


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy", "history"])
def test_nothing_is_edited_in_a_browser(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"certificates_keys:{name}", args=[1])
    with pytest.raises(NoReverseMatch):
        reverse(f"certificates_keys:{name}")


def test_the_list_tells_the_key_that_signs_from_those_of_before(rh, signing_key):
    earlier_key(1)
    retired = registry.retire(key=earlier_key(2))
    registry.retire(key=earlier_key(3), stolen_since=timezone.make_aware(dt.datetime(2026, 1, 15, 10, 30)))
    page = rh.get(INDEX).content.decode()
    for words in ("Firma actualmente", "Firmó antes", "Dada de baja", "Sin confianza desde el 15 de enero de 2026"):
        assert page.count(words) == 1
    assert retired.fingerprint[:16] in page
    assert signing_key.subject in page


def test_without_a_key_the_list_still_opens(rh):
    earlier_key(1)
    page = rh.get(INDEX).content.decode()
    assert "Firmó antes" in page
    assert "Firma actualmente" not in page


def test_more_keys_cost_no_more_questions(rh, signing_key, django_assert_max_num_queries):
    rh.get(INDEX)
    with django_assert_max_num_queries(40) as with_one:
        rh.get(INDEX)
    for number in range(1, 12):
        earlier_key(number)
    with django_assert_max_num_queries(len(with_one)):
        rh.get(INDEX)


def test_a_key_is_found_by_its_name_or_fingerprint(rh, signing_key):
    other = earlier_key(77)
    for query in ("Firmante", other.fingerprint[-8:]):
        page = rh.get(INDEX, {"q": query}).content.decode()
        assert "Firmante 77" in page
        assert signing_key.fingerprint[:16] not in page


def test_one_key_is_read_whole_in_spanish(rh, signing_key):
    page = rh.get(f"{INDEX}{signing_key.pk}/").content.decode()
    assert signing_key.fingerprint in page
    for words in ("Llave pública", "Sello de esta instalación", "En uso desde", "A nombre de", "Firma actualmente"):
        assert words.lower() in page.lower()


def test_the_public_half_is_downloaded_and_never_the_secret_one(rh, signing_key, seal):
    answer = rh.get(f"{INDEX}{signing_key.pk}/certificado/")
    assert x509.load_pem_x509_certificate(answer.content) == seal.certificate
    assert b"PRIVATE" not in answer.content
    assert signing_key.fingerprint[:16] in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_an_unknown_key_is_not_found(rh):
    assert rh.get(f"{INDEX}999/certificado/").status_code == 404
