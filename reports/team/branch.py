"""The people whom somebody looks after: who is missing first, with their duties. It follows from appointments alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import CoursePage
from people.api import Delegation, Department, Employee, delegations_on, fold, headships, own_departments, team_of

from .. import progress
from ..standing import Standing, standings
from ..states import ACCREDITED, PLACE
from .reminding import reminded_lately


@dataclass(slots=True)
class CourseOfMember:
    """One course of somebody, without grades: its standing, and when the person was last reminded of it."""

    title: str
    standing: Standing
    reminded_at: dt.datetime | None = None

    @property
    def can_be_reminded(self) -> bool:
        return self.standing.is_missing and self.reminded_at is None


@dataclass(slots=True)
class Member:
    person: progress.Person
    duties: list[CourseOfMember] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StandIn:
    """The team of somebody else that one looks after until a day."""

    head: str
    departments: str
    ends_on: dt.date


@dataclass
class Team:
    """What somebody looks after today. `members` are those that were asked for; the tally is of everybody."""

    departments: list[Department]
    members: list[Member]
    tally: progress.Tally
    stand_ins: list[StandIn]
    is_own: bool
    organisation: progress.Organisation

    @property
    def names(self) -> list[str]:
        return [department.name for department in self.departments]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed to, as the address says: state, words of the name, department of the branch."""

    state: str = ""
    words: str = ""
    department_id: int | None = None

    def fits(self, person: progress.Person, departments: set[int] | None) -> bool:
        if self.state == "faltan" and not person.is_missing:
            return False
        if self.state == "al-corriente" and person.is_missing:
            return False
        if departments is not None and person.department_id not in departments:
            return False
        name = fold(f"{person.name} {person.number}")
        return all(word in name for word in fold(self.words).split())


def heads_a_team(employee: Employee | None) -> bool:
    """Whether `employee` looks after somebody's training today: as head, in charge for the time being or deputy."""
    return employee is not None and (
        own_departments(employee).exists() or delegations_on().filter(deputy=employee).exists()
    )


def team_progress(employee: Employee, narrowed: Narrowed | None = None) -> Team | None:
    """The people whom `employee` looks after, who is missing first; None where there is no team.

    The same queries for any number of people. The courses of each are added by `add_duties`, for one page of them.
    """
    own = list(own_departments(employee).order_by("path"))
    lent = list(delegations_on().filter(deputy=employee).select_related("head").order_by("ends_on"))
    if not own and not lent:
        return None
    headed = _departments_of([one.head_id for one in lent])
    organisation = progress.Organisation()
    persons = progress.progress(organisation=organisation, people=team_of(employee))
    persons.sort(key=lambda person: progress.STATES.index(person.state))
    narrowed = narrowed or Narrowed()
    within = None
    if narrowed.department_id in organisation.paths:
        within = organisation.with_branches(narrowed.department_id)
    departments = {one.pk: one for one in [*own, *(d for found in headed.values() for d in found)]}
    return Team(
        departments=list(departments.values()),
        members=[Member(person) for person in persons if narrowed.fits(person, within)],
        tally=progress.tally(persons),
        stand_ins=[_stand_in(one, headed[one.head_id]) for one in lent],
        is_own=bool(own),
        organisation=organisation,
    )


def _departments_of(heads: list[int]) -> dict[int, list[Department]]:
    """The departments that each of `heads` heads today; one query."""
    found: dict[int, list[Department]] = defaultdict(list)
    if heads:
        rows = headships().filter(employee__in=heads).select_related("department").order_by("department__path")
        for row in rows:
            found[row.employee_id].append(row.department)
    return found


def _stand_in(delegation: Delegation, departments: list[Department]) -> StandIn:
    return StandIn(
        head=delegation.head.full_name,
        departments=", ".join(department.name for department in departments),
        ends_on=delegation.ends_on,
    )


def add_duties(members: Iterable[Member]) -> None:
    """Add to each of `members` the courses that are asked of them or count for them, what is missing first."""
    by_person = {member.person.pk: member for member in members}
    if not by_person:
        return
    today = timezone.localdate()
    found = [
        one
        for one in standings(today, people=list(by_person))
        if one.obliges or one.state in ACCREDITED or one.state == "exempt"
    ]
    titles = dict(CoursePage.objects.filter(pk__in={one.course_id for one in found}).values_list("pk", "title"))
    reminded = reminded_lately(list(by_person))
    for one in found:
        duty = CourseOfMember(titles[one.course_id], one, reminded.get((one.employee_id, one.enrolment_id)))
        by_person[one.employee_id].duties.append(duty)
    for member in by_person.values():
        member.duties.sort(key=lambda duty: (PLACE[duty.standing.state], duty.title))


def departments_of_branch(team: Team) -> list[tuple[int, str]]:
    """The departments that the list can be narrowed to, in the order of the tree: those looked after, and below."""
    paths = tuple(department.path for department in team.departments)
    organisation = team.organisation
    return [(pk, organisation.names[pk]) for pk, path in organisation.paths.items() if path.startswith(paths)]


def deputies_of(employee: Employee) -> QuerySet[Delegation]:
    """The delegations that `employee` has made, the newest first."""
    return Delegation.objects.filter(head=employee).select_related("deputy").order_by("-starts_on", "-pk")


def menu_entry(request: HttpRequest) -> list[dict[str, str]]:
    """The entry of the menu for a head; the account knows it from the query that loaded it, so it costs nothing."""
    if not getattr(request.user, "heads_a_team", False):
        return []
    return [{"label": _("My team"), "url": reverse("reports:my_team"), "icon": "users"}]
