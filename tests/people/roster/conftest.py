import pytest
import time_machine

from tests.people.roster_factories import DAY


@pytest.fixture(autouse=True)
def _on_that_day():
    """Files of these tests were written on DAY."""
    with time_machine.travel(f"{DAY}T12:00:00-06:00", tick=False):
        yield
