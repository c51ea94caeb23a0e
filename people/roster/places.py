"""Where a row puts somebody: the department and post that are meant, and what changes in the appointments by it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..models import Department, Post
from . import columns as c
from .plan import Choices, Line
from .records import Record
from .roll import Person, Roll, Seat
from .words import fold, told

ONE_DAY = dt.timedelta(days=1)
CREATE = "create"
SEATS = (Department.Kind.COMMISSION, Department.Kind.COUNCIL)


@dataclass
class Places:
    """Looks departments and posts up, and gathers the names that nobody knows."""

    roll: Roll
    choices: Choices
    unknown_departments: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    unknown_posts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def department_of(self, record: Record) -> Department | None:
        """The department of a row; None where it names none, or one that cannot be taken (then it says so)."""
        name = c.DEPARTMENT_CODE if record.values.get(c.DEPARTMENT_CODE) else c.DEPARTMENT
        text = record.values.get(name)
        if not text:
            return None
        mapped = self.roll.departments.get(self.choices.departments.get(fold(text), 0))
        found = [mapped] if mapped else self.roll.departments_called(text)
        if len(found) > 1:
            found = [one for one in found if one.is_active] or found
        if not found:
            self.unknown_departments[text].append(record.row)
            record.refuse(name, _("There is no department of this name or code."))
        elif len(found) > 1:
            record.refuse(name, _("Several departments are called so: write the code of the one that is meant."))
        else:
            return self._usable(found[0], record, name)
        return None

    def _usable(self, department: Department, record: Record, name: str) -> Department | None:
        if not department.is_active or (department.ends_on and department.ends_on < self.roll.day):
            record.refuse(name, _("This department is not in use any more."))
        elif department.kind in SEATS:
            record.refuse(name, _("This is a commission or council: it has seats, nobody works there."))
        else:
            return department
        return None

    def post_of(self, record: Record) -> Post | None:
        """The post of a row, unsaved where it is to be created; None as above."""
        text = record.values.get(c.POST)
        if not text:
            return None
        folded = fold(text)
        choice = self.choices.posts.get(folded)
        if found := self.roll.post_names.get(folded) or self.roll.posts.get(choice):
            return found
        if choice == CREATE:
            return Post(name=post_name(text))
        self.unknown_posts[text].append(record.row)
        record.refuse(c.POST, _("There is no post of this name: say whether it is to be created."))
        return None

    def describe(self, department: Department | None, post: Post | None) -> str:
        return " · ".join(str(one) for one in (department, post) if one)

    def place_of(self, seat: Seat | None) -> str:
        if seat is None:
            return ""
        return self.describe(self.roll.departments.get(seat.department_id), self.roll.posts.get(seat.post_id))


def post_name(text: str) -> str:
    """A new post's name: what came all in capitals gets them at the start only."""
    return text if text != text.upper() else text[:1] + text[1:].lower()


def opening(
    department: Department, post: Post, day: dt.date, record: Record, *, ends_on: dt.date | None = None, **flags: bool
) -> dict[str, Any]:
    return {
        "department": department.pk,
        "post": post.pk,
        "post_name": "" if post.pk else post.name,
        "starts_on": day.isoformat(),
        "ends_on": ends_on.isoformat() if ends_on else None,
        "is_main": flags.get("is_main", True),
        "is_head": flags.get("is_head", False),
        "is_acting": flags.get("is_acting", False),
        "document": record.values.get(c.DOCUMENT) or "",
    }


def begin(line: Line, record: Record, places: Places, department: Department, post: Post, day: dt.date) -> None:
    """The first appointment of somebody new, or of somebody who comes back."""
    acting = bool(record.values.get(c.ACTING))
    head = bool(record.values.get(c.HEAD)) and not acting
    line.opens.append(opening(department, post, day, record, is_head=head))
    if acting:
        line.opens.append(opening(department, post, day, record, is_main=False, is_head=True, is_acting=True))
    line.place = ["", places.describe(department, post)]


def move(line: Line, record: Record, person: Person, places: Places, targets: tuple[Department | None, Post | None]):
    """Compare the row with the main appointment; the day comes from the row, else from the import."""
    seat = places.roll.main_seat(person)
    department = targets[0] or (places.roll.departments.get(seat.department_id) if seat else None)
    post = targets[1] or (places.roll.posts.get(seat.post_id) if seat else None)
    if department is None or post is None:
        if any(targets):
            record.refuse(c.POST if department else c.DEPARTMENT, _("It is missing, and there is no appointment yet."))
        return
    day = _day_of(record, seat, places.roll.day)
    _compare_main(line, record, person, places, seat, (department, post), day)
    _compare_acting(line, record, person, places, (department, post), day)


def _day_of(record: Record, seat: Seat | None, default: dt.date) -> dt.date:
    day = record.values.get(c.SINCE)
    if day is None:
        day = max(default, seat.starts_on) if seat else default
    return day


def _compare_main(line, record, person, places, seat: Seat | None, target, day: dt.date) -> None:
    department, post = target
    stays = seat is not None and (seat.department_id, seat.post_id) == (department.pk, post.pk)
    head = bool(record.values.get(c.HEAD)) and not record.values.get(c.ACTING)
    if c.HEAD not in record.shown:
        head = stays and seat.is_head
    if stays and seat.is_head == head:
        return
    line.place = [places.place_of(seat), places.describe(department, post)]
    if seat and day < seat.starts_on:
        name = c.SINCE if record.values.get(c.SINCE) else c.DEPARTMENT
        words = {"day": told(seat.starts_on), "place": line.place[0]}
        record.refuse(name, _("An appointment begins later, on %(day)s: %(place)s.") % words)
        return
    if day < person.hired_on:
        record.refuse(c.SINCE, _("It is before the day of hiring."))
        return
    last = person.left_on - ONE_DAY if person.left_on else None
    if seat and day == seat.starts_on:
        line.amends = {"id": seat.id, "head": head, "post_name": "" if post.pk else post.name}
        line.amends["department"] = [seat.department_id, department.pk]
        line.amends["post"] = [seat.post_id, post.pk]
        line.amends["is_head"] = [seat.is_head, head]
        return
    if seat and (seat.ends_on is None or seat.ends_on >= day):
        line.closes.append(closing(seat, day))
    line.opens.append(opening(department, post, day, record, ends_on=last, is_head=head))


def closing(seat: Seat, day: dt.date) -> dict[str, Any]:
    """The appointment ends on the day before `day`."""
    was = seat.ends_on.isoformat() if seat.ends_on else None
    return {"id": seat.id, "employee": seat.employee_id, "ends_on": [was, (day - ONE_DAY).isoformat()]}


def _compare_acting(line, record, person, places, target, day: dt.date) -> None:
    if c.ACTING not in record.shown:
        return
    department, post = target
    seats = [
        seat for seat in places.roll.seats.get(person.id, ()) if seat.is_acting and seat.department_id == department.pk
    ]
    if record.values.get(c.ACTING):
        if not seats:
            line.opens.append(opening(department, post, day, record, is_main=False, is_head=True, is_acting=True))
            line.place = line.place or [places.place_of(places.roll.main_seat(person)), places.describe(*target)]
        return
    for seat in seats:
        if seat.starts_on < day:
            line.closes.append(closing(seat, day))
            line.place = line.place or [places.describe(*target), places.describe(*target)]
