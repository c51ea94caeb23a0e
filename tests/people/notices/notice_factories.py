"""People with addresses, and notices planned for them."""

import datetime as dt

from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Site

from people.api import plan_notice
from people.models import NoticeSettings
from tests import factories

# A Monday on which people work, at ten in the morning.
MONDAY = dt.date(2026, 11, 23)


def at(day=MONDAY, hour=10, minute=0):
    """That moment in the municipality's own time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def person(email="ana@tuxpan.example", **fields):
    return factories.EmployeeFactory(email=email, **fields)


def notice(employee, key="enrolment:1@before:7:2026-12-01", *, kind="tests.news", title="Un aviso", **fields):
    return plan_notice(employee=employee, kind=kind, key=key, title=title, **fields)


def rules(**fields):
    """What RH has set for the default site."""
    cache.clear()
    site = Site.objects.get(is_default_site=True)
    return NoticeSettings.objects.update_or_create(site=site, defaults=fields)[0]
