import pytest
from django.db import transaction

from cimtra.api import load_instrument, load_training_requirements


@pytest.fixture(scope="module")
def _loaded_once(django_db_setup, django_db_blocker):
    """The instrument and its requirements, loaded once per module: a second's work that every test here needs."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_instrument()
        load_training_requirements()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(_loaded_once, db):
    """The instrument in force with the starter requirements."""
