import stat
import unicodedata

import pytest
from django.core.management import call_command

from certificates.life import names
from certificates.signing.folder import path_of
from tests.certificates.life_factories import withheld

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"


NAME = "María Guadalupe Núñez Güemes"


@pytest.mark.parametrize(
    "typed",
    [NAME, "maria guadalupe nunez guemes", " MARÍA  GUADALUPE, NÚÑEZ GÜEMES. ", unicodedata.normalize("NFD", NAME)],
)
def test_a_name_copied_from_paper_is_the_name(typed):
    assert names.as_compared(typed) == "maria guadalupe nunez guemes"


def test_the_name_is_known_again_and_another_is_not():
    made = withheld()
    assert made.holder_name == ""
    assert names.is_the_name(made, made.completion.employee_name.upper())
    assert not names.is_the_name(made, "Otra Persona")
    assert not names.is_the_name(made, "")


def test_the_same_name_on_two_certificates_has_nothing_in_common():
    assert names.digest_of("código-1", "Ana Ruiz") != names.digest_of("código-2", "Ana Ruiz")


def test_the_key_is_for_its_owner_alone_and_made_once():
    first = names.digest_of("x", "Ana")
    path = path_of(names.KEY_FILE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes()) == names.KEY_BYTES
    assert names.digest_of("x", "Ana") == first


def test_with_another_key_nothing_is_compared_and_nobody_accused():
    made = withheld()
    kept = path_of(names.KEY_FILE).read_bytes()
    path_of(names.KEY_FILE).unlink()
    later = withheld()
    for name in (made.completion.employee_name, "Otra Persona"):
        with pytest.raises(names.NameKeyIsLost):
            names.is_the_name(made, name)
    assert names.is_the_name(later, later.completion.employee_name)
    path_of(names.KEY_FILE).write_bytes(kept)
    assert names.is_the_name(made, made.completion.employee_name), "it was restored from the copy"


def test_setting_up_makes_the_key_so_that_the_copy_of_the_folder_holds_it():
    call_command("create_keys", verbosity=0)
    key = path_of(names.KEY_FILE).read_bytes()
    call_command("create_keys", verbosity=0)
    assert path_of(names.KEY_FILE).read_bytes() == key


def test_another_secret_of_the_site_changes_nothing(settings):
    made = withheld()
    settings.SECRET_KEY = "otro-secreto-del-sitio"
    assert names.is_the_name(made, made.completion.employee_name)
