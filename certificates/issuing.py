"""Issuing constancias. The rows are append-only; a page view never issues one."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from courses.api import Completion
from people.api import municipality

from .models import Certificate, FolioCounter
from .records import record
from .rendering import LANGUAGE, TEMPLATE_VERSION
from .signals import certificate_issued
from .tasks import make_file
from .wording import day_text

SERIES = "CAP"
RULE_COURSE_COMPLETED = "course_completed/1"


@transaction.atomic
def issue(*, completion, issued_by=None, at=None):
    """The one current Certificate of `completion`, made now if there is none. Safe to call again and at once.

    `at` is the time of issue, now by default. A revoked certificate stays the current one: it is not issued anew.
    """
    # Whoever comes second waits here and then finds what the first has made.
    completion = Completion.objects.select_for_update().get(pk=completion.pk)
    existing = Certificate.objects.filter(completion=completion, superseded_at=None).first()
    if existing:
        return existing
    certificate = write_certificate(
        completion, at=at or timezone.now(), issued_by=issued_by, rule=RULE_COURSE_COMPLETED
    )
    certificate_issued.send(Certificate, certificate=certificate)
    record("issue", certificate, actor=issued_by)
    return certificate


def write_certificate(completion, *, at, issued_by, rule, replaces=None):
    day = timezone.localdate(at)
    issuer = municipality()
    series = f"{issuer.folio_prefix}-{SERIES}"
    number = _next_number(series, day.year)
    certificate = Certificate.objects.create(
        completion=completion,
        employee=completion.employee,
        series=series,
        year=day.year,
        number=number,
        folio=f"{series}-{day.year}-{number:06d}",
        code=secrets.token_urlsafe(16),
        # The completion keeps the name of its day; a replacement is asked for because that name was wrong.
        holder_name=completion.employee.full_name if replaces else completion.employee_name,
        course_title=completion.course_title,
        hours=completion.hours,
        modality=_modality(completion),
        started_on=timezone.localdate(completion.started_at),
        completed_on=timezone.localdate(completion.completed_at),
        score=completion.score,
        requirements=completion.requirements,
        rule=rule,
        issued_at=at,
        issued_by=issued_by,
        valid_until=completion.valid_until,
        replaces=replaces,
        template_version=TEMPLATE_VERSION,
        **_identity(issuer, day),
    )
    # A row of the same transaction: there is no certificate without its job, and no job without its certificate.
    make_file.enqueue(certificate.pk)
    return certificate


def _next_number(series, year):
    """The next number of the series and year; gapless, since the counter's row rolls back with the certificate."""
    counter, _created = FolioCounter.objects.select_for_update().get_or_create(series=series, year=year)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


def _identity(issuer, day):
    with override(LANGUAGE):
        place_and_date = _("%(place)s, %(day)s") % {"place": issuer.place, "day": day_text(day)}
    return {
        "municipality_name": issuer.name,
        "office": issuer.training_office,
        "crest": issuer.crest,
        "primary_colour": issuer.primary_colour,
        "accent_colour": issuer.accent_colour,
        "signatories": [{"name": person.name, "post": person.post} for person in _signatories(issuer, day)],
        "place_and_date": place_and_date,
    }


def _signatories(issuer, day):
    return issuer.signatories_on(day) if issuer.pk else []


def _modality(completion):
    sources = Completion.Source
    with override(LANGUAGE):
        return {
            sources.ONLINE: pgettext("modality of a course", "online"),
            sources.ATTENDANCE: pgettext("modality of a course", "in person"),
            sources.IMPORTED: pgettext("modality of a course", "as recorded in earlier files"),
            sources.EQUIVALENCE: pgettext("modality of a course", "by equivalence"),
            sources.DIAGNOSTIC: pgettext("modality of a course", "online, by diagnostic quiz"),
        }[completion.source]
