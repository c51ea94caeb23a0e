"""What a pack is made of: sections with tables and attached files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from people.api import Column

MOST_ON_A_PAGE = 1000


@dataclass(frozen=True)
class Table:
    """Rows that a person reads in the HTML and a machine in the workbook; `note` says what is not in it, and why."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    note: str = ""

    def cells(self) -> list[list[str]]:
        """The first rows as texts: a browser shows no hundred thousand of them, the workbook has them all."""
        return [[text_of(column.value(row)) for column in self.columns] for row in self.rows[:MOST_ON_A_PAGE]]

    @property
    def left_out(self) -> int:
        """How many rows stand in the workbook only."""
        return max(0, len(self.rows) - MOST_ON_A_PAGE)


@dataclass(frozen=True)
class Attachment:
    """A file of the private storage that goes into the pack as `name`; `sha256` is the print on record."""

    name: str
    stored: str
    sha256: str
    about: str


@dataclass(frozen=True)
class Section:
    """One subject of the pack; `slug` names its files, `notes` are said above its tables."""

    slug: str
    title: str
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    attachments: Sequence[Attachment] = field(default_factory=tuple)


def text_of(value: Any) -> str:
    """A value as people read it: days as 31/03/2026, moments with the hour of the municipality."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "d/m/Y H:i")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value)
