"""Invented data to draw a template with: the hardest that a sheet has to hold, and an ordinary one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from courses.api import CoursePage, requirement_lines, requirements_met_by
from people.api import Municipality

from ..drawing import LANGUAGE, TEMPLATE_VERSION
from ..models import Certificate, TemplateVersion
from ..wording import day_text
from .signatories import frozen_signatories

# Nobody of this name is meant. It needs two lines, and letters that many typefaces lack.
HARDEST_NAME = "José de Jesús Maximiliano Ñúñez-Etcheverría y Gutiérrez de Velasco Übelhör"
ORDINARY_NAME = "María Guadalupe Núñez Güemes"
# It leads to the page that says that there is no such constancia; as long as the code of a real one.
SAMPLE_CODE = "muestra-sin-validez-00"
SAMPLE_CURP = "XEXX010101MNEXXXA4"


@dataclass(frozen=True)
class Training:
    """What a sample certifies: a real course, or an invented one."""

    title: str
    hours: Decimal
    requirements: list[dict[str, Any]]


def training_of(course: CoursePage) -> Training:
    """What `course` would print if it were completed now."""
    lines = requirement_lines(requirements_met_by(course))
    return Training(title=course.title, hours=course.hours, requirements=lines)


def hardest_training() -> Training:
    """Longer than what a catalogue usually holds: a title of two lines and three requirements."""
    with override(LANGUAGE):
        return Training(
            title=_(
                "Access to public information, personal data and files: "
                "from the citizen's question to the founded answer, in time"
            ),
            hours=Decimal("12.5"),
            requirements=[
                {"title": title, "basis": _("Law and article on which it rests, section III"), "aspects": []}
                for title in (
                    _("Annual programme of transparency and accountability"),
                    _("Protection of personal data in municipal procedures"),
                    _("Public sessions of the council and of its committees"),
                )
            ],
        )


def sample(
    design: TemplateVersion, *, kind: str, name: str, training: Training, municipality: Municipality
) -> Certificate:
    """An unsaved certificate of `training` for `name`, as if it were issued now with `design`. Nobody can save it."""
    now = timezone.now()
    today = timezone.localdate(now)
    with override(LANGUAGE):
        words = {
            "place_and_date": _("%(place)s, %(day)s") % {"place": municipality.place, "day": day_text(today)},
            "modality": pgettext("modality of a course", "online"),
            "particulars": {
                "curp": SAMPLE_CURP,
                "post": _("Head of the Unit of Transparency and Access to Information"),
                "department": _("Directorate of Public Works, Urban Development and Housing"),
                "trainer": ORDINARY_NAME,
            },
        }
    return Certificate(
        kind=kind,
        folio=f"{municipality.folio_prefix}-CAP-{today.year}-000000",
        code=SAMPLE_CODE,
        holder_name=name,
        course_title=training.title,
        hours=training.hours,
        started_on=today - dt.timedelta(days=45),
        completed_on=today,
        score=Decimal("94.50"),
        requirements=training.requirements,
        municipality_name=municipality.name,
        office=municipality.training_office,
        crest=municipality.crest if design.has_crest else "",
        primary_colour=design.primary_colour or municipality.primary_colour,
        accent_colour=design.accent_colour or municipality.accent_colour,
        signatories=frozen_signatories(version=design, municipality=municipality, day=today),
        template_version=TEMPLATE_VERSION,
        issued_at=now,
        valid_until=today + dt.timedelta(days=364),
        **words,
    )
