"""The trend of a branch: the share of its people who had everything completed at the end of each month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from people.api import Employee

from ..models import MonthlyTally
from ..progress import COMPLETED, Organisation, percent_of, progress, tally
from ..tallies import month_ends

MONTHS = 6
WIDTH, HEIGHT, EDGE = 320, 96, 10


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a month, or today; `x` and `y` are its place in the drawing."""

    day: dt.date
    completed: int
    total: int
    x: float = 0
    y: float = 0

    @property
    def percent(self) -> int:
        return percent_of(self.completed, self.total) or 0


@dataclass(frozen=True, slots=True)
class Trend:
    points: list[Point]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def change(self) -> int:
        return self.last.percent - self.first.percent


def trend_of(branch: set[int], organisation: Organisation) -> Trend | None:
    """The last months of the departments `branch`, heads included; None before there are two months to compare.

    From the tallies of the months where the branch is made of whole direcciones, else worked out from dated rows: two
    queries for each month, whatever the number of people.
    """
    today = timezone.localdate()
    ends = month_ends(today - dt.timedelta(days=1), MONTHS)
    points = _from_tallies(branch, organisation, ends) or [_worked_out(branch, organisation, end) for end in ends]
    points = [point for point in points if point.total]
    points.append(_worked_out(branch, organisation, today))
    if len(points) < 2 or not points[-1].total:
        return None
    return Trend(_placed(points))


def _from_tallies(branch: set[int], organisation: Organisation, ends: list[dt.date]) -> list[Point]:
    """The points of `ends` when every month was counted and no dirección reaches beyond the branch; else none."""
    offices = {organisation.offices[pk] for pk in branch}
    if not offices <= branch:
        return []
    found: dict[dt.date, tuple[int, int]] = defaultdict(lambda: (0, 0))
    counted = set()
    rows = MonthlyTally.objects.filter(month__in=ends).values_list("month", "department_id", "counts", "total")
    for month, department_id, counts, total in rows:
        counted.add(month)
        if department_id in offices:
            completed, whole = found[month]
            found[month] = (completed + counts.get(COMPLETED, 0), whole + total)
    if counted != set(ends):
        return []
    return [Point(end, *found[end]) for end in ends]


def _worked_out(branch: set[int], organisation: Organisation, day: dt.date) -> Point:
    people = Employee.objects.active(day).of_departments(branch, day)
    counted = tally(progress(organisation=organisation, people=people, day=day))
    return Point(day, counted.of(COMPLETED), counted.total)


def _placed(points: list[Point]) -> list[Point]:
    step = (WIDTH - 2 * EDGE) / (len(points) - 1)
    high = HEIGHT - 2 * EDGE
    return [
        Point(point.day, point.completed, point.total, EDGE + number * step, EDGE + high * (1 - point.percent / 100))
        for number, point in enumerate(points)
    ]
