"""The notices that a person sees on the site, and what of them is still unread."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..models import Employee, Notice

Why = Notice.Why
# What was never told, because there was nothing to tell any more or the same stood there already.
UNTOLD = (Why.NO_LONGER_DUE, Why.LEFT, Why.TOO_SOON)


def _told(on: dt.date | None = None) -> QuerySet[Notice]:
    return Notice.objects.filter(~Q(why__in=UNTOLD), planned_for__lte=on or timezone.localdate())


def notices_of(employee: Employee) -> QuerySet[Notice]:
    """What `employee` is told, the newest first; mail or no mail, all of it stands on the site."""
    return _told().filter(employee=employee).select_related("about")


def unread_of(employee: OuterRef, on: dt.date | None = None) -> Coalesce:
    """How many of a person's notices are unread, as part of a query that loads the person anyway."""
    counted = _told(on).filter(employee=employee, read_at=None).order_by().values("employee").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def mark_read(*, employee: Employee, notice_id: int | None = None) -> int:
    """Note that `employee` has read one notice, or all that stand in the list; returns how many were new to them."""
    unread = notices_of(employee).filter(read_at=None)
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    return Notice.objects.filter(pk__in=unread.values("pk")).update(read_at=timezone.now())
