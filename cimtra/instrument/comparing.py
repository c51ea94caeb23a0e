"""Which rows a file would add, change, keep or take away: told before anything is written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ..models import Instrument, lines_of
from ..shelf import fingerprint, known_rows
from .contents import (
    MODELS,
    NAMES,
    Entry,
    entries_of,
    import_source_of,
    label_of,
    parent_of,
    rows_of,
    source_of,
    values_of,
)
from .holding import holders_of

CREATED, UPDATED, UNCHANGED, REMOVED = "created", "updated", "unchanged", "removed"
# Kept as it is here, although the file says otherwise; `Line.why` tells the reason.
KEPT = "kept"
EDITED, DELETED, HELD, OWN, TAKEN, ORPHAN = "edited", "deleted", "held", "own", "taken", "orphan"
# Where whoever imports may decide that the file wins all the same.
MAY_TAKE = {EDITED, DELETED, OWN}


@dataclass(slots=True)
class Line:
    """One row of the instrument and what becomes of it. `changes` are (field, here, in the file) where they differ."""

    key: str
    outcome: str
    entry: Entry | None
    row: models.Model | None
    why: str = ""
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def label(self) -> str:
        values = self.entry.values if self.entry else values_of(self.kind, self.row)
        return label_of(self.kind, values, self.key)

    @property
    def may_take(self) -> bool:
        return self.why in MAY_TAKE


@dataclass
class Plan:
    """All lines, parents first. `instrument` is None while the version is not here yet."""

    code: str
    version: str
    instrument: Instrument | None
    lines: list[Line]

    @property
    def counts(self) -> Counter:
        return Counter(line.outcome for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Nothing would be written."""
        return not self.counts[CREATED] + self.counts[UPDATED] + self.counts[REMOVED]

    @property
    def digest(self) -> str:
        """The same for as long as nobody changes what the plan was made from."""
        told = [
            (line.key, line.outcome, line.why, [(n, str(a), str(b)) for n, a, b in line.changes]) for line in self.lines
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def of(self, outcome: str) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]


def plan_of(content: dict[str, Any], *, packaged: bool = False, take: Collection[str] = ()) -> Plan:
    """What loading `content` would do; a number of queries that does not depend on how much it brings.

    `packaged`: it is the file that comes with the program, which goes only by what it wrote itself. `take`: keys of
    lines for which the file wins over what people did.
    """
    entries = entries_of(content)
    identity = entries["instrument"].identity
    instrument = Instrument.objects.filter(**identity).first()
    known = known_rows(source_of(**identity))
    if not packaged:
        known |= known_rows(import_source_of(**identity))
    rows = rows_of(instrument) if instrument else {}
    pairs = matched(entries, rows)
    lines = [_line(key, entry, row, known, take) for key, entry, row in pairs]
    _leave_orphans(lines)
    _keep_what_is_held(lines)
    _keep_numbers_apart(lines)
    return Plan(identity["code"], identity["version"], instrument, lines)


def matched(
    entries: dict[str, Entry], rows: dict[str, models.Model]
) -> Iterator[tuple[str, Entry | None, models.Model | None]]:
    """Each row of the file with the one here that it means; the rest of either side alone.

    A variable that was typed here has a key that no file knows: it is found by its number, else by its title.
    """
    left = {key: row for key, row in rows.items() if key not in entries}
    nicknames = {name: key for key, row in left.items() for name in reversed(_nicknames(key, row))}
    for key, entry in entries.items():
        row, place = rows.get(key), key
        if row is None:
            names = _nicknames(key, MODELS[entry.kind](**entry.values)) if entry.kind in ("variable", "law") else []
            place = next((nicknames[name] for name in names if nicknames.get(name) in left), key)
            row = left.get(place)
        left.pop(place, None)
        yield place, entry, row
    for key, row in left.items():
        yield key, None, row


def _nicknames(key: str, row: models.Model) -> list[tuple]:
    kind, _colon, rest = key.partition(":")
    aspect = rest.partition(":")[0]
    if kind == "variable":
        by_number = [(kind, aspect, "number", row.number)] if row.number else []
        return [*by_number, (kind, aspect, "title", " ".join(row.title.split()))]
    return [(kind, aspect, " ".join(row.text.split()))] if kind == "law" else []


