import datetime as dt
import logging
import subprocess
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone
from page import ValidationProfile, validate_pdf_bytes
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.models import PublicKey
from certificates.signing import registry
from certificates.signing.efirma import accept_text_identifiers
from certificates.signing.files import KeyUnusable, SigningFailed, sign
from certificates.signing.keys import current_key
from certificates.signing.stamping import as_asn1
from tests.certificates import signing_factories as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 28, 18, 0, 5, tzinfo=dt.UTC)


def now():
    return timezone.now()


def pkcs12(settings, folder):
    (folder / "municipio.p12").write_bytes(make.as_pkcs12(make.citizen()))
    settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = str(folder / "municipio.p12"), make.PASSPHRASE


def no_key_of_its_own(settings, folder):
    from certificates.signing import seal

    seal.create()


CONFIGURED = {"seal": no_key_of_its_own, "pkcs12": pkcs12, "efirma": make.configure_efirma}


@pytest.fixture(params=CONFIGURED)
def configured(request, settings, tmp_path):
    """Each of the three ways to have a key."""
    CONFIGURED[request.param](settings, tmp_path)
    return request.param


def pdfsig(data, folder):
    path = folder / "signed.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout


def pyhanko(data, *roots):
    accept_text_identifiers()
    signature = PdfFileReader(BytesIO(data)).embedded_regular_signatures[0]
    context = ValidationContext(trust_roots=[as_asn1(root) for root in roots], allow_fetching=False)
    return validate_pdf_signature(signature, context)


def test_a_signed_file_says_who_signed_it(configured):
    signed = sign(make.sheet(), at=now())
    key = current_key()
    assert signed.signature == {
        "kind": configured,
        "subject": key.subject,
        "fingerprint": key.fingerprint,
        "is_stamped": False,
    }
    on_record = PublicKey.objects.get(fingerprint=key.fingerprint)
    assert (on_record.kind, on_record.subject) == (configured, key.subject)
    assert on_record.valid_until == key.certificate.not_valid_after_utc


