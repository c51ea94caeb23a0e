"""Builds completions and certificates for tests. The people and the town are invented."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from certificates import api
from certificates.drawing import FIRST_VERSION, Document
from certificates.models import Certificate
from certificates.storing import store_pdf
from courses.models import Completion
from people.models import Municipality, Signatory
from tests.factories import EmployeeFactory, EnrolmentFactory, TrainingRequirementFactory, course_page

CREST = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 120">'
    '<path d="M6 4h88v62c0 26-20 42-44 50C26 108 6 92 6 66z" fill="#14505c"/>'
    '<circle cx="50" cy="44" r="20" fill="#e0a526"/></svg>'
)
CURP = "NUGG800315MJCXMD07"
EMAIL = "guadalupe.canario@ejemplo.test"
NUMBER = "CANARIO-7731"


def municipality():
    from wagtail.models import Site

    found, _created = Municipality.objects.get_or_create(site=Site.objects.get(is_default_site=True))
    if not found.signatories.exists():
        for order, (name, post) in enumerate(
            [("Ángela Muñoz Yáñez", "Presidenta Municipal"), ("Íñigo Ávila Peña", "Síndico")]
        ):
            Signatory.objects.create(
                municipality=found, name=name, post=post, starts_on=dt.date(2024, 10, 1), sort_order=order
            )
    return Municipality.objects.get(pk=found.pk)


def completion(*, employee=None, course=None, **fields):
    """A completion on record that sent no signal: nothing is issued for it yet."""
    employee = employee or EmployeeFactory()
    course = course or course_page(title="Fundamentos de transparencia", lessons=1)
    now = fields.pop("completed_at", None) or timezone.now()
    enrolment = EnrolmentFactory(employee=employee, course=course)
    values = {
        "employee_name": employee.full_name,
        "course_title": course.title,
        "hours": Decimal("6.0"),
        "score": Decimal("94.00"),
        "started_at": now - dt.timedelta(days=20),
        "completed_at": now,
        "requirements": [requirement_line()],
    }
    return Completion.objects.create(enrolment=enrolment, employee=employee, course=course, **{**values, **fields})


def requirement_line(**fields):
    line = {
        "id": 1,
        "code": "CAP-01",
        "title": "Transparencia y rendición de cuentas",
        "basis": "LGTAIP 2025, art. 20, fracción III",
        "basis_kind": "law",
        "aspects": aspect_lines(1, 2, 3, 9),
    }
    return {**line, **fields}


def certificate(*, ready=False, **fields):
    """An issued certificate; with `ready`, its file is made and stored too."""
    made = api.issue(completion=completion(**fields))
    if ready:
        store_pdf(made.pk)
    return Certificate.objects.get(pk=made.pk)


def aspect_lines(*numbers):
    """As cimtra words them: one line per block with its aspects."""
    aspects = [{"number": number, "title": f"Título del aspecto {number}"} for number in numbers]
    return [{"label": "Ayuda a preparar aspectos", "origin": "propuesta", "aspects": aspects}]


def requirement(course, **fields):
    made = TrainingRequirementFactory(**fields)
    made.courses.add(course)
    return made


def document(**fields):
    """What the first version of the sheet takes, without any database; drawing_factories has that of today."""
    values = {
        "folio": "TUX-CAP-2026-000001",
        "holder_name": "María Guadalupe Núñez Güemes",
        "course_title": "Fundamentos de transparencia y la herramienta CIMTRA",
        "hours": Decimal("6.0"),
        "modality": "en línea",
        "started_on": dt.date(2026, 3, 3),
        "completed_on": dt.date(2026, 3, 28),
        "score": Decimal("94.00"),
        "requirements": [requirement_line()],
        "municipality_name": "Gobierno Municipal de Tuxpan, Jalisco",
        "office": "Oficialía Mayor Administrativa",
        "crest": CREST,
        "primary_colour": "#14505c",
        "accent_colour": "#e0a526",
        "signatories": [{"name": "Ángela Muñoz Yáñez", "post": "Presidenta Municipal"}],
        "place_and_date": "Tuxpan, Jalisco, a 28 de marzo de 2026",
        "valid_until": dt.date(2027, 3, 27),
        "issued_at": dt.datetime(2026, 3, 28, 18, 0, tzinfo=dt.UTC),
        "verification_url": "https://capacitacion.ejemplo.test/verificar/pBv7Y3qQ0k1nVdXw9sZtLg/",
        "template_version": FIRST_VERSION,
    }
    return Document(**{**values, **fields})
