"""Requests for constancias, and constancias of before templates, for tests."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from certificates.models import Certificate, FolioCounter, Kind
from certificates.requests.asking import Person, ask
from tests.factories import UserFactory

from .factories import completion

OUTSIDER = "Ángela Übelhör Ñúñez"


def asked(*, people=None, **fields):
    """A request that waits: by default, of one speaker from outside."""
    today = timezone.localdate()
    values = {
        "kind": Kind.SPEAKER,
        "title": "Foro de gobierno abierto",
        "hours": Decimal("3.0"),
        "modality": "presencial",
        "starts_on": today - dt.timedelta(days=2),
        "ends_on": today - dt.timedelta(days=1),
        "reason": "Lista de asistencia firmada.",
    }
    people = people if people is not None else [Person(OUTSIDER, email="angela@ejemplo.test")]
    asked_by = fields.pop("asked_by", None) or UserFactory()
    return ask(**{**values, **fields}, people=people, asked_by=asked_by)


def first_version(*, done=None, **fields):
    """A certificate as it was issued before there were templates: no design, no evidence, no signature, no drawing."""
    done = done or completion()
    number = FolioCounter.objects.create(series="TUX-CAP", year=2025, last_number=1).last_number
    values = {
        "completion": done,
        "employee": done.employee,
        "series": "TUX-CAP",
        "year": 2025,
        "number": number,
        "folio": f"TUX-CAP-2025-{number:06d}",
        "code": "pBv7Y3qQ0k1nVdXw9sZtLg",
        "holder_name": done.employee_name,
        "course_title": done.course_title,
        "hours": done.hours,
        "modality": "en línea",
        "started_on": dt.date(2025, 3, 3),
        "completed_on": dt.date(2025, 3, 28),
        "score": done.score,
        "requirements": done.requirements,
        "municipality_name": "Gobierno Municipal de Tuxpan, Jalisco",
        "office": "Oficialía Mayor Administrativa",
        "primary_colour": "#14505c",
        "accent_colour": "#e0a526",
        "signatories": [{"name": "Ángela Muñoz Yáñez", "post": "Presidenta Municipal"}],
        "place_and_date": "Tuxpan, Jalisco, a 28 de marzo de 2025",
        "template_version": "1",
        "rule": "course_completed/1",
        "issued_at": dt.datetime(2025, 3, 28, 18, 0, tzinfo=dt.UTC),
    }
    return Certificate.objects.create(**{**values, **fields})
