"""Issuing constancias. The rows are append-only; a page view never issues one."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.api import Completion
from people.api import Municipality, User, municipality

from .drawing import LANGUAGE, TEMPLATE_VERSION
from .drawings import ask_for_file
from .grounds import Source, as_reference, columns_of, design_of, locked
from .models import Certificate, FolioCounter, RequestedHolder, TemplateVersion
from .records import record
from .sheets.signatories import frozen_signatories
from .signals import certificate_issued
from .wording import day_text

SERIES = "CAP"
RULE_COURSE_COMPLETED = "course_completed/1"
RULE_REQUEST_APPROVED = "request_approved/1"


@transaction.atomic
def issue(*, completion: Completion, issued_by: User | None = None, at: dt.datetime | None = None) -> Certificate:
    """The one current Certificate of `completion`, made now if there is none. Safe to call again and at once.

    `at` is the time of issue, now by default. A revoked certificate stays the current one: it is not issued anew.
    """
    return _issue_once(completion, rule=RULE_COURSE_COMPLETED, issued_by=issued_by, at=at)


@transaction.atomic
def issue_for_holder(*, holder: RequestedHolder, issued_by: User, at: dt.datetime | None = None) -> Certificate:
    """The one current Certificate of one person on an approved request; as `issue` otherwise."""
    return _issue_once(holder, rule=RULE_REQUEST_APPROVED, issued_by=issued_by, at=at)


def _issue_once(source: Source, *, rule: str, issued_by: User | None, at: dt.datetime | None) -> Certificate:
    source = locked(source)
    existing = Certificate.objects.filter(**as_reference(source), superseded_at=None).first()
    if existing:
        return existing
    certificate = write_certificate(source, at=at or timezone.now(), issued_by=issued_by, rule=rule)
    certificate_issued.send(Certificate, certificate=certificate)
    record("issue", certificate, actor=issued_by)
    return certificate


def write_certificate(
    source: Source,
    *,
    at: dt.datetime,
    issued_by: User | None,
    rule: str,
    replaces: Certificate | None = None,
    holder_name: str = "",
) -> Certificate:
    """Write the row for `source` (a completion, or a holder of a request) and ask for its file; no check, no signal.

    With `replaces`, it stands in the place of that certificate and renews what that one renewed; `holder_name` is the
    corrected name, by default the one that the roster has today.
    """
    day = timezone.localdate(at)
    issuer = municipality()
    design = design_of(source)
    columns = columns_of(source, design=design)
    if replaces:
        # A replacement is asked for because the name of that day was wrong.
        todays = source.employee.full_name if source.employee else columns["holder_name"]
        columns |= {"replaces": replaces, "renews": replaces.renews, "holder_name": holder_name or todays}
    series = f"{issuer.folio_prefix}-{SERIES}"
    number = _next_number(series, day.year)
    certificate = Certificate.objects.create(
        **columns,
        kind=design.template.kind,
        series=series,
        year=day.year,
        number=number,
        folio=f"{series}-{day.year}-{number:06d}",
        code=secrets.token_urlsafe(16),
        rule=rule,
        issued_at=at,
        issued_by=issued_by,
        template_version=TEMPLATE_VERSION,
        **_identity(issuer, design, day),
    )
    ask_for_file(certificate)
    return certificate


def _next_number(series: str, year: int) -> int:
    """The next number of the series and year; gapless, since the counter's row rolls back with the certificate."""
    counter, _created = FolioCounter.objects.select_for_update().get_or_create(series=series, year=year)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


def _identity(issuer: Municipality, design: TemplateVersion, day: dt.date) -> dict[str, Any]:
    with override(LANGUAGE):
        place_and_date = _("%(place)s, %(day)s") % {"place": issuer.place, "day": day_text(day)}
    return {
        "municipality_name": issuer.name,
        "office": issuer.training_office,
        "crest": issuer.crest if design.has_crest else "",
        "primary_colour": design.primary_colour or issuer.primary_colour,
        "accent_colour": design.accent_colour or issuer.accent_colour,
        "signatories": frozen_signatories(version=design, municipality=issuer, day=day),
        "place_and_date": place_and_date,
    }
