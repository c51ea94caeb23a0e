"""Duties of training that people would gain and lose by a plan, asked of the apps that know."""

from __future__ import annotations

import datetime as dt

from ..registries import ProposedPerson, roster_effects
from .plan import Line, Plan
from .roll import Roll


def tell_duties(plan: Plan, roll: Roll) -> None:
    """Write beside each line, and each person who may leave, what duties come and go with it."""
    proposals = proposals_of(plan, roll)
    if not proposals:
        return
    day = dt.date.fromisoformat(plan.day)
    for asked in roster_effects:
        found = asked(proposals, day)
        for line in plan.lines:
            if effect := found.get(("row", line.row)):
                line.gained += effect.gained
                line.lost += effect.lost
        for leaver in plan.leavers:
            if effect := found.get(("leaver", leaver.employee)):
                leaver.lost += effect.lost


def proposals_of(plan: Plan, roll: Roll) -> list[ProposedPerson]:
    people = {person.id: person for person in roll.people}
    proposals = [_of_line(line, people, roll) for line in plan.lines]
    for leaver in plan.leavers:
        hired = people[leaver.employee].hired_on
        proposals.append(ProposedPerson(("leaver", leaver.employee), leaver.employee, None, None, hired, leaves=True))
    return proposals


def _of_line(line: Line, people, roll: Roll) -> ProposedPerson:
    person = people.get(line.employee)
    seat = roll.main_seat(person) if person else None
    place = (seat.department_id, seat.post_id, seat.is_head) if seat else (None, None, False)
    if line.amends:
        place = (line.amends["department"][1], line.amends["post"][1], line.amends["is_head"][1])
    for one in line.opens:
        if one["is_main"]:
            place = (one["department"], one["post"], one["is_head"])
    if any(one["is_acting"] for one in line.opens):
        place = (*place[:2], True)
    hired = line.fields.get("hired_on", [None, None])[1]
    hired_on = dt.date.fromisoformat(hired) if hired else person.hired_on
    return ProposedPerson(("row", line.row), line.employee, place[0], place[1], hired_on, is_head=place[2])
