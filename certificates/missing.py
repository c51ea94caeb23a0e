"""Completions that should have a constancia and have none: who they are, and issuing them as long work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.api import CERTIFIED_SOURCES, Completion
from people.api import Department, Outcome, User, Work, WorkStopped, report_progress

from .issuing import issue
from .selection import names_below

KIND = "certificates.issue_missing"
CHUNK = 200
TELL_EVERY = 20


def completions_without_certificate() -> QuerySet[Completion]:
    """Written while certificates was not installed, or by code that sends no signal; oldest first.

    What somebody else certified (imported, recognised) is never among them.
    """
    found = Completion.objects.filter(certificates=None, source__in=CERTIFIED_SOURCES)
    return found.order_by("completed_at", "pk")


@dataclass(frozen=True)
class Missing:
    """Which of them: completed between two days (inclusive), of a course, of a department with its branches."""

    since: dt.date | None = None
    until: dt.date | None = None
    course_id: int | None = None
    department_id: int | None = None

    @classmethod
    def of(cls, parameters: dict[str, Any]) -> Missing:
        days = {name: parameters.get(name) for name in ("since", "until")}
        return cls(
            **{name: dt.date.fromisoformat(day) if day else None for name, day in days.items()},
            course_id=parameters.get("course_id"),
            department_id=parameters.get("department_id"),
        )

    def as_parameters(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "course_id": self.course_id,
            "department_id": self.department_id,
        }

    def completions(self, *, asked_by: User | None) -> QuerySet[Completion]:
        """What `asked_by` may have issued: nobody certifies themselves."""
        found = completions_without_certificate()
        if asked_by:
            found = found.exclude(employee__user=asked_by)
        if self.since:
            found = found.filter(completed_at__date__gte=self.since)
        if self.until:
            found = found.filter(completed_at__date__lte=self.until)
        if self.course_id:
            found = found.filter(course=self.course_id)
        if self.department_id:
            department = Department.objects.filter(pk=self.department_id).first()
            found = found.filter(department_name__in=names_below(department)) if department else found.none()
        return found

    def leaves_out(self, user: User) -> bool:
        """Whether a completion of `user` is among those without one: a colleague has to issue it."""
        return self.completions(asked_by=None).filter(employee__user=user).exists()


def issue_missing(work: Work) -> Outcome:
    """What the worker does. Each is issued by itself, so an interruption loses nothing and a second run goes on."""
    waiting = Missing.of(work.parameters).completions(asked_by=work.owner)
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        raise WorkStopped(_("Nobody is without a constancia any more: there was nothing to issue."))
    for done, pk in enumerate(ids, start=1):
        issue(completion=Completion.objects.get(pk=pk), issued_by=work.owner)
        if done % TELL_EVERY == 0:
            report_progress(work, done, len(ids))
    note = ngettext(
        "%(number)d constancia was issued on %(day)s; its file is being made.",
        "%(number)d constancias were issued on %(day)s; their files are being made.",
        len(ids),
    )
    return Outcome(note=note % {"number": len(ids), "day": timezone.localdate().strftime("%d/%m/%Y")})
