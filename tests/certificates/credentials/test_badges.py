"""The credential in the hands of libraries that others wrote: openbadgeslib and joserfc."""

import datetime as dt
import json

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client
from joserfc import jws, jwt
from joserfc.jwk import KeySet
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from certificates import api
from certificates.credentials import badges, identity, keys, statuses
from certificates.life.links import make_link
from certificates.models import Certificate, Kind
from tests.certificates.factories import CURP, EMAIL, NUMBER, certificate
from tests.factories import EmployeeFactory, UserFactory

pytestmark = pytest.mark.django_db
SITE = "https://capacitacion.ejemplo.test"


@pytest.fixture(autouse=True)
def served_from(settings):
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["capacitacion.ejemplo.test"]


def from_the_site(address, *_rest, **_options):
    """Fetches as a stranger would, from the site itself instead of from the network."""
    assert address.startswith(SITE)
    response = Client().get(address.removeprefix(SITE), headers={"host": "capacitacion.ejemplo.test"})
    assert response.status_code == 200
    return response.content


def verifier():
    return OB3Verifier.for_issuer_did(identity.did(), download=from_the_site)


def verified(token, **options):
    return verifier().verify(token, download=from_the_site, **options)


def with_canaries(**fields):
    user = UserFactory(email=EMAIL, username=NUMBER)
    employee = EmployeeFactory(curp=CURP, email=EMAIL, number=NUMBER, user=user)
    return certificate(employee=employee, **fields)


class TestAStrangersLibraries:
    def test_openbadgeslib_verifies_it_by_the_did_of_the_site(self):
        made = certificate(valid_until=dt.date(2031, 3, 27))
        found = verified(badges.as_jwt(made), check_status=True)
        assert found.issuer.id == "did:web:capacitacion.ejemplo.test"
        assert found.issuer.name == made.municipality_name
        assert found.achievement.name == made.course_title
        assert found.achievement.achievement_type == "CertificateOfCompletion"
        # The last second of the last day in the centre of Mexico.
        assert found.expiration_date == dt.datetime(2031, 3, 28, 5, 59, 59, tzinfo=dt.UTC)

    def test_joserfc_verifies_it_by_the_published_key_set(self):
        made = certificate()
        signed = badges.as_jwt(made)
        key_set = KeySet.import_key_set(json.loads(from_the_site(f"{SITE}/.well-known/jwks.json")))
        token = jwt.decode(signed, key_set, algorithms=["EdDSA"])
        assert token.claims["credentialSubject"]["identifier"][0]["identityHash"] == made.holder_name
        assert token.claims["jti"] == made.verification_url

    def test_an_altered_credential_is_refused(self):
        token = badges.as_jwt(certificate())
        middle = len(token) // 2
        other = "A" if token[middle] != "A" else "B"
        with pytest.raises(OB3VerificationError):
            verified(token[:middle] + other + token[middle + 1 :])

    def test_an_expired_one_is_refused(self):
        with pytest.raises(OB3VerificationError, match="expired"):
            verified(badges.as_jwt(certificate(valid_until=dt.date(2020, 1, 31))))

    def test_what_an_earlier_key_signed_is_still_verified(self):
        token = badges.as_jwt(certificate())
        keys.renew()
        assert verified(token)

    def test_what_a_stolen_key_signed_is_not(self):
        token = badges.as_jwt(certificate())
        keys.renew(was_stolen=True)
        with pytest.raises(Exception, match=r"verificationMethod|kid|key"):
            verified(token)


class TestStatus:
    def test_a_revocation_is_seen_at_once(self):
        made, other = certificate(), certificate()
        token = badges.as_jwt(made)
        assert verified(token, check_status=True)
        api.revoke(certificate=made, reason="Prueba", revoked_by=UserFactory())
        with pytest.raises(OB3VerificationError, match="revocation"):
            verified(token, check_status=True)
        assert verified(badges.as_jwt(other), check_status=True)

    def test_a_replacement_is_seen_at_once(self):
        made = certificate()
        token = badges.as_jwt(made)
        verified(token, check_status=True)
        new = api.replace(certificate=made, reason="Nombre", replaced_by=UserFactory())
        with pytest.raises(OB3VerificationError, match="revocation"):
            verified(token, check_status=True)
        assert verified(badges.as_jwt(new), check_status=True)

    def test_the_list_is_not_sent_again_until_something_happens(self, client):
        made = certificate()
        address = "/credenciales/estado/1/"
        first = client.get(address, headers={"host": "capacitacion.ejemplo.test"})
        again = {"host": "capacitacion.ejemplo.test", "if-none-match": first["ETag"]}
        assert "no-cache" in first["Cache-Control"]
        assert client.get(address, headers=again).status_code == 304
        api.revoke(certificate=made, reason="Prueba", revoked_by=UserFactory())
        response = client.get(address, headers=again)
        assert response.status_code == 200
        assert response.content != first.content

    def test_a_list_that_is_there_already_costs_one_query(self, client, django_assert_num_queries):
        made = certificate()
        for _ in range(3):
            api.revoke(certificate=certificate(), reason="Prueba", revoked_by=UserFactory())
        statuses.status_list(1, statuses.version(1))
        assert made
        with django_assert_num_queries(1):
            statuses.status_list(1, statuses.version(1))

    def test_an_old_copy_of_the_list_grows_stale(self):
        token = badges.as_jwt(certificate())
        kept = {}

        def from_a_copy(address, *rest, **options):
            return kept.setdefault(address, from_the_site(address))

        check = verifier()
        assert check.verify(token, check_status=True, download=from_a_copy)
        in_two_days = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
        with time_machine.travel(in_two_days), pytest.raises(OB3VerificationError, match=r"stale|expired|lapsed"):
            check.verify(token, check_status=True, download=from_a_copy)

    def test_there_is_no_list_for_certificates_that_do_not_exist(self, client):
        for number in (0, 2, 10**9):
            response = client.get(f"/credenciales/estado/{number}/", headers={"host": "capacitacion.ejemplo.test"})
            assert response.status_code == 404

    def test_each_certificate_has_a_place_of_its_own(self):
        one, other = statuses.entry(Certificate(pk=statuses.BITS - 1)), statuses.entry(Certificate(pk=statuses.BITS))
        assert one["statusListCredential"].endswith("/1/")
        assert one["statusListIndex"] == str(statuses.BITS - 1)
        assert other["statusListCredential"].endswith("/2/")
        assert other["statusListIndex"] == "0"


