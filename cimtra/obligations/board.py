"""The board: department × obligation, with the quarters of a year, and the calendar of last days."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max, Min, QuerySet

from people.api import Department

from ..models import Delivery, Obligation
from .lights import LIGHTS, ORDER, Light, light_of, worst
from .look import Row, rows_of

# The column of what is delivered once for the whole year stands after the four quarters.
WHOLE_YEAR = 5
COLUMNS = range(1, WHOLE_YEAR + 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """The deliveries of one obligation in one column: how many, the worst light, and which one if it is one."""

    light: Light
    number: int
    pk: int | None


@dataclass(slots=True)
class Line:
    obligation: Obligation
    cells: list[Cell | None]


@dataclass(slots=True)
class Place:
    """A department with its lines; `lights` counts its deliveries of the year by light."""

    department: Department
    lines: list[Line] = field(default_factory=list)
    lights: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def counts(self) -> list[tuple[Light, int]]:
        """The worst first."""
        return [(light, self.lights[key]) for key, light in LIGHTS.items() if key in self.lights]


def column_of(delivery: Delivery) -> int:
    """The quarter in which its period ends, or WHOLE_YEAR."""
    if (delivery.period_end - delivery.period_start).days > 190:
        return WHOLE_YEAR
    return (delivery.period_end.month + 2) // 3


def board(deliveries: QuerySet[Delivery], *, year: int, today: dt.date) -> list[Place]:
    """What of `deliveries` belongs to periods that end in `year`, by department and obligation; one query."""
    found = (
        deliveries.filter(period_end__year=year)
        .select_related("obligation", "department")
        .order_by("department__path", "obligation__kind", "obligation__title", "obligation", "period_end", "pk")
    )
    places: dict[int, Place] = {}
    lines: dict[tuple[int, int], dict[int, list[Delivery]]] = {}
    for one in found:
        place = places.setdefault(one.department_id, Place(one.department))
        key = (one.department_id, one.obligation_id)
        if key not in lines:
            lines[key] = defaultdict(list)
            place.lines.append(Line(one.obligation, []))
        lines[key][column_of(one)].append(one)
        place.lights[light_of(one, today).key] += 1
    for place in places.values():
        for line in place.lines:
            in_columns = lines[place.department.pk, line.obligation.pk]
            line.cells = [_cell(in_columns.get(column, []), today) for column in COLUMNS]
    return list(places.values())


def _cell(deliveries: list[Delivery], today: dt.date) -> Cell | None:
    if not deliveries:
        return None
    light = worst([light_of(one, today) for one in deliveries])
    return Cell(light, len(deliveries), deliveries[0].pk if len(deliveries) == 1 else None)


def years_of(deliveries: QuerySet[Delivery], today: dt.date) -> list[int]:
    """The years that have deliveries, this one always among them; one query."""
    ends = deliveries.aggregate(first=Min("period_end"), last=Max("period_end"))
    first, last = ends["first"] or today, ends["last"] or today
    return list(range(min(first.year, today.year), max(last.year, today.year) + 1))


@dataclass(frozen=True, slots=True)
class Day:
    """`counts` are pairs of a light and how many deliveries show it, the worst first."""

    day: dt.date
    in_month: bool
    is_today: bool
    counts: tuple[tuple[Light, int], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Month:
    first: dt.date
    weeks: list[list[Day]]

    @property
    def days(self) -> list[Day]:
        """Those of the month itself that have something."""
        return [day for week in self.weeks for day in week if day.in_month and day.rows]

    @property
    def before(self) -> dt.date:
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> dt.date:
        return (self.first + dt.timedelta(days=32)).replace(day=1)


def month_of(deliveries: QuerySet[Delivery], *, first: dt.date, today: dt.date) -> Month:
    """The weeks of the month that begins on `first`, Monday to Sunday, with what is due on each day; one query."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    due = deliveries.filter(due_on__gte=weeks[0][0], due_on__lte=weeks[-1][-1])
    by_day = defaultdict(list)
    for row in rows_of(due.order_by("due_on", "department__path", "obligation__title"), today):
        by_day[row.delivery.due_on].append(row)
    return Month(first, [[_day(day, first, today, by_day.get(day, [])) for day in week] for week in weeks])


def _day(day: dt.date, first: dt.date, today: dt.date, rows: list[Row]) -> Day:
    return Day(day, day.month == first.month, day == today, counts_of(row.light for row in rows), tuple(rows))


def counts_of(lights: Iterable[Light]) -> tuple[tuple[Light, int], ...]:
    counts: dict[Light, int] = defaultdict(int)
    for light in lights:
        counts[light] += 1
    return tuple((light, counts[light]) for light in sorted(counts, key=lambda light: ORDER[light.key]))
