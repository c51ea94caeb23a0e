"""Builds what the sheets of today print, without any database. The people and the town are invented."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from base64 import b64encode
from decimal import Decimal
from hashlib import sha256

from certificates.drawing import Document
from certificates.drawing.manifest import written

from .factories import CREST, requirement_line

LONGEST_NAME = "José de Jesús Maximiliano Francisco Ñúñez-Etcheverría y Gutiérrez de Velasco Übelhör"
CURP = "NUGG800315MJCXMD07"
ADDRESS = "https://capacitacion.ejemplo.test/verificar/pBv7Y3qQ0k1nVdXw9sZtLg/"
# As long as credentials.statements ever gets: 64 bytes of signature and 252 of facts, in base64url.
STATEMENT = "1" + b64encode(b"".join(sha256(bytes([n])).digest() for n in range(10)), b"-_").decode()[:421]


def png(*, width=60, height=20, colour=(20, 40, 90), clear=True):
    """A small PNG of a stripe, with a transparent ground where `clear`."""
    ink, ground = (*colour, 255), (255, 255, 255, 0 if clear else 255)
    rows = [
        b"\0" + b"".join(bytes(ink if abs(x / width - y / height) < 0.2 else ground) for x in range(width))
        for y in range(height)
    ]

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + chunk(b"IEND", b"")
    )


SIGNATURE = png()
GROUND = png(width=110, height=85, colour=(225, 230, 232), clear=False)
PICTURES = {sha256(data).hexdigest(): (data, "image/png") for data in (SIGNATURE, GROUND)}
SIGNATURE_NAME, GROUND_NAME = PICTURES


def sheet(**fields):
    """The Document of an accreditation as the usual template words it."""
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
        "signatories": [
            {"name": "Ángela Muñoz Yáñez", "post": "Presidenta Municipal", "picture": SIGNATURE_NAME},
            {"name": "Íñigo Ávila Peña", "post": "Síndico", "picture": ""},
        ],
        "place_and_date": "Tuxpan, Jalisco, a 28 de marzo de 2026",
        "valid_until": dt.date(2027, 3, 27),
        "issued_at": dt.datetime(2026, 3, 28, 18, 0, tzinfo=dt.UTC),
        "verification_url": ADDRESS,
        "heading": "Constancia",
        "awards": "de acreditación, que se otorga a",
        "deed": "por haber acreditado el curso «Fundamentos de transparencia y la herramienta CIMTRA», en línea, con "
        "duración de 6 horas, del 3 al 28 de marzo de 2026, con calificación de 94 sobre 100.",
        "shows": ("grade", "hours", "requirements", "aspects", "validity"),
        "pictures": PICTURES,
        "manifest": written({"folio": "TUX-CAP-2026-000001", "holder": "María Guadalupe Núñez Güemes"}),
    }
    return Document(**{**values, **fields})


def form(**fields):
    """The Document of the layout with boxes."""
    values = {
        "kind": "skills",
        "layout": "form",
        "heading": "Constancia de competencias o de habilidades laborales",
        "awards": "que se expide a",
        "deed": "Se expide la presente para los fines que a la persona interesada convengan.",
        "particulars": {
            "curp": CURP,
            "post": "Auxiliar administrativa",
            "department": "Dirección de Transparencia y Buenas Prácticas",
            "thematic_area": "Transparencia y rendición de cuentas",
            "trainer": "Consultoría en buen gobierno municipal",
        },
    }
    return sheet(**{**values, **fields})
