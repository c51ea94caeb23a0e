"""Rows of a sheet as records of people: each cell parsed, names put together, and what is wrong with each of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import columns as c
from .names import Name, split_full, split_surnames
from .reading import MOST_PEOPLE, Sheet, Value
from .values import Unfit, as_text, parse
from .words import fold

#: One person, one of each.
UNIQUE = (c.NUMBER, c.CURP, c.RFC, c.EMAIL)
SHOWN = 80


@dataclass(slots=True)
class Problem:
    """Why a row is refused: which column, what stands there, and the reason."""

    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Record:
    row: int
    values: dict[str, Any]
    shown: dict[str, str]
    name: Name | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.values.get(c.NUMBER) or self.shown.get(c.NUMBER, "")

    @property
    def full_name(self) -> str:
        if self.name:
            return self.name.full
        parts = (c.FULL_NAME, c.FULL_NAME_GIVEN_FIRST, c.GIVEN, c.FIRST, c.SECOND, c.SURNAMES)
        return " ".join(self.shown[part] for part in parts if self.shown.get(part))

    def refuse(self, name: str, reason: str) -> None:
        self.problems.append(Problem(name, self.shown.get(name, ""), reason))


@dataclass
class Table:
    """The people of a file, with the words that its columns are called by."""

    records: list[Record]
    #: Field → «D · Fecha de ingreso».
    headings: dict[str, str]
    remarks: list[str]

    @property
    def fields(self) -> set[str]:
        return set(self.headings)


def table_of(sheet: Sheet, layout: c.Layout, *, today: dt.date) -> Table:
    """Every row below the heading as a record; a repetition of the heading, as printed lists have it, is no person."""
    headings = c.headings_of(sheet, layout.header_row, layout.height)
    places = {name: int(place) for place, name in layout.columns.items()}
    records = []
    for number, values in _people(sheet, layout, headings):
        record = Record(number, {}, {})
        records.append(record)
        _parse(record, values, places, today=today, is_beyond=len(records) > MOST_PEOPLE)
    _refuse_repeated(records)
    shown = {name: _called(headings, place) for name, place in places.items()}
    return Table(records, shown, _remarks(sheet, layout, headings))


def _called(headings: list[str], place: int) -> str:
    heading = headings[place] if place < len(headings) else ""
    return f"{c.letter(place)} · {heading}" if heading else c.letter(place)


def _people(sheet: Sheet, layout: c.Layout, headings: list[str]) -> Iterator[tuple[int, list[Value]]]:
    repeated = [fold(heading) for heading in headings]
    known = [int(place) for place in layout.columns]
    for number, values in sheet.rows:
        if number <= layout.header_row:
            continue
        if [fold(as_text(value)) for value in values] == repeated[: len(values)] and len(values) > 1:
            continue
        # A row with notes beside the table and nothing in it says nothing about anybody.
        if any(place < len(values) and values[place] is not None for place in known):
            yield number, values


def _parse(record: Record, values: list[Value], places: dict[str, int], *, today: dt.date, is_beyond: bool) -> None:
    for name, place in places.items():
        value = values[place] if place < len(values) else None
        record.shown[name] = as_text(value)[:SHOWN]
        try:
            record.values[name] = parse(name, value, today=today)
        except Unfit as unfit:
            record.values[name] = None
            record.refuse(name, str(unfit))
    if is_beyond:
        record.problems.clear()
        record.refuse(
            c.NUMBER,
            _("The file has more than %(limit)s people. Bring the rest in another file.")
            % {"limit": number_format(MOST_PEOPLE, force_grouping=True)},
        )
        return
    record.name = _name_of(record)
    _refuse_gaps(record)


def _name_of(record: Record) -> Name | None:
    values = record.values
    for whole, surnames_first in ((c.FULL_NAME, True), (c.FULL_NAME_GIVEN_FIRST, False)):
        if text := values.get(whole):
            name = split_full(text, surnames_first=surnames_first)
            if name is None:
                record.refuse(whole, _("Given names and at least one surname are needed."))
            elif len(name.given) > 100 or max(len(name.first), len(name.second)) > 80:
                record.refuse(whole, _("The name is too long."))
                return None
            return name
    first, second = values.get(c.FIRST) or "", values.get(c.SECOND) or ""
    if surnames := values.get(c.SURNAMES):
        first, second = split_surnames(surnames)
    if values.get(c.GIVEN) and first:
        return Name(values[c.GIVEN], first, second)
    return None


def _refuse_gaps(record: Record) -> None:
    told = {problem.column for problem in record.problems}
    if not record.values.get(c.NUMBER) and c.NUMBER not in told:
        record.refuse(c.NUMBER, _("The employee number is missing."))
    if record.name is None:
        for name in (c.FULL_NAME, c.FULL_NAME_GIVEN_FIRST, c.GIVEN, c.FIRST, c.SURNAMES):
            if name in record.shown and name not in told and not record.values.get(name):
                record.refuse(name, _("The name is missing."))
                return
    hired, left = record.values.get(c.HIRED), record.values.get(c.LEFT)
    if hired and left and left < hired:
        record.refuse(c.LEFT, _("It is before the day of hiring."))


def _refuse_repeated(records: list[Record]) -> None:
    """A row that is there twice counts once; two people with one number, CURP, RFC or address are refused, both."""
    seen: dict[tuple, int] = {}
    single = []
    for record in records:
        key = tuple((name, fold(text)) for name, text in record.shown.items())
        if key in seen:
            record.problems.clear()
            record.refuse(c.NUMBER, _("The row repeats row %(row)d.") % {"row": seen[key]})
        else:
            seen[key] = record.row
            single.append(record)
    for name in UNIQUE:
        sharing = defaultdict(list)
        for record in single:
            if record.values.get(name):
                sharing[_same(name, record.values[name])].append(record)
        for together in sharing.values():
            for record in together if len(together) > 1 else ():
                others = [str(other.row) for other in together if other is not record]
                words = ngettext("It is also in row %(rows)s.", "It is also in rows %(rows)s.", len(others))
                record.refuse(name, words % {"rows": ", ".join(others[:5])})


def _same(name: str, value: str) -> str:
    """Numbers that differ in leading zeros only are one number."""
    return (value.lstrip("0") or "0") if name == c.NUMBER and value.isdecimal() else value.casefold()


def _remarks(sheet: Sheet, layout: c.Layout, headings: list[str]) -> list[str]:
    remarks = []
    hidden = [_called(headings, int(place)) for place in layout.columns if int(place) in sheet.hidden_columns]
    if hidden:
        remarks.append(
            _("These columns are hidden in the file and were read: %(columns)s.") % {"columns": ", ".join(hidden)}
        )
    if sheet.hidden_rows:
        words = ngettext(
            "%(count)d row is hidden in the file and was read.",
            "%(count)d rows are hidden in the file and were read.",
            sheet.hidden_rows,
        )
        remarks.append(words % {"count": sheet.hidden_rows})
    return remarks
