"""What anybody may know about progress, by area: shares of people never so few that they could be told apart."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.utils import timezone

from reports.api import Organisation, progress

from ..models import AspectResponsible, Finding, Obligation
from ..obligations.lists import late_on
from .suppression import Group, suppress

KEPT_SECONDS = 600
#: States of a person who is asked for nothing: they are neither trained nor untrained.
UNASKED = ("exempt", "not_required")


@dataclass(frozen=True, slots=True)
class Trained:
    """Of `asked` people whom training is asked of, how many have all of it; both None for a group too small to tell."""

    asked: int | None
    accredited: int | None

    @property
    def is_told(self) -> bool:
        return self.asked is not None

    @property
    def percent(self) -> int | None:
        return self.accredited * 100 // self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: training at the end of a month; obligations in force and findings as of today."""

    name: str
    training: Trained
    aspects: int = 0
    obligations: int = 0
    up_to_date: int = 0
    findings: int = 0
    solved: int = 0


@dataclass(frozen=True, slots=True)
class PublicProgress:
    """`month_end` is the day of the training, `today` that of everything else."""

    month_end: dt.date
    today: dt.date
    lines: tuple[AreaLine, ...]
    whole: AreaLine
    #: The areas that are not told one by one, where their sum may be.
    together: Trained


def last_month_end(day: dt.date) -> dt.date:
    return day.replace(day=1) - dt.timedelta(days=1)


def public_progress(day: dt.date | None = None) -> PublicProgress:
    """The page of `day`, kept for some minutes. Eight queries, whatever the number of people, when it is worked out.

    Training is told as of the last month's end: from one day to the next, the difference of two figures would tell of
    the one person who completed something that day.
    """
    day = day or timezone.localdate()
    return cache.get_or_set(f"cimtra.public-progress.{day}", lambda: work_out(day), KEPT_SECONDS)


def work_out(day: dt.date) -> PublicProgress:
    organisation = Organisation()
    month_end = last_month_end(day)
    groups = _groups(organisation, month_end)
    suppressed = suppress(groups.values())
    aspects, owed, found = _aspects(organisation, day), _obligations(organisation, day), _findings(organisation)
    offices = sorted(groups.keys() | aspects.keys() | owed.keys() | found.keys(), key=lambda pk: organisation.paths[pk])
    lines = tuple(
        AreaLine(
            name=organisation.names[pk],
            training=_told(groups.get(pk, Group(pk, 0, 0)), is_told=pk not in suppressed.hidden),
            aspects=len(aspects[pk]),
            obligations=len(owed[pk]),
            up_to_date=owed[pk].count(False),
            findings=len(found[pk]),
            solved=found[pk].count(True),
        )
        for pk in offices
    )
    hidden = [one for pk, one in groups.items() if pk in suppressed.hidden]
    together = sum(groups.values(), Group(None, 0, 0))
    whole = AreaLine(
        name="",
        training=_told(together, is_told=suppressed.tells_whole),
        aspects=len(set().union(*aspects.values())),
        obligations=sum(line.obligations for line in lines),
        up_to_date=sum(line.up_to_date for line in lines),
        findings=sum(line.findings for line in lines),
        solved=sum(line.solved for line in lines),
    )
    # Whoever subtracts has it anyway once the whole is told.
    small = _told(sum(hidden, Group(None, 0, 0)), is_told=bool(hidden) and suppressed.tells_whole)
    return PublicProgress(month_end, day, lines, whole, small)


def _told(group: Group, *, is_told: bool) -> Trained:
    return Trained(group.total, group.part) if is_told else Trained(None, None)


def _groups(organisation: Organisation, day: dt.date) -> dict[int, Group]:
    """By office, the people on the roll whom training is asked of and who have all of it; people without one are left
    out, since no area answers for them."""
    counts: dict[int, list[bool]] = defaultdict(list)
    for person in progress(organisation=organisation, day=day):
        if person.office_id and person.state not in UNASKED:
            counts[person.office_id].append(person.state == "completed")
    return {pk: Group(pk, len(states), sum(states)) for pk, states in counts.items()}


def _by_office(organisation: Organisation, rows: Iterable[tuple[int | None, object]]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for department_id, value in rows:
        if department_id is not None:
            found[organisation.offices[department_id]].append(value)
    return found


def _aspects(organisation: Organisation, day: dt.date) -> dict[int, set[int]]:
    rows = AspectResponsible.objects.on(day).filter(aspect__instrument__is_current=True)
    found = _by_office(organisation, rows.values_list("department_id", "aspect_id"))
    return defaultdict(set, {pk: set(ids) for pk, ids in found.items()})


def _obligations(organisation: Organisation, day: dt.date) -> dict[int, list]:
    """By office, of each obligation in force whether something of it is late."""
    late = late_on(day).filter(obligation=OuterRef("pk"))
    rows = Obligation.objects.on(day).annotate(is_late=Exists(late))
    return _by_office(
        organisation, ((pk, bool(is_late)) for pk, is_late in rows.values_list("department_id", "is_late"))
    )


def _findings(organisation: Organisation) -> dict[int, list]:
    """By office, of each finding whether it was verified."""
    rows = Finding.objects.values_list("department_id", "state")
    return _by_office(organisation, ((pk, state == Finding.State.VERIFIED) for pk, state in rows))