class TestWhatItSays:
    def test_the_same_row_gives_the_same_bytes(self):
        made = certificate()
        assert badges.as_jwt(made) == badges.as_jwt(Certificate.objects.get(pk=made.pk))

    def test_nothing_personal_but_the_name(self):
        made = with_canaries(score="93.37")
        said = badges.as_json(made)
        assert made.holder_name in said
        for canary in (CURP, EMAIL, NUMBER, "93.37"):
            assert canary not in said

    def test_a_withheld_name_has_no_credential(self):
        made = certificate()
        made.holder_name = ""
        for make in (badges.as_jwt, badges.as_json):
            with pytest.raises(badges.NameIsWithheld):
                make(made)

    @pytest.mark.parametrize("kind", Kind)
    def test_each_kind_says_what_was_done(self, kind):
        made = certificate()
        made.kind = kind
        achievement = badges.credential(made)["credentialSubject"]["achievement"]
        assert made.course_title in achievement["criteria"]["narrative"]
        assert "%" not in achievement["criteria"]["narrative"]
        assert (kind == Kind.ACCREDITATION) <= ("aprobado" in achievement["criteria"]["narrative"])

    def test_the_proof_inside_the_json_holds(self):
        """eddsa-jcs-2022: SHA-256 of the options, then of the document, both in canonical form, signed."""
        from hashlib import sha256

        from openbadgeslib.ob3.did import _b58btc_decode

        document = json.loads(badges.as_json(certificate()))
        proof = document.pop("proof")
        signature = _b58btc_decode(proof.pop("proofValue")[1:])
        plain = [
            json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for value in (proof, document)
        ]
        hashes = b"".join(sha256(text.encode()).digest() for text in plain)
        key = Ed25519PublicKey.from_public_bytes(keys.public_bytes(keys.published().get()))
        key.verify(signature, hashes)

    def test_the_header_names_the_key(self):
        header = jws.extract_compact(badges.as_jwt(certificate()).encode()).protected
        assert header["kid"] == identity.did_document()["verificationMethod"][0]["id"]


class TestTheHoldersDownload:
    def address(self, made):
        return f"/mi-aula/constancias/{made.folio}/credencial/"

    def get(self, client, made, **query):
        return client.get(self.address(made), query, headers={"host": "capacitacion.ejemplo.test"})

    def test_the_holder_downloads_it_in_both_forms(self, client):
        made = certificate()
        client.force_login(made.employee.user)
        response = self.get(client, made)
        assert response["Content-Type"] == "application/vc+jwt"
        assert f"{made.folio}.jwt" in response["Content-Disposition"]
        assert verified(response.content.decode())
        response = self.get(client, made, formato="json")
        assert json.loads(response.content)["id"] == made.verification_url
        assert f"{made.folio}.json" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]

    def test_others_find_nothing(self, client):
        made = certificate()
        assert self.get(client, made).status_code == 302
        client.force_login(UserFactory(is_superuser=True))
        assert self.get(client, made).status_code == 404

    def test_somebody_who_left_downloads_it_under_the_personal_address(self, client):
        made = certificate()
        address = make_link(employee=made.employee, made_by=made.employee.user).address.removeprefix(SITE)
        headers = {"host": "capacitacion.ejemplo.test"}
        response = client.get(f"{address}{made.folio}/credencial/", headers=headers)
        assert verified(response.content.decode())
        assert client.get(f"{address}{certificate().folio}/credencial/", headers=headers).status_code == 404

    def test_the_button_is_where_the_credential_is_worth_something(self, client):
        made = certificate()
        client.force_login(made.employee.user)
        headers = {"host": "capacitacion.ejemplo.test"}
        assert self.address(made) in client.get("/mi-aula/constancias/", headers=headers).content.decode()
        api.revoke(certificate=made, reason="Prueba", revoked_by=UserFactory())
        assert self.address(made) not in client.get("/mi-aula/constancias/", headers=headers).content.decode()


def test_the_did_of_a_port_is_escaped(settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert identity.did() == "did:web:127.0.0.1%3A8000"


def test_the_addresses_are_open_to_pages_of_other_sites(client):
    for path in ("/.well-known/did.json", "/.well-known/jwks.json", "/credenciales/estado/1/"):
        response = client.get(path, headers={"host": "capacitacion.ejemplo.test"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies
