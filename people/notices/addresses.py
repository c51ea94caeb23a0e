"""Where a person is written to, and the addresses from which mail comes back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from ..models import Employee, ReturnedAddress, User


def address_of(employee: Employee) -> str:
    """The address of the roster, else the one of the account, else nothing."""
    return employee.email or (employee.user.email if employee.user else "")


def returned_among(addresses: Iterable[str]) -> set[str]:
    """Those of `addresses` to which nothing is sent for now, in small letters."""
    wanted = {address.lower() for address in addresses}
    return set(ReturnedAddress.objects.filter(lifted_at=None, address__in=wanted).values_list("address", flat=True))


def mark_returned(*, address: str, answer: str = "", user: User | None = None) -> ReturnedAddress:
    """Send nothing more to `address`; `user` is who says so, None a mail server. An open mark is left as it is."""
    mark, _created = ReturnedAddress.objects.get_or_create(
        address=address.lower(), lifted_at=None, defaults={"answer": answer[:300], "reported_by": user}
    )
    return mark


@transaction.atomic
def lift_return(*, address: str, user: User) -> bool:
    """The address works again: notices planned from now on are sent there. False when there was no mark to lift."""
    marks = ReturnedAddress.objects.filter(address=address.lower(), lifted_at=None)
    return bool(marks.update(lifted_at=timezone.now(), lifted_by=user))
