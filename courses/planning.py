"""The year's training plan: its lines with their totals, and another year's plan to start from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.dates import MONTHS

from .models import PlannedTraining


@dataclass(frozen=True)
class Plan:
    """The lines of one year."""

    year: int
    lines: list[PlannedTraining]

    @property
    def people(self) -> int:
        return sum(line.people for line in self.lines)

    @property
    def hours(self) -> Decimal:
        """What all planned people would spend together: the load of each course for each of them."""
        return sum((hours_of(line) for line in self.lines), Decimal(0))

    @property
    def courses(self) -> int:
        return len({line.course_id for line in self.lines})

    @property
    def in_a_room(self) -> int:
        """How many of the people would take their course in a room."""
        return sum(line.people for line in self.lines if line.modality == PlannedTraining.Modality.ROOM)


def plan_of(year: int) -> Plan:
    """The plan of `year` by month, course and department; one query."""
    lines = PlannedTraining.objects.filter(year=year).select_related("course", "department")
    return Plan(year, list(lines.order_by("month_from", "month_until", "course__title", "department__name", "pk")))


def hours_of(line: PlannedTraining) -> Decimal:
    return line.people * line.course.hours


def months_of(line: PlannedTraining) -> str:
    """«marzo», or «marzo – mayo»."""
    first, last = (str(MONTHS[month]).lower() for month in (line.month_from, line.month_until))
    return first if first == last else f"{first} – {last}"


def planned_years() -> list[int]:
    return list(PlannedTraining.objects.order_by("-year").values_list("year", flat=True).distinct())


@transaction.atomic
def copy_plan(*, from_year: int, to_year: int) -> int:
    """Copy the lines of one year that the other does not have yet; returns how many. Repeating it copies none."""
    known = {_what(line) for line in PlannedTraining.objects.select_for_update().filter(year=to_year)}
    missing = [line for line in plan_of(from_year).lines if _what(line) not in known]
    for line in missing:
        line.pk, line.year = None, to_year
        line._state.adding = True
    PlannedTraining.objects.bulk_create(missing)
    return len(missing)


def _what(line: PlannedTraining) -> tuple:
    """What makes two lines the same piece of the plan, however many people it counts."""
    return line.course_id, line.department_id, line.modality, line.month_from, line.month_until
