"""A head reminds somebody of a course: through the ledger of notices, once a week at most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.api import CoursePage, Enrolment, address_of
from people.api import Employee, Notice, plan_notice, team_of
from people.plugins import notice_checks, notice_kinds, notice_rests

from ..standing import standings

KIND = "reports.nudge"
REST = dt.timedelta(days=7)


class CannotRemind(ValueError):
    """A reminder that is not sent; its text says why."""


def register() -> None:
    notice_kinds.register(KIND, gettext_lazy("Reminder by the head"))
    notice_checks.register(KIND, no_longer_due)
    notice_rests.register(KIND, REST.days)


@transaction.atomic
def remind(*, by: Employee, employee: Employee, course_id: int) -> Notice:
    """Plan the reminder of one course to somebody whom `by` looks after.

    CannotRemind when that is not so today, when nothing of the course is missing, or when the person was reminded of
    it within a week, by whomever.
    """
    Employee.objects.select_for_update().get(pk=employee.pk)
    if not team_of(by).filter(pk=employee.pk).exists():
        raise CannotRemind(_("You look after nobody of that name today."))
    standing = next(standings(timezone.localdate(), people=[employee.pk], course_ids=[course_id]), None)
    if standing is None or not standing.is_missing:
        raise CannotRemind(_("%(name)s is not missing that course any more.") % {"name": employee.full_name})
    reminded_at = reminded_lately([employee.pk]).get((employee.pk, standing.enrolment_id))
    course = CoursePage.objects.get(pk=course_id)
    if reminded_at:
        raise CannotRemind(
            _("%(name)s was reminded of «%(course)s» on %(day)s already; once a week is enough.")
            % {"name": employee.full_name, "course": course.title, "day": _in_words(timezone.localdate(reminded_at))}
        )
    words = {"head": by.full_name, "course": course.title, "due": _in_words(standing.due_on)}
    return plan_notice(
        employee=employee,
        kind=KIND,
        key=f"enrolment:{standing.enrolment_id}@nudge:{timezone.localdate()}",
        title=_("%(head)s reminds you of «%(course)s»") % words,
        text=_("It is due on %(due)s.") % words if standing.due_on else "",
        url=address_of(course),
    )


def _in_words(day: dt.date | None) -> str:
    # Django's Mexican month names begin with a capital letter, which Spanish does not use.
    return date_format(day).lower() if day else ""


def reminded_lately(people: Collection[int]) -> dict[tuple[int, int], dt.datetime]:
    """When each person was reminded within a week, by employee and enrolment id; one query."""
    since = timezone.now() - REST
    rows = Notice.objects.filter(kind=KIND, employee__in=people, created_at__gt=since).order_by("created_at")
    return {(pk, _enrolment_of(key)): at for pk, key, at in rows.values_list("employee_id", "key", "created_at")}


def _enrolment_of(key: str) -> int:
    return int(key.partition("@")[0].removeprefix("enrolment:"))


def no_longer_due(notices: Sequence[Notice]) -> set[int]:
    """Of reminders that wait to be sent, those whose course was completed or is asked no more; one query."""
    by_enrolment = {notice.pk: _enrolment_of(notice.key) for notice in notices}
    missing = Q(completed_at=None) | Q(valid_until__lt=timezone.localdate())
    due = set(
        Enrolment.objects.filter(missing, pk__in=by_enrolment.values(), released_at=None).values_list("pk", flat=True)
    )
    return {pk for pk, enrolment_id in by_enrolment.items() if enrolment_id not in due}
