"""Names on a past day, and what a report of a past day says about the things that are told as of today."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from people.movements.correcting import correct_data
from reports.framework.files import make_file
from reports.framework.listing import Listing
from reports.overview import Overview
from reports.plugins import reports
from tests.factories import UserFactory
from tests.reports.situations import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed():
    """Somebody whose surname was corrected today: «Zúñiga» before, «Arce» now."""
    someone = person(first_surname="Zúñiga")
    correct_data(actor=UserFactory(username="rh-nombres"), employee=someone, first_surname="Arce")
    someone.refresh_from_db()
    return someone


def past():
    return timezone.localdate() - dt.timedelta(days=1)


def names(slug, **query):
    asked = QueryDict(mutable=True)
    asked.update(query)
    listing = Listing.of(reports.get(slug), asked)
    return [row.person.name for row in listing.rows]


def test_lists_of_a_past_day_name_people_as_they_were_called(renamed):
    assert names("padron") == [renamed.sorting_name]
    assert names("padron", corte=past().isoformat())[0].startswith("Zúñiga ")
    assert names("padron", corte=past().isoformat(), buscar="zuniga") != []
    assert names("padron", buscar="zuniga") == []
    assert Overview.of(QueryDict(f"corte={past().isoformat()}")).scope[0].name.startswith("Zúñiga ")


# Those of other apps say their own.
OURS = [report.slug for report in reports if type(report).__module__.startswith("reports.")]


@pytest.mark.parametrize("slug", OURS)
def test_every_report_of_a_past_day_says_what_is_told_as_of_today(slug, renamed):
    report = reports.get(slug)
    today, then = (Listing.of(report, QueryDict(query)) for query in ("", f"corte={past().isoformat()}"))
    assert today.asked.told_as_today == ""
    sentence = str(report.told_as_today)
    assert "hoy" in sentence
    assert sentence in dict(then.criteria("RH")).values()
    assert sentence in make_file(then, "csv", author="RH").criteria.values()


@pytest.mark.parametrize("address", ["reports_hr:show", "reports_admin:progress"])
def test_the_screens_say_it_too(address, renamed, client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("jefa", password=None))
    url = reverse(address, args=["padron"] if address == "reports_hr:show" else [])
    assert "organigrama" in client.get(url, {"corte": past().isoformat()}).content.decode()
    assert "organigrama" not in client.get(url).content.decode()
