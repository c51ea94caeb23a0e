import pytest


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    """Each test begins without a key, in a folder of its own."""
    settings.KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def seal():
    """The seal of this installation, made."""
    from certificates.signing import seal
    from certificates.signing.keys import current_key

    seal.create()
    return current_key()
