"""Planning notices: the way in for every app that has something to tell a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import Q
from django.utils import timezone

from ..models import Employee, Notice

BATCH = 400
LONGEST_TITLE = Notice._meta.get_field("title").max_length


def plan_notice(
    *,
    employee: Employee,
    kind: str,
    key: str,
    title: str,
    text: str = "",
    url: str = "",
    about: Employee | None = None,
    planned_for: dt.date | None = None,
) -> Notice:
    """Plan to tell `employee` something; the same `kind` and `key` are never told twice, so asking again is harmless.

    What stands before the first «@» of the key is the subject («enrolment:12@after:7»): of the reminders (kinds with
    an entry in notice_checks) that one e-mail would bring about one subject, only the newest goes out. `url` is an
    address on this site, and `about` the person whom the notice is about when that is somebody else. It goes out with
    the next daily e-mail on or after the day `planned_for`, unless notice_checks[kind] says that it is no longer due.
    """
    notice, _created = Notice.objects.get_or_create(
        employee=employee,
        kind=kind,
        key=key,
        defaults={
            "title": title[:LONGEST_TITLE],
            "text": text,
            "url": url,
            "about": about,
            "planned_for": planned_for or timezone.localdate(),
        },
    )
    return notice


def plan_notices(rows: Iterable[Notice]) -> int:
    """Plan many notices at once: `rows` are unsaved Notice objects. Returns how many were not planned before.

    Costs the same two or three queries for each 400 of them; two processes that plan the same leave one of each.
    """
    planned = 0
    for batch in _batches(rows):
        known = set(_known(batch))
        missing = [notice for notice in batch if _identity(notice) not in known]
        for notice in missing:
            notice.title = notice.title[:LONGEST_TITLE]
        Notice.objects.bulk_create(missing, ignore_conflicts=True)
        planned += len(missing)
    return planned


def _batches(rows: Iterable[Notice]) -> Iterator[list[Notice]]:
    rows = iter(rows)
    while batch := list({_identity(notice): notice for notice in islice(rows, BATCH)}.values()):
        yield batch


def _identity(notice: Notice) -> tuple[int, str, str]:
    return notice.employee_id, notice.kind, notice.key


def _known(batch: list[Notice]) -> Iterable[tuple[int, str, str]]:
    people, kinds = {notice.employee_id for notice in batch}, {notice.kind for notice in batch}
    keys = {notice.key for notice in batch}
    told = Notice.objects.filter(Q(employee__in=people), Q(kind__in=kinds), Q(key__in=keys))
    return told.values_list("employee_id", "kind", "key")
