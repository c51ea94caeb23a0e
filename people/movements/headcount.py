"""The plantilla on any day: who works where, who heads what, which places have no head."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from ..models import Appointment, Department, Employee
from ..organisation import SEATS, departments_on


@dataclass(slots=True)
class Holder:
    """Somebody who holds a place: head, in charge for the time being, or member of a commission or council."""

    employee_id: int
    name: str
    post: str
    starts_on: dt.date
    ends_on: dt.date | None
    is_head: bool
    is_acting: bool


@dataclass(slots=True)
class Place:
    """One department on the day: `own` people work in it, `whole` with everything below it."""

    department: Department
    own: int = 0
    whole: int = 0
    holders: list[Holder] = field(default_factory=list)

    @property
    def is_seat(self) -> bool:
        return self.department.kind in SEATS

    @property
    def heads(self) -> list[Holder]:
        return [one for one in self.holders if one.is_head and not one.is_acting]

    @property
    def acting(self) -> list[Holder]:
        return [one for one in self.holders if one.is_acting]

    @property
    def members(self) -> list[Holder]:
        return [one for one in self.holders if not one.is_head]

    @property
    def is_vacant(self) -> bool:
        """Nobody heads it by an appointment of their own; somebody may be in charge for the time being."""
        return not self.heads


@dataclass(slots=True)
class Headcount:
    day: dt.date
    places: list[Place]
    total: int
    without_appointment: int

    @property
    def placed(self) -> int:
        return self.total - self.without_appointment

    @property
    def offices(self) -> list[Place]:
        return [place for place in self.places if not place.is_seat]

    @property
    def seats(self) -> list[Place]:
        return [place for place in self.places if place.is_seat]

    @property
    def vacancies(self) -> list[Place]:
        """Offices without a head of their own, in the order of the tree."""
        return [place for place in self.offices if place.is_vacant]


def headcount(day: dt.date | None = None) -> Headcount:
    """The plantilla of `day` (today by default), in five queries whatever the size.

    Everybody on the roll counts once, where the main appointment of that day is; people without one are told apart,
    so that the parts add up to the total.
    """
    day = day or timezone.localdate()
    on_the_roll = Employee.objects.active(day)
    mains = Appointment.objects.on(day).filter(is_main=True, employee__in=on_the_roll)
    # Two main appointments may overlap for a day: the later one, read last, counts.
    working = dict(mains.order_by("starts_on", "pk").values_list("employee_id", "department_id"))
    existing = departments_on(day)
    # Where people still work exists for this purpose, whatever its own dates say.
    places = {
        department.pk: Place(department)
        for department in Department.objects.order_by("path")
        if department.pk in existing or department.pk in set(working.values())
    }
    _count(places, Counter(working.values()))
    for pk, holders in holders_on(day).items():
        if pk in places:
            places[pk].holders = holders
    total = on_the_roll.count()
    return Headcount(day, list(places.values()), total, total - len(working))


def _count(places: dict[int, Place], numbers: Counter) -> None:
    by_path = {place.department.path: place for place in places.values()}
    for pk, number in numbers.items():
        place = places[pk]
        place.own = number
        path = place.department.path
        for length in range(Department.steplen, len(path) + 1, Department.steplen):
            if above := by_path.get(path[:length]):
                above.whole += number


def holders_on(day: dt.date) -> dict[int, list[Holder]]:
    """For each department id its heads, those in charge and the members of commissions and councils; one query."""
    rows = Appointment.objects.on(day).filter(employee__in=Employee.objects.active(day))
    rows = rows.filter(is_head=True) | rows.filter(department__kind__in=SEATS)
    found: dict[int, list[Holder]] = defaultdict(list)
    ordered = rows.select_related("employee", "post").order_by("is_acting", "-is_head", "employee__first_surname", "pk")
    for row in ordered:
        found[row.department_id].append(
            Holder(
                employee_id=row.employee_id,
                name=row.employee.full_name,
                post=row.post.name,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                is_head=row.is_head,
                is_acting=row.is_acting,
            )
        )
    return found
