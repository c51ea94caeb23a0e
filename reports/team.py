"""My team: what a head may know about the training of the own people. Being a head follows from the appointment."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from people.api import Employee, headed_departments, team_of

from . import progress


@dataclass
class Member:
    person: progress.Person
    duties: list[progress.Duty]


@dataclass
class Team:
    departments: list[str]
    members: list[Member]
    tally: progress.Tally


def heads_a_team(employee: Employee | None) -> bool:
    return employee is not None and headed_departments(employee).exists()


def team_progress(employee: Employee) -> Team:
    """The people whom `employee` heads, who is missing first, with their courses; the same queries for any number."""
    people = team_of(employee)
    persons = progress.progress(people=people)
    persons.sort(key=lambda person: progress.STATES.index(person.state))
    duties = progress.duties_of(people)
    return Team(
        departments=list(headed_departments(employee).order_by("path").values_list("name", flat=True)),
        members=[Member(person, duties.get(person.pk, [])) for person in persons],
        tally=progress.tally(persons),
    )


def menu_entry(request: HttpRequest) -> list[dict[str, str]]:
    """The entry of the menu for a head; the account knows it from the query that loaded it, so it costs nothing."""
    if not getattr(request.user, "heads_a_team", False):
        return []
    return [{"label": _("My team"), "url": reverse("reports:my_team"), "icon": "users"}]
