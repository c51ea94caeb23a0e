"""Where other apps hook into people: tables that are written once, and the registries."""

from .append_only import AppendOnlyModel, AppendOnlyQuerySet, WrittenOnce
from .registries import (
    NamedRegistry,
    Registry,
    calendar_entries,
    minutely_acts,
    nightly_acts,
    person_panels,
    roster_effects,
    work_kinds,
)

__all__ = [
    "AppendOnlyModel",
    "AppendOnlyQuerySet",
    "NamedRegistry",
    "Registry",
    "WrittenOnce",
    "calendar_entries",
    "minutely_acts",
    "nightly_acts",
    "person_panels",
    "roster_effects",
    "work_kinds",
]
