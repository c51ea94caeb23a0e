"""Whom RH may give a place: found by number, name, department, or the assignment that asks for the course."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from people.api import Department, Employee, departments_with_branches, fold

from ..models import Assignment, Duty, Enrolment, SessionPlace, TrainingSession

SPACES = re.compile(r"[\s,;]+")


def candidates(
    session: TrainingSession,
    *,
    words: str = "",
    department: Department | None = None,
    assignment: Assignment | None = None,
    is_pending: bool = False,
) -> QuerySet[Employee]:
    """Active people without a place in `session`, narrowed by all that is given, by surname."""
    held = session.places.exclude(state=SessionPlace.State.CANCELLED)
    people = Employee.objects.active().exclude(pk__in=held.values("employee"))
    if words:
        people = people.filter(pk__in=_named(people, words))
    if department:
        people = people.of_departments(departments_with_branches([department]))
    if assignment:
        duties = Duty.objects.filter(assignment=assignment, ended_at=None, enrolment__completed_at=None)
        by_enrolment = Enrolment.objects.open().filter(assignment=assignment)
        people = people.filter(Q(pk__in=duties.values("employee")) | Q(pk__in=by_enrolment.values("employee")))
    if is_pending:
        open_ones = Enrolment.objects.open().filter(course=session.course_id)
        people = people.filter(pk__in=open_ones.values("employee"))
    return people.order_by("first_surname", "second_surname", "given_names", "number")


def _named(people: QuerySet[Employee], words: str) -> list[int]:
    """Ids of those whose name has all the words, or whose number is one; accents and capitals do not matter.

    Databases disagree about accents, so the names are compared here: one query for the whole roster.
    """
    wanted = fold(words).split()
    rows = people.values_list("pk", "number", "given_names", "first_surname", "second_surname")
    return [
        pk
        for pk, number, *names in rows
        if all(word == fold(number) or word in fold(" ".join(names)) for word in wanted)
    ]


def assignments_for(session: TrainingSession) -> QuerySet[Assignment]:
    """Assignments in force that ask for the course of `session`."""
    asks = Q(course=session.course_id) | Q(requirement__courses=session.course_id)
    return Assignment.objects.filter(asks, is_active=True).distinct().order_by("title")


def by_numbers(text: str) -> tuple[list[Employee], list[str]]:
    """The active people of the employee numbers in `text`, in its order, and the numbers that belong to nobody."""
    numbers = list(dict.fromkeys(number for number in SPACES.split(text.strip()) if number))
    found = Employee.objects.active().in_bulk(numbers[:2000], field_name="number")
    return [found[number] for number in numbers if number in found], [n for n in numbers if n not in found]
