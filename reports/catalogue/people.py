"""What reports about people share: the people of the scope on the day, and the columns that tell who they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..framework.asked import Asked
from ..framework.report import Figure, ReportColumn
from ..naming import named_then
from ..progress import Person, people_on_the_roll, percent_of, plain


def scope_of(asked: Asked) -> list[Person]:
    """Everybody on the roll on the day in the department asked for, in order of name of then."""
    return asked.in_scope(named_then(people_on_the_roll(asked.choices.organisation, asked.day), asked.day))


def matches(asked: Asked, person: Person, *others: str) -> bool:
    return asked.has_words(person.number, person.name, person.department, person.post, *others)


def counted(number: int) -> str:
    """The denominator in words: who was counted."""
    return ngettext(
        "%(number)d person was on the active roll that day in this scope.",
        "%(number)d people were on the active roll that day in this scope.",
        number,
    ) % {"number": number}


def share(part: int, whole: int) -> str:
    """«of 120 (35 %)»: the whole beside each figure."""
    if not whole:
        return _("of nobody")
    return _("of %(total)d (%(percent)d %%)") % {"total": whole, "percent": percent_of(part, whole)}


def figure(label: str, part: int, whole: int, **more: Any) -> Figure:
    return Figure(label=label, number=part, of=share(part, whole), **more)


def person_columns(person: Callable[[Any], Person] = lambda row: row) -> list[ReportColumn]:
    """Number, name, department, unit and post; `person` takes the Person out of an item and out of a row alike."""

    def of(name: str) -> Callable[[Any], Any]:
        return lambda row: getattr(person(row), name)

    def by(name: str) -> Callable[[Any], Any]:
        return lambda row: (not getattr(person(row), name), plain(getattr(person(row), name)))

    return [
        ReportColumn("numero", _("Employee number"), of("number"), 12, sort=of("number")),
        ReportColumn(
            "nombre",
            _("Name"),
            of("name"),
            34,
            sort=by("name"),
            is_heading=True,
            url=lambda row: record_url(person(row)),
        ),
        ReportColumn(
            "direccion",
            _("Department"),
            lambda row: person(row).office or _("Without appointment"),
            30,
            sort=by("office"),
        ),
        ReportColumn(
            "area",
            _("Unit"),
            lambda row: person(row).department or _("Without appointment"),
            30,
            sort=by("department"),
            is_shown=False,
        ),
        ReportColumn("puesto", _("Post"), of("post"), 26, sort=by("post")),
    ]


def record_url(person: Person) -> str:
    return reverse("reports_admin:person", args=[person.pk])
