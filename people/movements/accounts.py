"""The account that comes and goes with the work: opened without a password, closed so that no session survives."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..access.accounts import make_accounts
from ..access.codes import cancel_codes
from ..models import Employee, User
from .rules import CannotMove


def open_account(employee: Employee) -> User:
    """Give `employee` an active account without a password; one that was closed keeps its name but has no role.

    CannotMove when an account under that number belongs to nobody on the roster: it may be somebody else's.
    """
    account = employee.user
    if account is None:
        if make_accounts(employee_ids=[employee.pk], made_by=None, in_ledger=False).taken:
            raise CannotMove(
                _("There is an account named %(number)s that belongs to nobody on the roster. Ask the administration.")
                % {"number": employee.number}
            )
        employee.refresh_from_db(fields=["user"])
        return employee.user
    if not account.is_active:
        _strip(account)
    account.is_active = True
    account.set_unusable_password()
    account.save(update_fields=["is_active", "is_staff", "is_superuser", "password"])
    return account


def free_address(email: str) -> str:
    """The address when no other account has it, else an empty one: two people share it, so it opens neither."""
    return "" if email and User.objects.filter(email__iexact=email).exists() else email


def close_account(account: User) -> dict[str, Any]:
    """Deactivate the account, end its sessions and take its roles and open codes; returns what it had.

    Sessions are tied to the password's hash: without it they do not open again when the account does.
    """
    had = {
        "account": account.username,
        "roles": sorted(account.groups.values_list("name", flat=True)),
        "is_superuser": account.is_superuser,
    }
    _strip(account)
    account.is_active = False
    account.set_unusable_password()
    account.save()
    cancel_codes([account.pk])
    return had


def _strip(account: User) -> None:
    """Take every role and right; also from accounts that somebody closed elsewhere than here."""
    account.is_staff = account.is_superuser = False
    account.groups.clear()
    account.user_permissions.clear()


def accounts_to_close(day: dt.date) -> QuerySet[Employee]:
    """People who have left by `day` and whose account still opens."""
    return Employee.objects.filter(left_on__lte=day, user__is_active=True)
