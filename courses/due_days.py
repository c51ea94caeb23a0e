"""The due days of a person, for the calendar that the person subscribes to."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from people.api import CalendarEntry, Employee

from .outline import address_of
from .reminders import obliging


def due_day_entries(employee: Employee) -> list[CalendarEntry]:
    """One entry for the whole day on which each open duty of `employee` is due; one query."""
    enrolments = obliging().of(employee).filter(due_on__isnull=False).select_related("course", "requirement")
    return [
        CalendarEntry(
            uid=f"enrolment-{enrolment.pk}",
            summary=_("Due: «%(course)s»") % {"course": enrolment.course.title},
            description=enrolment.requirement.title if enrolment.requirement else "",
            day=enrolment.due_on,
            changed_at=max(filter(None, (enrolment.enrolled_at, enrolment.told_at))),
            url=address_of(enrolment.course),
        )
        for enrolment in enrolments.annotate(told_at=Max("duties__recorded_at"))
    ]
