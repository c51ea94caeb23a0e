"""Compares the people of a file with the roster and says what would happen, row by row; it writes nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from . import columns as c
from .guarding import end_acting, refuse_second_heads, refuse_taken
from .matching import Match, match
from .names import key_of, proper
from .places import Places, begin, closing, move
from .plan import MISSING_SHARE, Choices, Doubt, Kind, Leaver, Line, Plan, Refused
from .records import Record, Table
from .roll import Person, Roll
from .words import told

FACTS = ((c.EMAIL, "email"), (c.CURP, "curp"), (c.RFC, "rfc"))


class _Planner:
    def __init__(self, table: Table, roll: Roll, choices: Choices) -> None:
        self.table, self.roll, self.choices = table, roll, choices
        self.places = Places(roll, choices)
        self.plan = Plan(day=choices.day.isoformat(), read=len(table.records), remarks=list(table.remarks))
        self.lines: dict[int, Line] = {}
        self.seen: set[int] = set()
        self.rows_of: dict[int, list[Record]] = defaultdict(list)
        self.stated: list[Leaver] = []

    def run(self, actor_employee: int | None) -> Plan:
        for record in self.table.records:
            self._look_at(record)
        self._refuse_two_rows_of_one()
        self._doubt_namesakes()
        by_row = {record.row: record for record in self.table.records}
        absent = self._absent()
        leavers = [*self.stated, *absent]
        refuse_taken(self.lines, by_row, self.roll)
        refuse_second_heads(self.lines, by_row, leavers, self.roll)
        end_acting(self.lines, self.roll)
        self._gather(leavers)
        self.plan.absent = len(absent)
        self._ask_for_a_second(actor_employee)
        return self.plan

    # One row

    def _look_at(self, record: Record) -> None:
        found = match(record, self.roll, self.choices.twins.get(str(record.row)))
        self.seen |= {person.id for person in found.seen}
        if found.doubt:
            self.plan.doubts.append(found.doubt)
            if not found.person and found.doubt.decided != "new":
                record.refuse(c.NUMBER, found.doubt.reason)
        if found.person and not record.problems:
            self.rows_of[found.person.id].append(record)
        targets = (self.places.department_of(record), self.places.post_of(record))
        if record.problems:
            return
        line = self._line(record, found, targets)
        if record.problems:
            return
        if line and (line.fields or line.opens or line.closes or line.amends):
            if found.note:
                line.notes.append(found.note)
            self.lines[record.row] = line

    def _line(self, record: Record, found: Match, targets) -> Line | None:
        person = found.person
        if person is None:
            return self._new(record, targets)
        if not person.is_on_roll(self.roll.day):
            return self._rehired(record, person, targets)
        last_day = record.values.get(c.LEFT)
        if last_day and last_day != person.left_on:
            self._leaving(record, person, last_day)
            return None
        return self._changed(record, person, targets)

    def _new(self, record: Record, targets) -> Line | None:
        if record.values.get(c.LEFT):
            # Somebody who came and went before this roster began: nothing to enter.
            return None
        department, post = targets
        hired = self._day_of_hiring(record)
        self._refuse_without(record, department, post)
        if record.problems:
            return None
        number = self.roll.padded(record.values[c.NUMBER])
        line = Line(record.row, Kind.NEW, number, "")
        line.fields = {"number": [None, number], **_names(record), "hired_on": [None, hired.isoformat()]}
        line.fields |= {name: [None, record.values[field]] for field, name in FACTS if record.values.get(field)}
        line.name = _name_in(line)
        if number != record.values[c.NUMBER]:
            line.notes.append(_("The number gets the leading zeros that all others have."))
        begin(line, record, self.places, department, post, record.values.get(c.SINCE) or hired)
        return line

    def _day_of_hiring(self, record: Record) -> dt.date:
        hired = record.values.get(c.HIRED)
        if hired is None and c.HIRED in record.shown:
            record.refuse(c.HIRED, _("The day of hiring is missing, and the person is new."))
        since = record.values.get(c.SINCE)
        if hired and since and since < hired:
            record.refuse(c.SINCE, _("It is before the day of hiring."))
        return hired or self.choices.day

    def _refuse_without(self, record: Record, department, post) -> None:
        if department is None:
            record.refuse(c.DEPARTMENT, _("The department is missing, and the person is new."))
        if post is None:
            record.refuse(c.POST, _("The post is missing, and the person is new."))

    def _rehired(self, record: Record, person: Person, targets) -> Line | None:
        if record.values.get(c.LEFT):
            if record.values[c.LEFT] != person.left_on:
                words = {"day": told(person.left_on)}
                record.refuse(c.LEFT, _("Here the person left on %(day)s: correct it on the person's page.") % words)
            return None
        hired = record.values.get(c.HIRED)
        if hired is None or hired < person.left_on:
            reason = _("The person left on %(day)s. To hire again, write the new day of hiring, from that day on.")
            record.refuse(c.HIRED, reason % {"day": told(person.left_on)})
            return None
        department, post = targets
        self._refuse_without(record, department, post)
        if record.problems:
            return None
        line = Line(record.row, Kind.REHIRED, record.values[c.NUMBER], person.full_name, person.id)
        line.fields = self._differences(record, person)
        line.fields["hired_on"] = [person.hired_on.isoformat(), hired.isoformat()]
        line.fields["left_on"] = [person.left_on.isoformat(), None]
        if person.left_on > person.hired_on:
            line.service = [person.hired_on.isoformat(), person.left_on.isoformat()]
        begin(line, record, self.places, department, post, max(hired, record.values.get(c.SINCE) or hired))
        return line

    def _changed(self, record: Record, person: Person, targets) -> Line:
        line = Line(record.row, Kind.CHANGED, person.number, person.full_name, person.id)
        line.fields = self._differences(record, person)
        hired = record.values.get(c.HIRED)
        if hired and hired != person.hired_on:
            line.fields["hired_on"] = [person.hired_on.isoformat(), hired.isoformat()]
        move(line, record, person, self.places, targets)
        if line.opens or line.closes or line.amends:
            line.kind = Kind.MOVED
        return line

    def _differences(self, record: Record, person: Person) -> dict[str, list[Any]]:
        """What the row says otherwise. An empty cell says nothing, and a name in capitals is the same name."""
        changed: dict[str, list[Any]] = {}
        number = record.values.get(c.NUMBER)
        if number and self.roll.find(number) is not person:
            changed["number"] = [person.number, self.roll.padded(number)]
        if record.name and key_of(*record.name) != person.key:
            for name, (_was, becomes) in _names(record).items():
                if getattr(person, name) != becomes:
                    changed[name] = [getattr(person, name), becomes]
        for field, name in FACTS:
            value = record.values.get(field)
            if value and value.casefold() != getattr(person, name).casefold():
                changed[name] = [getattr(person, name), value]
        return changed

    # Those who go

    def _leaving(self, record: Record, person: Person, day: dt.date) -> None:
        if day < person.hired_on:
            record.refuse(c.LEFT, _("It is before the day of hiring."))
            return
        self.stated.append(self._leaver(person, day, record.row))

    def _leaver(self, person: Person, day: dt.date, row: int | None = None) -> Leaver:
        seats = self.roll.seats.get(person.id, ())
        ending = [seat for seat in seats if seat.starts_on < day and (seat.ends_on is None or seat.ends_on >= day)]
        return Leaver(
            employee=person.id,
            number=person.number,
            name=person.full_name,
            place=self.places.place_of(self.roll.main_seat(person)),
            left_on=day.isoformat(),
            row=row,
            closes=[closing(seat, day) for seat in ending],
            drops=[seat.id for seat in seats if seat.starts_on >= day],
            is_ticked=person.id in self.choices.leavers,
        )

    def _absent(self) -> list[Leaver]:
        """People on the roll whom no row names. Without a row for everybody the question makes no sense."""
        day = self.roll.day
        on_roll = [one for one in self.roll.people if one.hired_on <= day and one.left_on is None]
        self.plan.on_roll = len(on_roll)
        if not self.choices.proposes_leavers:
            return []
        named = {key_of(*record.name) for record in self.table.records if record.problems and record.name}
        missing = [one for one in on_roll if one.id not in self.seen and one.key not in named]
        return [self._leaver(one, max(day, one.hired_on)) for one in missing]

    # All rows together

    def _refuse_two_rows_of_one(self) -> None:
        for records in self.rows_of.values():
            for record in records if len(records) > 1 else ():
                other = next(one for one in records if one is not record)
                self._refuse(record, c.NUMBER, _("Row %(row)d is the same person.") % {"row": other.row})

    def _doubt_namesakes(self) -> None:
        """Two new people of one name, and no CURP that tells them apart, may be one person entered twice."""
        alike: dict[str, list[Record]] = defaultdict(list)
        for record in self.table.records:
            line = self.lines.get(record.row)
            if line and line.kind == Kind.NEW and record.name and not record.values.get(c.CURP):
                alike[key_of(*record.name)].append(record)
        for records in alike.values():
            for record in records[1:]:
                reason = _("Row %(row)d has the same name.") % {"row": records[0].row}
                decided = str(self.choices.twins.get(str(record.row), ""))
                self.plan.doubts.append(
                    Doubt(record.row, record.number, record.full_name, reason, candidates=[], decided=decided)
                )
                if decided != "new":
                    self._refuse(record, c.NUMBER, reason)

    def _refuse(self, record: Record, name: str, reason: str) -> None:
        record.refuse(name, reason)
        self.lines.pop(record.row, None)

    def _gather(self, leavers: list[Leaver]) -> None:
        plan = self.plan
        plan.lines = [self.lines[row] for row in sorted(self.lines)]
        for record in self.table.records:
            if record.problems:
                plan.refused.append(Refused(record.row, record.number, record.full_name, self._problems_of(record)))
        refused = {one.row for one in plan.refused}
        plan.leavers = [one for one in leavers if one.row not in refused]
        stated = sum(one.row is not None for one in plan.leavers)
        plan.unchanged = plan.read - len(plan.lines) - len(plan.refused) - stated
        plan.unknown_departments = dict(self.places.unknown_departments)
        plan.unknown_posts = dict(self.places.unknown_posts)

    def _problems_of(self, record: Record) -> list[dict[str, str]]:
        return [
            {
                "field": one.column,
                "column": self.table.headings.get(one.column) or str(c.FIELDS[one.column]),
                "value": one.value,
                "reason": one.reason,
            }
            for one in record.problems
        ]

    def _ask_for_a_second(self, actor_employee: int | None) -> None:
        plan = self.plan
        if plan.absent and plan.absent >= plan.on_roll * MISSING_SHARE:
            plan.second.append("missing")
        own = [line for line in plan.lines if line.employee == actor_employee and line.kind != Kind.CHANGED]
        if actor_employee and (own or any(one.employee == actor_employee and one.is_ticked for one in plan.leavers)):
            plan.second.append("own_row")


def _names(record: Record) -> dict[str, list[Any]]:
    given, first, second = (proper(part) for part in record.name)
    return {"given_names": [None, given], "first_surname": [None, first], "second_surname": [None, second]}


def _name_in(line: Line) -> str:
    parts = (line.fields[name][1] for name in ("given_names", "first_surname", "second_surname"))
    return " ".join(part for part in parts if part)


def plan_of(table: Table, *, roll: Roll, choices: Choices, actor_employee: int | None = None) -> Plan:
    """What `table` would do to `roll`. The employee id of whoever brings it tells whether it is about themselves."""
    return _Planner(table, roll, choices).run(actor_employee)
