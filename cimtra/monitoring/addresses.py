"""Addresses that are looked at: the list and its filters, and writing them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Department, departments_with_branches

from ..models import PublishedAddress, Verdict

UNSEEN = "sin-revisar"
FIELDS = (
    "title",
    "address",
    "department",
    "obligation",
    "aspect",
    "expects",
    "names_quarter",
    "every_days",
    "is_watched",
)


class NewerEdition(Exception):
    """Somebody saved the address after the form was opened; `published` is as it stands now."""

    def __init__(self, published: PublishedAddress) -> None:
        super().__init__(_("Somebody else saved this address while you had it open. Nothing of theirs was lost."))
        self.published = published


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to, from the address bar; unknown values count as none."""

    verdict: str = ""
    department: int | None = None
    aspect: int | None = None
    text: str = ""
    is_unwatched: bool = False
    page: str = "1"

    @classmethod
    def read(cls, query: QueryDict) -> Narrowed:
        verdict = query.get("resultado", "")
        return cls(
            verdict=verdict if verdict in (*Verdict.values, UNSEEN) else "",
            department=_number(query.get("direccion", "")),
            aspect=_number(query.get("aspecto", "")),
            text=" ".join(query.get("buscar", "").replace("\x00", "").split())[:80],
            is_unwatched=query.get("vigilancia") == "no",
            page=query.get("pagina", "1"),
        )

    def of(self, found: QuerySet[PublishedAddress]) -> QuerySet[PublishedAddress]:
        found = found.filter(is_watched=not self.is_unwatched)
        if self.verdict == UNSEEN:
            found = found.filter(last_check=None)
        elif self.verdict:
            found = found.filter(last_check__verdict=self.verdict)
        return self.of_place(found)

    def of_place(self, found: QuerySet[PublishedAddress]) -> QuerySet[PublishedAddress]:
        """Narrowed by everything but the verdict and whether it is looked at."""
        if self.department:
            roots = Department.objects.filter(pk=self.department)
            found = found.filter(department__in=departments_with_branches(roots))
        if self.aspect:
            found = found.filter(aspect=self.aspect)
        if self.text:
            found = found.filter(Q(title__icontains=self.text) | Q(address__icontains=self.text))
        return found

    @property
    def is_narrowed(self) -> bool:
        return bool(self.verdict or self.department or self.aspect or self.text or self.is_unwatched)

    def as_query(self, **changes: Any) -> str:
        values = {
            "resultado": self.verdict,
            "direccion": self.department or "",
            "aspecto": self.aspect or "",
            "buscar": self.text,
            "vigilancia": "no" if self.is_unwatched else "",
            "pagina": "",
        }
        query = QueryDict(mutable=True)
        for name, value in {**values, **changes}.items():
            if value not in ("", None):
                query[name] = str(value)
        return query.urlencode()


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else None


def with_names(found: QuerySet[PublishedAddress]) -> QuerySet[PublishedAddress]:
    return found.select_related("department", "aspect", "obligation", "last_check").order_by(
        "department__name", "title", "pk"
    )


def counts_of(narrowed: Narrowed) -> dict[str, int]:
    """How many of the addresses looked at have each verdict, UNSEEN included; one query."""
    found = narrowed.of_place(PublishedAddress.objects.filter(is_watched=True)).order_by()
    counted = dict(found.values_list("last_check__verdict").annotate(number=Count("pk")))
    return {**{verdict: counted.get(verdict, 0) for verdict in Verdict.values}, UNSEEN: counted.get(None, 0)}


def edition_of(published: PublishedAddress) -> str:
    """What tells one saved state of an address from another."""
    values = json.dumps(model_to_dict(published, FIELDS), sort_keys=True, default=str)
    return hashlib.sha256(values.encode()).hexdigest()[:24]


@transaction.atomic
def save(*, published: PublishedAddress, values: dict[str, Any], edition: str) -> PublishedAddress:
    """Write the values of the form; raises NewerEdition where another edition stands by now.

    Another address, or another thing that is expected there, is looked at as soon as the clock comes by.
    """
    locked = PublishedAddress.objects.select_for_update().get(pk=published.pk)
    if edition_of(locked) != edition:
        raise NewerEdition(locked)
    is_other = any(values[name] != getattr(locked, name) for name in ("address", "expects", "names_quarter"))
    for name in FIELDS:
        setattr(locked, name, values[name])
    if is_other:
        locked.next_visit_at, locked.failures = timezone.now(), 0
    locked.save()
    return locked


def look_soon(published: PublishedAddress) -> None:
    """Put the address before the others that the clock sends the monitor to."""
    PublishedAddress.objects.filter(pk=published.pk).update(next_visit_at=timezone.now())
