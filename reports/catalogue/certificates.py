"""Constancias issued between two days, in the state that they had on the day of the cut-off."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from .. import asof
from ..framework.asked import Asked
from ..framework.filters import COURSE, CUT_OFF, DEPARTMENT, SCOPE, Choice, Day, Text
from ..framework.report import DATE, NUMBER, STATE, Findings, Report, ReportColumn, Rows
from ..progress import plain
from .hours import number
from .people import figure

STATES = ("valid", "expired", "revoked", "superseded")
ADDRESS_WORDS = {"valid": "vigente", "expired": "vencida", "revoked": "revocada", "superseded": "sustituida"}


def certificate_word(state: str) -> str:
    return {
        "valid": pgettext("certificate", "Valid"),
        "expired": pgettext("certificate", "Expired"),
        "revoked": pgettext("certificate", "Revoked"),
        "superseded": pgettext("certificate", "Superseded"),
    }[state]


@dataclass(slots=True)
class Issued:
    pk: int
    folio: str
    number: str
    holder: str
    department: str
    course: str
    hours: Decimal
    completed_on: dt.date
    issued_on: dt.date
    valid_until: dt.date | None
    state: str


class CertificatesReport(Report):
    slug = "constancias"
    title = gettext_lazy("Constancias between two days")
    answers = gettext_lazy("Which constancias were issued between two days, to whom, and do they count?")
    icon = "certificate"
    order = 80
    filters = (
        Day("desde", gettext_lazy("Issued from"), default=lambda today: today.replace(day=1)),
        Day("hasta", gettext_lazy("Issued until"), default=lambda today: today),
        DEPARTMENT,
        SCOPE,
        COURSE,
        Choice(
            "estado",
            gettext_lazy("State"),
            lambda choices: {ADDRESS_WORDS[state]: (state, certificate_word(state)) for state in STATES},
            empty=gettext_lazy("Any"),
        ),
        Text("buscar", gettext_lazy("Folio, name, number or department")),
        CUT_OFF,
    )
    default_order = "folio"
    told_as_today = gettext_lazy(
        "The tree of departments by which the list is narrowed is that of today; everything else is of that day."
    )
    identifying = 1

    def columns(self, asked: Asked) -> list[ReportColumn]:
        return [
            ReportColumn("folio", _("Folio"), lambda row: row.folio, 18, sort=lambda row: row.pk, is_heading=True),
            ReportColumn("numero", _("Employee number"), lambda row: row.number, 12, sort=lambda row: row.number),
            ReportColumn(
                "nombre", _("Name as printed"), lambda row: row.holder, 34, sort=lambda row: plain(row.holder)
            ),
            ReportColumn(
                "direccion",
                _("Department at that time"),
                lambda row: row.department,
                30,
                sort=lambda row: plain(row.department),
            ),
            ReportColumn("curso", _("Course"), lambda row: row.course, 34, sort=lambda row: plain(row.course)),
            ReportColumn(
                "horas", _("Hours"), lambda row: number(row.hours), 8, kind=NUMBER, sort=lambda row: row.hours
            ),
            ReportColumn(
                "acreditada",
                _("Completed on"),
                lambda row: row.completed_on,
                13,
                kind=DATE,
                sort=lambda row: row.completed_on,
            ),
            ReportColumn(
                "emitida", _("Issued on"), lambda row: row.issued_on, 13, kind=DATE, sort=lambda row: row.issued_on
            ),
            ReportColumn(
                "vigencia",
                _("Valid until"),
                lambda row: row.valid_until,
                13,
                kind=DATE,
                sort=lambda row: row.valid_until or dt.date.max,
            ),
            ReportColumn(
                "estado",
                _("State"),
                lambda row: certificate_word(row.state),
                13,
                kind=STATE,
                state=lambda row: row.state,
                sort=lambda row: STATES.index(row.state),
            ),
        ]

    def findings(self, asked: Asked) -> Findings:
        found = issued(asked)
        rows = [
            row
            for row in found
            if asked.get("estado") in (None, row.state)
            and asked.has_words(row.folio, row.number, row.holder, row.department)
        ]
        states = Counter(row.state for row in found)
        return Findings(
            rows=Rows(rows),
            denominator=_("%(number)d constancias were issued from %(first)s to %(last)s in this scope.")
            % {
                "number": len(found),
                "first": asked.get("desde").strftime("%d/%m/%Y"),
                "last": asked.get("hasta").strftime("%d/%m/%Y"),
            },
            figures=[
                figure(
                    certificate_word(state),
                    states[state],
                    len(found),
                    state=state,
                    url=f"?{asked.as_query(estado=ADDRESS_WORDS[state])}",
                )
                for state in STATES
            ],
            totals={"folio": _("Total"), "horas": number(sum((row.hours for row in rows), start=Decimal()))},
            why_empty=(
                _("No constancia was issued between these days"),
                _("Choose other days, or look up one by its folio under Constancias."),
            ),
        )


def issued(asked: Asked) -> list[Issued]:
    """The constancias of the period, in the state of the cut-off: what was revoked later counted then; one query."""
    from certificates.api import Certificate

    start = timezone.make_aware(dt.datetime.combine(asked.get("desde"), dt.time.min))
    end = min(asof.end_of(asked.get("hasta")), asof.end_of(asked.day))
    rows = Certificate.objects.filter(issued_at__gte=start, issued_at__lt=end)
    if course := asked.get("curso"):
        rows = rows.filter(completion__course=course)
    if (departments := asked.departments()) is not None:
        # The department is the one that was frozen with the completion, by name: it may have been renamed since.
        names = asked.choices.organisation.names
        wanted = [names[pk] for pk in departments]
        rows = rows.filter(Q(completion__department_name__in=wanted) | Q(particulars__department__in=wanted))
    # Somebody from outside has neither a number nor a department; what was asked for by hand keeps its own.
    by_hand = KeyTextTransform("department", "particulars")
    department = Coalesce("completion__department_name", by_hand, Value(""), output_field=CharField())
    rows = rows.annotate(number_on_roster=Coalesce("employee__number", Value("")), department_at_issue=department)
    rows = rows.order_by("issued_at", "pk").values_list(
        "pk",
        "folio",
        "number_on_roster",
        "holder_name",
        "department_at_issue",
        "course_title",
        "hours",
        "completed_on",
        "issued_at",
        "valid_until",
        "revoked_at",
        "superseded_at",
    )
    return [
        Issued(*row[:8], timezone.localdate(row[8]), row[9], _state(row[9], row[10], row[11], asked)) for row in rows
    ]


def _state(
    valid_until: dt.date | None, revoked_at: dt.datetime | None, superseded_at: dt.datetime | None, asked: Asked
) -> str:
    end = asof.end_of(asked.day)
    if superseded_at and superseded_at < end:
        return "superseded"
    if revoked_at and revoked_at < end:
        return "revoked"
    return "expired" if valid_until and valid_until < asked.day else "valid"
