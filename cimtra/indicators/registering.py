"""What programmes add to /mi-area/, once it is ready."""

from __future__ import annotations

from ..plugins import area_pages, area_sections
from . import area_views


def register() -> None:
    area_sections.register(area_views.section)
    area_pages.register(area_views.pages)
