"""The record of a month: chosen reports as they stood at its end, frozen once and for ever."""

from __future__ import annotations

import datetime as dt
import logging

from django.utils import timezone

from people.api import Employee

from ..framework.files import TooLarge
from ..framework.registry import reports
from ..models import ReportFile
from .files import keep

logger = logging.getLogger(__name__)
AUTHOR = "Aula Clara"
FORMATS = ("pdf", "xlsx")
#: What a town wants to look up years later; others can be put back to any past day.
RECORDED = ("quien-falta", "avance-por-direccion", "vencidos-y-por-vencer", "matriz-de-cumplimiento")
#: After an outage, so many months back are caught up with.
MONTHS_BACK = 3


def last_days_of_months(today: dt.date, months: int = MONTHS_BACK) -> list[dt.date]:
    """The last days of the `months` months before the one of `today`, the oldest first."""
    found, day = [], today
    for _each in range(months):
        day = day.replace(day=1) - dt.timedelta(days=1)
        found.append(day)
    return found[::-1]


def record_months(today: dt.date | None = None) -> int:
    """Make the records that are missing for the months that ended; returns how many. Safe to repeat, and at once.

    A month in which nobody was on the roll yet has no record.
    """
    today, made = today or timezone.localdate(), 0
    for day in last_days_of_months(today):
        period = f"{day:%Y-%m}"
        known = set(
            ReportFile.objects.filter(kind=ReportFile.Kind.MONTHLY, period=period).values_list("report", "format")
        )
        if known or Employee.objects.active(day).exists():
            made += _record(day, period, known)
    return made


def _record(day: dt.date, period: str, known: set[tuple[str, str]]) -> int:
    made = 0
    for slug in RECORDED:
        report = reports.get(slug)
        for file_format in FORMATS if report else ():
            if (slug, file_format) in known:
                continue
            try:
                row = keep(
                    report=report,
                    query=f"corte={day.isoformat()}",
                    kind=ReportFile.Kind.MONTHLY,
                    file_format=file_format,
                    period=period,
                    author=AUTHOR,
                )
            except TooLarge:
                # The workbook of the same rows is kept; paper cannot hold them.
                logger.info("The record of %s for %s is too large for %s", slug, period, file_format)
                continue
            made += row is not None
    return made
