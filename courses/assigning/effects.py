"""What a change of the roster would bring people and take from them, told before it is made."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Hashable, Sequence

from people.api import Department, Post
from people.plugins import ProposedPerson, RosterEffect

from ..models import Assignment
from .audience import belonging
from .roll import Person, Roll, Seat, roll_on
from .rules import SETS, Rule, rule_of


@dataclasses.dataclass(frozen=True, slots=True)
class _Names:
    posts: dict[int, str]
    departments: dict[int, tuple[str, str]]


def effects_of(proposals: Sequence[ProposedPerson], day: dt.date) -> dict[Hashable, RosterEffect]:
    """Titles of the assignments in force that each proposal would bring or take away on `day`, by its key.

    A fixed number of queries for any number of proposals. Who is exempt or has completed the training is not looked at:
    this tells who belongs to whose audience.
    """
    rows = Assignment.objects.filter(is_active=True, starts_on__lte=day).order_by("title").prefetch_related(*SETS)
    rules = [rule_of(assignment) for assignment in rows]
    known = {proposal.employee_id for proposal in proposals if proposal.employee_id}
    roll = roll_on(day, known)
    names = _Names(
        posts=dict(Post.objects.values_list("pk", "name")),
        departments={pk: (name, path) for pk, name, path in Department.objects.values_list("pk", "name", "path")},
    )
    effects = {}
    for proposal in proposals:
        before = roll.people.get(proposal.employee_id)
        after = None if proposal.leaves else _as_proposed(proposal, before, names)
        had, has = (_titles(rules, person, roll) for person in (before, after))
        gained = tuple(title for pk, title in has.items() if pk not in had)
        lost = tuple(title for pk, title in had.items() if pk not in has)
        if gained or lost:
            effects[proposal.key] = RosterEffect(gained=gained, lost=lost)
    return effects


def _titles(rules: list[Rule], person: Person | None, roll: Roll) -> dict[int, str]:
    if person is None:
        return {}
    return {rule.assignment_id: rule.title for rule in rules if belonging(rule, person, roll)}


def _as_proposed(proposal: ProposedPerson, before: Person | None, names: _Names) -> Person:
    """The person with the proposed main appointment; other appointments stay."""
    other = [seat for seat in before.seats if not seat.is_main] if before else []
    department, path = names.departments.get(proposal.department_id, ("", ""))
    main = Seat(
        department_id=proposal.department_id,
        department=department,
        path=path,
        post_id=proposal.post_id,
        post=names.posts.get(proposal.post_id, ""),
        starts_on=proposal.hired_on,
        is_head=proposal.is_head,
        is_acting=False,
        is_main=True,
    )
    return Person(proposal.employee_id, before.number if before else "", "", proposal.hired_on, [main, *other])
