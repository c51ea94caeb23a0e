"""Writes rows that a file brings and remembers each as written: never over what people have changed or deleted."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models

from .models import LoadedRow


@dataclass
class Receipt:
    """What a load did; `kept` names the rows that an editor has changed or deleted."""

    counts: Counter = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    @property
    def changes(self) -> int:
        return self.counts["created"] + self.counts["updated"] + self.counts["removed"]


def fingerprint(values: dict[str, Any]) -> str:
    def plain(value: Any) -> Any:
        if isinstance(value, models.Model):
            return value.pk
        if isinstance(value, Decimal):
            return str(value.normalize())
        return str(value)

    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=plain)
    return hashlib.sha256(text.encode()).hexdigest()


def known_rows(source: str) -> dict[str, str]:
    """{key: fingerprint} of what was last written from `source`."""
    return dict(LoadedRow.objects.filter(source=source).values_list("key", "fingerprint"))


def remember_rows(source: str, fingerprints: dict[str, str]) -> None:
    """Store what was written from `source`, in one statement."""
    LoadedRow.objects.bulk_create(
        [LoadedRow(source=source, key=key, fingerprint=value) for key, value in fingerprints.items()],
        update_conflicts=True,
        unique_fields=["source", "key"],
        update_fields=["fingerprint"],
    )


class Shelf:
    """Writes rows of one source and remembers each as written, so that a later load sees which were touched."""

    def __init__(self, source: str, receipt: Receipt):
        self.source = source
        self.receipt = receipt
        self.known = known_rows(source)
        self.fresh: dict[str, str] = {}

    def put(
        self,
        key: str,
        model: type[models.Model],
        lookup: dict[str, Any],
        values: dict[str, Any],
        initial: dict[str, Any] | None = None,
    ):
        """Return the row for `lookup` with `values`, or as an editor left it; None where an editor deleted it.

        `initial` is written to a new row only: the order of a list belongs to the editor afterwards.
        """
        row = model._default_manager.filter(**lookup).first()
        wanted = fingerprint(values)
        if row is None:
            if key in self.known:
                self._keep(key)
                return None
            row = model._default_manager.create(**lookup, **values, **(initial or {}))
            self._remember(key, wanted, "created")
            return row
        present = fingerprint({name: getattr(row, name) for name in values})
        if present == wanted:
            self._remember(key, wanted, "unchanged")
        elif self.known.get(key) == present:
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            self._remember(key, wanted, "updated")
        else:
            self._keep(key)
        return row

    def _remember(self, key: str, value: str, outcome: str) -> None:
        if self.known.get(key) != value:
            self.fresh[key] = value
        self.receipt.counts[outcome] += 1

    def close(self) -> None:
        remember_rows(self.source, self.fresh)

    def _keep(self, key: str) -> None:
        self.receipt.counts["kept"] += 1
        self.receipt.kept.append(key)
