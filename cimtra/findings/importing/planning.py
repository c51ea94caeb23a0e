"""What each row of a sheet would become: values, and the problems that keep it from being recorded."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from people.api import Department, Employee, Unfit, UnreadableRoster, day_of_cell, fold, read_table, text_of_cell

from ...models import Aspect, Finding, Instrument, Round, Variable
from ...responsible import responsible_for
from ..forms import LONGEST_TEXT, person_choices
from . import columns as c

MOST_ROWS = 2000
LONGEST_KEY = 60
KINDS = {
    "observacion": Finding.Kind.OBSERVATION,
    "hallazgo": Finding.Kind.OBSERVATION,
    "recomendacion": Finding.Kind.RECOMMENDATION,
    "sugerencia": Finding.Kind.RECOMMENDATION,
}
EFFORTS = {
    "poco": Finding.Effort.LITTLE,
    "bajo": Finding.Effort.LITTLE,
    "regular": Finding.Effort.SOME,
    "medio": Finding.Effort.SOME,
    "mucho": Finding.Effort.MUCH,
    "alto": Finding.Effort.MUCH,
    "1": Finding.Effort.LITTLE,
    "2": Finding.Effort.SOME,
    "3": Finding.Effort.MUCH,
}


class Unreadable(Exception):
    """No findings can be read from the file; the message says why and what to do."""


@dataclass(slots=True)
class PlannedRow:
    """One row: ids in `values` where the file had names. `shown` are the values as people read them."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def as_plain(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "values": self.values,
            "shown": self.shown,
            "problems": self.problems,
            "remarks": self.remarks,
            "finding": None,
        }


class Names:
    """Aspects, departments and people by the words that a sheet may use; each is asked of the database once."""

    def __init__(self, held: Round | None) -> None:
        current = Instrument.objects.filter(is_current=True).order_by("pk").first()
        self.instrument = held.instrument if held else current

    @cached_property
    def aspects(self) -> dict[str, Aspect]:
        rows = Aspect.objects.filter(instrument=self.instrument)
        return {key: one for one in rows for key in (str(one.number), one.code.lower()) if key}

    @cached_property
    def variables(self) -> dict[str, list[Variable]]:
        found: dict[str, list[Variable]] = {}
        rows = Variable.objects.filter(aspect__instrument=self.instrument).exclude(number="")
        for one in rows.select_related("aspect"):
            found.setdefault(one.number, []).append(one)
        return found

    @cached_property
    def departments(self) -> dict[str, list[Department]]:
        found: dict[str, list[Department]] = {}
        for one in Department.objects.filter(is_active=True):
            for key in {fold(one.name), fold(one.code)} - {""}:
                found.setdefault(key, []).append(one)
        return found

    @cached_property
    def people(self) -> dict[str, Employee]:
        """Those who can be chosen in the form, too: nobody else's number is told apart from one that is none."""
        chosen = [pk for pk, _name in person_choices()]
        return {one.number: one for one in Employee.objects.filter(pk__in=chosen)}

    @cached_property
    def responsible(self) -> dict[int, list[Department]]:
        return responsible_for([one.pk for one in {aspect.pk: aspect for aspect in self.aspects.values()}.values()])


def plan(data: bytes, *, file_name: str, held: Round | None, today: dt.date | None = None) -> list[PlannedRow]:
    """The rows of the first sheet that has the columns; raises Unreadable. The queries do not grow with the rows."""
    rows, heading = _table(data, file_name)
    names, today = Names(held), today or timezone.localdate()
    below = [(number, values) for number, values in rows if number > heading.row]
    if len(below) > MOST_ROWS:
        raise Unreadable(
            _("The file has more than %(limit)d rows. Split it into several files.") % {"limit": MOST_ROWS}
        )
    planned = [_row(number, _cells(values, heading), names, today) for number, values in below]
    planned = [one for one in planned if one.values or one.problems]
    if not planned:
        raise Unreadable(_("There is no row below the headings."))
    _tell_twins(planned)
    return planned


def _table(data: bytes, file_name: str) -> tuple[list[tuple[int, Sequence[Any]]], c.Heading]:
    try:
        book = read_table(data, file_name=file_name)
    except UnreadableRoster as reason:
        raise Unreadable(str(reason)) from reason
    for sheet in book.sheets:
        heading = c.heading_of(sheet.rows)
        if heading and not sheet.is_hidden:
            return sheet.rows, heading
    raise Unreadable(
        _("No sheet has a column «%(text)s» with another beside it. Download the template and fill that in.")
        % {"text": c.TITLES[c.TEXT]}
    )


def _cells(values: Sequence[Any], heading: c.Heading) -> dict[str, Any]:
    return {name: values[place] for name, place in heading.places.items() if place < len(values)}


