"""Where other apps hook into people: tables that are written once, and the registries."""

from .append_only import AppendOnlyModel, AppendOnlyQuerySet, WrittenOnce
from .integrity import IntegrityCheck, broken_promises
from .registries import (
    NamedRegistry,
    ProposedPerson,
    Registry,
    RosterEffect,
    calendar_entries,
    integrity_checks,
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
    "IntegrityCheck",
    "NamedRegistry",
    "ProposedPerson",
    "Registry",
    "RosterEffect",
    "WrittenOnce",
    "broken_promises",
    "calendar_entries",
    "integrity_checks",
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
