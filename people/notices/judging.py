"""Whether a planned notice may still go out: asked when the day's e-mails are made, and again before each is sent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils import timezone

from ..models import Notice, NoticeSettings
from ..registries import notice_checks, notice_rests

Why = Notice.Why
Verdicts = dict[int, str]


def subject_of(notice: Notice) -> str:
    """What the notice is about, for which one line a day is enough."""
    return notice.key.partition("@")[0]


def verdicts_on(notices: Sequence[Notice], now: dt.datetime, rules: NoticeSettings) -> Verdicts:
    """The Why for each of `notices` that may not go out, by its id. Its `employee` and `about` must be loaded.

    Each check that apps registered is asked once for all the notices of its kinds.
    """
    found: Verdicts = {}
    today = timezone.localdate(now)
    for notice in notices:
        if _has_left(notice.employee, today):
            found[notice.pk] = Why.LEFT
        elif notice.about and _has_left(notice.about, today):
            found[notice.pk] = Why.NO_LONGER_DUE
        elif not rules.is_on:
            found[notice.pk] = Why.SWITCHED_OFF
    asked = [notice for notice in notices if notice.pk not in found]
    return found | dict.fromkeys(_no_longer_due(asked), Why.NO_LONGER_DUE)


def _has_left(employee, today: dt.date) -> bool:
    return employee.left_on is not None and employee.left_on <= today


def _no_longer_due(notices: Iterable[Notice]) -> set[int]:
    by_check = defaultdict(list)
    for notice in notices:
        if notice.kind in notice_checks:
            by_check[notice_checks[notice.kind]].append(notice)
    return {pk for check, asked in by_check.items() for pk in check(asked)}


def too_soon_among(notices: Sequence[Notice], now: dt.datetime) -> Verdicts:
    """Of the reminders to one person about one subject only the newest goes out, and none within its kind's rest.

    So an outage of a week, or a reminder by the head on the day of another, ends in one line. A reminder is a kind
    with a check: it tells how things stand. Any other kind is news, and a later one does not replace the first.
    """
    newest: dict[tuple[int, str], Notice] = {}
    reminders = [notice for notice in notices if notice.kind in notice_checks]
    for notice in sorted(reminders, key=lambda notice: (notice.planned_for, notice.pk)):
        newest[notice.employee_id, subject_of(notice)] = notice
    kept = {notice.pk for notice in newest.values()} | {one.pk for one in notices if one.kind not in notice_checks}
    late = {notice.pk for notice in notices if notice.pk not in kept}
    return dict.fromkeys(late | _resting([notice for notice in notices if notice.pk in kept], now), Why.TOO_SOON)


def _resting(notices: Sequence[Notice], now: dt.datetime) -> set[int]:
    restful = [notice for notice in notices if notice.kind in notice_rests]
    if not restful:
        return set()
    since = now - dt.timedelta(days=max(notice_rests[notice.kind] for notice in restful))
    told = Notice.objects.filter(
        employee__in={notice.employee_id for notice in restful},
        kind__in={notice.kind for notice in restful},
        state__in=[Notice.State.SENT, Notice.State.UNSURE, Notice.State.SHOWN],
        settled_at__gt=since,
    )
    last: dict[tuple[int, str, str], dt.datetime] = {}
    for one in told.order_by("settled_at"):
        last[one.employee_id, one.kind, subject_of(one)] = one.settled_at
    return {notice.pk for notice in restful if _is_resting(notice, last, now)}


def _is_resting(notice: Notice, last: dict[tuple[int, str, str], dt.datetime], now: dt.datetime) -> bool:
    told_at = last.get((notice.employee_id, notice.kind, subject_of(notice)))
    return told_at is not None and told_at > now - dt.timedelta(days=notice_rests[notice.kind])
