"""Writing obligations: a new one, another wording, the same for several departments, and an end."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.api import Department, User

from ..models import Aspect, Delivery, Obligation
from . import generating

FIELDS = (
    "kind",
    "title",
    "description",
    "department",
    "frequency",
    "days_to_deliver",
    "evidence_kind",
    "open_format",
    "address",
    "basis",
    "origin",
    "starts_on",
    "ends_on",
)


class CannotEdit(Exception):
    """The obligation cannot be written so; the message is fit for the screen."""


class EditedMeanwhile(CannotEdit):
    """Somebody else saved it since the person opened it; `obligation` is how it stands now."""

    def __init__(self, obligation: Obligation):
        super().__init__(_("Somebody else saved this obligation while you were writing. Compare, then save again."))
        self.obligation = obligation


def version_of(obligation: Obligation) -> str:
    """What names this very wording, so that nobody writes over one that they have not seen; one query."""
    values = {name: str(getattr(obligation, f"{name}_id" if name == "department" else name)) for name in FIELDS}
    values["aspects"] = sorted(obligation.aspects.values_list("pk", flat=True))
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


@transaction.atomic
def record(*, by: User, aspects: Iterable[Aspect] = (), **values: Any) -> Obligation:
    """A new obligation with the deliveries that it asks for by today; `values` are those of FIELDS."""
    obligation = Obligation.objects.create(**values)
    obligation.aspects.set(aspects)
    log(obligation, "wagtail.create", user=by)
    generating.make_for([obligation])
    return obligation


@transaction.atomic
def edit(
    obligation: Obligation, *, by: User, seen: str | None = None, aspects: Iterable[Aspect] = (), **values: Any
) -> Obligation:
    """Another wording. What people have done, and what was due already, stays as it was; raises EditedMeanwhile.

    `seen` is the version_of that the person saw.
    """
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    before = version_of(obligation)
    if seen is not None and seen != before:
        raise EditedMeanwhile(obligation)
    changed = {name: [str(getattr(obligation, name)), str(value)] for name, value in values.items()}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    for name, value in values.items():
        setattr(obligation, name, value)
    obligation.save()
    obligation.aspects.set(aspects)
    if version_of(obligation) != before:
        log(obligation, "wagtail.edit", user=by, data={"changes": changed}, content_changed=True)
        generating.renew(obligation)
    return obligation


@transaction.atomic
def copy(obligation: Obligation, *, by: User, departments: Iterable[Department]) -> list[Obligation]:
    """The same for each of `departments`; those that have it already keep theirs. Returns the new ones."""
    has_it = Obligation.objects.filter(kind=obligation.kind, title=obligation.title)
    taken = set(has_it.values_list("department", flat=True))
    values = {name: getattr(obligation, name) for name in FIELDS if name not in ("department", "address")}
    aspects = list(obligation.aspects.all())
    return [
        record(by=by, aspects=aspects, department=department, **values)
        for department in departments
        if department.pk not in taken
    ]


@transaction.atomic
def end(obligation: Obligation, *, by: User, on: dt.date) -> Obligation:
    """Its last day is `on`. What is owed up to then stays owed, and everything stays in the lists."""
    obligation = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if on < obligation.starts_on:
        raise CannotEdit(_("The last day comes before the first."))
    if obligation.ends_on != on:
        before, obligation.ends_on = obligation.ends_on, on
        obligation.save(update_fields=["ends_on"])
        log(obligation, "wagtail.edit", user=by, data={"changes": {"ends_on": [str(before), str(on)]}})
        generating.renew(obligation)
    return obligation


def record_change(obligation: Obligation, *, day: dt.date) -> Delivery:
    """Something changed, or happened, on `day`, and has to be published. What follows a calendar raises CannotEdit."""
    if day < obligation.starts_on or (obligation.ends_on and day > obligation.ends_on):
        raise CannotEdit(_("On that day the obligation is not in force."))
    delivery = generating.make_for_change(obligation, day=day)
    if delivery is None:
        raise CannotEdit(_("This obligation follows the calendar or the sessions: nothing is recorded by hand."))
    return delivery
