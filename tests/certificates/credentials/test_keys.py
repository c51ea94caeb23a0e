import stat

import pytest
from django.core.management import call_command

from certificates.credentials import keys
from certificates.models import PublicKey

pytestmark = pytest.mark.django_db


def test_the_key_is_made_once_for_its_owner_alone(keys_dir):
    assert keys.create()
    path = keys_dir / keys.FILE_NAME
    first = path.read_bytes()
    assert not keys.create()
    assert path.read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys_dir.stat().st_mode) == 0o700


def test_the_public_half_is_on_record_once():
    _key, row = keys.signing_key()
    assert keys.signing_key()[1] == row
    assert row.kind == PublicKey.Kind.STATEMENT
    assert "PRIVATE" not in row.pem
    assert PublicKey.objects.count() == 1


def test_a_renewed_key_leaves_the_old_one_published():
    old = keys.signing_key()[1]
    new = keys.renew()
    old.refresh_from_db()
    assert old.retired_at
    assert keys.signing_key()[1] == new
    assert {row.pk for row in keys.published()} == {old.pk, new.pk}


def test_a_stolen_key_is_published_no_more():
    old = keys.signing_key()[1]
    new = keys.renew(was_stolen=True)
    assert [row.pk for row in keys.published()] == [new.pk]
    old.refresh_from_db()
    assert old.compromised_at


def test_a_retired_key_that_comes_back_from_a_backup_signs_nothing(keys_dir):
    keys.create()
    backup = (keys_dir / keys.FILE_NAME).read_bytes()
    keys.renew()
    (keys_dir / keys.FILE_NAME).write_bytes(backup)
    with pytest.raises(keys.UnusableKey):
        keys.signing_key()


@pytest.mark.parametrize("content", [b"", b"hola", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_broken_file_is_told_without_its_content(keys_dir, content):
    keys_dir.mkdir()
    (keys_dir / keys.FILE_NAME).write_bytes(content)
    with pytest.raises(keys.UnusableKey) as told:
        keys.signing_key()
    assert told.value.__cause__ is None
    assert "AAAA" not in str(told.value)
    assert keys.renew() == keys.signing_key()[1]


def test_the_command_renews_and_says_the_fingerprint(capsys):
    old = keys.signing_key()[1]
    call_command("renew_statement_key", "--stolen")
    new = keys.signing_key()[1]
    assert new.fingerprint in capsys.readouterr().out
    old.refresh_from_db()
    assert old.compromised_at


def test_nothing_secret_is_logged(keys_dir, caplog):
    with caplog.at_level("DEBUG"):
        keys.create()
        keys.renew(was_stolen=True)
    secret = (keys_dir / keys.FILE_NAME).read_text().splitlines()[1]
    assert secret not in caplog.text
