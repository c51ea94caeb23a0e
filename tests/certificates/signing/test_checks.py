import datetime as dt

import pytest
from django.core.checks.registry import registry

from certificates.signing import checks, folder
from certificates.signing.keys import SEAL
from tests.certificates import signing_factories as make


def said(check):
    return [(message.id, str(message.msg)) for message in check(None)]


def identifiers(check):
    return [message.id for message in check(None)]


def test_the_checks_run_before_going_on_the_air_and_at_no_other_time():
    for check in (checks.key_can_sign, checks.secrets_are_private, checks.long_term_has_a_time_stamp):
        assert check in registry.deployment_checks
        assert check not in registry.registered_checks


def test_a_seal_made_at_set_up_is_all_that_is_needed(seal):
    assert (
        said(checks.key_can_sign) == said(checks.secrets_are_private) == said(checks.long_term_has_a_time_stamp) == []
    )


def test_a_missing_key_is_an_error():
    ((identifier, message),) = said(checks.key_can_sign)
    assert identifier == "certificates.E002"
    assert "create_keys" in message


def test_a_wrong_passphrase_is_an_error_that_does_not_tell_it(settings, tmp_path):
    make.configure_efirma(settings, tmp_path, passphrase="otra-palabra")
    ((identifier, message),) = said(checks.key_can_sign)
    assert identifier == "certificates.E002"
    assert "otra-palabra" not in message


@pytest.mark.parametrize(("days", "wanted"), [(57, []), (30, ["certificates.W001"]), (-1, ["certificates.E002"])])
def test_the_end_of_a_certificate_is_told_eight_weeks_before(settings, tmp_path, days, wanted):
    ends = make.TODAY + dt.timedelta(days=days)
    make.configure_efirma(settings, tmp_path, owner=make.citizen(make.elliptic(), ends=ends))
    assert identifiers(checks.key_can_sign) == wanted


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_an_error(seal, mode):
    folder.path_of(SEAL).chmod(mode)
    (found,) = checks.secrets_are_private(None)
    assert (found.id, found.hint) == ("certificates.E003", "chmod 600")


def test_a_folder_that_others_can_look_into_is_an_error(seal):
    folder.keys_dir().chmod(0o755)
    (found,) = checks.secrets_are_private(None)
    assert (found.id, found.hint) == ("certificates.E003", "chmod 700")


def test_the_files_of_an_efirma_and_of_its_passphrase_are_looked_at_too(settings, tmp_path):
    make.configure_efirma(settings, tmp_path, passphrase="")
    (tmp_path / "passphrase").write_text(make.PASSPHRASE)
    settings.SIGNING_PASSPHRASE_FILE = str(tmp_path / "passphrase")
    for name in ("firma.key", "passphrase"):
        (tmp_path / name).chmod(0o644)
    assert identifiers(checks.secrets_are_private) == ["certificates.E003"] * 2
    for name in ("firma.key", "passphrase"):
        (tmp_path / name).chmod(0o600)
    assert identifiers(checks.secrets_are_private) == []


@pytest.mark.parametrize("name", ["MEDIA_ROOT", "PRIVATE_MEDIA_ROOT", "STATIC_ROOT"])
def test_keys_among_the_files_of_the_site_are_an_error(settings, seal, tmp_path, name):
    setattr(settings, name, tmp_path)
    assert set(identifiers(checks.secrets_are_private)) == {"certificates.E004"}


def test_long_term_proof_without_a_time_stamp_is_a_warning(settings):
    settings.SIGNING_LONG_TERM = True
    assert identifiers(checks.long_term_has_a_time_stamp) == ["certificates.W002"]
    settings.SIGNING_TSA_URL = "https://sello.ejemplo.test/"
    assert identifiers(checks.long_term_has_a_time_stamp) == []
