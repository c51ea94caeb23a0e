import datetime as dt

import pytest

from people.models import Post
from people.signals import people_moved
from tests.factories import AppointmentFactory, DepartmentFactory, EmployeeFactory, UserFactory


@pytest.fixture
def rh():
    return UserFactory(username="rh")


@pytest.fixture
def post():
    return Post.objects.create(name="Jefatura de área")


@pytest.fixture
def treasury():
    return DepartmentFactory(name="Tesorería")


@pytest.fixture
def works():
    return DepartmentFactory(name="Obras Públicas")


@pytest.fixture
def cashier(treasury):
    """Somebody who works in the treasury since 1 October 2024."""
    return AppointmentFactory(employee=EmployeeFactory(), department=treasury).employee


@pytest.fixture
def moved():
    """What people_moved has told: a list of (ids, day)."""
    told = []

    def listen(sender, employees, day, **_rest):
        told.append((employees, day))

    people_moved.connect(listen)
    yield told
    people_moved.disconnect(listen)


def day(text):
    return dt.date.fromisoformat(text)
