"""Many visits: a round for a quarter that somebody asked for, and the usual ones on schedule.

Threads look, each host by few at a time; the database is written by the one thread that asked. Nothing is lost when
the worker is killed: what was seen is written, and the rest is looked at when the work runs again.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import secrets
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.api import Department, Outcome, User, Work, departments_with_branches, report_progress, start_work

from ..models import MonitoringRun, PublishedAddress
from ..periods import quarter_due, quarter_of
from .fetching import Seen
from .judging import Aim, judge
from .reading import Reader
from .visiting import Fetch, Sighting, aim_of, look, record

logger = logging.getLogger(__name__)
KIND = "monitoring"
#: Connections at once, and of these to one host.
THREADS = 16
PER_HOST = 4
#: Seconds between the beginnings of two visits to one host by the same thread.
HOST_PAUSE = 0.25
#: Files read at once: reading is work for the processor, of which there are few.
READERS = 2
#: Seconds before what met an outage is looked at once more in a round.
RETRY_AFTER = 10.0
#: Addresses that one job on schedule takes.
AT_ONCE = 150
LEASE = dt.timedelta(minutes=20)


class CannotRun(Exception):
    """No round can be started; the message says why."""


@transaction.atomic
def start(*, quarter_start: dt.date, department: Department | None, by: User | None) -> MonitoringRun:
    """Ask for a round of visits for a quarter, of one department with its branches or of all.

    Asked again while it runs, the same round is returned. Raises CannotRun where there is nothing to look at, or the
    quarter is not over.
    """
    quarter = quarter_of(quarter_start)
    if quarter > quarter_due(timezone.localdate()):
        raise CannotRun(_("%(quarter)s is not over: nothing of it is due yet.") % {"quarter": quarter.label})
    if not watched(department).exists():
        raise CannotRun(_("There is no address to look at. Add some first, or import them from the obligations."))
    recent = timezone.now() - dt.timedelta(hours=1)
    same = MonitoringRun.objects.filter(quarter_start=quarter.start, department=department, ended_at=None)
    if running := same.filter(started_at__gte=recent).first():
        return running
    run = MonitoringRun.objects.create(quarter_start=quarter.start, department=department, asked_by=by)
    title = _("Monitoring of %(quarter)s") % {"quarter": quarter.label.lower()}
    start_work(kind=KIND, title=title, owner=by, parameters={"run": run.pk})
    return run


def work_of(run: MonitoringRun) -> Work | None:
    return Work.objects.filter(kind=KIND, parameters__run=run.pk).order_by("-pk").first()


def watched(department: Department | None):
    """Addresses that are looked at, of a department with its branches or of all."""
    found = PublishedAddress.objects.filter(is_watched=True)
    if department is None:
        return found
    return found.filter(department__in=departments_with_branches(Department.objects.filter(pk=department.pk)))


def make_round(work: Work) -> Outcome:
    """What the worker does for a round; what was seen before it was killed is not looked at again."""
    run = MonitoringRun.objects.select_related("department").get(pk=work.parameters["run"])
    number = go_round(run, work=work)
    note = ngettext("%(number)d address was looked at.", "%(number)d addresses were looked at.", number)
    return Outcome(note=note % {"number": number})


def go_round(run: MonitoringRun, *, work: Work | None = None, fetch: Fetch | None = None) -> int:
    """Look at every address of the round that has no check in it yet; what met an outage is tried twice."""
    left = {
        one.pk: one
        for one in watched(run.department).exclude(checks__run=run).select_related("obligation").order_by("pk")
    }
    total = len(left)
    for is_last in (False, True):
        aims = [(pk, aim_of(one, run=run)) for pk, one in left.items()]
        for pk, sighting in look_at_all(aims, fetch=fetch):
            if sighting.is_worth_another_try and not is_last:
                continue
            record(left.pop(pk), sighting, run=run)
            if work and (len(left) % 10 == 0):
                report_progress(work, total - len(left), total)
        if not left:
            break
        time.sleep(getattr(settings, "CIMTRA_MONITOR_RETRY_AFTER", RETRY_AFTER))
    MonitoringRun.objects.filter(pk=run.pk).update(ended_at=timezone.now())
    return run.checks.count()


def _free(now: dt.datetime) -> Q:
    return Q(is_watched=True, next_visit_at__lte=now) & (Q(leased_until=None) | Q(leased_until__lt=now))


def enqueue_due() -> None:
    """What the clock does each minute: gives the worker a job when an address is due and no job waits."""
    from django_tasks_db.models import DBTaskResult

    from .tasks import visit_due

    if not PublishedAddress.objects.filter(_free(timezone.now())).exists():
        return
    if not DBTaskResult.objects.ready().filter(task_path=visit_due.module_path).exists():
        visit_due.enqueue()


def visit_those_due(*, fetch: Fetch | None = None) -> int:
    """What the worker does: look at what is due; several workers may, none takes what another has."""
    taken = {one.pk: one for one in _lease()}
    aims = [(pk, aim_of(one)) for pk, one in taken.items()]
    for pk, sighting in look_at_all(aims, fetch=fetch):
        record(taken[pk], sighting)
    return len(taken)


def _lease() -> list[PublishedAddress]:
    now = timezone.now()
    # The end of the lease is also its name, so no two workers may have the same one.
    until = now + LEASE + dt.timedelta(microseconds=secrets.randbelow(60_000_000))
    due = list(
        PublishedAddress.objects.filter(_free(now)).order_by("next_visit_at").values_list("pk", flat=True)[:AT_ONCE]
    )
    PublishedAddress.objects.filter(_free(now), pk__in=due).update(leased_until=until)
    return list(PublishedAddress.objects.filter(pk__in=due, leased_until=until).select_related("obligation"))


def look_at_all(
    aims: Iterable[tuple[Any, Aim]],
    *,
    fetch: Fetch | None = None,
    threads: int = THREADS,
    per_host: int = PER_HOST,
    host_pause: float | None = None,
) -> Iterator[tuple[Any, Sighting]]:
    """(key, sighting) of each aim as they come. At most `threads` connections at once, `per_host` to one host."""
    pause = getattr(settings, "CIMTRA_MONITOR_HOST_PAUSE", HOST_PAUSE) if host_pause is None else host_pause
    hosts: dict[str, deque[tuple[Any, Aim]]] = defaultdict(deque)
    for key, aim in aims:
        hosts[_host_of(aim.address)].append((key, aim))
    total = sum(map(len, hosts.values()))
    found: queue.SimpleQueue[tuple[Any, Sighting]] = queue.SimpleQueue()
    stop = threading.Event()
    # One lane of each host before the second of any, so that a slow host keeps no other waiting.
    lanes = [waiting for lane in range(per_host) for waiting in hosts.values() if lane < len(waiting)]
    with _Readers() as readers, ThreadPoolExecutor(max_workers=max(1, min(threads, len(lanes)))) as pool:
        for number, waiting in enumerate(lanes):
            pool.submit(_go_along, waiting, found, stop, fetch, readers.of(number), pause)
        try:
            for _number in range(total):
                yield found.get()
        finally:
            stop.set()


def _go_along(
    waiting: deque, found: queue.SimpleQueue, stop: threading.Event, fetch, reader: Reader, pause: float
) -> None:
    """One lane: the addresses of one host, one after the other."""
    while not stop.is_set():
        try:
            key, aim = waiting.popleft()
        except IndexError:
            return
        began = time.monotonic()
        found.put((key, _look_safely(aim, fetch, reader)))
        if waiting:
            stop.wait(max(0.0, began + pause - time.monotonic()))


def _look_safely(aim: Aim, fetch: Fetch | None, reader: Reader) -> Sighting:
    """A fault of ours at one address must neither stop the round nor be told as a fault of whoever publishes."""
    try:
        return look(aim, fetch=fetch, reader=reader)
    except Exception:
        logger.exception("The visit to %s failed", aim.address)
        seen = Seen(aim.address, reason="not_read")
        return Sighting(aim, seen, None, judge(aim, seen, None), timezone.now())


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


class _Readers:
    """A few readers that the lanes share."""

    def __init__(self) -> None:
        self._readers = [Reader() for _number in range(READERS)]

    def __enter__(self) -> _Readers:
        return self

    def __exit__(self, *error: object) -> None:
        for reader in self._readers:
            reader.close()

    def of(self, number: int) -> Reader:
        return self._readers[number % len(self._readers)]
