"""The last days of deliveries in the calendar that a liaison or a head subscribes to, and in a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import CalendarEntry, Employee

from ..access import own_departments
from ..models import Delivery
from .lights import OPEN
from .lists import period_label, with_what_is_shown

# What is much later than this is a matter for the lists: no calendar is looked at so far back.
BACK = dt.timedelta(days=60)


def delivery_entries(employee: Employee) -> list[CalendarEntry]:
    """One entry for the whole last day of each delivery that the departments of `employee` still owe."""
    user = employee.user
    if user is None:
        return []
    departments = own_departments(user)
    owed = Delivery.objects.filter(state__in=OPEN, department__in=departments, due_on__gte=timezone.localdate() - BACK)
    return entries(with_what_is_shown(owed), address="cimtra:area_delivery")


def entries(deliveries: Iterable[Delivery], *, address: str) -> list[CalendarEntry]:
    """`address` names the page of one delivery."""
    return [
        CalendarEntry(
            uid=f"delivery-{one.pk}",
            summary=_("Delivery due: «%(title)s»") % {"title": one.obligation.title},
            description=f"{one.department.name} · {period_label(one)}",
            day=one.due_on,
            # Nothing of a delivery that shows in a calendar changes while it is owed.
            changed_at=one.obligation.made_at,
            url=reverse(address, args=[one.pk]),
        )
        for one in deliveries
    ]
