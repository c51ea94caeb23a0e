"""What people were told about it: of deliveries, findings and the training that helps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import Enrolment, TrainingRequirement
from people.api import Column, Notice
from people.plugins import notice_kinds

from ...models import Delivery, Finding
from ..parts import Section, Table
from ..scope import Scope

SENT = (Notice.State.SENT, Notice.State.UNSURE, Notice.State.SHOWN, Notice.State.BOUNCED)
#: The words that the keys of notices about CIMTRA begin with, and the one of reminders of training.
OWN_KEYS, TRAINING_KEY = ("delivery:", "deliveries:", "finding:"), "enrolment:"


def section(scope: Scope) -> Section:
    notices = list(_notices(scope))
    return Section(
        slug="7-avisos",
        title=_("What people were told"),
        notes=[_("Only what was sent or shown on the site by that day is told here.")],
        tables=[_one_by_one(scope, notices) if scope.names else _by_month(notices)],
    )


def _notices(scope: Scope) -> Iterator[Notice]:
    """What went out by the day about a delivery, a finding or a course of this pack; four queries."""
    subjects = _subjects(scope)
    about = Q(key__startswith=TRAINING_KEY, employee__in=scope.people_ids)
    for word in OWN_KEYS:
        about |= Q(key__startswith=word)
    rows = Notice.objects.filter(about, state__in=SENT, settled_at__lt=scope.end)
    for notice in rows.select_related("employee").order_by("settled_at", "pk"):
        # What stands before the «@» is the subject: see people.api.plan_notice.
        if notice.key.partition("@")[0] in subjects:
            yield notice


def _subjects(scope: Scope) -> set[str]:
    deliveries = Delivery.objects.filter(obligation__in=list(scope.aspects_of_obligation))
    told = list(deliveries.values_list("pk", "department_id", "due_on"))
    findings = Finding.objects.filter(aspect__in=scope.aspect_ids)
    if scope.pack.round_id:
        findings = Finding.objects.filter(round=scope.pack.round_id)
    needed = {pk for ids in scope.requirements_of.values() for pk in ids}
    courses = TrainingRequirement.courses.through.objects.filter(trainingrequirement__in=needed).values("coursepage")
    enrolments = Enrolment.objects.filter(employee__in=scope.people_ids, course__in=courses)
    return (
        {f"delivery:{pk}" for pk, _department, _due in told}
        # Reminders speak of all that one department owes by one day.
        | {f"deliveries:{department}:{due.isoformat()}" for _pk, department, due in told}
        | {f"finding:{pk}" for pk in findings.values_list("pk", flat=True)}
        | {f"{TRAINING_KEY}{pk}" for pk in enrolments.values_list("pk", flat=True)}
    )


def _kind(notice: Notice) -> str:
    return str(notice_kinds[notice.kind]) if notice.kind in notice_kinds else notice.kind


def _one_by_one(scope: Scope, notices: list[Notice]) -> Table:
    columns = [
        Column(_("Told on"), lambda one: one.settled_at, 18),
        Column(_("Kind"), _kind, 34),
        Column(_("To whom"), lambda one: one.employee.sorting_name, 36),
        Column(_("What it said"), lambda one: one.title, 60),
        Column(_("What became of it"), lambda one: one.get_state_display(), 24),
    ]
    if scope.details:
        columns.append(Column(_("Read"), lambda one: one.read_at, 18))
    return Table(_("Notices, one by one"), columns, notices)


def _by_month(notices: list[Notice]) -> Table:
    found = Counter((f"{timezone.localtime(one.settled_at):%Y-%m}", _kind(one)) for one in notices)
    return Table(
        _("Notices by month"),
        [
            Column(_("Month"), lambda row: row[0][0], 12),
            Column(_("Kind"), lambda row: row[0][1], 40),
            Column(_("Notices"), lambda row: row[1], 10),
        ],
        sorted(found.items()),
    )
