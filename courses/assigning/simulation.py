"""For whom, since when, by when and why: what an assignment does on a day, worked out without writing anything.

The simulator shows a Simulation and applying.py writes one, so that what was shown is what happens.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Duty
from .audience import Belonging, belonging, reason_of
from .due import Due, Milestones, due_of
from .facts import Cycle, Facts, OpenDuty, facts_of
from .roll import Person, Roll, roll_on
from .rules import Rule


class Outcome(TextChoices):
    """What an assignment means for one person."""

    NEW = "new", _("Will be enrolled")
    JOINED = "joined", _("Already enrolled: gets this reason")
    CHANGED = "changed", _("Gets another due day")
    KEPT = "kept", _("Stays as it is")
    COVERED = "covered", _("Has completed it")
    EXEMPT = "exempt", _("Exempt")
    RELEASED = "released", _("No longer has to")


class Closing(NamedTuple):
    """A Duty row (id) that ends, and why (Duty.Ended)."""

    duty_id: int
    ended: str


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One person. `opens` says whether a Duty row is written, for `enrolment_id` or for a new cycle of `course_id`."""

    employee_id: int
    number: str
    name: str
    department: str
    post: str
    outcome: Outcome
    reason: str = ""
    since: dt.date | None = None
    due_on: dt.date | None = None
    due_before: dt.date | None = None
    is_least: bool = False
    enrolment_id: int | None = None
    course_id: int | None = None
    cycle: int = 1
    renews_id: int | None = None
    opens: bool = False
    closes: tuple[Closing, ...] = ()

    @property
    def writes_something(self) -> bool:
        return self.opens or bool(self.closes)


