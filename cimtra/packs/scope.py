"""What a pack is about: its aspects, its day, and what may be told to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Department, Employee, people_named_otherwise
from reports.api import Organisation, requirement_states

from ..coverage.answering import people_by_department, people_of
from ..coverage.training import States, requirements_by_aspect
from ..models import Aspect, EvidencePack, Instrument, Obligation
from ..responsible import responsible_for

Audience = EvidencePack.Audience


@dataclass(frozen=True)
class Scope:
    """A pack with all that its sections ask for more than once; each of it is read from the database once.

    `names`: whether people are named. `details`: whether numbers, grades and what people wrote to each other are told.
    """

    pack: EvidencePack

    @property
    def names(self) -> bool:
        return self.pack.audience != Audience.PUBLIC

    @property
    def details(self) -> bool:
        return self.pack.audience == Audience.INTERNAL

    @property
    def day(self) -> dt.date:
        return self.pack.as_of

    @cached_property
    def end(self) -> dt.datetime:
        """The first moment of which the pack knows nothing."""
        return timezone.make_aware(dt.datetime.combine(self.day + dt.timedelta(days=1), dt.time.min))

    @cached_property
    def aspects(self) -> list[Aspect]:
        found = Aspect.objects.select_related("block__field", "instrument").order_by("number")
        if self.pack.aspect_id:
            return list(found.filter(pk=self.pack.aspect_id))
        return list(found.filter(instrument=self.pack.round.instrument_id))

    @cached_property
    def aspect_ids(self) -> list[int]:
        return [aspect.pk for aspect in self.aspects]

    @property
    def instrument(self) -> Instrument:
        return self.aspects[0].instrument if self.aspects else self.pack.round.instrument

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each aspect by its id."""
        return {aspect.pk: aspect.number for aspect in self.aspects}

    @cached_property
    def departments_of(self) -> dict[int, list[Department]]:
        """Who answered for each aspect on the day, the main one first."""
        return responsible_for(self.aspect_ids, self.day)

    @cached_property
    def departments(self) -> dict[int, Department]:
        return {one.pk: one for found in self.departments_of.values() for one in found}

    @cached_property
    def organisation(self) -> Organisation:
        return Organisation()

    @cached_property
    def people_in(self) -> dict[int, set[int]]:
        """The people of each department that answers, its units included, on the day."""
        return people_of(self.departments.values(), self.organisation, people_by_department(self.day))

    @cached_property
    def people_ids(self) -> set[int]:
        return set().union(*self.people_in.values())

    @cached_property
    def people(self) -> Mapping[int, Employee]:
        """Those people, with the names that they had on the day."""
        found = Employee.objects.in_bulk(self.people_ids)
        if self.day < timezone.localdate():
            found |= {pk: was for pk, was in people_named_otherwise(self.end).items() if pk in found}
        return found

    @cached_property
    def requirements_of(self) -> dict[int, list[int]]:
        return requirements_by_aspect(self.aspect_ids)

    @cached_property
    def states(self) -> States:
        """Where those people stood in the training of the aspects on the day."""
        needed = {pk for ids in self.requirements_of.values() for pk in ids}
        return requirement_states(self.day, needed, people=self.people_ids)

    @cached_property
    def aspects_of_obligation(self) -> dict[int, list[int]]:
        """{obligation id: numbers of the aspects that it serves}."""
        found: dict[int, list[int]] = {}
        links = Obligation.aspects.through.objects.filter(aspect__in=self.aspect_ids).order_by("aspect__number")
        for obligation_id, number in links.values_list("obligation_id", "aspect__number"):
            found.setdefault(obligation_id, []).append(number)
        return found

    def title(self) -> str:
        return str(self.pack.aspect or self.pack.round)

    def reductions(self) -> list[str]:
        """What was left out for whom, in sentences that stand on the first page and in the manifest."""
        if self.details:
            return [_("It names people and carries their details: it is for use inside the municipality only.")]
        if self.names:
            return [
                _(
                    "It names public servants with their posts and training. Left out are employee numbers, grades, "
                    "and who wrote what in comments between offices."
                )
            ]
        return [
            _("It names nobody: of people it tells posts and numbers only, and no group of fewer than five."),
            _("Left out are constancias, files of evidence, comments between offices and to whom each notice went."),
        ]
