"""Giving access: codes for people who cannot enter yet, or a new start for somebody who forgot the password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

from ..ledger import record_decision
from ..models import AccessCode, Employee, User
from .codes import has_password, new_code, store_codes, valid_until
from .reach import within_reach

BATCH = 500


class OutOfReach(Exception):
    """None of these people is one that this official may give access to."""


@dataclass(frozen=True)
class Given:
    """A person with the code that was made for them; the code is nowhere else until it is printed or sent."""

    employee: Employee
    code: str
    expires_at: dt.datetime


def with_new_codes(people: Sequence[Employee], *, channel: str) -> list[Given]:
    """A new code for each of `people`, not stored yet: whoever is shown it stores it with `give_access`."""
    expires_at = valid_until(channel)
    return [Given(employee, new_code(), expires_at) for employee in people]


def may_receive(people: QuerySet[Employee]) -> QuerySet[Employee]:
    """Those of `people` (of states.people_with_accounts) who have an open account that is within reach."""
    return people.filter(is_in_reach=True, user__is_active=True)


@transaction.atomic
def give_access(
    *, given: Sequence[Given], channel: str, made_by: User, batch: str = "", reason: str = ""
) -> list[AccessCode]:
    """Make the codes valid. What opened these accounts before ends: codes, and the password with all its sessions.

    Raises OutOfReach when an account is not one that `made_by` may give access to: the list is checked again here, so
    that a form that was tampered with, or a role given meanwhile, gains nothing.
    """
    accounts = User.objects.select_for_update().filter(pk__in=[one.employee.user_id for one in given], is_active=True)
    users = {user.pk: user for user in within_reach(made_by, accounts)}
    if not given or len(users) != len({one.employee.pk for one in given}):
        raise OutOfReach
    had_one = [user for user in users.values() if has_password(user)]
    codes = store_codes(
        codes=[(users[one.employee.user_id], one.code) for one in given],
        channel=channel,
        made_by=made_by,
        batch=batch,
        expires_at=given[0].expires_at,
    )
    for user in had_one:
        # A password that nobody has: the sessions that hang on the old one end with it.
        user.password = make_password(None)
    User.objects.bulk_update(had_one, ["password"], batch_size=BATCH)
    started_anew = {user.pk for user in had_one}
    for act, part in (
        ("give_access", [one for one in given if one.employee.user_id not in started_anew]),
        ("reset_access", [one for one in given if one.employee.user_id in started_anew]),
    ):
        if part:
            _write_down(act, part, channel=channel, made_by=made_by, reason=reason)
    return codes


def _write_down(act: str, part: Sequence[Given], *, channel: str, made_by: User, reason: str) -> None:
    """One line per act, however many people: the receipts list them one by one."""
    people = [one.employee for one in part]
    record_decision(
        act=act,
        actor=made_by,
        subject=people[0].full_name if len(people) == 1 else f"{people[0].number} … {people[-1].number}",
        employee=people[0] if len(people) == 1 else None,
        reason=reason,
        after={
            "channel": channel,
            "valid_until": part[0].expires_at,
            "people": len(people),
            "numbers": [person.number for person in people],
        },
    )