def test_poppler_finds_the_signature_valid_and_the_whole_file_signed(configured, tmp_path):
    said = pdfsig(sign(make.sheet(), at=now()).data, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert f"Signer Certificate Common Name: {current_key().subject}" in said


def test_pyhanko_finds_the_signature_valid_and_follows_it_to_the_root(configured):
    root = current_key().certificate if configured == "seal" else make.root().certificate
    status = pyhanko(sign(make.sheet(), at=now()).data, root)
    assert (status.bottom_line, status.intact, status.valid, status.trusted) == (True, True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"


@pytest.mark.parametrize("profile", [ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1])
def test_a_signed_file_is_still_pdf_a_3a_and_pdf_ua_1(configured, profile):
    failures = validate_pdf_bytes(sign(make.sheet(), at=now()).data, profile=profile).failures
    # This rule of the checker finds fault with stream lengths that veraPDF and qpdf accept.
    assert [str(f.message) for f in failures if not f.rule_id.endswith("STREAM-LENGTH-001")] == []


def test_qpdf_finds_nothing_wrong(seal, tmp_path):
    (tmp_path / "signed.pdf").write_bytes(sign(make.sheet(), at=now()).data)
    subprocess.run(["qpdf", "--check", str(tmp_path / "signed.pdf")], check=True, capture_output=True)


def test_signing_adds_to_the_file_and_changes_nothing_of_it(seal):
    signed = sign(make.sheet(), at=now()).data
    assert signed.startswith(make.sheet())
    with pikepdf.open(BytesIO(signed)) as after, pikepdf.open(BytesIO(make.sheet())) as before:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert dict(after.docinfo) == dict(before.docinfo)
        assert len(after.Root.StructTreeRoot.K[0].K) == len(before.Root.StructTreeRoot.K[0].K)


def test_the_file_tells_one_moment_which_is_the_one_asked_for(settings, tmp_path):
    key = make.citizen(make.elliptic(), starts=AT - dt.timedelta(days=1))
    make.configure_efirma(settings, tmp_path, owner=key)
    signed = sign(make.sheet(), at=AT).data
    with pikepdf.open(BytesIO(signed)) as opened:
        assert str(opened.Root.AcroForm.Fields[0].V.M) == "D:20260328120005-06'00'"
    assert signed.count(b"/M (D:") == signed.count(b"/M (D:20260328120005")


def test_the_signature_is_seen_and_needs_no_font(seal, tmp_path):
    signed = sign(make.sheet(), at=now()).data
    with pikepdf.open(BytesIO(signed)) as opened:
        field = opened.Root.AcroForm.Fields[0]
        looks = field.AP.N
        assert "/Font" not in looks.get("/Resources", {})
        assert looks.read_bytes().count(b" m") > 30  # outlines of letters
        left, bottom, right, top = (float(edge) for edge in field.Rect)
    (tmp_path / "signed.pdf").write_bytes(signed)
    # Grey pixels of the field alone, at one pixel a point.
    box = ["-x", str(int(left)), "-y", str(int(792 - top)), "-W", str(int(right - left)), "-H", str(int(top - bottom))]
    picture = subprocess.run(
        ["pdftoppm", "-r", "72", "-gray", *box, str(tmp_path / "signed.pdf")], check=True, capture_output=True
    ).stdout
    pixels = picture.split(b"\n", 3)[3]
    assert sum(pixel < 128 for pixel in pixels) > 60


def test_what_a_screen_reader_says_of_the_field_is_in_its_tag(seal):
    with pikepdf.open(BytesIO(sign(make.sheet(), at=now()).data)) as opened:
        field = opened.Root.AcroForm.Fields[0]
        tag = opened.Root.StructTreeRoot.K[0].K[-1]
        assert (str(tag.S), str(tag.Alt)) == ("/Form", "Firma electrónica de prueba")
        assert str(field.TU) == "Firma electrónica de prueba"
        assert tag.K[0].Obj.objgen == field.objgen


@pytest.mark.parametrize("data", [b"", b"no es un PDF", b"%PDF-1.7\n%%EOF\n"])
def test_what_is_no_pdf_is_not_signed(seal, data):
    with pytest.raises(SigningFailed):
        sign(data, at=now())
    assert not PublicKey.objects.filter(fingerprint=seal.fingerprint).exists()


def test_a_file_without_a_field_is_not_signed(seal):
    empty = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(empty)
    with pytest.raises(SigningFailed):
        sign(empty.getvalue(), at=now())


def test_a_file_is_signed_once(seal):
    signed = sign(make.sheet(), at=now()).data
    with pytest.raises(SigningFailed):
        sign(signed, at=now())


def test_an_expired_certificate_signs_nothing(settings, tmp_path):
    make.configure_efirma(settings, tmp_path, owner=make.citizen(ends=make.TODAY - dt.timedelta(hours=1)))
    with pytest.raises(KeyUnusable, match="ya venció"):
        sign(make.sheet(), at=now())


def test_a_chain_that_grows_while_the_worker_runs_finds_its_room(settings, tmp_path):
    make.configure_efirma(settings, tmp_path)
    (tmp_path / "cadena.pem").write_bytes(make.authority().pem)
    sign(make.sheet(), at=now())
    (tmp_path / "cadena.pem").write_bytes(make.authority().pem + make.root().pem)
    assert pyhanko(sign(make.sheet(), at=now()).data, make.root().certificate).bottom_line


def test_a_retired_key_signs_nothing(seal):
    sign(make.sheet(), at=now())
    registry.retire(key=PublicKey.objects.get(fingerprint=seal.fingerprint))
    with pytest.raises(KeyUnusable, match="se dio de baja"):
        sign(make.sheet(), at=now())


def test_neither_key_nor_passphrase_is_in_a_log_a_row_or_the_file(settings, tmp_path, caplog):
    owner = make.configure_efirma(settings, tmp_path)
    caplog.set_level(logging.DEBUG)
    signed = sign(make.sheet(), at=now())
    settings.SIGNING_PASSPHRASE = "otra-contraseña"
    (tmp_path / "firma.key").write_bytes(make.with_aes(owner.secret, "la de antes"))
    with pytest.raises(KeyUnusable) as told:
        sign(make.sheet(), at=now())
    secret = owner.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    row = PublicKey.objects.get(fingerprint=signed.signature["fingerprint"])
    said = " ".join([caplog.text, str(told.value), str(signed.signature), row.pem, row.subject, repr(current_key)])
    for word in (make.PASSPHRASE, "otra-contraseña", "PRIVATE KEY", secret.splitlines()[1]):
        assert word not in said
    assert b"PRIVATE" not in signed.data
    # What only the secret half of an RSA key knows, in the forms in which it could be written.
    prime = owner.secret.private_numbers().p
    assert prime.to_bytes(128, "big") not in signed.data
    assert f"{prime:x}".encode() not in signed.data.lower()
