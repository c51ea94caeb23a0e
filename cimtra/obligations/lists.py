"""Deliveries as lists: narrowed as the address says, and how the aspects stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.api import Department

from ..models import Aspect, Delivery, Obligation
from ..periods import label_of
from .lights import LIGHTS, OPEN, with_light


@dataclass(frozen=True, slots=True)
class Standing:
    """Of the obligations in force for an aspect: how many owe nothing that is late, how many do, and all of them."""

    current: int = 0
    late: int = 0
    total: int = 0


def standing(aspect_ids: Iterable[int], day: dt.date) -> dict[int, Standing]:
    """{aspect id: Standing} as it was on `day`; aspects without obligations are there with zeros. One query.

    An obligation is late while something of it whose last day has passed is not delivered; in review is delivered.
    """
    late = late_on(day).filter(obligation=OuterRef("obligation"))
    in_force = Obligation.objects.on(day)
    links = Obligation.aspects.through.objects.filter(aspect__in=list(aspect_ids), obligation__in=in_force)
    found = {pk: [0, 0] for pk in aspect_ids}
    for aspect, is_late in links.annotate(is_late=Exists(late)).values_list("aspect", "is_late"):
        found[aspect][bool(is_late)] += 1
    return {pk: Standing(current, behind, current + behind) for pk, (current, behind) in found.items()}


def late_on(day: dt.date) -> QuerySet[Delivery]:
    """Deliveries that were late on `day`: due before it, and delivered later or never."""
    owed = Q(state__in=OPEN) | Q(delivered_on__gt=day)
    return Delivery.objects.filter(owed, due_on__lt=day)


def with_what_is_shown(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """With all that a line of a list says, in the same query."""
    return deliveries.select_related("obligation", "department", "document", "session", "session__body")


def period_label(delivery: Delivery) -> str:
    """«Tercer trimestre de 2026», or the session, or the day."""
    if delivery.session_id:
        return str(delivery.session)
    label = label_of(delivery.period_start, delivery.period_end)
    # Django's Mexican months begin with a capital letter, which is right for «Marzo de 2026» alone and not in a date.
    return label.lower() if delivery.period_start == delivery.period_end else label


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list of deliveries is narrowed to; all of it stands in the address. Year and quarter are of the period."""

    light: str = ""
    department: int | None = None
    kind: str = ""
    aspect: int | None = None
    obligation: int | None = None
    year: int | None = None
    quarter: int | None = None
    words: str = ""

    @classmethod
    def asked(cls, given: Mapping[str, str]) -> Narrowed:
        """From the parameters of an address; what is not understood narrows nothing."""
        quarter = number_in(given.get("trimestre"))
        year = number_in(given.get("anio"))
        return cls(
            light=_one_of(given.get("semaforo", ""), LIGHTS),
            department=number_in(given.get("direccion")),
            kind=_one_of(given.get("tipo", ""), Obligation.Kind.values),
            aspect=number_in(given.get("aspecto")),
            obligation=number_in(given.get("obligacion")),
            year=year if year and 1990 <= year <= 2200 else None,
            quarter=quarter if quarter in (1, 2, 3, 4) else None,
            words=given.get("q", "").strip()[:100],
        )

    def as_query(self, **changes: Any) -> str:
        """As an address says it; `changes` that are no field of it, such as a page, are added."""
        own = {name: value for name, value in changes.items() if name in self.__slots__}
        other = {name: value for name, value in changes.items() if name not in own}
        now = replace(self, **own)
        said = {
            "semaforo": now.light,
            "direccion": now.department,
            "tipo": now.kind,
            "aspecto": now.aspect,
            "obligacion": now.obligation,
            "anio": now.year,
            "trimestre": now.quarter,
            "q": now.words,
            **other,
        }
        return urlencode({name: value for name, value in said.items() if value not in ("", None)})

    def in_words(self) -> str:
        """As a file says it: «Dirección: Hacienda Municipal; Semáforo: Con atraso»; "" for everything."""
        named = {Department: self.department, Aspect: self.aspect, Obligation: self.obligation}
        said = [
            (model._meta.verbose_name, model._default_manager.filter(pk=pk).first())
            for model, pk in named.items()
            if pk
        ]
        said += [
            (pgettext("delivery", "State"), LIGHTS[self.light].word if self.light else ""),
            (_("Kind"), dict(Obligation.Kind.choices).get(self.kind, "")),
            (_("Year"), self.year),
            (_("Quarter"), self.quarter),
            (_("Words"), self.words),
        ]
        return "; ".join(f"{str(label).capitalize()}: {value}" for label, value in said if value)

    def of(self, deliveries: QuerySet[Delivery], today: dt.date) -> QuerySet[Delivery]:
        conditions = Q()
        exact = {
            "department": self.department,
            "obligation__kind": self.kind,
            "obligation__aspects": self.aspect,
            "obligation": self.obligation,
            "period_end__year": self.year,
        }
        for field, value in exact.items():
            if value:
                conditions &= Q(**{field: value})
        if self.light:
            conditions &= with_light(self.light, today)
        if self.quarter:
            conditions &= Q(period_end__month__gt=3 * self.quarter - 3, period_end__month__lte=3 * self.quarter)
        if self.words:
            conditions &= Q(obligation__title__icontains=self.words)
        return deliveries.filter(conditions)


def tally(deliveries: QuerySet[Delivery], today: dt.date) -> dict[str, int]:
    """How many of `deliveries` show each light on `today`; one query."""
    return deliveries.aggregate(**{key: Count("pk", filter=with_light(key, today)) for key in LIGHTS})


def departments_in(deliveries: QuerySet[Delivery]) -> list[Department]:
    """The departments that have deliveries among these, for a filter; one query."""
    return list(Department.objects.filter(pk__in=deliveries.values("department")).order_by("path"))


def number_in(text: str | None) -> int | None:
    """The number that an address gives; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def _one_of(word: str, known) -> str:
    return word if word in known else ""
