import pytest
from django.urls import reverse

from cimtra.models import AspectPage, MicrositePage
from people.api import CONSULTANCY, HUMAN_RESOURCES
from tests.factories import employee_with_role, home_page

pytestmark = pytest.mark.django_db


def test_the_consultancy_makes_the_pages_of_a_version_and_is_told_how_many(client, instrument):
    home_page()
    client.force_login(employee_with_role(CONSULTANCY))
    assert "Armar las páginas que faltan" in client.get(reverse("cimtra_microsite:versions")).text
    answer = client.post(reverse("cimtra_microsite:build", args=[instrument.pk]), follow=True)
    assert "Se armaron 8 páginas." in answer.text
    assert MicrositePage.objects.get().url == "/micrositio/"
    assert AspectPage.objects.count() == 6
    again = client.post(reverse("cimtra_microsite:build", args=[instrument.pk]), follow=True)
    assert "No faltaba ninguna página." in again.text


def test_who_does_not_follow_cimtra_is_turned_away(client, instrument):
    client.force_login(employee_with_role(HUMAN_RESOURCES))
    assert client.get(reverse("cimtra_microsite:versions")).status_code in (302, 403)
    client.post(reverse("cimtra_microsite:build", args=[instrument.pk]))
    assert not MicrositePage.objects.exists()
