import datetime as dt
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from certificates.models import PublicKey
from certificates.signing.keys import KeyUnusable, current_key
from tests.certificates import signing_factories as make


@pytest.mark.parametrize("wrap", [make.with_triple_des, make.with_aes], ids=["3des", "aes"])
def test_an_efirma_opens_however_its_key_was_encrypted(settings, tmp_path, wrap):
    owner = make.citizen()
    make.configure_efirma(settings, tmp_path, owner=owner, key=wrap(owner.secret))
    key = current_key()
    assert key.kind == PublicKey.Kind.EFIRMA
    assert key.subject == make.HOLDER
    assert key.certificate == owner.certificate
    assert [one.subject for one in key.chain] == [make.authority().name, make.root().name]


def test_the_passphrase_may_have_been_typed_on_a_machine_that_knows_no_unicode(settings, tmp_path):
    owner = make.citizen()
    key = make.with_triple_des(owner.secret, encoding="latin-1")
    make.configure_efirma(settings, tmp_path, owner=owner, key=key)
    assert current_key().fingerprint


def test_a_pkcs12_opens_and_brings_its_chain(settings, tmp_path):
    owner = make.citizen()
    (tmp_path / "municipio.p12").write_bytes(make.as_pkcs12(owner))
    settings.SIGNING_PKCS12, settings.SIGNING_PASSPHRASE = str(tmp_path / "municipio.p12"), make.PASSPHRASE
    key = current_key()
    assert key.kind == PublicKey.Kind.PKCS12
    assert key.certificate == owner.certificate
    assert len(key.chain) == 2


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_the_passphrase_is_read_from_a_file(settings, tmp_path, ending):
    make.configure_efirma(settings, tmp_path, passphrase="")
    (tmp_path / "passphrase").write_text(make.PASSPHRASE + ending, newline="")
    settings.SIGNING_PASSPHRASE_FILE = str(tmp_path / "passphrase")
    assert current_key().kind == PublicKey.Kind.EFIRMA


def test_a_key_without_a_passphrase_opens_although_one_is_set(settings, tmp_path):
    owner = make.citizen()
    plain = owner.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    make.configure_efirma(settings, tmp_path, owner=owner, key=plain)
    assert current_key().certificate == owner.certificate


@pytest.mark.parametrize("passphrase", ["", "otra"])
def test_a_wrong_passphrase_is_told_and_not_repeated(settings, tmp_path, passphrase):
    make.configure_efirma(settings, tmp_path, passphrase=passphrase)
    with pytest.raises(KeyUnusable, match="contraseña") as told:
        current_key()
    assert "otra" not in str(told.value)
    # Nor in what a log would print of it.
    assert told.value.__cause__ is None


def test_a_pkcs12_that_is_none_is_told(settings, tmp_path):
    (tmp_path / "municipio.p12").write_bytes(b"no es una llave")
    settings.SIGNING_PKCS12 = str(tmp_path / "municipio.p12")
    with pytest.raises(KeyUnusable, match="PKCS#12"):
        current_key()


def test_a_certificate_of_another_key_is_refused(settings, tmp_path):
    owner = make.citizen()
    make.configure_efirma(settings, tmp_path, owner=owner, key=make.with_aes(make.elliptic()))
    with pytest.raises(KeyUnusable, match="no se corresponden"):
        current_key()


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), "demasiado corta"),
        (ed25519.Ed25519PrivateKey.generate, "tipo desconocido"),
    ],
)
def test_keys_that_strangers_could_not_check_are_refused(settings, tmp_path, secret, message):
    owner = make.citizen(secret())
    make.configure_efirma(settings, tmp_path, owner=owner)
    with pytest.raises(KeyUnusable, match=message):
        current_key()


def test_one_file_of_two_is_told(settings, tmp_path):
    make.configure_efirma(settings, tmp_path)
    settings.SIGNING_KEY = ""
    with pytest.raises(KeyUnusable, match="dos archivos"):
        current_key()


def test_two_keys_at_once_are_told(settings, tmp_path):
    make.configure_efirma(settings, tmp_path)
    settings.SIGNING_PKCS12 = str(tmp_path / "municipio.p12")
    with pytest.raises(KeyUnusable, match="no ambos"):
        current_key()


def test_a_file_that_is_not_there_is_told_by_its_name_alone(settings, tmp_path):
    make.configure_efirma(settings, tmp_path)
    (tmp_path / "firma.cer").unlink()
    with pytest.raises(KeyUnusable, match=r"firma\.cer") as told:
        current_key()
    assert str(tmp_path) not in str(told.value)


def test_a_certificate_that_is_none_is_told(settings, tmp_path):
    make.configure_efirma(settings, tmp_path)
    (tmp_path / "firma.cer").write_bytes(b"-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n")
    with pytest.raises(KeyUnusable, match="No se puede leer"):
        current_key()


def test_a_configured_key_goes_before_the_seal(settings, tmp_path, seal):
    make.configure_efirma(settings, tmp_path)
    assert current_key().kind == PublicKey.Kind.EFIRMA


def test_the_key_is_opened_once_and_again_when_its_file_changes(settings, tmp_path):
    secret = make.elliptic()
    make.configure_efirma(settings, tmp_path, owner=make.citizen(secret))
    first = current_key()
    assert current_key() is first
    renewed = make.citizen(secret)
    (tmp_path / "firma.cer").write_bytes(renewed.der)
    os.utime(tmp_path / "firma.cer", ns=(1, 1))
    assert current_key().certificate == renewed.certificate


def test_the_secret_is_not_in_what_is_printed_of_a_key(settings, tmp_path):
    make.configure_efirma(settings, tmp_path, owner=make.citizen(make.elliptic()))
    key = current_key()
    assert isinstance(key.secret, ec.EllipticCurvePrivateKey)
    assert "secret" not in repr(key)
    assert make.PASSPHRASE not in repr(key)


def test_a_certificate_covers_only_its_own_days(settings, tmp_path):
    make.configure_efirma(settings, tmp_path, owner=make.citizen(make.elliptic()))
    key = current_key()
    key.refuse_unless_valid(make.TODAY)
    with pytest.raises(KeyUnusable, match="ya venció"):
        key.refuse_unless_valid(make.TODAY + dt.timedelta(days=1401))
    with pytest.raises(KeyUnusable, match="todavía no está vigente"):
        key.refuse_unless_valid(make.TODAY - dt.timedelta(days=3))