@dataclasses.dataclass(frozen=True)
class Simulation:
    """The lines in order of name; `day` is today, or the day it starts when that is to come.

    Without a `course` nobody can be enrolled: then there are no lines and nothing happens.
    """

    rule: Rule
    day: dt.date
    course_id: int | None
    lines: tuple[Line, ...]

    @property
    def counts(self) -> Counter:
        return Counter(line.outcome for line in self.lines)

    @property
    def changes(self) -> int:
        return sum(line.writes_something for line in self.lines)

    @property
    def digest(self) -> str:
        """Differs when something else would happen than what was shown."""
        shown = [
            [line.employee_id, line.outcome, line.reason, line.since, line.due_on, line.course_id]
            for line in sorted(self.lines, key=lambda line: line.employee_id)
        ]
        text = json.dumps([self.day, shown], default=str, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def of(self, *outcomes: str) -> list[Line]:
        return [line for line in self.lines if line.outcome in outcomes]


def simulate(
    rule: Rule,
    *,
    day: dt.date | None = None,
    employees: Collection[int] | None = None,
    roll: Roll | None = None,
    stored: Rule | None = None,
) -> Simulation:
    """What `rule` does on `day` (today by default, or the day it starts), to everybody or to `employees` (ids) only.

    `stored` is the rule as it was before a change that is only proposed. A roll that is at hand is used; the number of
    queries is the same for ten people and for ten thousand.
    """
    day = max(day or timezone.localdate(), rule.starts_on)
    roll = roll or roll_on(day, employees)
    facts = facts_of(rule, day, employees)
    if rule.is_active and not facts.courses:
        return Simulation(rule=rule, day=day, course_id=None, lines=())
    draft = _Draft(rule, day, roll, facts, stored)
    lines = [line for pk in sorted({*roll.people, *facts.duties}) if (line := draft.line_of(pk))]
    lines.sort(key=lambda line: (line.name.casefold(), line.number))
    return Simulation(rule=rule, day=day, course_id=facts.course_id, lines=tuple(lines))


class _Draft(NamedTuple):
    """Works out the line of one person after another."""

    rule: Rule
    day: dt.date
    roll: Roll
    facts: Facts
    stored: Rule | None

    def line_of(self, pk: int) -> Line | None:
        """The line of the person; None when the assignment neither reaches nor has reached them."""
        person = self.roll.people.get(pk)
        found = belonging(self.rule, person, self.roll) if person and self.rule.is_active else None
        open_duties = self.facts.duties.get(pk, [])
        if found is None:
            return self._released(pk, person, open_duties) if open_duties else None
        if pk in self.facts.exempt:
            return self._exempt(person, found, open_duties)
        return self._reached(person, found, open_duties)

    def _line(self, person: Person, outcome: Outcome, **values) -> Line:
        main = person.main
        return Line(
            employee_id=person.pk,
            number=person.number,
            name=person.name,
            department=main.department if main else "",
            post=main.post if main else "",
            outcome=outcome,
            **values,
        )

    def _released(self, pk: int, person: Person | None, duties: list[OpenDuty]) -> Line:
        if person is None:
            ended = Duty.Ended.LEFT
        elif not self.rule.is_active or (self.stored and belonging(self.stored, person, self.roll)):
            ended = Duty.Ended.WITHDRAWN
        else:
            ended = Duty.Ended.MOVED
        is_done = all(duty.is_done for duty in duties)
        current = duties[-1]
        return self._line(
            person or Person(pk, current.number, current.name, self.day),
            Outcome.COVERED if is_done else Outcome.RELEASED,
            reason=str(Duty.Ended(ended).label),
            due_before=current.due_on,
            enrolment_id=current.enrolment_id,
            closes=tuple(Closing(duty.pk, ended) for duty in duties),
        )

    def _exempt(self, person: Person, found: Belonging, duties: list[OpenDuty]) -> Line:
        return self._line(
            person,
            Outcome.EXEMPT,
            reason=reason_of(self.rule, person, found),
            due_before=duties[-1].due_on if duties else None,
            closes=tuple(Closing(duty.pk, Duty.Ended.EXEMPT) for duty in duties),
        )

    def _reached(self, person: Person, found: Belonging, duties: list[OpenDuty]) -> Line:
        cycle = self._cycle_for(person.pk, duties)
        here = next((duty for duty in duties if cycle and duty.enrolment_id == cycle.pk), None)
        replaced = tuple(
            Closing(duty.pk, Duty.Ended.REPLACED if duty.enrolment_id in self.facts.known else Duty.Ended.WITHDRAWN)
            for duty in duties
            if duty is not here
        )
        values = {"reason": here.reason if here else reason_of(self.rule, person, found), "closes": replaced}
        if cycle and cycle.is_done:
            since = here.reached if here else self.day
            return self._line(person, Outcome.COVERED, since=since, enrolment_id=cycle.pk, opens=here is None, **values)
        due = self._due(person, cycle, here)
        values |= {"due_on": due.day, "is_least": due.is_least, "since": here.reached if here else self.day}
        if cycle is None:
            return self._line(person, Outcome.NEW, opens=True, **values, **self._new_cycle(person.pk))
        values |= {"enrolment_id": cycle.pk, "course_id": cycle.course_id}
        if here is None:
            return self._line(person, Outcome.JOINED, opens=True, due_before=cycle.due_on, **values)
        if here.due_on == due.day:
            return self._line(person, Outcome.KEPT, due_before=here.due_on, **values)
        values["closes"] = (*replaced, Closing(here.pk, Duty.Ended.CHANGED))
        return self._line(person, Outcome.CHANGED, opens=True, due_before=here.due_on, **values)

    def _due(self, person: Person, cycle: Cycle | None, here: OpenDuty | None) -> Due:
        renewed = self.facts.known.get(cycle.renews_id) if cycle else None
        milestones = Milestones(
            reached=here.reached if here else self.day,
            hired_on=person.hired_on,
            appointed_on=person.main.starts_on if person.main and person.main.is_main else None,
            counts_until=renewed.valid_until if renewed else None,
        )
        return due_of(self.rule, milestones, self.roll.calendar)

    def _cycle_for(self, pk: int, duties: list[OpenDuty]) -> Cycle | None:
        """The cycle that answers for the person: a completion that counts, or what is open; None when neither.

        While a cycle that renews a completion is open, that completion no longer answers: the renewal does.
        """
        held = {duty.enrolment_id for duty in duties}
        cycles = [cycle for cycle in self.facts.cycles.get(pk, []) if self.facts.answers(cycle, held)]
        opened = [cycle for cycle in cycles if not cycle.is_done and self.facts.is_takeable(cycle)]
        renewing = next((cycle for cycle in opened if cycle.renews_id in self.facts.known), None)
        lasting = [cycle for cycle in cycles if cycle.counts_on(self.day)]
        if renewing:
            renewed = self.facts.known[renewing.renews_id]
            lasting = [cycle for cycle in lasting if cycle.lasts_longer_than(renewed)]
        if lasting:
            return max(lasting, key=lambda cycle: (cycle.pk in held, cycle.lasts_until))
        first = self.facts.course_id
        return renewing or max(
            opened, key=lambda cycle: (cycle.pk in held, cycle.course_id == first, cycle.pk), default=None
        )

    def _new_cycle(self, pk: int) -> dict[str, int | None]:
        """The course and number of the cycle to be opened; who completed it before takes the way of renewal."""
        cycles = self.facts.cycles.get(pk, [])
        before = max((cycle for cycle in cycles if cycle.is_done), key=lambda cycle: cycle.lasts_until, default=None)
        course = self.facts.renewal_course_id if before and self.facts.renewal_course_id else self.facts.course_id
        number = max((cycle.number for cycle in cycles if cycle.course_id == course), default=0) + 1
        return {"course_id": course, "cycle": number, "renews_id": before.pk if before else None}
