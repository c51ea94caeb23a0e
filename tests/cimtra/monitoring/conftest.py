from functools import partial

import pytest

from cimtra.monitoring import fetching
from tests.cimtra.monitoring.portal import NAME, open_portal

HOSTS = (NAME, *(f"sitio{number}.test" for number in range(12)))


@pytest.fixture(scope="session")
def _portal():
    with open_portal() as portal:
        yield portal


@pytest.fixture
def portal(_portal, settings):
    """The portal with every fault, let through under its made-up names; its counts begin at zero."""
    settings.CIMTRA_MONITOR_LOCAL_PORTALS = {f"{host}:{_portal.port}" for host in HOSTS}
    settings.CIMTRA_MONITOR_PAUSE = settings.CIMTRA_MONITOR_RETRY_AFTER = settings.CIMTRA_MONITOR_HOST_PAUSE = 0
    _portal.asked.clear()
    _portal.hosts.clear()
    _portal.most_at_once, _portal.flooded = 0, 0
    return _portal


class Names:
    """A name server of the test; it counts its questions."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def __call__(self, name, port):
        self.asked.append(name)
        answer = self.answers.get(name)
        if answer is None and name in HOSTS:
            return ["127.0.0.1"]
        if answer is None:
            raise OSError(-2, "Name or service not known")
        return answer.pop(0) if answer and isinstance(answer[0], list) else answer


@pytest.fixture
def names():
    return Names


@pytest.fixture
def fetch(portal):
    """A visit that knows the portal's names; two seconds are its whole patience."""
    return partial(fetching.fetch, resolve=Names(), seconds=2)
