"""The progress report as a whole: what was asked, the rows and the figures, in one object for every output."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from . import asof, progress
from .filters import Choices, Filters
from .framework.report import TOLD_AS_TODAY
from .naming import named_then


@dataclass
class Overview:
    choices: Choices
    filters: Filters
    scope: list[progress.Person]
    rows: list[progress.Person]
    cut_off: dt.datetime

    @classmethod
    def of(cls, asked: QueryDict) -> Overview:
        choices = Choices.load()
        filters = Filters.read(asked, choices)
        cut_off = timezone.now()
        if filters.past_day:
            cut_off = asof.end_of(filters.past_day) - dt.timedelta(minutes=1)
        organisation = choices.organisation
        everybody = progress.progress(
            subject=filters.subject(choices), organisation=organisation, day=timezone.localdate(cut_off)
        )
        scope = filters.in_scope(named_then(everybody, timezone.localdate(cut_off)), organisation)
        return cls(choices, filters, scope, filters.rows(scope), cut_off)

    @property
    def told_as_today(self) -> str:
        """What the report of a past day tells as it is today; empty for a report of today."""
        return str(TOLD_AS_TODAY) if self.filters.past_day else ""

    @property
    def tally(self) -> progress.Tally:
        return progress.tally(self.scope)

    @property
    def offices(self) -> list[progress.Tally]:
        return progress.tallies_by_office(self.scope)

    def add_departments_then(self, persons: list[progress.Person]) -> None:
        progress.add_departments_then(persons, self.filters.subject(self.choices))

    def criteria(self, author: str) -> list[tuple[str, Any]]:
        """What a reader of the file must know to get the same rows again."""
        return [
            (_("Cut-off"), self.cut_off),
            *([(_("Told as of today"), self.told_as_today)] if self.told_as_today else []),
            (_("Time zone"), settings.TIME_ZONE),
            *self.filters.in_words(self.choices),
            (_("People on the active roll in this scope"), len(self.scope)),
            (_("Rows"), len(self.rows)),
            (_("Author"), author),
            (_("System"), f"{settings.PRODUCT_NAME} {settings.PRODUCT_VERSION}"),
        ]
