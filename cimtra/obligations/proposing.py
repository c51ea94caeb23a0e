"""The usual obligations of a municipality, from cimtra/data/obligations.yaml: proposed on a screen, made there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from people.api import Department

from ..models import Aspect, Frequency, Instrument, Obligation, Origin
from ..periods import MONTHS
from ..responsible import not_applicable, responsible_for
from .generating import make_for

FILE = Path(__file__).resolve().parent.parent / "data" / "obligations.yaml"
OFFICES = (Department.Kind.OFFICE, Department.Kind.PRESIDENCY)


@dataclass(frozen=True, slots=True)
class Proposed:
    """An obligation as it would be made; `exists` when the department has one of this kind and title already."""

    key: str
    obligation: Obligation
    aspects: tuple[Aspect, ...] = ()
    exists: bool = False
    is_ticked: bool = True


@dataclass(slots=True)
class ProposedSet:
    """`orphans` are aspects for which no department answers: nothing can be proposed for them."""

    code: str
    name: str
    note: str
    items: list[Proposed] = field(default_factory=list)
    orphans: list[Aspect] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return sum(not item.exists for item in self.items)


@dataclass(frozen=True, slots=True)
class Made:
    obligations: int
    deliveries: int


@lru_cache(maxsize=1)
def usual_sets(path: Path = FILE) -> list[dict[str, Any]]:
    """The sets as the file tells them; what its keys mean is written at its head."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))["sets"]


class _Town:
    """What proposals are worked out from: departments, aspects, who answers for them; six queries."""

    def __init__(self, day: dt.date):
        self.departments = [
            one
            for one in Department.objects.filter(is_active=True).order_by("path")
            if (one.starts_on or day) <= day <= (one.ends_on or day)
        ]
        instrument = Instrument.objects.filter(is_current=True).order_by("pk").first()
        aspects = Aspect.objects.filter(instrument=instrument).order_by("number") if instrument else []
        gone = not_applicable(instrument, day)[0] if instrument else set()
        self.aspects = {one.number: one for one in aspects if one.pk not in gone}
        self.responsible = responsible_for([one.pk for one in self.aspects.values()], day)
        self.known = set(Obligation.objects.values_list("department", "kind", "title"))


def propose(*, starts_on: dt.date, day: dt.date | None = None) -> list[ProposedSet]:
    """All the sets with what each would make on `day`, in force from `starts_on`; the same queries for any town."""
    town = _Town(day or timezone.localdate())
    found = []
    for terms in usual_sets():
        made = ProposedSet(terms["code"], terms["name"], " ".join(terms["note"].split()))
        places = _PLACES[terms["per"]](town, terms, made)
        made.items = [_proposed(town, terms, department, aspect, starts_on) for department, aspect in places]
        found.append(made)
    return found


@transaction.atomic
def make(keys: Iterable[str], *, starts_on: dt.date) -> Made:
    """Make the proposals of these `keys`; those that exist, or that are proposed no more, are left as they are."""
    wanted = set(keys)
    chosen = [
        one for group in propose(starts_on=starts_on) for one in group.items if one.key in wanted and not one.exists
    ]
    Obligation.objects.bulk_create([one.obligation for one in chosen])
    through = Obligation.aspects.through
    through.objects.bulk_create(
        through(obligation=one.obligation, aspect=aspect) for one in chosen for aspect in one.aspects
    )
    return Made(len(chosen), make_for([one.obligation for one in chosen]))


def _proposed(
    town: _Town, terms: dict[str, Any], department: Department, aspect: Aspect | None, starts_on: dt.date
) -> Proposed:
    words = {"number": aspect.number, "aspect": aspect.title} if aspect else {}
    obligation = Obligation(
        kind=terms["kind"],
        title=terms["title"].format(**words)[:250],
        description=terms.get("description", ""),
        department=department,
        days_to_deliver=terms["days"],
        basis=terms.get("basis", ""),
        starts_on=starts_on,
        **(_terms_of(aspect) if aspect else _terms_in(terms)),
    )
    numbers = [aspect.number] if aspect else terms.get("aspects", [])
    return Proposed(
        key=f"{terms['code']}:{department.pk}:{aspect.number if aspect else ''}",
        obligation=obligation,
        aspects=tuple(town.aspects[number] for number in numbers if number in town.aspects),
        exists=(department.pk, obligation.kind, obligation.title) in town.known,
        is_ticked=department.kind not in terms.get("unticked", []),
    )


def _terms_in(terms: dict[str, Any]) -> dict[str, Any]:
    return {
        "frequency": terms["frequency"],
        "evidence_kind": terms.get("format", ""),
        "open_format": terms.get("open", False),
        "origin": terms.get("origin", Origin.PROPOSAL),
    }


def _terms_of(aspect: Aspect) -> dict[str, Any]:
    """What comes about at no fixed time is published until it changes. An inferred rhythm stays a proposal."""
    return {
        "frequency": aspect.frequency if aspect.frequency in MONTHS else Frequency.ON_CHANGE,
        "evidence_kind": aspect.evidence_kinds[0] if aspect.evidence_kinds else "",
        "open_format": aspect.open_format,
        "origin": Origin.PROPOSAL if aspect.frequency_inferred else Origin.OFFICIAL,
    }


Places = Iterator[tuple[Department, Aspect | None]]


def _aspects(town: _Town, terms: dict[str, Any], group: ProposedSet) -> Places:
    for aspect in town.aspects.values():
        # What follows from sessions and from commissions has sets of its own.
        if aspect.frequency in (Frequency.PER_SESSION, Frequency.MIXED):
            continue
        if departments := town.responsible[aspect.pk]:
            yield departments[0], aspect
        else:
            group.orphans.append(aspect)


def _departments(town: _Town, terms: dict[str, Any], group: ProposedSet) -> Places:
    return ((one, None) for one in town.departments if one.kind in OFFICES)


def _bodies(town: _Town, terms: dict[str, Any], group: ProposedSet) -> Places:
    return ((one, None) for one in town.departments if one.kind in terms["kinds"])


def _areas(town: _Town, terms: dict[str, Any], group: ProposedSet) -> Places:
    wanted = set(terms["areas"])
    return ((one, None) for one in town.departments if wanted & {word.strip() for word in one.area_types.split(",")})


_PLACES = {"aspect": _aspects, "department": _departments, "body": _bodies, "area": _areas}
