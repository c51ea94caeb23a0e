"""Where coverage and packs hook into the rest."""

from __future__ import annotations

from people.plugins import work_kinds
from reports.plugins import reports

from ..packs import making
from ..plugins import area_pages, area_sections
from . import own
from .report import CoverageReport


def register() -> None:
    work_kinds.register(making.KIND, making.make)
    reports.register(CoverageReport())
    area_sections.register(own.section)
    area_pages.register(own.pages)
