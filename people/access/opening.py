"""One account opened or closed by decision: for somebody who has none, went on leave, or lost the phone."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ..ledger import record_decision
from ..models import Employee, User
from ..movements.accounts import close_account, open_account
from ..movements.rules import CannotMove, take
from .giving import OutOfReach
from .reach import within_reach


@transaction.atomic
def open_for(*, employee: Employee, actor: User, reason: str = "") -> User:
    """Make the account that is missing, or open the closed one again: without a password, and without roles.

    An account that is open stays as it is. Raises CannotMove for one's own person, for somebody off the roll, and
    when the number is the name of an account that is nobody's; OutOfReach for an account that `actor` may not give.
    """
    employee = take(employee, actor)
    if not Employee.objects.active().filter(pk=employee.pk).exists():
        raise CannotMove(_("%(name)s is not on the roll, so no account is opened.") % {"name": employee.full_name})
    had = _locked(employee, actor)
    if had and had.is_active:
        return had
    account = open_account(employee)
    record_decision(
        act="open_account",
        actor=actor,
        subject=employee,
        employee=employee,
        reason=reason,
        before={"account": had.username, "is_active": False} if had else {"account": None},
        after={"account": account.username, "is_active": True},
    )
    return account


@transaction.atomic
def close_for(*, employee: Employee, actor: User, reason: str) -> None:
    """Close the account of somebody, who may well go on working here: sessions, roles and open codes end with it.

    A closed account stays as it is. Raises CannotMove for one's own, OutOfReach for one that `actor` may not close.
    """
    employee = take(employee, actor)
    account = _locked(employee, actor)
    if account is None or not account.is_active:
        return
    had = close_account(account)
    record_decision(
        act="close_account",
        actor=actor,
        subject=employee,
        employee=employee,
        reason=reason,
        before=had,
        after={"is_active": False},
    )


def _locked(employee: Employee, actor: User) -> User | None:
    """The account, which nobody changes until the transaction ends; OutOfReach when `actor` may not touch it."""
    if employee.user_id is None:
        return None
    found = User.objects.select_for_update().filter(pk=employee.user_id)
    if not within_reach(actor, found).exists():
        raise OutOfReach
    return found.get()
