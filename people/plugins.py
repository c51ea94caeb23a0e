"""Where other apps hook into people: tables that are written once, and the registries."""

from .append_only import AppendOnlyModel, AppendOnlyQuerySet, WrittenOnce
from .registries import (
    NamedRegistry,
    ProposedPerson,
    Registry,
    RosterEffect,
    calendar_entries,
    minutely_acts,
    nightly_acts,
    notice_checks,
    notice_kinds,
    notice_rests,
    person_panels,
    roster_effects,
    roster_removals,
    work_kinds,
)

__all__ = [
    "AppendOnlyModel",
    "AppendOnlyQuerySet",
    "NamedRegistry",
    "ProposedPerson",
    "Registry",
    "RosterEffect",
    "WrittenOnce",
    "calendar_entries",
    "minutely_acts",
    "nightly_acts",
    "notice_checks",
    "notice_kinds",
    "notice_rests",
    "person_panels",
    "roster_effects",
    "roster_removals",
    "work_kinds",
]
