import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from people.models import DayOff
from people.roles import HUMAN_RESOURCES, TRANSPARENCY_UNIT
from tests import factories

pytestmark = pytest.mark.django_db


def test_human_resources_sees_what_the_law_says_and_adds_days_of_its_own(client):
    client.force_login(factories.employee_with_role(HUMAN_RESOURCES))
    with time_machine.travel(dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC)):
        page = client.get(reverse("people_days_off:index")).content.decode()
        assert "lunes 16 de noviembre" in page
        client.post(reverse("people_days_off:add"), {"day": "2026-12-28", "name": "Vacaciones de invierno"})
    assert DayOff.objects.get().is_working_day is False


def test_others_do_not(client):
    client.force_login(factories.employee_with_role(TRANSPARENCY_UNIT))
    assert client.get(reverse("people_days_off:add")).status_code in {302, 403}
