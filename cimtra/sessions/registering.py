"""What sessions of the council add to the rest of the system, once it is ready."""

from __future__ import annotations

from people.plugins import calendar_entries

from .feed import session_entries


def register() -> None:
    calendar_entries.register(session_entries)
