import datetime as dt

import pytest

from cimtra.models import Delivery
from cimtra.obligations.lights import LIGHTS, light_of, with_light, worst

from .obligations_factories import DeliveryFactory

TODAY = dt.date(2026, 10, 10)
CASES = [
    ("waiting", 16, "waiting"),
    ("waiting", 15, "soon"),
    ("waiting", 0, "soon"),
    ("waiting", -1, "late"),
    ("returned", 0, "returned"),
    ("returned", -1, "late"),
    ("in_review", -30, "in_review"),
    ("accepted", -30, "done"),
    ("not_applicable", -30, "not_applicable"),
]


def due_in(days):
    return TODAY + dt.timedelta(days=days)


@pytest.mark.parametrize(("state", "days", "key"), CASES)
def test_the_light_follows_from_state_and_last_day(state, days, key):
    assert light_of(Delivery(state=state, due_on=due_in(days)), TODAY).key == key


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "days", "key"), CASES)
def test_the_database_says_the_same(state, days, key):
    one = DeliveryFactory(state=state, due_on=due_in(days), delivered_on=TODAY, note="Por esto.")
    found = {light for light in LIGHTS if Delivery.objects.filter(with_light(light, TODAY)).filter(pk=one.pk).exists()}
    assert found == {key}


def test_every_light_has_word_icon_and_tone():
    assert all(light.word and light.icon and light.tone for light in LIGHTS.values())
    assert len({light.icon for light in LIGHTS.values()}) == len(LIGHTS)


def test_the_worst_of_several_is_shown():
    assert worst([LIGHTS["done"], LIGHTS["late"], LIGHTS["soon"]]).key == "late"
