import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from certificates.credentials import keys as statement_key
from certificates.life.names import KEY_FILE
from certificates.models import PublicKey
from certificates.signing import folder
from certificates.signing.files import KeyUnusable, sign
from certificates.signing.keys import SEAL, current_key
from certificates.signing.validating import examine
from people.models import Decision
from tests.certificates import signing_factories as make

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    output = StringIO()
    call_command(*arguments, stdout=output, **options)
    return output.getvalue()


def test_setting_up_makes_the_keys_and_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        said = run("create_keys")
    assert "Se crearon las llaves" in said
    names = {SEAL, statement_key.FILE_NAME, KEY_FILE}
    assert {path.name for path in folder.keys_dir().iterdir()} == names
    assert {stat.S_IMODE(folder.path_of(name).stat().st_mode) for name in names} == {0o600}


def test_setting_up_again_keeps_them():
    run("create_keys")
    before = {path: path.read_bytes() for path in folder.keys_dir().iterdir()}
    assert "se quedan como están" in run("create_keys")
    assert {path: path.read_bytes() for path in folder.keys_dir().iterdir()} == before


def test_setting_up_may_say_nothing():
    assert run("create_keys", verbosity=0) == ""


def test_a_retired_seal_is_followed_by_another_and_what_it_signed_stays_good(seal):
    signed = sign(make.sheet(), at=timezone.now()).data
    said = run("retire_key", seal.fingerprint[:12])
    assert "Se creó un sello nuevo" in said
    assert current_key().fingerprint != seal.fingerprint
    assert examine(signed).is_as_signed
    after = examine(sign(make.sheet(), at=timezone.now()).data)
    assert after.is_as_signed
    assert after.fingerprint == current_key().fingerprint


def test_what_a_stolen_seal_signed_is_believed_no_more(seal):
    signed = sign(make.sheet(), at=timezone.now()).data
    run("retire_key", seal.fingerprint, "--stolen-since", "2026-01-15")
    assert not examine(signed).is_ours
    key = PublicKey.objects.get(fingerprint=seal.fingerprint)
    assert timezone.localtime(key.compromised_at).isoformat() == "2026-01-15T00:00:00-06:00"


def test_an_efirma_that_is_retired_signs_no_more_until_the_settings_name_another(settings, tmp_path):
    make.configure_efirma(settings, tmp_path)
    sign(make.sheet(), at=timezone.now())
    said = run("retire_key", current_key().fingerprint)
    assert "La configuración todavía la indica" in said
    with pytest.raises(KeyUnusable):
        sign(make.sheet(), at=timezone.now())


def test_retiring_stands_in_the_ledger_once(seal):
    sign(make.sheet(), at=timezone.now())
    run("retire_key", seal.fingerprint)
    run("retire_key", seal.fingerprint)
    (line,) = Decision.objects.filter(act="retire_key")
    assert line.after == {"fingerprint": seal.fingerprint, "stolen_since": None}


def test_the_earlier_of_two_moments_counts(seal):
    sign(make.sheet(), at=timezone.now())
    for moment in ("2026-02-01", "2026-01-01T10:30", "2026-03-01"):
        run("retire_key", seal.fingerprint, "--stolen-since", moment)
    key = PublicKey.objects.get(fingerprint=seal.fingerprint)
    assert timezone.localtime(key.compromised_at).isoformat() == "2026-01-01T10:30:00-06:00"


@pytest.mark.parametrize("fingerprint", ["ffff", ""])
def test_no_key_or_more_than_one_is_told(seal, fingerprint):
    for owner in (make.citizen(make.elliptic()), make.citizen(make.elliptic())):
        PublicKey.objects.create(
            kind="efirma", fingerprint=f"0{owner.certificate.serial_number:063x}"[:64], pem=owner.pem.decode()
        )
    with pytest.raises(CommandError, match="huella"):
        run("retire_key", fingerprint)


def test_what_is_no_date_is_told(seal):
    with pytest.raises(CommandError, match="no es una fecha"):
        run("retire_key", "00", "--stolen-since", "ayer")
