import datetime as dt
from io import BytesIO

import pytest
from django.utils import timezone
from page import ValidationProfile, validate_pdf_bytes
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.models import PublicKey
from certificates.signing import registry, stamping
from certificates.signing.files import SigningFailed, sign
from certificates.signing.validating import examine
from tests.certificates import signing_factories as make

pytestmark = pytest.mark.django_db
LIST = "application/pkix-crl"


@pytest.fixture(autouse=True)
def _no_service_of_another_test():
    stamping._stamper_of_the_day.cache_clear()


@pytest.fixture
def service():
    """A time stamping service on this machine: its address."""
    with make.served({"/tsa": make.stamping(make.stamping_service())}) as address:
        yield f"{address}/tsa"


@pytest.fixture
def known(tmp_path, settings):
    """The certificates of those who vouch for the service are in the settings."""
    (tmp_path / "tsa.pem").write_bytes(make.authority().pem + make.root().pem)
    settings.SIGNING_TSA_CHAIN = [str(tmp_path / "tsa.pem")]


@pytest.mark.usefixtures("seal", "known")
def test_a_stamp_of_the_known_service_says_when(settings, service):
    settings.SIGNING_TSA_URL = service
    signed = sign(make.sheet(), at=timezone.now())
    assert signed.signature["is_stamped"] is True
    stamp = examine(signed.data).time_stamp
    assert stamp.is_trusted
    assert stamp.moment == make.TODAY
    assert stamp.authority == "Sellado de tiempo inventado"


@pytest.mark.usefixtures("seal")
def test_a_stamp_of_an_unknown_service_is_told_and_not_trusted(settings, service):
    settings.SIGNING_TSA_URL = service
    stamp = examine(sign(make.sheet(), at=timezone.now()).data).time_stamp
    assert (stamp.is_trusted, stamp.moment) == (False, make.TODAY)


@pytest.mark.usefixtures("known")
def test_of_a_stolen_key_what_was_stamped_before_is_believed(settings, service, seal):
    settings.SIGNING_TSA_URL = service
    signed = sign(make.sheet(), at=timezone.now()).data
    key = PublicKey.objects.get(fingerprint=seal.fingerprint)
    registry.retire(key=key, stolen_since=make.TODAY + dt.timedelta(hours=1))
    assert examine(signed).is_ours
    registry.retire(key=key, stolen_since=make.TODAY - dt.timedelta(hours=1))
    assert not examine(signed).is_ours


@pytest.mark.usefixtures("seal", "known")
def test_a_stamped_file_is_still_pdf_a_3a_and_pdf_ua_1(settings, service):
    settings.SIGNING_TSA_URL = service
    data = sign(make.sheet(), at=timezone.now()).data
    for profile in (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1):
        failures = validate_pdf_bytes(data, profile=profile).failures
        assert [str(f.message) for f in failures if not f.rule_id.endswith("STREAM-LENGTH-001")] == []


@pytest.mark.usefixtures("seal")
@pytest.mark.parametrize(
    "answer",
    [
        lambda sent: ("text/html", b"<h1>Mantenimiento</h1>"),
        lambda sent: ("application/timestamp-reply", b"no es una respuesta"),
    ],
)
def test_a_service_that_answers_nonsense_leaves_the_file_unsigned(settings, answer):
    with make.served({"/tsa": answer}) as address:
        settings.SIGNING_TSA_URL = f"{address}/tsa"
        with pytest.raises(SigningFailed):
            sign(make.sheet(), at=timezone.now())


@pytest.mark.usefixtures("seal")
def test_a_service_that_is_gone_leaves_the_file_unsigned(settings):
    with make.served({}) as address:
        settings.SIGNING_TSA_URL = f"{address}/tsa"
    with pytest.raises(SigningFailed):
        sign(make.sheet(), at=timezone.now())


@pytest.fixture
def long_term(settings, tmp_path):
    """An e.firma and a service whose authorities serve their lists of revoked certificates on this machine."""
    lists = {"/raiz": make.root().revocations, "/emisora": make.authority().revocations}
    answers = {path: lambda sent, made=made: (LIST, made()) for path, made in lists.items()}
    with make.served(answers) as address:
        emitter = make.Owner(
            make.named("AC EMISORA INVENTADA"),
            make.authority().secret,
            issuer=make.root(),
            uses=("key_cert_sign", "crl_sign"),
            serves=f"{address}/raiz",
        )
        service = make.stamping_service(issuer=emitter, serves=f"{address}/emisora")
        answers["/tsa"] = make.stamping(service)
        make.configure_efirma(settings, tmp_path, owner=make.citizen(issuer=emitter, serves=f"{address}/emisora"))
        (tmp_path / "cadena.pem").write_bytes(emitter.pem + make.root().pem)
        settings.SIGNING_TSA_CHAIN = settings.SIGNING_CHAIN
        settings.SIGNING_TSA_URL, settings.SIGNING_LONG_TERM = f"{address}/tsa", True
        yield answers


@pytest.mark.usefixtures("long_term")
def test_long_term_proof_is_in_the_file_and_under_the_signature():
    data = sign(make.sheet(), at=timezone.now()).data
    store = PdfFileReader(BytesIO(data)).root["/DSS"]
    # Of the root for the emitter, of the emitter for the e.firma and the service.
    assert len(store["/CRLs"]) == 2
    assert len(store["/Certs"]) >= 3
    found = examine(data)
    assert found.is_as_signed
    assert found.time_stamp.is_trusted


@pytest.mark.usefixtures("long_term")
def test_a_file_with_long_term_proof_is_still_pdf_a_3a_and_pdf_ua_1():
    data = sign(make.sheet(), at=timezone.now()).data
    for profile in (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1):
        failures = validate_pdf_bytes(data, profile=profile).failures
        assert [str(f.message) for f in failures if not f.rule_id.endswith("STREAM-LENGTH-001")] == []


def test_without_an_answer_about_revocation_nothing_is_signed_for_the_long_term(long_term):
    del long_term["/emisora"]
    with pytest.raises(SigningFailed):
        sign(make.sheet(), at=timezone.now())
