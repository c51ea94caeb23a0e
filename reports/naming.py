"""The names that people had on the day of a report; those of departments and courses are told as they are today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from people.api import people_named_otherwise

from . import asof
from .progress import Person, plain


def named_then(persons: Iterable[Person], day: dt.date) -> list[Person]:
    """`persons` with the number and name that they had at the end of `day`, in order of name."""
    persons = list(persons)
    if not asof.is_past(day):
        return persons
    others = people_named_otherwise(asof.end_of(day))
    for person in persons:
        if was := others.get(person.pk):
            person.number, person.name = was.number, was.sorting_name
    return sorted(persons, key=lambda person: plain(person.name)) if others else persons
