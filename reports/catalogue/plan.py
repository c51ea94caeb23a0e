"""The year's training plan: what was planned beside what was done."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Min
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.api import PlannedTraining
from people.api import Appointment

from .. import asof
from ..framework.asked import Asked
from ..framework.filters import COURSE, CUT_OFF, DEPARTMENT, SCOPE, Year
from ..framework.report import NUMBER, STATE, Figure, Findings, Report, ReportColumn, Rows
from ..progress import percent_of, plain
from .people import figure

DONE, UNDER_WAY, TO_COME, BEHIND = "completed", "in_progress", "not_started", "overdue"


@dataclass(slots=True)
class PlanLine:
    course: str
    department: str
    modality: str
    month_from: int
    month_until: int
    planned: int
    done: int
    state: str
    responsible: str

    @property
    def months(self) -> str:
        first, last = (str(MONTHS[month]).lower() for month in (self.month_from, self.month_until))
        return first if first == last else f"{first} – {last}"

    @property
    def left(self) -> int:
        return max(0, self.planned - self.done)

    @property
    def percent(self) -> int | None:
        return percent_of(self.done, self.planned)


def first_year() -> int | None:
    return PlannedTraining.objects.aggregate(first=Min("year"))["first"]


class PlanReport(Report):
    slug = "plan-anual"
    title = gettext_lazy("Annual training plan")
    answers = gettext_lazy("Of what was planned for the year, how much has been done?")
    icon = "calendar"
    order = 60
    filters = (Year("anio", gettext_lazy("Year"), first=first_year), DEPARTMENT, SCOPE, COURSE, CUT_OFF)
    default_order = "meses"
    told_as_today = gettext_lazy(
        "The lines of the plan and the names and the tree of departments are those of today; what was done is of that "
        "day."
    )
    identifying = 1

    def columns(self, asked: Asked) -> list[ReportColumn]:
        return [
            ReportColumn(
                "curso", _("Course"), lambda row: row.course, 38, sort=lambda row: plain(row.course), is_heading=True
            ),
            ReportColumn("direccion", _("Department"), lambda row: row.department, 30, sort=lambda row: row.department),
            ReportColumn("modalidad", _("Modality"), lambda row: row.modality, 13, sort=lambda row: row.modality),
            ReportColumn(
                "meses", _("Months"), lambda row: row.months, 20, sort=lambda row: (row.month_from, row.month_until)
            ),
            ReportColumn(
                "planeado", _("People planned"), lambda row: row.planned, 11, kind=NUMBER, sort=lambda row: row.planned
            ),
            ReportColumn(
                "realizado", _("People trained"), lambda row: row.done, 11, kind=NUMBER, sort=lambda row: row.done
            ),
            ReportColumn(
                "faltan", _("Still to train"), lambda row: row.left, 11, kind=NUMBER, sort=lambda row: row.left
            ),
            ReportColumn(
                "porcentaje", _("Done (%)"), lambda row: row.percent, 9, kind=NUMBER, sort=lambda row: row.percent or 0
            ),
            ReportColumn(
                "estado",
                _("State"),
                lambda row: plan_word(row.state),
                16,
                kind=STATE,
                state=lambda row: row.state,
                sort=lambda row: row.state,
            ),
            ReportColumn("responsable", _("Responsible"), lambda row: row.responsible, 28),
        ]

    def findings(self, asked: Asked) -> Findings:
        year = asked.get("anio")
        plan = (
            PlannedTraining.objects.filter(year=year)
            .select_related("course", "department")
            .order_by("month_from", "pk")
        )
        if course := asked.get("curso"):
            plan = plan.filter(course=course)
        if (departments := asked.departments()) is not None:
            plan = plan.filter(department__in=departments)
        plan = list(plan.order_by("month_from", "pk"))
        trained, unplanned = trained_people(asked, {line.course_id for line in plan}, year)
        rows = [_line(line, trained.get(line.course_id, ()), asked) for line in plan]
        planned, done = sum(row.planned for row in rows), sum(row.done for row in rows)
        behind = sum(1 for row in rows if row.state == BEHIND)
        # More people than planned in one course do not make up for another one that is behind.
        within = sum(min(row.done, row.planned) for row in rows)
        return Findings(
            rows=Rows(rows),
            denominator=_("%(lines)d lines of the plan of %(year)d, with places for %(people)d people.")
            % {"lines": len(rows), "year": year, "people": planned},
            figures=[
                figure(_("Places of the plan that are filled"), within, planned, state="completed"),
                figure(_("Lines that are behind"), behind, len(rows), state="overdue"),
                Figure(
                    _("Completions outside of the plan"),
                    unplanned,
                    _("of courses that have no line in this list, in %(year)d") % {"year": year},
                ),
            ],
            totals={"curso": _("Total"), "planeado": planned, "realizado": done, "faltan": sum(r.left for r in rows)},
            why_empty=(
                _("There is no plan for this year"),
                _("Enter its lines under «Training plan»: course, months, and how many people."),
            ),
        )


def plan_word(state: str) -> str:
    return {
        DONE: _("Fulfilled"),
        UNDER_WAY: _("Under way"),
        TO_COME: _("To come"),
        BEHIND: _("Behind"),
    }[state]


def _line(line: PlannedTraining, trained: list[tuple[int, dt.date, set[int]]], asked: Asked) -> PlanLine:
    first = dt.date(line.year, line.month_from, 1)
    last = dt.date(line.year, line.month_until, calendar.monthrange(line.year, line.month_until)[1])
    branch = asked.choices.organisation.with_branches(line.department_id) if line.department_id else None
    people = {
        employee_id
        for employee_id, day, departments in trained
        if first <= day <= last and (branch is None or departments & branch)
    }
    return PlanLine(
        course=line.course.title,
        department=line.department.name if line.department else _("Whole municipality"),
        modality=line.get_modality_display(),
        month_from=line.month_from,
        month_until=line.month_until,
        planned=line.people,
        done=len(people),
        state=_state(len(people), line.people, first, last, asked.day),
        responsible=line.responsible,
    )


def _state(done: int, planned: int, first: dt.date, last: dt.date, day: dt.date) -> str:
    if done >= planned:
        return DONE
    if day > last:
        return BEHIND
    return UNDER_WAY if day >= first else TO_COME


def trained_people(
    asked: Asked, course_ids: set[int], year: int
) -> tuple[dict[int, list[tuple[int, dt.date, set[int]]]], int]:
    """For each course, who completed it in the year, when, and in which departments they worked that day: two queries.

    The number beside it is of the completions of courses that are not among `course_ids`.
    """
    end = asof.start_of_year(year + 1)
    rows = asof.known_completions(asked.day).filter(completed_at__gte=asof.start_of_year(year), completed_at__lt=end)
    served: dict[int, list[tuple[dt.date, dt.date | None, int]]] = defaultdict(list)
    appointments = Appointment.objects.filter(starts_on__lt=timezone.localdate(end), is_main=True)
    for employee_id, starts_on, ends_on, department_id in appointments.values_list(
        "employee_id", "starts_on", "ends_on", "department_id"
    ):
        served[employee_id].append((starts_on, ends_on, department_id))
    found, others = defaultdict(list), 0
    for employee_id, course_id, completed_at in rows.values_list("employee_id", "course_id", "completed_at"):
        if course_id not in course_ids:
            others += 1
            continue
        day = timezone.localdate(completed_at)
        places = {pk for first, last, pk in served[employee_id] if first <= day and (last is None or day <= last)}
        found[course_id].append((employee_id, day, places))
    return found, others
