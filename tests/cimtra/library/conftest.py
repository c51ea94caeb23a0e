import pytest

from cimtra.library import documents
from cimtra.library.contents import content_from
from cimtra.monitoring.looking import look_at
from cimtra.monitoring.reading import KNOWN, Contents
from people.api import private_storage


def _read_here(kept):
    with private_storage().open(kept.path) as file:
        found = look_at(file.read(), content_type="", name=f"file.{kept.format}", charset="")
    return content_from(Contents(**{name: value for name, value in found.items() if name in KNOWN}), kept)


@pytest.fixture
def read_here(monkeypatch):
    """Files are read in this process: the one of its own that reads them has tests of its own, and starts slowly."""
    monkeypatch.setattr(documents, "contents_of", _read_here)
