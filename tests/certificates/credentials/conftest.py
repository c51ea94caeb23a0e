"""Keys of each test lie in a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def keys_dir(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    return settings.KEYS_DIR
