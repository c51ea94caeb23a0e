"""Obligations as a list, narrowed as the address says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.http import urlencode

from people.api import Department

from ..models import Frequency, Obligation
from .lists import number_in

IN_FORCE, OVER, ALL = "", "terminadas", "todas"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The fields are the parameters of the address."""

    direccion: int | None = None
    tipo: str = ""
    frecuencia: str = ""
    aspecto: int | None = None
    vigencia: str = IN_FORCE
    q: str = ""

    @classmethod
    def asked(cls, given: Mapping[str, str]) -> Narrowed:
        kind, frequency, force = (given.get(name, "") for name in ("tipo", "frecuencia", "vigencia"))
        return cls(
            direccion=number_in(given.get("direccion")),
            tipo=kind if kind in Obligation.Kind.values else "",
            frecuencia=frequency if frequency in Frequency.values else "",
            aspecto=number_in(given.get("aspecto")),
            vigencia=force if force in (OVER, ALL) else IN_FORCE,
            q=given.get("q", "").strip()[:100],
        )

    def as_query(self, **changes: Any) -> str:
        said = {**asdict(self), **changes}
        return urlencode({name: value for name, value in said.items() if value not in ("", None)})

    def of(self, obligations: QuerySet[Obligation], today: dt.date) -> QuerySet[Obligation]:
        exact = {
            "department": self.direccion,
            "kind": self.tipo,
            "frequency": self.frecuencia,
            "aspects": self.aspecto,
            "title__icontains": self.q,
        }
        conditions = Q(**{field: value for field, value in exact.items() if value})
        over = Q(ends_on__lt=today)
        if self.vigencia == OVER:
            conditions &= over
        elif self.vigencia == IN_FORCE:
            # Those that begin later are shown as well: whoever wrote one looks for it here.
            conditions &= ~over | Q(ends_on=None)
        return obligations.filter(conditions)


def departments_with(obligations: QuerySet[Obligation]) -> list[Department]:
    """The departments that answer for some of `obligations`; one query."""
    return list(Department.objects.filter(pk__in=obligations.values("department")).order_by("path"))
