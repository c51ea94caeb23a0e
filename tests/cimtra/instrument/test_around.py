import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from cimtra.instrument.around import around
from cimtra.models import AspectScore, Finding, Round
from people.api import CONSULTANCY
from tests.factories import employee_with_role

from .instrument_factories import aspect_of, small_instrument

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def aspect():
    return aspect_of(small_instrument(), 1)


def told(aspect):
    with translation.override("es-mx"):
        return [(tile.value, tile.tone) for tile in around(aspect, day=DAY)]


def test_an_aspect_of_which_nothing_is_known_says_so(aspect):
    assert told(aspect) == [("0", "ok"), ("–", "neutral"), ("–", "neutral")]


def test_open_and_overdue_observations_are_counted(aspect):
    for number, due_on in ((1, DAY - dt.timedelta(days=1)), (2, DAY)):
        Finding.objects.create(number=number, text="Falta publicar", aspect=aspect, due_on=due_on)
    assert told(aspect)[0] == ("2", "bad")


def test_a_published_score_is_called_so_and_an_own_one_an_estimate(aspect):
    official = Round.objects.create(
        name="Agosto de 2019", kind=Round.Kind.OFFICIAL, instrument=aspect.instrument, cutoff_on=dt.date(2019, 8, 1)
    )
    AspectScore.objects.create(round=official, aspect=aspect, points="1.5", possible="2")
    with translation.override("es-mx"):
        tile = around(aspect, day=DAY)[2]
    assert tile.value == "75 %"
    assert "stimación" not in tile.text


def test_the_screen_of_the_aspect_leads_to_all_of_it(client, aspect, django_assert_max_num_queries):
    client.force_login(employee_with_role(CONSULTANCY))
    address = reverse("cimtra_admin:aspect", args=[aspect.pk])
    client.get(address)
    with django_assert_max_num_queries(30):
        page = client.get(address).content.decode()
    for way in (
        f"{reverse('cimtra_findings:list')}?aspecto={aspect.pk}",
        f"{reverse('cimtra_obligations:deliveries')}?aspecto={aspect.pk}",
        reverse("cimtra_instrument:aspect_responsible", args=[aspect.pk]),
        reverse("cimtra_instrument:not_applicable", args=[aspect.pk]),
    ):
        assert f'href="{way}"' in page