def _line(
    key: str, entry: Entry | None, row: models.Model | None, known: dict[str, str], take: Collection[str]
) -> Line:
    kind = key.partition(":")[0]
    if row is None:
        if key in known and key not in take:
            return Line(key, KEPT, entry, None, DELETED)
        return Line(key, CREATED, entry, None)
    untouched = known.get(key) == stamp(kind, values_of(kind, row), row)
    if entry is None:
        if untouched or key in take:
            return Line(key, REMOVED, None, row)
        return Line(key, KEPT, None, row, EDITED if key in known else OWN)
    changes = [*_changes(kind, entry, row)]
    if not changes:
        return Line(key, UNCHANGED, entry, row)
    if untouched or key in take:
        return Line(key, UPDATED, entry, row, changes=changes)
    return Line(key, KEPT, entry, row, EDITED, changes)


def stamp(kind: str, values: dict[str, Any], row: models.Model) -> str:
    """The fingerprint by which a later load tells whether somebody has edited `row`."""
    compared = {name: values[name] for name in NAMES[kind]}
    if kind == "aspect":
        compared["block"] = row.block_id
    return fingerprint(compared)


def _changes(kind: str, entry: Entry, row: models.Model) -> Iterator[tuple[str, Any, Any]]:
    for name, wanted in entry.values.items():
        present = getattr(row, name)
        if alike(present) != alike(wanted):
            yield name, present, wanted
    if entry.parent and parent_of(kind, row) != entry.parent:
        yield "parent", parent_of(kind, row), entry.parent


def alike(value: Any) -> Any:
    """`value` without what nobody sees: stray space, empty lines, trailing zeros, empty parts."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return [" ".join(line.split()) for line in lines_of(value)]
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)).normalize()
    if isinstance(value, dict):
        return {name: alike(part) for name, part in value.items() if part not in (None, "", {}, [])}
    return [alike(part) for part in value]


def _leave_orphans(lines: list[Line]) -> None:
    """What hangs on a row that does not come back does not come either; what hangs on one that goes, goes with it."""
    gone = {line.key for line in lines if line.outcome == KEPT and line.why == DELETED}
    for line in lines:
        if line.outcome == CREATED and line.entry.parent in gone:
            line.outcome, line.why = KEPT, ORPHAN
            gone.add(line.key)


def _keep_what_is_held(lines: list[Line]) -> None:
    """A row on which something hangs stays, and so does whatever it hangs on itself."""
    going = {line.key: line for line in lines if line.outcome == REMOVED}
    for kind in ("variable", "law", "aspect", "block", "field"):
        some = {line.row.pk: line for line in going.values() if line.kind == kind}
        for pk, holders in holders_of(MODELS[kind], some).items():
            some[pk].outcome, some[pk].why, some[pk].holders = KEPT, HELD, holders
    for line in reversed(lines):
        if line.row is None or line.outcome == REMOVED:
            continue
        parent = going.get(parent_of(line.kind, line.row))
        if parent is not None and parent.outcome == REMOVED and not _moves_away(line):
            parent.outcome, parent.why = KEPT, HELD
            parent.holders = [_("something that is kept: %(what)s") % {"what": line.label}]


def _moves_away(line: Line) -> bool:
    return line.outcome == UPDATED and line.entry.parent != parent_of(line.kind, line.row)


def _keep_numbers_apart(lines: list[Line]) -> None:
    """A row whose number is that of another one which stays as it is cannot be written: it is left out and told."""
    staying = {_place(line) for line in lines if line.outcome in (KEPT, UNCHANGED) and line.row is not None}
    for line in lines:
        if line.outcome in (CREATED, UPDATED) and _place(line) and _place(line) in staying:
            line.outcome, line.why = KEPT, TAKEN


def _place(line: Line) -> tuple | None:
    """(kind, what it hangs on, number) as it will be; None where numbers may repeat."""
    written = line.outcome in (CREATED, UPDATED)
    number = line.entry.values.get("number") if written else getattr(line.row, "number", "")
    if line.kind not in ("field", "block", "variable") or not number:
        return None
    return line.kind, line.entry.parent if written else parent_of(line.kind, line.row), number
