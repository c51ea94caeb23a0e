"""Saved views that are made into a file now and then; the people named get a notice with a link that expires."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Notice, Outcome, User, Work, WorkStopped, plan_notices, start_work

from ..framework.files import TooLarge
from ..models import ReportFile, ReportSchedule, SavedView
from .files import keep
from .saved_views import report_of

KIND = "reports.scheduled"
NOTICE = "scheduled_report"
DAYS_KEPT = 14


class CannotSchedule(Exception):
    """Nobody could be told of it; the message says what to do."""


def next_day(every: str, after: dt.date) -> dt.date:
    """The first day of `every` (week: Monday, month, quarter) later than `after`."""
    if every == ReportSchedule.Every.WEEK:
        return after + dt.timedelta(days=7 - after.weekday())
    months = 1 if every == ReportSchedule.Every.MONTH else 3 - (after.month - 1) % 3
    years, month = divmod(after.month - 1 + months, 12)
    return dt.date(after.year + years, month + 1, 1)


def possible_recipients() -> Iterable[User]:
    """Active accounts of people on the roster who may see reports."""
    return (
        User.objects.with_perm("reports.view_progress", backend="django.contrib.auth.backends.ModelBackend")
        .filter(employee__isnull=False)
        .select_related("employee")
        .order_by("employee__first_surname", "pk")
    )


@transaction.atomic
def schedule(
    *, view: SavedView, every: str, file_format: str, recipients: Iterable[User], owner: User
) -> ReportSchedule:
    """Have `view` made into a file from its next day on. Raises CannotSchedule without anybody to tell."""
    allowed = {user.pk for user in possible_recipients()}
    told = [user for user in recipients if user.pk in allowed]
    if not told:
        raise CannotSchedule(_("Choose at least one person who may see reports."))
    made = ReportSchedule.objects.create(
        view=view, every=every, format=file_format, owner=owner, next_on=next_day(every, timezone.localdate())
    )
    made.recipients.set(told)
    return made


def stop(schedule: ReportSchedule) -> None:
    """Make no more files; those that were made stay until they expire."""
    ReportSchedule.objects.filter(pk=schedule.pk).update(is_active=False)


def start_due(today: dt.date | None = None) -> int:
    """Ask the worker for what is due and move each schedule on; returns how many. After an outage one file each."""
    today, started = today or timezone.localdate(), 0
    due = ReportSchedule.objects.filter(is_active=True, next_on__lte=today).select_related("view", "owner")
    for one in due:
        with transaction.atomic():
            later = next_day(one.every, today)
            # Whoever moves it on starts it: two clocks at once start it once.
            moved = ReportSchedule.objects.filter(pk=one.pk, next_on=one.next_on).update(next_on=later)
            if moved:
                start_work(kind=KIND, title=one.view.name, owner=one.owner, parameters={"schedule": one.pk})
                started += 1
    return started


def make(work: Work) -> Outcome:
    """What the worker does: the file, then a notice to each recipient who may still see reports."""
    one = ReportSchedule.objects.select_related("view", "owner").filter(pk=work.parameters["schedule"]).first()
    report = report_of(one.view) if one else None
    if report is None:
        raise WorkStopped(_("The saved view or its report no longer exists. Save the view again and schedule it."))
    earlier = ReportFile.objects.filter(schedule=one, made_at__gte=work.created_at).first()
    try:
        file = earlier or keep(
            report=report,
            query=one.view.query,
            kind=ReportFile.Kind.SCHEDULED,
            file_format=one.format,
            period=timezone.localdate().isoformat(),
            author=one.owner.get_full_name() or one.owner.get_username(),
            schedule=one,
            expires_at=timezone.now() + dt.timedelta(days=DAYS_KEPT),
            owner=one.owner,
        )
    except TooLarge as error:
        raise WorkStopped(str(error)) from error
    told = plan_notices(_notices(one, file))
    return Outcome(note=_("The file is made; people told: %(number)d.") % {"number": told})


def _notices(one: ReportSchedule, file: ReportFile) -> Iterable[Notice]:
    allowed = {user.pk for user in possible_recipients()}
    for user in one.recipients.select_related("employee"):
        if user.pk in allowed:
            yield Notice(
                employee=user.employee,
                kind=NOTICE,
                key=f"report:{file.uuid}",
                title=_("Report ready: %(name)s") % {"name": one.view.name},
                text=_("You can take the file until %(day)s. Sign in with your own account.")
                % {"day": timezone.localtime(file.expires_at).strftime("%d/%m/%Y")},
                url=reverse("reports_kept:file", args=[file.uuid]),
            )
