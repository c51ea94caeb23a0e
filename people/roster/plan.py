"""What a file would do, as data: it is stored with the import, shown, accepted by its digest, and then applied."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    NEW = "new"
    REHIRED = "rehired"
    MOVED = "moved"
    CHANGED = "changed"
    LEAVING = "leaving"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


LABELS = {
    Kind.NEW: _("New people"),
    Kind.REHIRED: _("Hired again"),
    Kind.MOVED: _("Transfers and appointments"),
    Kind.CHANGED: _("Changed data"),
    Kind.LEAVING: _("Leaving, as the file says"),
    Kind.UNCHANGED: _("Unchanged"),
    Kind.REFUSED: _("Refused rows"),
}

#: What a line says beside what it does.
WORDS = {"notes", "gained", "lost"}
#: A file that misses this share of the people on the roll needs a second person.
MISSING_SHARE = 1 / 3


@dataclass
class Choices:
    """What RH decided about a file, as RosterImport.choices keeps it."""

    #: The day on which transfers begin and people leave when the file gives none.
    day: dt.date
    #: Whether the file is meant to hold everybody, so that absence means something.
    proposes_leavers: bool = True
    #: Employee ids whose leaving was ticked.
    leavers: set[int] = field(default_factory=set)
    #: Name of a department as it stands in the file, folded → id of the one that is meant.
    departments: dict[str, int] = field(default_factory=dict)
    #: Name of a post, folded → "create", or the id of the one that is meant.
    posts: dict[str, str | int] = field(default_factory=dict)
    #: Row of a possible duplicate → "new" (somebody else), or the id of the person that it is.
    twins: dict[str, str | int] = field(default_factory=dict)

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Choices:
        values = {**stored, "day": dt.date.fromisoformat(stored["day"]), "leavers": set(stored.get("leavers", ()))}
        return cls(**values)

    def dump(self) -> dict[str, Any]:
        return {**asdict(self), "day": self.day.isoformat(), "leavers": sorted(self.leavers)}


@dataclass
class Line:
    """What happens to one person. Days are ISO texts, so that the line is the same after it was stored."""

    row: int
    kind: Kind
    number: str
    name: str
    employee: int | None = None
    #: Field → [what it is, what it becomes].
    fields: dict[str, list[Any]] = field(default_factory=dict)
    #: Appointments to make: department, post (or post_name to create), starts_on, ends_on and the three flags.
    opens: list[dict[str, Any]] = field(default_factory=list)
    #: Appointments to end: id, whose it is, and ends_on as [was, becomes].
    closes: list[dict[str, Any]] = field(default_factory=list)
    #: The appointment that began on the very day of the change: id, and its fields as [was, becomes].
    amends: dict[str, Any] | None = None
    #: The spell that ends up in EarlierService: [hired_on, left_on].
    service: list[str] | None = None
    #: «Hacienda · Analista», before and after.
    place: list[str] | None = None
    notes: list[str] = field(default_factory=list)
    #: Duties of training, in words, that come and go with it.
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass
class Refused:
    row: int
    number: str
    name: str
    #: Each: field, column as the file calls it, value, reason.
    problems: list[dict[str, str]]


@dataclass
class Doubt:
    """A row that may be somebody who is here already. Until RH says so it is refused."""

    row: int
    number: str
    name: str
    reason: str
    #: Each: id, number, name, and «is_gone».
    candidates: list[dict[str, Any]]
    #: Whether it may be somebody else: not when the CURP is the same.
    may_be_new: bool = True
    decided: str = ""


@dataclass
class Leaver:
    """Somebody whom the file gives a last day, or does not name. Nobody leaves unless it was ticked."""

    employee: int
    number: str
    name: str
    place: str
    left_on: str
    row: int | None = None
    closes: list[dict[str, Any]] = field(default_factory=list)
    #: Appointments that would begin later and never take effect.
    drops: list[int] = field(default_factory=list)
    is_ticked: bool = False
    lost: list[str] = field(default_factory=list)


#: What a stored plan holds under these names.
LISTS = {"lines": Line, "refused": Refused, "doubts": Doubt, "leavers": Leaver}


@dataclass
class Plan:
    day: str
    read: int = 0
    lines: list[Line] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    leavers: list[Leaver] = field(default_factory=list)
    #: Names that are nowhere here: text as it stands in the file → rows.
    unknown_departments: dict[str, list[int]] = field(default_factory=dict)
    unknown_posts: dict[str, list[int]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    unchanged: int = 0
    on_roll: int = 0
    absent: int = 0
    #: Why a second person must agree: "missing", "own_row".
    second: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by Kind, and "read", which is their sum; "absent" and "absent_leaving" are people without a row."""
        counts = Counter(line.kind for line in self.lines)
        leaving = sum(leaver.is_ticked and leaver.row is not None for leaver in self.leavers)
        stays = sum(not leaver.is_ticked and leaver.row is not None for leaver in self.leavers)
        return {
            "read": self.read,
            **{str(kind): counts[kind] for kind in (Kind.NEW, Kind.REHIRED, Kind.MOVED, Kind.CHANGED)},
            str(Kind.LEAVING): leaving,
            str(Kind.UNCHANGED): self.unchanged + stays,
            str(Kind.REFUSED): len(self.refused),
            "absent": self.absent,
            "absent_leaving": sum(leaver.is_ticked and leaver.row is None for leaver in self.leavers),
        }

    @property
    def changes(self) -> int:
        """How many people it touches."""
        return len(self.lines) + sum(leaver.is_ticked for leaver in self.leavers)

    @property
    def touched(self) -> set[int]:
        """Ids of the people it touches, as far as they have one."""
        known = {line.employee for line in self.lines if line.employee}
        known |= {close["employee"] for line in self.lines for close in line.closes}
        return known | {leaver.employee for leaver in self.leavers if leaver.is_ticked}

    def dump(self) -> dict[str, Any]:
        """As JSON keeps it. The lines are not copied, as dataclasses.asdict would: there may be ten thousand."""
        lists = {name: [vars(one) for one in getattr(self, name)] for name in LISTS}
        return {**vars(self), **lists}

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Plan:
        values = {
            name: [LISTS[name](**one) for one in value] if name in LISTS else value for name, value in stored.items()
        }
        plan = cls(**values)
        for line in plan.lines:
            line.kind = Kind(line.kind)
        return plan

    @property
    def digest(self) -> str:
        """SHA-256 of what would be written: without the words, and without what nobody has ticked."""
        return hashlib.sha256("\n".join(self.acts()).encode()).hexdigest()

    def acts(self) -> list[str]:
        """One line of canonical JSON per person touched, in the order of the file."""
        people = (*self.lines, *(leaver for leaver in self.leavers if leaver.is_ticked))
        done = ({name: value for name, value in vars(one).items() if name not in WORDS} for one in people)
        return [json.dumps(one, sort_keys=True, ensure_ascii=False) for one in done]
