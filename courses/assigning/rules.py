"""An assignment as plain values: what the form proposes, the simulation reads and the ledger keeps."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from people.api import User

from ..models import Assignment

SETS = ("departments", "posts", "people", "excluded")
DAYS = ("hired_from", "hired_until", "starts_on", "due_on")


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """Whom an assignment is for, from when and by when; the sets hold ids. Empty sets and days narrow nothing."""

    title: str = ""
    reason: str = ""
    requirement_id: int | None = None
    course_id: int | None = None
    audience: str = Assignment.Audience.EVERYONE
    departments: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    hired_from: dt.date | None = None
    hired_until: dt.date | None = None
    starts_on: dt.date = dt.date.min
    due_kind: str = Assignment.Due.NONE
    due_on: dt.date | None = None
    due_days: int | None = None
    due_in_working_days: bool = False
    least_days: int = 7
    is_active: bool = True
    assignment_id: int | None = None

    @property
    def reaches_nobody(self) -> bool:
        """Whether the audience names a kind of people but none of them."""
        kinds = Assignment.Audience
        needed = {
            kinds.DEPARTMENTS: self.departments,
            kinds.POSTS: self.posts,
            kinds.PEOPLE: self.people,
            kinds.HIRED: self.hired_from or self.hired_until,
        }
        return not needed.get(self.audience, True)


FIELDS = tuple(field.name for field in dataclasses.fields(Rule) if field.name != "assignment_id")
PLAIN_FIELDS = tuple(name for name in FIELDS if name not in SETS)


def rule_of(assignment: Assignment) -> Rule:
    """The rule of a stored assignment: four queries, none when its sets are prefetched."""
    sets = {name: frozenset(row.pk for row in getattr(assignment, name).all()) for name in SETS}
    values = {name: getattr(assignment, name) for name in PLAIN_FIELDS}
    return Rule(**values, **sets, assignment_id=assignment.pk)


def as_plain(rule: Rule) -> dict[str, Any]:
    """The rule fit for JSON; `from_plain` gives it back."""
    plain = {name: getattr(rule, name) for name in (*FIELDS, "assignment_id")}
    plain |= {name: sorted(plain[name]) for name in SETS}
    return plain | {name: plain[name] and plain[name].isoformat() for name in DAYS}


def from_plain(plain: dict[str, Any]) -> Rule:
    sets = {name: frozenset(plain[name]) for name in SETS}
    days = {name: plain[name] and dt.date.fromisoformat(plain[name]) for name in DAYS}
    return Rule(**{**plain, **sets, **days})


def store(rule: Rule, *, author: User | None) -> Assignment:
    """Write the rule into its assignment, a new one when it has none; returns the Assignment."""
    assignment = Assignment.objects.get(pk=rule.assignment_id) if rule.assignment_id else Assignment(created_by=author)
    for name in PLAIN_FIELDS:
        setattr(assignment, name, getattr(rule, name))
    assignment.full_clean()
    assignment.save()
    for name in SETS:
        getattr(assignment, name).set(getattr(rule, name))
    return assignment
