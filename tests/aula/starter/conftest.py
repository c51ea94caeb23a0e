"""The starter content, loaded once for this folder and rolled back after it; each test works in a savepoint."""

import pytest
from django.db import transaction


@pytest.fixture(scope="package")
def starter(django_db_setup, django_db_blocker):
    """The receipt of the first load."""
    from aula.starter.loading import load

    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)
