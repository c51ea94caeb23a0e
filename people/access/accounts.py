"""Accounts for people on the roster, made without a password: nothing is hashed until its owner chooses one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Lower

from ..ledger import record_decision
from ..models import Employee, User

BATCH = 500


@dataclass(frozen=True)
class AccountsMade:
    """How many accounts were made, and the employee numbers under which somebody else's account stands already."""

    made: int
    taken: list[str]


@transaction.atomic
def make_accounts(
    *, employee_ids: Iterable[int], made_by: User | None, reason: str = "", in_ledger: bool = True
) -> AccountsMade:
    """Make the missing accounts of these people, with the employee number as name and an unusable password.

    An account that exists under that number and is nobody's is left alone: it may be somebody's who is not on the
    roster. An e-mail that another account has is left out. People who have an account are passed over, so calling it
    twice is safe. `in_ledger` False is for acts that write their own line, such as an import.
    """
    missing = list(Employee.objects.select_for_update().filter(pk__in=list(employee_ids), user=None).order_by("pk"))
    names, addresses = _taken(missing)
    free = [employee for employee in missing if employee.number.lower() not in names]
    for employee in free:
        employee.user = User(
            username=employee.number,
            email=_free_address(employee.email, addresses),
            password=make_password(None),
        )
    User.objects.bulk_create([employee.user for employee in free], batch_size=BATCH)
    for employee in free:
        employee.user_id = employee.user.pk
    Employee.objects.bulk_update(free, ["user"], batch_size=BATCH)
    if free and in_ledger:
        numbers = [employee.number for employee in free]
        record_decision(
            act="make_accounts",
            actor=made_by,
            subject=numbers[0] if len(numbers) == 1 else f"{numbers[0]} … {numbers[-1]}",
            employee=free[0] if len(free) == 1 else None,
            reason=reason,
            after={"people": len(numbers), "numbers": numbers},
        )
    return AccountsMade(made=len(free), taken=[e.number for e in missing if e.number.lower() in names])


def _taken(people: list[Employee]) -> tuple[set[str], set[str]]:
    """Names and e-mails among those of `people` that accounts have already, in small letters."""
    names: set[str] = set()
    addresses: set[str] = set()
    for start in range(0, len(people), BATCH):
        part = people[start : start + BATCH]
        accounts = User.objects.annotate(name=Lower("username"), address=Lower("email"))
        names |= set(accounts.filter(name__in=[e.number.lower() for e in part]).values_list("name", flat=True))
        wanted = [e.email.lower() for e in part if e.email]
        addresses |= set(accounts.filter(address__in=wanted).values_list("address", flat=True))
    return names, addresses


def _free_address(email: str, addresses: set[str]) -> str:
    if not email or email.lower() in addresses:
        return ""
    addresses.add(email.lower())
    return email
