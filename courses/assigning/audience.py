"""Whom a rule reaches: one test for the simulator, for what happens, and for previews of the roster."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.api import Employee

from ..models import Assignment
from .roll import Person, Roll, Seat, roll_on
from .rules import Rule, rule_of

KINDS = Assignment.Audience


class Belonging(NamedTuple):
    """Somebody belongs to the audience, on account of `seat` where an appointment is what counts."""

    seat: Seat | None


def belonging(rule: Rule, person: Person, roll: Roll) -> Belonging | None:
    """Why `person`, who is on the roll, belongs to the audience of `rule`; None when not.

    Departments with their branches, posts, days of hiring and exceptions narrow an audience of any kind; departments
    and posts must be those of one and the same appointment.
    """
    if rule.reaches_nobody or person.pk in rule.excluded or not _is_hired_between(rule, person.hired_on):
        return None
    if rule.audience == KINDS.PEOPLE and person.pk not in rule.people:
        return None
    if not (rule.departments or rule.posts or rule.audience == KINDS.HEADS):
        return Belonging(None)
    branches = tuple(roll.paths[pk] for pk in rule.departments if pk in roll.paths)
    for seat in person.seats:
        if _fits(rule, seat, branches):
            return Belonging(seat)
    return None


def _fits(rule: Rule, seat: Seat, branches: tuple[str, ...]) -> bool:
    if rule.departments and not seat.path.startswith(branches):
        return False
    if rule.posts and seat.post_id not in rule.posts:
        return False
    return rule.audience != KINDS.HEADS or seat.is_head or seat.is_acting


def _is_hired_between(rule: Rule, hired_on: dt.date) -> bool:
    return (rule.hired_from is None or hired_on >= rule.hired_from) and (
        rule.hired_until is None or hired_on <= rule.hired_until
    )


def audience_of(assignment: Assignment, on: dt.date | None = None):
    """The people on the roll whom `assignment` reaches on the day `on` (today by default), as a queryset."""
    rule, roll = rule_of(assignment), roll_on(on or timezone.localdate())
    return Employee.objects.filter(pk__in=[pk for pk, person in roll.people.items() if belonging(rule, person, roll)])


def reason_of(rule: Rule, person: Person, found: Belonging) -> str:
    """Why this person, in words that the person and Human Resources read alike."""
    if rule.audience == KINDS.PEOPLE:
        return _("Because Human Resources named the person in this assignment.")
    if found.seat is not None:
        words = {"post": found.seat.post, "department": found.seat.department, "day": told(found.seat.starts_on)}
        return _sentence_of_seat(rule, found.seat) % words
    if rule.audience == KINDS.HIRED:
        return _("Because of having been hired on %(day)s.") % {"day": told(person.hired_on)}
    return _("Because everybody on the roster takes it, and the person is on it since %(day)s.") % {
        "day": told(person.hired_on)
    }


def _sentence_of_seat(rule: Rule, seat: Seat) -> str:
    if rule.audience == KINDS.HEADS and seat.is_acting:
        return _("Because of being in charge of «%(department)s» for the time being since %(day)s.")
    if rule.audience == KINDS.HEADS:
        return _("Because of heading «%(department)s» since %(day)s.")
    if rule.posts:
        return _("Because the post is %(post)s («%(department)s») since %(day)s.")
    return _("Because of an appointment in «%(department)s» since %(day)s.")


def told(day: dt.date) -> str:
    # Django's Mexican month names begin with a capital letter, which Spanish does not use.
    return date_format(day, "DATE_FORMAT").lower()
