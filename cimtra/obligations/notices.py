"""What liaisons and heads are told about deliveries: before and after the last day, and when one is returned.

What is told follows from the deliveries, so a night that was missed is made up for by the next one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.api import Notice, NoticeSettings, notice_rules, plan_notices
from people.plugins import notice_checks, notice_kinds

from ..models import Delivery
from .audience import Audience, audiences
from .lights import OPEN, SOON

SOON_KIND, LATE_KIND, HEAD_KIND = "cimtra.delivery_soon", "cimtra.delivery_late", "cimtra.delivery_head"
RETURNED_KIND = "cimtra.delivery_returned"
KINDS = {
    SOON_KIND: gettext_lazy("Delivery due soon"),
    LATE_KIND: gettext_lazy("Late delivery"),
    HEAD_KIND: gettext_lazy("Late delivery, to the head"),
}
# What is later than this is in the lists and on the board; people who were told of it are not told again for ever.
NEWS = dt.timedelta(days=60)
MOST_TITLES = 5

Group = tuple[int, dt.date]


def register() -> None:
    for kind, word in KINDS.items():
        notice_kinds.register(kind, word)
        notice_checks.register(kind, no_longer_due)
    notice_kinds.register(RETURNED_KIND, gettext_lazy("Delivery returned"))
    notice_checks.register(RETURNED_KIND, no_longer_returned)


def plan_reminders(day: dt.date | None = None) -> int:
    """What the night does: tell what is due soon or late on `day`; returns how many notices are new.

    One notice for all that a department owes by the same day. Safe to repeat; the same queries for more rows.
    """
    day = day or timezone.localdate()
    rules = notice_rules()
    owed = _owed(day)
    told = audiences({department for department, _due in owed}, day)
    return plan_notices(_notices(owed, told, rules, day))


def _owed(day: dt.date) -> dict[Group, list[str]]:
    """The titles of what is owed, by department and last day."""
    rows = Delivery.objects.filter(
        state__in=OPEN, due_on__gte=day - NEWS, due_on__lte=day + dt.timedelta(days=SOON)
    ).order_by("due_on", "obligation__title")
    found = defaultdict(list)
    for department, due, title in rows.values_list("department", "due_on", "obligation__title"):
        found[department, due].append(title)
    return found


def _notices(
    owed: dict[Group, list[str]], told: dict[int, Audience], rules: NoticeSettings, day: dt.date
) -> Iterator[Notice]:
    for (department, due), titles in owed.items():
        audience = told.get(department, Audience())
        late = (day - due).days
        if occasion := _occasion(late, rules):
            for person in audience.first:
                kind = LATE_KIND if late > 0 else SOON_KIND
                yield _notice(person, kind, (department, due), occasion, titles, day)
        if rules.head_after is not None and late >= max(1, rules.head_after):
            for person in audience.heads - audience.first:
                yield _notice(person, HEAD_KIND, (department, due), "head", titles, day)


def _occasion(late: int, rules: NoticeSettings) -> str:
    """The newest occasion that has come when it is `late` days after the last day (before it, a negative number)."""
    if late > 0:
        reached = [n for n in rules.numbers(rules.days_after) if n <= late]
        return f"after-{max(reached)}" if reached else ""
    steps = [n for n in rules.numbers(rules.days_before) if n <= SOON]
    if rules.tells_on_the_day:
        steps.append(0)
    reached = [n for n in steps if n >= -late]
    return f"before-{min(reached)}" if reached else ""


def _notice(person: int, kind: str, group: Group, occasion: str, titles: list[str], day: dt.date) -> Notice:
    department, due = group
    return Notice(
        employee_id=person,
        kind=kind,
        key=f"deliveries:{department}:{due.isoformat()}@{occasion}",
        title=_title(kind, titles, due),
        text=_list_of(titles) if len(titles) > 1 else "",
        url=reverse("cimtra:area_deliveries"),
        planned_for=day,
    )


def _title(kind: str, titles: list[str], due: dt.date) -> str:
    number = len(titles)
    words = {"title": titles[0], "number": number, "due": _in_words(due)}
    if kind == SOON_KIND:
        one = _("«%(title)s» is due on %(due)s")
        many = ngettext(
            "%(number)d delivery is due on %(due)s", "%(number)d deliveries are due on %(due)s", len(titles)
        )
    else:
        one = _("«%(title)s» was due on %(due)s and is not delivered")
        many = ngettext(
            "%(number)d delivery was due on %(due)s and is not delivered",
            "%(number)d deliveries were due on %(due)s and are not delivered",
            number,
        )
    return (one if number == 1 else many) % words


def _list_of(titles: list[str]) -> str:
    shown = "; ".join(titles[:MOST_TITLES])
    more = len(titles) - MOST_TITLES
    if more <= 0:
        return shown
    return ngettext("%(titles)s; and %(number)d more", "%(titles)s; and %(number)d more", more) % {
        "titles": shown,
        "number": more,
    }


def _in_words(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT").lower()


def no_longer_due(notices: Sequence[Notice]) -> set[int]:
    """Ids of the notices of which nothing is owed any more, or whose reader no longer acts for the department."""
    groups = {one.pk: _group_of(one) for one in notices}
    departments = {department for department, _due in groups.values()}
    days = {due for _department, due in groups.values()}
    rows = Delivery.objects.filter(state__in=OPEN, department__in=departments, due_on__in=days)
    owed = set(rows.values_list("department", "due_on"))
    told = audiences(departments)
    return {
        one.pk
        for one in notices
        if groups[one.pk] not in owed or one.employee_id not in told.get(groups[one.pk][0], Audience()).everybody
    }


def _group_of(notice: Notice) -> Group:
    _word, department, due = notice.key.partition("@")[0].split(":")
    return int(department), dt.date.fromisoformat(due)


def tell_returned(delivery: Delivery, *, reason: str) -> int:
    """Tell the liaisons of the department, and who handed it in, what must be mended."""
    people = set(audiences([delivery.department_id]).get(delivery.department_id, Audience()).first)
    employee = getattr(delivery.delivered_by, "employee", None)
    if employee:
        people.add(employee.pk)
    title = _("«%(title)s» was returned: it has to be mended") % {"title": delivery.obligation.title}
    return plan_notices(
        Notice(
            employee_id=person,
            kind=RETURNED_KIND,
            key=f"delivery:{delivery.pk}@returned-{delivery.edition}",
            title=title,
            text=reason,
            url=reverse("cimtra:area_delivery", args=[delivery.pk]),
            planned_for=timezone.localdate(),
        )
        for person in sorted(people)
    )


def no_longer_returned(notices: Sequence[Notice]) -> set[int]:
    """Ids of the notices whose delivery was mended, or is owed no more."""
    wanted = {one.pk: int(one.key.partition("@")[0].partition(":")[2]) for one in notices}
    returned = set(
        Delivery.objects.filter(pk__in=wanted.values(), state=Delivery.State.RETURNED).values_list("pk", flat=True)
    )
    return {pk for pk, delivery in wanted.items() if delivery not in returned}
