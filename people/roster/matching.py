"""Whose row it is: by number, by CURP or RFC, or perhaps by name, which only a person can decide."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import columns as c
from .names import SMALL, key_of
from .plan import Doubt
from .records import Record
from .roll import Person, Roll
from .words import fold


@dataclass
class Match:
    person: Person | None = None
    doubt: Doubt | None = None
    #: People that the row is or may be: they are not absent from the file.
    seen: tuple[Person, ...] = ()
    note: str = ""


def match(record: Record, roll: Roll, decided: str | int | None) -> Match:
    """Who the row is. With a doubt the person stays None until `decided` says "new" or names one of the candidates."""
    found = roll.find(record.values.get(c.NUMBER) or "")
    if found:
        if is_same_name(record, found) or _same_identity(record, found):
            return Match(found, seen=(found,))
        reason = _("The number is that of %(name)s, whose name is another one.") % {"name": found.full_name}
        return _doubtful(record, [found], reason, decided, may_be_new=False)
    if known := _by_identity(record, roll):
        return _known_by_identity(record, known, roll, decided)
    alike = [] if record.name is None else roll.by_key.get(key_of(*record.name), [])
    alike = [person for person in alike if not _other_identity(record, person)]
    if alike:
        reason = _("The number is unknown, but somebody with the same name is here already.")
        return _doubtful(record, alike, reason, decided)
    return Match()


def is_same_name(record: Record, person: Person) -> bool:
    """Whether the names agree in all words, in two of them, or in one where there are no more than two."""
    if record.name is None:
        return True
    words = [set(fold(name).split()) - SMALL for name in (record.name.full, person.full_name)]
    shared = len(words[0] & words[1])
    return shared >= 2 or (shared == 1 and min(map(len, words)) <= 2)


def _same_identity(record: Record, person: Person) -> bool:
    pairs = ((record.values.get(c.CURP), person.curp), (record.values.get(c.RFC), person.rfc))
    return any(theirs and theirs == ours for theirs, ours in pairs)


def _other_identity(record: Record, person: Person) -> bool:
    theirs = record.values.get(c.CURP)
    return bool(theirs and person.curp and theirs != person.curp)


def _by_identity(record: Record, roll: Roll) -> Person | None:
    curp, rfc = record.values.get(c.CURP) or "", record.values.get(c.RFC) or ""
    return roll.by_curp.get(curp.casefold()) or roll.by_rfc.get(rfc.casefold())


def _known_by_identity(record: Record, known: Person, roll: Roll, decided: str | int | None) -> Match:
    """Somebody who comes back gets a new number and keeps the history; on the roll it may also be a slip."""
    if not known.is_on_roll(roll.day) and is_same_name(record, known):
        words = {"name": known.full_name, "number": known.number}
        note = _("Known by the CURP or RFC: %(name)s had the number %(number)s.") % words
        return Match(known, seen=(known,), note=note)
    reason = _("The number is unknown, but the CURP or RFC is that of somebody who is here already.")
    return _doubtful(record, [known], reason, decided, may_be_new=False)


def _doubtful(
    record: Record, candidates: list[Person], reason: str, decided: str | int | None, *, may_be_new: bool = True
) -> Match:
    doubt = Doubt(
        row=record.row,
        number=record.number,
        name=record.full_name,
        reason=reason,
        candidates=[
            {"id": one.id, "number": one.number, "name": one.full_name, "is_gone": one.left_on is not None}
            for one in candidates
        ],
        may_be_new=may_be_new,
        decided=str(decided or ""),
    )
    chosen = next((one for one in candidates if one.id == decided), None)
    if chosen is None and decided == "new" and may_be_new:
        return Match(doubt=doubt, seen=())
    return Match(chosen, doubt, seen=tuple(candidates))
