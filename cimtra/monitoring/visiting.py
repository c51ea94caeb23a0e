"""One visit: look, judge, write down what was seen, and say when to look again."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ..models import LinkCheck, MonitoringRun, Obligation, PublishedAddress, Verdict
from ..periods import quarter_due, quarter_of
from .answers import Answer
from .fetching import Seen
from .fetching import fetch as fetch_for_real
from .judging import Aim, Judgement, judge
from .looking import kind_of
from .pages import LONGEST_PAGE
from .reading import CannotRead, Contents, Reader
from .reasons import PASSING

Fetch = Callable[[str], Seen]
# Before a second look at what seems broken.
PAUSE = 2.0
# After a visit that met an outage; then again on the usual day.
WAITS = [dt.timedelta(minutes=minutes) for minutes in (10, 30, 120, 360, 1440)]
# What the column of a size holds; a server may claim more.
LARGEST_NUMBER = 2**63 - 1
DAYS_TO_PUBLISH = Obligation._meta.get_field("days_to_deliver").default


@dataclass(frozen=True)
class Sighting:
    """What one look at an address brought."""

    aim: Aim
    seen: Seen
    contents: Contents | None
    judgement: Judgement
    seen_at: dt.datetime

    @property
    def is_passing(self) -> bool:
        """Whether another look may soon see something else."""
        return self.judgement.verdict == Verdict.UNVERIFIABLE and self.judgement.reason in PASSING

    @property
    def is_worth_another_try(self) -> bool:
        """Whether a round looks once more itself; what was slow is left to the schedule: it keeps others waiting."""
        return self.is_passing and self.judgement.reason != "too_slow"


def visit(published: PublishedAddress, *, fetch: Fetch | None = None, run: MonitoringRun | None = None) -> LinkCheck:
    """Look at one address now and write down what was seen."""
    with Reader() as reader:
        sighting = look(aim_of(published, run=run), fetch=fetch, reader=reader)
    return record(published, sighting, run=run)


def aim_of(published: PublishedAddress, *, run: MonitoringRun | None = None, day: dt.date | None = None) -> Aim:
    """What a visit on `day` looks for: the quarter of the run, or the one that is due. Uses `published.obligation`."""
    day = day or timezone.localdate()
    if not published.names_quarter:
        return Aim(published.address, published.expects, day=day)
    quarter = quarter_of(run.quarter_start) if run else quarter_due(day)
    days = published.obligation.days_to_deliver if published.obligation else DAYS_TO_PUBLISH
    return Aim(
        published.address,
        published.expects,
        quarter=quarter.start,
        in_time_until=quarter.end + dt.timedelta(days=days),
        day=day,
    )


def look(aim: Aim, *, fetch: Fetch | None = None, reader: Reader, pause: float | None = None) -> Sighting:
    """What there is at the address; touches no database, so threads may do it. What seems broken is looked at twice."""
    sighting = _look_once(aim, fetch or fetch_for_real, reader)
    if sighting.judgement.verdict == Verdict.BROKEN:
        time.sleep(getattr(settings, "CIMTRA_MONITOR_PAUSE", PAUSE) if pause is None else pause)
        sighting = _look_once(aim, fetch or fetch_for_real, reader)
    return sighting


def _look_once(aim: Aim, fetch: Fetch, reader: Reader) -> Sighting:
    seen = fetch(aim.address)
    contents = _contents_of(seen, reader)
    return Sighting(aim, seen, contents, judge(aim, seen, contents), timezone.now())


def _contents_of(seen: Seen, reader: Reader) -> Contents | None:
    answer = seen.answer
    if answer is None or not 200 <= answer.status < 300 or answer.is_cut_off or answer.is_encoded:
        return None
    name = answer.file_name or unquote(urlsplit(seen.final_address).path)
    kind = kind_of(answer.body, content_type=answer.content_type, name=name)
    if kind == "empty":
        return Contents(kind)
    body = answer.body[:LONGEST_PAGE] if kind == "html" else answer.body
    if not answer.is_whole and kind != "html":
        # The beginning of a file says what it is, and no more.
        return Contents(kind, trouble="too_large")
    try:
        return reader.read(body, content_type=answer.content_type, name=name, charset=answer.charset)
    except CannotRead:
        return None


@transaction.atomic
def record(published: PublishedAddress, sighting: Sighting, *, run: MonitoringRun | None = None) -> LinkCheck:
    """Write down what was seen and set the clock of the next visit. Once per run: again returns what is written."""
    locked = PublishedAddress.objects.select_for_update().get(pk=published.pk)
    if run and (written := LinkCheck.objects.filter(published=locked, run=run).first()):
        return written
    check = LinkCheck.objects.create(published=locked, run=run, **_told(sighting))
    locked.last_check = check
    locked.leased_until = None
    locked.failures = min(locked.failures + 1, 1000) if sighting.is_passing else 0
    locked.next_visit_at = timezone.now() + _wait(locked)
    locked.save(update_fields=["last_check", "leased_until", "failures", "next_visit_at"])
    return check


def _wait(published: PublishedAddress) -> dt.timedelta:
    usual = dt.timedelta(days=published.every_days)
    return min(WAITS[published.failures - 1], usual) if 0 < published.failures <= len(WAITS) else usual


def _told(sighting: Sighting) -> dict:
    seen, judgement = sighting.seen, sighting.judgement
    answer = seen.answer
    told = {
        "seen_at": sighting.seen_at,
        "quarter_start": sighting.aim.quarter,
        "verdict": judgement.verdict,
        "reason": judgement.reason,
        "detail": judgement.detail,
        "final_address": seen.final_address[:2000],
        "redirects": seen.redirects,
        "milliseconds": seen.milliseconds,
        "content": sighting.contents.kept() if sighting.contents else {},
    }
    if answer:
        told |= {
            "status": answer.status,
            "content_type": answer.content_type,
            "size": None if answer.size is None else min(answer.size, LARGEST_NUMBER),
            "sha256": answer.sha256,
            "last_modified": _last_modified(answer),
        }
    return _storable(told)


def _storable(value: Any) -> Any:
    """Without the letters that a database refuses: a page may say anything."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {name: _storable(one) for name, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list) else value


def _last_modified(answer: Answer) -> dt.datetime | None:
    """What the server says; None for what is no moment, or lies in the future."""
    try:
        moment = parsedate_to_datetime(answer.headers.get("Last-Modified") or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment
    return moment if moment <= timezone.now() + dt.timedelta(days=1) else None
