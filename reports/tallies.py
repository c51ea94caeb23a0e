"""How many people of each dirección were in which state at the end of each month: the line of a trend.

Every month is worked out from dated rows, so that one that was never counted (an installation that begins with older
data, a server that was off) is made good at any later time with the same result.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.api import Enrolment

from .framework.asked import Asked
from .framework.report import Chart, Series
from .models import MonthlyTally
from .progress import COMPLETED, STATES, Organisation, percent_of, progress, tallies_by_office

#: As many months are drawn, and at most as many are made good in one night.
MONTHS = 12
LINES = 5


def month_ends(until: dt.date, count: int = MONTHS) -> list[dt.date]:
    """The last days of the `count` months that had ended by the end of `until`, oldest first."""
    year, month = until.year, until.month
    found = []
    if until.day < calendar.monthrange(year, month)[1]:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    while len(found) < count:
        found.append(dt.date(year, month, calendar.monthrange(year, month)[1]))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]


def write_missing_tallies() -> int:
    """What is done each night: write the month ends that are not there yet; returns how many rows were written.

    A month is counted once it is over. Months before the first enrolment hold nothing and are left out.
    """
    first = Enrolment.objects.order_by("enrolled_at").values_list("enrolled_at", flat=True).first()
    if first is None:
        return 0
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    wanted = [end for end in month_ends(yesterday) if end >= timezone.localdate(first)]
    there = set(MonthlyTally.objects.filter(month__in=wanted).values_list("month", flat=True))
    organisation = Organisation()
    return sum(_write(end, organisation) for end in wanted if end not in there)


@transaction.atomic
def _write(month: dt.date, organisation: Organisation) -> int:
    rows = [
        MonthlyTally(
            month=month,
            department_id=one.pk,
            counts={state: one.of(state) for state in STATES if one.of(state)},
            total=one.total,
        )
        for one in tallies_by_office(progress(organisation=organisation, day=month))
    ]
    # Two workers may write the same night: what is there stays, since both worked out the same.
    MonthlyTally.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def trend(asked: Asked) -> Chart | None:
    """The share of completed people at the end of each month, of the scope and of its largest direcciones."""
    if asked.get("curso") or asked.get("requisito"):
        return None
    ends = month_ends(asked.day)
    by_month: dict[dt.date, dict[int | None, tuple[int, int]]] = defaultdict(dict)
    rows = MonthlyTally.objects.filter(month__in=ends).values_list("month", "department_id", "counts", "total")
    departments = asked.departments()
    for month, department_id, counts, total in rows:
        if departments is None or department_id in departments:
            by_month[month][department_id] = (counts.get(COMPLETED, 0), total)
    ends = [end for end in ends if end in by_month]
    if not ends:
        return None
    names = asked.choices.organisation.names
    largest = sorted((pk for pk in by_month[ends[-1]] if pk), key=lambda pk: (-by_month[ends[-1]][pk][1], names[pk]))
    series = [Series(_("All of this scope"), [_share(by_month[end].values()) for end in ends])]
    if len(largest) > 1:
        series += [
            Series(names[pk], [_share([by_month[end].get(pk, (0, 0))]) for end in ends]) for pk in largest[:LINES]
        ]
    return Chart(
        title=_("Share of people who have completed all their duties"),
        labels=[date_format(end, "M y").lower() for end in ends],
        series=series,
        note=_(
            "At the end of each month, of everybody on the active roll that day. "
            "Beside the whole, the largest departments."
        ),
    )


def _share(tallies: Any) -> int | None:
    pairs = list(tallies)
    return percent_of(sum(done for done, _total in pairs), sum(total for _done, total in pairs))
