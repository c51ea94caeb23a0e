import pytest

from people.api import HUMAN_RESOURCES
from tests.factories import employee_with_role


@pytest.fixture
def rh(client):
    """A signed-in account of human resources."""
    user = employee_with_role(HUMAN_RESOURCES)
    client.force_login(user)
    return user
