import pytest

from people.api import CONSULTANCY
from tests.factories import employee_with_role


@pytest.fixture
def author(client):
    """The browser of somebody who writes questions."""
    user = employee_with_role(CONSULTANCY)
    client.force_login(user)
    return client
