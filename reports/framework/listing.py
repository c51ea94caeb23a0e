"""A report as it was asked for: the rows, figures and criteria of one request, in one object for every output."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from people.api import Column, csv_file

from .asked import Asked
from .report import Findings, Report, Rows


@dataclass
class Listing:
    asked: Asked
    findings: Findings

    @classmethod
    def of(cls, report: Report, query: QueryDict) -> Listing:
        asked = Asked.read(report, query)
        findings = report.findings(asked)
        column = asked.ordering
        if column and column.sort:
            # Sorting is stable, both ways: equals stay in the order that the report gave them.
            findings.rows = findings.rows.sorted_by(column.sort, reverse=asked.descending)
        return cls(asked, findings)

    @property
    def report(self) -> Report:
        return self.asked.report

    @property
    def rows(self) -> Rows:
        return self.findings.rows

    @property
    def cells(self) -> int:
        return len(self.rows) * len(self.asked.columns)

    def sheet_columns(self) -> list[Column]:
        return [column.as_sheet_column() for column in self.asked.columns]

    def criteria(self, author: str) -> list[tuple[str, Any]]:
        """What a reader of the file must know to get the same rows again, and what was counted."""
        return [
            (_("What it answers"), str(self.report.answers)),
            (_("Cut-off"), self.asked.cut_off),
            *([(_("Told as of today"), self.asked.told_as_today)] if self.asked.told_as_today else []),
            (_("Made"), self.asked.now),
            (_("Time zone"), settings.TIME_ZONE),
            *self.asked.in_words(),
            (_("Columns"), ", ".join(column.label for column in self.asked.columns)),
            (_("Who was counted"), self.findings.denominator),
            *((figure.label, f"{figure.number} {figure.of}".strip()) for figure in self.findings.figures),
            (_("Rows"), len(self.rows)),
            (_("Author"), author),
            (_("System"), f"{settings.PRODUCT_NAME} {settings.PRODUCT_VERSION}"),
        ]

    @cached_property
    def csv(self) -> bytes:
        return csv_file(self.sheet_columns(), self.rows)

    @cached_property
    def fingerprint(self) -> str:
        """«Huella de los datos»: the SHA-256, in hex, of the CSV file of the same address.

        Anybody who is given the CSV can compute it again (`sha256sum informe.csv`), whatever the version of this
        system: headings and rows count, in the order and with the columns that were asked for.
        """
        return hashlib.sha256(self.csv).hexdigest()
