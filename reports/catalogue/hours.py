"""Hours of training per person and year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.api import Completion
from people.api import Employee

from .. import asof
from ..framework.asked import Asked
from ..framework.filters import COURSE, CUT_OFF, DEPARTMENT, SCOPE, SEARCH, Year
from ..framework.report import DATE, NUMBER, ORGANISATION_AS_TODAY, Figure, Findings, Report, ReportColumn, Rows
from ..naming import named_then
from ..progress import Person, plain
from .people import counted, figure, matches, person_columns, scope_of

SOURCES = (
    Completion.Source.ONLINE,
    Completion.Source.ATTENDANCE,
    Completion.Source.IMPORTED,
    Completion.Source.EQUIVALENCE,
    Completion.Source.DIAGNOSTIC,
)


@dataclass(slots=True)
class Hours:
    person: Person
    courses: int = 0
    by_source: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    last: dt.date | None = None
    is_on_roll: bool = True

    @property
    def total(self) -> Decimal:
        return sum(self.by_source.values(), start=Decimal())


def first_year() -> int | None:
    first = Completion.objects.order_by("completed_at").values_list("completed_at", flat=True).first()
    return timezone.localdate(first).year if first else None


class HoursReport(Report):
    slug = "horas-por-persona"
    title = gettext_lazy("Hours per person and year")
    answers = gettext_lazy("How many hours of training has each person completed in the year?")
    icon = "clock"
    order = 50
    filters = (Year("anio", gettext_lazy("Year"), first=first_year), DEPARTMENT, SCOPE, COURSE, SEARCH, CUT_OFF)
    default_order = "horas"
    told_as_today = ORGANISATION_AS_TODAY
    is_descending = True

    def columns(self, asked: Asked) -> list[ReportColumn]:
        return [
            *person_columns(lambda row: row.person),
            ReportColumn(
                "cursos", _("Courses completed"), lambda row: row.courses, 11, kind=NUMBER, sort=lambda row: row.courses
            ),
            ReportColumn(
                "horas", _("Hours"), lambda row: number(row.total), 9, kind=NUMBER, sort=lambda row: row.total
            ),
            *(
                ReportColumn(
                    f"horas-{source}",
                    _("Hours, %(source)s") % {"source": source.label},
                    lambda row, source=source: number(row.by_source.get(source, Decimal())),
                    10,
                    kind=NUMBER,
                    sort=lambda row, source=source: row.by_source.get(source, Decimal()),
                    is_shown=source in (Completion.Source.ONLINE, Completion.Source.ATTENDANCE),
                )
                for source in SOURCES
            ),
            ReportColumn(
                "ultima",
                _("Last completion"),
                lambda row: row.last,
                13,
                kind=DATE,
                sort=lambda row: row.last or dt.date.min,
            ),
            ReportColumn(
                "plantilla",
                _("On the roll"),
                lambda row: _("Yes") if row.is_on_roll else _("No longer"),
                12,
                sort=lambda row: row.is_on_roll,
                is_shown=False,
            ),
        ]

    def findings(self, asked: Asked) -> Findings:
        scope = scope_of(asked)
        found = {person.pk: Hours(person) for person in scope}
        self._add_completions(asked, found)
        rows = sorted(
            (one for one in found.values() if matches(asked, one.person)), key=lambda one: plain(one.person.name)
        )
        on_roll = [one for one in found.values() if one.is_on_roll]
        trained = sum(1 for one in on_roll if one.total)
        hours = sum((one.total for one in found.values()), start=Decimal())
        of_roll = sum((one.total for one in on_roll), start=Decimal())
        average = round(of_roll / len(on_roll), 1) if on_roll else Decimal()
        return Findings(
            rows=Rows(rows),
            denominator=counted(len(scope)),
            figures=[
                Figure(
                    _("Hours completed in %(year)d") % {"year": asked.get("anio")},
                    number(hours),
                    _("also by people who have left since"),
                ),
                Figure(_("Hours per person"), number(average), _("on average, of the active roll in this scope")),
                figure(_("People with at least one course"), trained, len(on_roll), state="completed"),
            ],
            totals={
                "numero": _("Total"),
                "cursos": sum(one.courses for one in rows),
                "horas": number(sum((one.total for one in rows), start=Decimal())),
                **{
                    f"horas-{source}": number(sum((one.by_source[source] for one in rows), start=Decimal()))
                    for source in SOURCES
                },
            },
        )

    @staticmethod
    def _add_completions(asked: Asked, found: dict[int, Hours]) -> None:
        """Add the year's completions as they were known on the day; also of people who have left since."""
        departments = asked.departments()
        names = asked.choices.organisation.names
        wanted = {names[pk] for pk in departments} if departments is not None else None
        leavers: dict[int, str] = {}
        for employee_id, source, hours, completed_at, department in completions_of(asked):
            one = found.get(employee_id)
            if one is None:
                # Who left is listed under the department that the completion froze.
                if wanted is not None and department not in wanted:
                    continue
                one = found[employee_id] = Hours(_leaver(employee_id, department), is_on_roll=False)
                leavers[employee_id] = department
            one.courses += 1
            one.by_source[source] += hours
            one.last = max(one.last or dt.date.min, timezone.localdate(completed_at))
        for employee in Employee.objects.filter(pk__in=leavers) if leavers else ():
            person = found[employee.pk].person
            person.number, person.name = employee.number, employee.sorting_name
        if leavers:
            named_then((found[pk].person for pk in leavers), asked.day)


def _leaver(pk: int, department: str) -> Person:
    return Person(
        pk=pk,
        number="",
        name="",
        department_id=None,
        department=department,
        office_id=None,
        office=department,
        post="",
    )


def completions_of(asked: Asked) -> Any:
    """(employee id, source, hours, moment, department then) of the year asked for, as known on the day; one query."""
    year = asked.get("anio")
    rows = asof.known_completions(asked.day).filter(
        completed_at__gte=asof.start_of_year(year), completed_at__lt=asof.start_of_year(year + 1)
    )
    if course := asked.get("curso"):
        rows = rows.filter(course=course)
    return rows.order_by("completed_at").values_list(
        "employee_id", "source", "hours", "completed_at", "department_name"
    )


def number(value: Decimal) -> int | float:
    """Hours as a spreadsheet adds them up: whole where they are whole."""
    return int(value) if value == value.to_integral_value() else float(value)
