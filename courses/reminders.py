"""Which notices training duties ask for, night by night: at the beginning, around the due day, and to the head.

What is told follows from dated rows and not from what was sent the night before, so a night that was missed is made up
for by the next one, with the newest occasion only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import Employee, Notice, notice_rules, plan_notices, superiors_of, working_calendar
from people.plugins import notice_checks, notice_kinds

from .models import Duty, Enrolment, Exemption
from .occasions import (
    AFTER,
    BEFORE,
    DUE,
    EXPIRED,
    GRACE,
    GRACE_ENDING,
    Dates,
    Timetable,
    is_for_the_head,
    occasion_on,
)

ASSIGNED, RENEWAL, HEAD = "courses.assigned", "courses.renewal", "courses.head"
KINDS = {
    ASSIGNED: gettext_lazy("Course assigned"),
    RENEWAL: gettext_lazy("Renewal opened"),
    BEFORE: gettext_lazy("Before the due day"),
    DUE: gettext_lazy("On the due day"),
    AFTER: gettext_lazy("After the due day"),
    GRACE: gettext_lazy("In grace"),
    GRACE_ENDING: gettext_lazy("End of grace"),
    EXPIRED: gettext_lazy("Completion expired"),
    HEAD: gettext_lazy("Delay, to the head"),
}
TITLES = {
    BEFORE: gettext_lazy("«%(course)s» is due on %(due)s"),
    DUE: gettext_lazy("«%(course)s» is due on %(due)s: it is the last day"),
    AFTER: gettext_lazy("«%(course)s» was due on %(due)s and is not completed"),
    GRACE: gettext_lazy("Your completion of «%(course)s» ended on %(valid)s; you are in grace until %(last)s"),
    GRACE_ENDING: gettext_lazy("The grace to renew «%(course)s» ends on %(last)s"),
    EXPIRED: gettext_lazy("Your completion of «%(course)s» ended on %(valid)s and is expired"),
    HEAD: gettext_lazy("«%(course)s» was due on %(due)s and is not completed"),
}
# How long after the beginning of a duty it is still news.
NEWS = dt.timedelta(days=14)
JOINED = {
    "course_title": "course__title",
    "old_end": "renews__valid_until",
    "grace_days": "requirement__grace_days",
}


def register() -> None:
    """Name the kinds of notices of courses, and say who tells whether one is no longer due."""
    for kind, word in KINDS.items():
        notice_kinds.register(kind, word)
        notice_checks.register(kind, no_longer_due)


def obliging(day: dt.date | None = None) -> QuerySet[Enrolment]:
    """Open enrolments that oblige their person on `day`: not released, not exempt, of people on the roll."""
    day = day or timezone.localdate()
    exemptions = Exemption.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        employee=OuterRef("employee"),
        requirement=OuterRef("requirement"),
        starts_on__lte=day,
        withdrawn_at=None,
    )
    people = Employee.objects.active(day)
    return Enrolment.objects.open().filter(~Exists(exemptions), released_at=None, employee__in=people)


def plan_reminders(day: dt.date | None = None) -> int:
    """What the night does: plan what duties ask to be told by `day`; returns how many notices are new.

    Safe to repeat. Costs the same queries for ten people or ten thousand, but for the writing, which goes by hundreds.
    """
    day = day or timezone.localdate()
    timetable = Timetable.of(notice_rules(), working_calendar())
    horizon = day + dt.timedelta(days=timetable.longest)
    rows = list(_told_rows(obliging(day).filter(due_on__lte=horizon)))
    return plan_notices([*_beginnings(day), *_occasions(rows, day, timetable), *_delays(rows, day, timetable)])


def _told_rows(enrolments: QuerySet[Enrolment]) -> QuerySet:
    """The enrolments as plain rows with what a notice needs: whole courses would be heavy for ten thousand."""
    joined = {name: F(path) for name, path in JOINED.items()}
    named = enrolments.order_by("due_on", "pk").annotate(**joined)
    return named.values_list("pk", "employee_id", "enrolled_at", "due_on", *JOINED, named=True)


def _dates(row) -> Dates:
    return Dates(
        begun_on=timezone.localdate(row.enrolled_at),
        due_on=row.due_on,
        valid_until=row.old_end,
        grace_days=row.grace_days or 0,
    )


def _beginnings(day: dt.date) -> Iterator[Notice]:
    """What was assigned, or is to be renewed, since a short time ago; a duty that only moved its day is no news."""
    first = ~Exists(Duty.objects.filter(enrolment=OuterRef("enrolment"), pk__lt=OuterRef("pk")))
    since = day - NEWS
    duties = Duty.objects.filter(first, ended_at=None, since__gte=since, since__lte=day, enrolment__in=obliging(day))
    for duty in duties.select_related("enrolment__course", "enrolment__renews").order_by("pk"):
        enrolment = duty.enrolment
        valid_until = enrolment.renews.valid_until if enrolment.renews else None
        yield Notice(
            employee_id=duty.employee_id,
            kind=RENEWAL if valid_until else ASSIGNED,
            key=f"enrolment:{enrolment.pk}@begun",
            title=_beginning_in_words(enrolment.course.title, valid_until, enrolment.due_on),
            text=duty.reason,
            url=reverse("courses:my_classroom"),
            planned_for=day,
        )


def _beginning_in_words(course: str, valid_until: dt.date | None, due_on: dt.date | None) -> str:
    words = {"course": course, "valid": _in_words(valid_until), "due": _in_words(due_on)}
    if valid_until:
        return _("You can renew «%(course)s» from now on: your completion counts until %(valid)s") % words
    if due_on:
        return _("«%(course)s» was assigned to you: complete it by %(due)s") % words
    return _("«%(course)s» was assigned to you") % words


def _occasions(rows: Sequence, day: dt.date, timetable: Timetable) -> Iterator[Notice]:
    for row in rows:
        if occasion := occasion_on(day, _dates(row), timetable):
            name = occasion.kind.rpartition(".")[2]
            yield _notice(row, row.employee_id, occasion.kind, f"{name}:{occasion.step}", day)


def _delays(rows: Sequence, day: dt.date, timetable: Timetable) -> Iterator[Notice]:
    """What heads are told: each delay once, to whoever looks after the person by then."""
    late = [row for row in rows if is_for_the_head(day, _dates(row), timetable)]
    superiors = superiors_of({row.employee_id for row in late}, day)
    for row in late:
        for head in superiors.get(row.employee_id, ()):
            yield _notice(row, head, HEAD, "head", day, about_id=row.employee_id)


def _notice(row, employee_id: int, kind: str, occasion: str, day: dt.date, **fields) -> Notice:
    """The due day belongs to the key: another day gives its own occasions."""
    dates = _dates(row)
    words = {"course": row.course_title, "due": dates.due_on, "valid": dates.valid_until, "last": dates.last_day}
    told = {name: value if name == "course" else _in_words(value) for name, value in words.items()}
    return Notice(
        employee_id=employee_id,
        kind=kind,
        key=f"enrolment:{row.pk}@{occasion}:{row.due_on.isoformat()}",
        title=str(TITLES[kind]) % told,
        url=_team_page() if kind == HEAD else reverse("courses:my_classroom"),
        planned_for=day,
        **fields,
    )


def _team_page() -> str:
    """The head's page; it belongs to an app that an installation may do without."""
    try:
        return reverse("reports:my_team")
    except NoReverseMatch:
        return ""


def _in_words(day: dt.date | None) -> str:
    return date_format(day, "DATE_FORMAT").lower() if day else ""


def no_longer_due(notices: Sequence[Notice]) -> set[int]:
    """The ids of `notices` of which nothing is left to tell: completed, released, exempt, or due on another day.

    What a head is told must still be about somebody whom that head looks after.
    """
    binding = dict(obliging().filter(pk__in={_enrolment_of(one) for one in notices}).values_list("pk", "due_on"))
    superiors = superiors_of({one.about_id for one in notices if one.kind == HEAD})
    return {one.pk for one in notices if not _is_due(one, binding, superiors)}


def _enrolment_of(notice: Notice) -> int:
    return int(notice.key.partition("@")[0].partition(":")[2])


def _is_due(notice: Notice, binding: dict[int, dt.date | None], superiors: dict[int, set[int]]) -> bool:
    enrolment = _enrolment_of(notice)
    if enrolment not in binding:
        return False
    if notice.kind == HEAD and notice.employee_id not in superiors.get(notice.about_id, ()):
        return False
    if notice.kind in {ASSIGNED, RENEWAL}:
        return True
    due_on = binding[enrolment]
    return due_on is not None and notice.key.endswith(f":{due_on.isoformat()}")
