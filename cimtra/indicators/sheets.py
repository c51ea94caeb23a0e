"""A programme from a sheet: read and compared first, written afterwards, and nothing that others wrote is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from people.api import User, fold, read_table, text_of_cell

from ..models import Indicator, YearPlan
from .acts import EditedMeanwhile, add_indicator, record_reading, same
from .advance import QUARTERS
from .columns import OF_A_QUARTER, sheet_columns
from .lists import IndicatorRow, rows_of

MOST_INDICATORS = 300
TEXTS = {"name": 250, "formula": 300, "unit": 60}
NUMBER = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,14}(\.\d+)?")
LARGEST = Decimal("999999999999.99")


class UnreadableSheet(Exception):
    """No programme can be read from the file; the message says why."""


@dataclass
class ReadIndicator:
    """A row of the sheet. `values` are fields of the indicator, `quarters` {quarter: {"planned", "reached", …}}: only
    what the sheet has a column for. A row with `problems` is told and left out.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    quarters: dict[int, dict[str, Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass
class Comparison:
    """What a row would do: [(what, before, after)]; with none of them and not new, it changes nothing."""

    read: ReadIndicator
    row: IndicatorRow | None
    changes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.row is None

    @property
    def editions(self) -> dict[int, int]:
        """The editions that the comparison was made with, by quarter."""
        readings = self.row.readings if self.row else {}
        return {quarter: reading.edition if reading else 0 for quarter, reading in readings.items()}


def read_sheet(data: bytes, *, file_name: str) -> list[ReadIndicator]:
    """The indicators of the sheet that has a column for them; raises UnreadableSheet or people's UnreadableRoster."""
    wanted = {fold(column.label): column.key for column in sheet_columns()}
    for sheet in read_table(data, file_name=file_name).sheets:
        for place, (_number, cells) in enumerate(sheet.rows):
            places = {wanted[name]: at for at, cell in enumerate(cells) if (name := fold(text_of_cell(cell))) in wanted}
            if {"name", "target"} <= places.keys():
                return _read_rows(sheet.rows[place + 1 :], places)
    raise UnreadableSheet(
        _("The sheet lacks the columns «%(name)s» and «%(target)s». Download the file from here and fill it in.")
        % {"name": _("Indicator"), "target": _("Target for the year")}
    )


def _read_rows(rows: list[tuple[int, list]], places: dict[str, int]) -> list[ReadIndicator]:
    if len(rows) > MOST_INDICATORS:
        raise UnreadableSheet(_("A programme has at most %(limit)d indicators.") % {"limit": MOST_INDICATORS})
    found, names = [], set()
    for number, cells in rows:
        texts = {key: text_of_cell(cells[at]).strip() if at < len(cells) else "" for key, at in places.items()}
        read = _read_row(number, texts)
        name = fold(read.values.get("name", ""))
        if name and name in names:
            read.problems.append(_("This indicator stands in the sheet twice."))
        names.add(name)
        found.append(read)
    return found


def _read_row(number: int, texts: dict[str, str]) -> ReadIndicator:
    read = ReadIndicator(number)
    for key, longest in TEXTS.items():
        if key in texts:
            read.values[key] = texts[key][:longest]
    if not read.values.get("name"):
        read.problems.append(_("The name of the indicator is missing."))
    if "unit" in texts and not texts["unit"]:
        read.problems.append(_("The unit of measure is missing."))
    _read_number(read, texts, "target", read.values, is_needed=True)
    _read_choice(read, texts, "direction", Indicator.Direction)
    _read_choice(read, texts, "accumulates", Indicator.Sum)
    for quarter in QUARTERS:
        for name in OF_A_QUARTER:
            key = f"{name}{quarter}"
            if key not in texts:
                continue
            into = read.quarters.setdefault(quarter, {})
            if name == "evaluation":
                into[name] = texts[key]
            else:
                _read_number(read, texts, key, into, as_name=name)
    return read


def _read_number(
    read: ReadIndicator, texts: dict[str, str], key: str, into: dict, *, as_name: str = "", is_needed: bool = False
) -> None:
    text = texts.get(key, "")
    try:
        value = number_of(text)
    except ValueError:
        read.problems.append(_("«%(text)s» is no number from 0 on.") % {"text": text[:40]})
        return
    if value is None and is_needed:
        read.problems.append(_("The target for the year is missing."))
    into[as_name or key] = value


def number_of(text: str) -> Decimal | None:
    """«1,200.50», «1 200», «85 %» and «85» as numbers; None for nothing; ValueError for the rest.

    «1,5» is refused: read as Mexico writes numbers it would silently become 15.
    """
    plain = text.replace(" ", "").replace("\u00a0", "").rstrip("%")
    if not plain:
        return None
    if not NUMBER.fullmatch(plain):
        raise ValueError(text)
    value = Decimal(plain.replace(",", "")).quantize(Decimal("0.01"))
    if value > LARGEST:
        raise ValueError(text)
    return value


def _read_choice(read: ReadIndicator, texts: dict[str, str], key: str, choices: Any) -> None:
    if not texts.get(key):
        return
    known = {fold(str(label)): value for value, label in choices.choices} | {value: value for value in choices.values}
    value = known.get(fold(texts[key]))
    if value is None:
        options = ", ".join(f"«{label}»" for label in choices.labels)
        read.problems.append(
            _("«%(text)s» is none of these: %(options)s.") % {"text": texts[key][:40], "options": options}
        )
    else:
        read.values[key] = value


def compare(plan: YearPlan, read: list[ReadIndicator]) -> list[Comparison]:
    """Each row beside the indicator of the same name; indicators that the sheet lacks stay as they are."""
    (planned,) = rows_of([plan])
    rows = {fold(row.indicator.name): row for row in planned.rows}
    labels = {column.key: column.label for column in sheet_columns()}
    found = []
    for one in read:
        row = rows.get(fold(one.values.get("name", "")))
        found.append(Comparison(one, row, list(_changes(one, row, labels)) if not one.problems else []))
    return found


def _changes(read: ReadIndicator, row: IndicatorRow | None, labels: dict[str, str]):
    for name, value in read.values.items():
        before = getattr(row.indicator, name) if row else None
        if name != "name" and not same(before, value):
            yield labels[name], _shown(before), _shown(value)
    for quarter, written in read.quarters.items():
        reading = row.readings[quarter] if row else None
        for name, value in written.items():
            before = getattr(reading, name) if reading else None
            if not same(before, value):
                yield labels[f"{name}{quarter}"], _shown(before), _shown(value)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return number_format(value.normalize() if value != value.to_integral_value() else int(value), use_l10n=True)
    choices = dict([*Indicator.Direction.choices, *Indicator.Sum.choices])
    return str(choices.get(value, value))


@transaction.atomic
def apply_sheet(*, plan: YearPlan, read: list[ReadIndicator], editions: dict[str, dict[int, int]], by: User) -> int:
    """Write the rows without problems; says how many indicators were added or changed.

    `editions` are those of the comparison, by name of the indicator. Raises EditedMeanwhile, and writes nothing, where
    somebody else has written since.
    """
    touched = 0
    for one in compare(plan, read):
        if one.read.problems or not (one.is_new or one.changes):
            continue
        indicator = _written(plan, one)
        known = editions.get(one.read.values["name"], {})
        for quarter, written in one.read.quarters.items():
            if one.is_new and not any(value not in (None, "") for value in written.values()):
                continue
            record_reading(indicator=indicator, quarter=quarter, by=by, edition=known.get(quarter, 0), **written)
        touched += 1
    return touched


def _written(plan: YearPlan, one: Comparison) -> Indicator:
    if one.is_new:
        return add_indicator(plan=plan, **one.read.values)
    indicator = one.row.indicator
    for name, value in one.read.values.items():
        setattr(indicator, name, value)
    indicator.save()
    return indicator


__all__ = ["Comparison", "EditedMeanwhile", "ReadIndicator", "UnreadableSheet", "apply_sheet", "compare", "read_sheet"]
