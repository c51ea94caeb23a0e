"""What people were called on a past day: their row tells the name of today, the ledger and the imports what it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from ..models import Decision, Employee, RosterImport

NAMES = ("number", "given_names", "first_surname", "second_surname")


def people_named_otherwise(moment: dt.datetime) -> dict[int, Employee]:
    """The people whose number or name changed at `moment` or later, by id, with the values of before; do not save them.

    Three queries at most, whatever the number of people.
    """
    then: dict[int, dict[str, str]] = {}
    for _at, pk, values in sorted(_changes_since(moment), key=lambda change: change[0]):
        known = then.setdefault(pk, {})
        for name, value in values.items():
            # The first change since tells what was before all of them.
            known.setdefault(name, value)
    people = Employee.objects.in_bulk(then) if then else {}
    for pk, person in people.items():
        for name, value in then[pk].items():
            setattr(person, name, value)
    return people


def _changes_since(moment: dt.datetime) -> Iterator[tuple[dt.datetime, int, dict[str, str]]]:
    """When, whose, and the values before, of each change of a number or name."""
    corrections = Decision.objects.filter(act="correct", subject_kind=Employee._meta.label_lower, at__gte=moment)
    for at, pk, before in corrections.values_list("at", "employee", "before"):
        if values := {name: before[name] for name in NAMES if name in before}:
            yield at, pk, values
    done = Q(applied_at__gte=moment) | Q(undone_at__gte=moment)
    imports = RosterImport.objects.filter(done).values_list("applied_at", "undone_at", "reversal__changed__employee")
    for applied_at, undone_at, changed in imports:
        for pk, fields in (changed or {}).items():
            names = {name: fields[name] for name in NAMES if name in fields}
            if names and applied_at >= moment:
                yield applied_at, int(pk), {name: was for name, (was, _became) in names.items()}
            if names and undone_at and undone_at >= moment:
                yield undone_at, int(pk), {name: became for name, (_was, became) in names.items()}
