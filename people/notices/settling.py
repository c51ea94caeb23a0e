"""Settling the day's notices: one e-mail per person, or the reason why there is none."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from ..models import Notice, NoticeMail, NoticeSettings
from .addresses import address_of, returned_among
from .hours import is_sending_time, notice_rules
from .judging import Verdicts, too_soon_among, verdicts_on
from .wording import subject_line

PEOPLE_AT_ONCE = 200
State, Why = Notice.State, Notice.Why


def settle_notices(now: dt.datetime | None = None) -> int:
    """What the clock does each minute; returns how many notices were settled or put into an e-mail.

    Nobody gets more than one e-mail a day. Two clocks at once do no harm: the database lets one e-mail per person
    and day be, and a notice belongs to one e-mail. Costs the same few queries for each 200 people.
    """
    now = now or timezone.now()
    rules = notice_rules()
    if timezone.localtime(now).hour < rules.sends_at or not is_sending_time(now, rules):
        return 0
    people = list(_waiting(now).order_by("employee").values_list("employee", flat=True).distinct())
    chunks = [people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE)]
    return sum(_settle_for(chunk, now, rules) for chunk in chunks)


def _waiting(now: dt.datetime) -> QuerySet[Notice]:
    """Planned notices whose day has come, without those of people who had their e-mail of the day."""
    today = timezone.localdate(now)
    mailed = NoticeMail.objects.filter(employee=OuterRef("employee"), day=today)
    mailed = mailed.exclude(state=NoticeMail.State.WAITING)
    return Notice.objects.filter(~Exists(mailed), state=State.PLANNED, mail=None, planned_for__lte=today)


@transaction.atomic
def _settle_for(people: Sequence[int], now: dt.datetime, rules: NoticeSettings) -> int:
    rows = _waiting(now).filter(employee__in=people).select_related("employee__user", "about")
    # In one order for every clock, so that two of them wait for each other instead of deadlocking.
    notices = list(rows.order_by("pk").select_for_update(of=("self",)))
    verdicts = verdicts_on(notices, now, rules)
    verdicts |= too_soon_among([notice for notice in notices if notice.pk not in verdicts], now)
    verdicts |= _undeliverable([notice for notice in notices if notice.pk not in verdicts])
    keep_back(verdicts, now)
    _put_into_mails([notice for notice in notices if notice.pk not in verdicts], now)
    return len(notices)


def _undeliverable(notices: Sequence[Notice]) -> Verdicts:
    returned = returned_among({address_of(notice.employee) for notice in notices} - {""})
    found: Verdicts = {}
    for notice in notices:
        address = address_of(notice.employee).lower()
        if not address:
            found[notice.pk] = Why.NO_ADDRESS
        elif address in returned:
            found[notice.pk] = Why.BOUNCING
    return found


def keep_back(verdicts: Verdicts, now: dt.datetime) -> None:
    """Write down why notices are not sent; those without an address are told by the list on the site."""
    by_why = defaultdict(list)
    for pk, why in verdicts.items():
        by_why[why].append(pk)
    for why, ids in by_why.items():
        state = State.SHOWN if why == Why.NO_ADDRESS else State.SUPPRESSED
        Notice.objects.filter(pk__in=ids, state=State.PLANNED).update(state=state, why=why, mail=None, settled_at=now)


def _put_into_mails(notices: Sequence[Notice], now: dt.datetime) -> None:
    """An e-mail that still waits for its server takes the new notices in; everybody else gets one for the day."""
    by_person = defaultdict(list)
    for notice in notices:
        by_person[notice.employee_id].append(notice)
    waiting = NoticeMail.objects.filter(employee__in=by_person, state=NoticeMail.State.WAITING)
    mail_of = dict(waiting.order_by("pk").select_for_update().values_list("employee", "pk"))
    fresh = [_mail_with(own, now) for person, own in by_person.items() if person not in mail_of]
    NoticeMail.objects.bulk_create(fresh, ignore_conflicts=True)
    # A second clock may have been quicker: what it made keeps its content, and the rest waits until tomorrow.
    made = NoticeMail.objects.filter(message_id__in=[mail.message_id for mail in fresh])
    mail_of |= dict(made.values_list("employee", "pk"))
    _attach(notices, mail_of)


def _attach(notices: Iterable[Notice], mail_of: dict[int, int]) -> None:
    ids = [notice.pk for notice in notices if notice.employee_id in mail_of]
    mails = NoticeMail.objects.filter(employee=OuterRef("employee"), pk__in=mail_of.values())
    Notice.objects.filter(pk__in=ids, mail=None).update(mail_id=Subquery(mails.values("pk")[:1]))


def _mail_with(notices: Sequence[Notice], now: dt.datetime) -> NoticeMail:
    employee = notices[0].employee
    return NoticeMail(
        employee=employee,
        address=address_of(employee),
        day=timezone.localdate(now),
        message_id=f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>",
        subject=subject_line(notices),
        next_try_at=now,
        created_at=now,
    )
