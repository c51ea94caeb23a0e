"""What other apps register, kept in the order of registration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass


class Registry:
    """A list of callables; registering the same one twice keeps one, so that reloading an app is harmless."""

    def __init__(self):
        self._entries = []

    def register(self, entry):
        if entry not in self._entries:
            self._entries.append(entry)
        return entry

    def unregister(self, entry):
        self._entries.remove(entry)

    def __iter__(self):
        return iter(tuple(self._entries))


class NamedRegistry:
    """Callables or objects by name; a second registration under a name takes the place of the first."""

    def __init__(self):
        self._entries = {}

    def register(self, name, entry):
        self._entries[name] = entry
        return entry

    def __getitem__(self, name):
        return self._entries[name]

    def __contains__(self, name):
        return name in self._entries

    def __iter__(self):
        return iter(tuple(self._entries))


@dataclass(frozen=True, slots=True)
class ProposedPerson:
    """A person as the roster would have them; `employee_id` None is somebody new, `leaves` somebody who goes.

    `department_id` and `post_id` are those of the main appointment; None where the proposal does not know them (yet).
    Other appointments that the person holds on the day stay as they are.
    """

    key: Hashable
    employee_id: int | None
    department_id: int | None
    post_id: int | None
    hired_on: dt.date
    is_head: bool = False
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class RosterEffect:
    """In words for the screen: what a person would gain and lose by a change of the roster."""

    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


# name -> callable(work) -> works.Outcome | None: what a worker does for people.Work of that kind.
work_kinds = NamedRegistry()
# callable() -> None: what the clock does each minute when its time has come; safe to repeat.
minutely_acts = Registry()
# callable() -> int: what is done each night; returns how many rows it touched, and is safe to repeat.
nightly_acts = Registry()
# callable(proposals: list[ProposedPerson], day) -> {key: RosterEffect}: what each proposal would bring or take away on
# `day`, for previews. Asked once for all proposals, with a number of queries that does not grow with them; keys without
# any effect are left out.
roster_effects = Registry()
# callable(employee_ids, remove: bool) -> set of ids: for people whom an import of the roster brought and who are to be
# taken off it again. Returns those of whom there is something that they or others have done; of the rest it deletes,
# when `remove` says so, what was made for them by itself.
roster_removals = Registry()
# callable(employee) -> [{"title", "template", "context"}]: panels of other apps on RH's page about one person.
person_panels = Registry()
# callable(employee) -> [api.CalendarEntry]: what stands in a person's calendar feed.
calendar_entries = Registry()
# kind of notice -> how people call it, for the ledger of notices and its filters.
notice_kinds = NamedRegistry()
# kind of notice -> callable([Notice]) -> ids of those that are no longer due, asked before anything is sent.
notice_checks = NamedRegistry()
# kind of notice -> days in which the same is not told again about the same subject; without an entry, no limit.
notice_rests = NamedRegistry()
# name -> integrity.IntegrityCheck: a promise about the rows, looked at after a restore, after an upgrade and at night.
integrity_checks = NamedRegistry()
