"""What findings add to the rest of the system, once it is ready."""

from __future__ import annotations

from people.plugins import calendar_entries, nightly_acts

from ..plugins import area_pages, area_sections
from . import area_views, calendar, reminders


def register() -> None:
    reminders.register()
    nightly_acts.register(reminders.plan_reminders)
    calendar_entries.register(calendar.due_day_entries)
    area_sections.register(area_views.section)
    area_pages.register(area_views.pages)
