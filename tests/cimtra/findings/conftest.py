import pytest

from cimtra.findings import acting


@pytest.fixture(autouse=True)
def looked_at(monkeypatch):
    """The addresses that screens looked at; none of these tests goes out to the network."""
    addresses = []
    monkeypatch.setattr(acting, "fingerprint_of", addresses.append)
    return addresses
