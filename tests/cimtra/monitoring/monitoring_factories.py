"""Addresses and obligations for the tests of the monitor."""

import datetime as dt
from itertools import count

from django.utils import timezone

from cimtra.models import LinkCheck, Obligation, PublishedAddress, Verdict
from tests.factories import DepartmentFactory

NUMBERS = count(1)


def published(address="http://portal.test/bien", **fields):
    """An address that is looked at, of a department of its own where none is given."""
    number = next(NUMBERS)
    fields = {"title": f"Información {number}", "department": None, **fields}
    fields["department"] = fields["department"] or DepartmentFactory()
    return PublishedAddress.objects.create(address=address, **fields)


def obligation(department=None, **fields):
    number = next(NUMBERS)
    fields = {"title": f"Obligación {number}", "starts_on": dt.date(2026, 1, 1), **fields}
    return Obligation.objects.create(department=department or DepartmentFactory(), **fields)


def checked(address, verdict=Verdict.MEETS, reason="answers", **fields):
    """A check of the address, which becomes its last one."""
    check = LinkCheck.objects.create(
        published=address, verdict=verdict, reason=reason, **{"seen_at": timezone.now(), **fields}
    )
    address.last_check = check
    address.save(update_fields=["last_check"])
    return check
