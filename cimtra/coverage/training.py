"""How far those who answer for an aspect have the training that helps with it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from reports.api import ACCREDITED, MISSING

from ..models import AspectRequirement

#: {(employee id, requirement id): (state, day)}, as reports.api.requirement_states gives it.
States = Mapping[tuple[int, int], tuple[str, dt.date | None]]
DONE, LACKING, EXEMPT, UNASKED = "accredited", "missing", "exempt", "not_asked"


@dataclass(frozen=True, slots=True)
class Training:
    """People of the areas that answer for an aspect, each counted once; they add up to `people`.

    `accredited` have all that is asked of them, `missing` lack some of it. Of those `not_asked` nobody has asked any of
    the training of the aspect; the `exempt` are neither. Without `requirements` no training is linked to the aspect.
    """

    people: int = 0
    accredited: int = 0
    missing: int = 0
    exempt: int = 0
    not_asked: int = 0
    requirements: int = 0

    @property
    def asked(self) -> int:
        return self.accredited + self.missing

    @property
    def percent(self) -> int | None:
        """Of those who are asked, how many have it, rounded down; None where nobody is asked."""
        return self.accredited * 100 // self.asked if self.asked else None

    @property
    def untrained(self) -> Fraction | None:
        """The share that lacks it. Where nobody was asked, nobody is trained; None where nothing can be said."""
        if self.asked:
            return Fraction(self.missing, self.asked)
        if self.requirements and self.not_asked:
            return Fraction(1)
        return None

    @property
    def state(self) -> str:
        """One word for a list: done, partly, none, unasked, unlinked (no training is linked) or nobody."""
        if not self.requirements:
            return "unlinked"
        if not self.people:
            return "nobody"
        if not self.asked:
            return "unasked" if self.not_asked else "exempt"
        if not self.missing:
            return "done"
        return "partly" if self.accredited else "none"


def requirements_by_aspect(aspect_ids: Iterable[int]) -> dict[int, list[int]]:
    """{aspect id: ids of the training requirements in force that help with it}; one query."""
    found: dict[int, list[int]] = {pk: [] for pk in aspect_ids}
    rows = AspectRequirement.objects.filter(aspect__in=list(found), requirement__is_active=True)
    for aspect_id, requirement_id in rows.order_by("requirement__code").values_list("aspect_id", "requirement_id"):
        found[aspect_id].append(requirement_id)
    return found


def state_of(employee_id: int, requirement_ids: Iterable[int], states: States) -> str:
    """Where one person stands in the training of an aspect: DONE, LACKING, EXEMPT or UNASKED."""
    found = [states[employee_id, pk][0] for pk in requirement_ids if (employee_id, pk) in states]
    if any(state in MISSING for state in found):
        return LACKING
    if any(state in ACCREDITED for state in found):
        return DONE
    return EXEMPT if "exempt" in found else UNASKED


def training_of(people: Collection[int], requirement_ids: Collection[int], states: States) -> Training:
    counts: dict[str, int] = defaultdict(int)
    for pk in people:
        counts[state_of(pk, requirement_ids, states)] += 1
    return Training(
        people=len(people),
        accredited=counts[DONE],
        missing=counts[LACKING],
        exempt=counts[EXEMPT],
        not_asked=counts[UNASKED],
        requirements=len(requirement_ids),
    )
