import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certificates.models import PublicKey
from certificates.signing import folder, seal
from certificates.signing.keys import SEAL, KeyUnusable, current_key


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_seal_is_made_once():
    assert seal.create()
    before = folder.path_of(SEAL).read_bytes()
    assert not seal.create()
    assert folder.path_of(SEAL).read_bytes() == before


def test_only_the_owner_reads_the_folder_and_the_seal():
    seal.create()
    assert mode(folder.keys_dir()) == 0o700
    assert mode(folder.path_of(SEAL)) == 0o600


def test_processes_that_start_at_once_leave_one_seal_and_nothing_else():
    with ThreadPoolExecutor(max_workers=8) as many:
        made = list(many.map(lambda _number: seal.create(), range(8)))
    assert made.count(True) == 1
    assert [path.name for path in folder.keys_dir().iterdir()] == [SEAL]


def test_a_crash_while_writing_leaves_no_half_seal(monkeypatch):
    def no_room(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("certificates.signing.folder.os.fsync", no_room)
    with pytest.raises(OSError, match="No space"):
        seal.create()
    assert not folder.path_of(SEAL).exists()
    monkeypatch.undo()


def test_the_seal_is_in_the_name_of_the_address(settings):
    settings.SITE_URL = "https://capacita.ejemplo.test"
    seal.create()
    key = current_key()
    assert key.kind == PublicKey.Kind.SEAL
    assert key.subject == "Sello de capacita.ejemplo.test"


def test_a_very_long_address_fits_into_the_name(settings):
    settings.SITE_URL = f"https://{'muy-' * 20}largo.ejemplo.test"
    seal.create()
    assert len(current_key().subject) == 64


def test_the_seal_vouches_for_itself_and_may_do_nothing_but_sign(seal):
    certificate = seal.certificate
    certificate.verify_directly_issued_by(certificate)
    assert isinstance(seal.secret.curve, ec.SECP256R1)
    uses = certificate.extensions.get_extension_for_class(type(certificate.extensions[1].value)).value
    assert (uses.digital_signature, uses.content_commitment, uses.key_cert_sign) == (True, True, False)
    years = (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days / 365.25
    assert years > 14


def test_another_seal_takes_the_place_of_the_first(seal):
    from certificates.signing import seal as making

    making.create_anew()
    assert current_key().fingerprint != seal.fingerprint
    assert mode(folder.path_of(SEAL)) == 0o600
    assert [path.name for path in folder.keys_dir().iterdir()] == [SEAL]


def test_without_a_seal_nothing_signs_and_the_message_says_what_to_do():
    with pytest.raises(KeyUnusable, match="create_keys"):
        current_key()