def _row(number: int, cells: dict[str, Any], names: Names, today: dt.date) -> PlannedRow:
    found = PlannedRow(number)
    words = {name: " ".join(text_of_cell(value).split()) for name, value in cells.items()}
    if not any(words.values()):
        return found
    found.shown = {name: word for name, word in words.items() if word}
    _read_text(found, words)
    _read_choice(found, words.get(c.KIND, ""), KINDS, c.KIND, Finding.Kind.OBSERVATION)
    _read_choice(found, words.get(c.EFFORT, ""), EFFORTS, c.EFFORT, Finding.Effort.SOME)
    _read_aspect(found, words.get(c.ASPECT, ""), names)
    _read_department(found, words.get(c.DEPARTMENT, ""), names)
    _read_person(found, words.get(c.PERSON, ""), names)
    _read_day(found, cells.get(c.DUE), today)
    found.values["commitment"] = words.get(c.COMMITMENT, "")[:LONGEST_TEXT]
    said = words.get(c.KEY, "")
    found.values["key"] = said[:LONGEST_KEY] or hashlib.sha256(fold(words.get(c.TEXT, "")).encode()).hexdigest()[:32]
    return found


def _read_text(found: PlannedRow, words: dict[str, str]) -> None:
    text = words.get(c.TEXT, "")
    found.values["text"] = text
    if not text:
        found.problems.append(_("It does not say what was observed or recommended."))
    elif len(text) > LONGEST_TEXT:
        found.problems.append(_("The text is longer than %(limit)d characters.") % {"limit": LONGEST_TEXT})


def _read_choice(found: PlannedRow, word: str, known: dict[str, Any], name: str, usual: Any) -> None:
    value = known.get(fold(word).removesuffix("es") if fold(word) not in known else fold(word))
    if word and value is None:
        found.problems.append(_("«%(word)s» is not known in «%(column)s».") % {"word": word, "column": c.TITLES[name]})
    found.values[name] = usual if value is None else value


def _read_aspect(found: PlannedRow, word: str, names: Names) -> None:
    """«3», «Aspecto 3», «III.2», «1.3»: the number of an aspect, its code, or the number of a variable."""
    found.values |= {"aspect": None, "variables": []}
    if not word:
        return
    if names.instrument is None:
        found.problems.append(_("There is no version of the instrument in force, so no aspect can be looked up."))
        return
    key = word.lower().removeprefix("aspecto").removeprefix("numeral").removeprefix("variable").strip(" .:-")
    aspect = names.aspects.get(key)
    if aspect is None and (variables := names.variables.get(key)):
        if len(variables) > 1:
            found.problems.append(_("«%(word)s» is the number of more than one variable.") % {"word": word})
            return
        aspect, found.values["variables"] = variables[0].aspect, [variables[0].pk]
    if aspect is None:
        found.problems.append(
            _("There is no aspect or variable «%(word)s» in %(version)s.")
            % {"word": word, "version": names.instrument.version}
        )
        return
    found.values["aspect"] = aspect.pk
    found.shown[c.ASPECT] = f"{word} · {aspect.title}"


def _read_department(found: PlannedRow, word: str, names: Names) -> None:
    found.values["department"] = None
    if word:
        matching = names.departments.get(fold(word), [])
        if len(matching) == 1:
            found.values["department"] = matching[0].pk
            found.shown[c.DEPARTMENT] = matching[0].name
        elif matching:
            found.problems.append(_("More than one department is called «%(word)s». Write its key.") % {"word": word})
        else:
            found.problems.append(_("There is no department «%(word)s».") % {"word": word})
        return
    responsible = names.responsible.get(found.values["aspect"], []) if found.values["aspect"] else []
    if responsible:
        found.values["department"] = responsible[0].pk
        found.shown[c.DEPARTMENT] = responsible[0].name
        found.remarks.append(_("The department is the one that answers for the aspect."))
    else:
        found.remarks.append(_("No department answers for it yet."))


def _read_person(found: PlannedRow, word: str, names: Names) -> None:
    found.values["person"] = None
    if not word:
        return
    person = names.people.get(word)
    if person is None:
        found.problems.append(
            _("«%(word)s» is the number of nobody who heads a department or is its liaison.") % {"word": word}
        )
    else:
        found.values["person"] = person.pk


def _read_day(found: PlannedRow, value: Any, today: dt.date) -> None:
    found.values["due_on"] = None
    if not text_of_cell(value).strip():
        return
    try:
        found.values["due_on"] = day_of_cell(value, today=today).isoformat()
    except Unfit as reason:
        found.problems.append(_("«%(column)s»: %(reason)s") % {"column": c.TITLES[c.DUE], "reason": str(reason)})


def _tell_twins(planned: Iterable[PlannedRow]) -> None:
    seen: dict[str, int] = {}
    for one in planned:
        key = one.values.get("key", "")
        if key in seen:
            one.problems.append(_("It is the same as row %(row)d.") % {"row": seen[key]})
        else:
            seen[key] = one.row
