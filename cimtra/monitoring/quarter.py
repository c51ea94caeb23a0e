"""The report of a quarter: what was seen of each address, when, and how each department stands.

An address stands as at the last look that saw something; an outage after it is told beside it and held against
nobody. Shares are of what could be verified.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Max, Q
from django.utils import timezone

from people.api import Department, departments_with_branches

from ..models import Frequency, LinkCheck, PublishedAddress, Verdict
from ..periods import Period, after, before, quarter_due, quarter_of

UNSEEN = ""
#: In the order in which they are told.
VERDICTS = (Verdict.MEETS, Verdict.OUTDATED, Verdict.BROKEN, Verdict.CHANGED, Verdict.UNVERIFIABLE)


@dataclass(frozen=True)
class AddressLine:
    """`check` is what the address stands by, `last` the newest look; both None where nobody looked."""

    published: PublishedAddress
    check: LinkCheck | None
    last: LinkCheck | None

    @property
    def verdict(self) -> str:
        return self.check.verdict if self.check else UNSEEN

    @property
    def outage(self) -> LinkCheck | None:
        """A later look that could not see anything."""
        if self.last is None or self.check is None or self.last.pk <= self.check.pk:
            return None
        return self.last if self.last.verdict == Verdict.UNVERIFIABLE else None


@dataclass
class Standing:
    """How many addresses have each verdict, of one department or of all."""

    department: Department | None
    counts: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def verified(self) -> int:
        return self.total - self.counts[Verdict.UNVERIFIABLE] - self.counts[UNSEEN]

    @property
    def share(self) -> Decimal | None:
        """Percentage that meets, of what could be verified; None where nothing could."""
        if not self.verified:
            return None
        return (Decimal(100) * self.counts[Verdict.MEETS] / self.verified).quantize(Decimal("0.1"))

    def of(self, verdict: str) -> int:
        return self.counts[verdict]


@dataclass
class QuarterReport:
    quarter: Period
    department: Department | None
    made_at: dt.datetime
    lines: list[AddressLine]

    @cached_property
    def departments(self) -> list[Standing]:
        """Of each department with addresses, in the order of their names."""
        found: dict[int, Standing] = {}
        for line in self.lines:
            place = line.published.department
            found.setdefault(place.pk, Standing(place)).counts[line.verdict] += 1
        return sorted(found.values(), key=lambda standing: standing.department.name if standing.department else "")

    @cached_property
    def total(self) -> Standing:
        whole = Standing(self.department)
        for standing in self.departments:
            whole.counts.update(standing.counts)
        return whole

    @property
    def seen_between(self) -> tuple[dt.datetime, dt.datetime] | None:
        moments = [line.check.seen_at for line in self.lines if line.check]
        return (min(moments), max(moments)) if moments else None


def report_of(quarter: dt.date | Period, department: Department | None = None) -> QuarterReport:
    """How the quarter stands, of one department with its branches or of all; four queries at most."""
    period = quarter_of(quarter.start if isinstance(quarter, Period) else quarter)
    looked = _looked(period)
    published = PublishedAddress.objects.filter(Q(is_watched=True) | Q(pk__in=looked.values("published")))
    if department:
        places = departments_with_branches(Department.objects.filter(pk=department.pk))
        published = published.filter(department__in=places)
    newest = dict(looked.order_by().values_list("published").annotate(last=Max("pk")))
    conclusive = looked.exclude(verdict=Verdict.UNVERIFIABLE)
    standing = dict(conclusive.order_by().values_list("published").annotate(last=Max("pk")))
    checks = LinkCheck.objects.in_bulk({*newest.values(), *standing.values()})
    return QuarterReport(
        quarter=period,
        department=department,
        made_at=timezone.now(),
        lines=[
            AddressLine(one, checks.get(standing.get(one.pk, newest.get(one.pk))), checks.get(newest.get(one.pk)))
            for one in published.select_related("department", "aspect").order_by("department__name", "title", "pk")
        ],
    )


def _looked(period: Period):
    """The looks that say something of the quarter: those of its rounds, and the usual ones while it was due."""
    following = after(period, Frequency.QUARTERLY)
    begin = timezone.make_aware(dt.datetime.combine(following.start, dt.time.min))
    end = timezone.make_aware(dt.datetime.combine(following.end + dt.timedelta(days=1), dt.time.min))
    while_due = Q(run=None, seen_at__gte=begin, seen_at__lt=end) & (
        Q(quarter_start=None) | Q(quarter_start=period.start)
    )
    return LinkCheck.objects.filter(Q(run__quarter_start=period.start) | while_due)


def quarters_to_choose(today: dt.date, number: int = 8) -> list[Period]:
    """The quarters that are over, the newest first."""
    found = [quarter_due(today)]
    while len(found) < number:
        found.append(before(found[-1], Frequency.QUARTERLY))
    return found
