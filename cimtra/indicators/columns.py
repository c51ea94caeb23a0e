"""The columns of a programme as a sheet: the same ones out and in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from people.api import Column

from .advance import QUARTERS
from .lists import IndicatorRow

#: What a reading has in a sheet, by quarter.
OF_A_QUARTER = ("planned", "reached", "evaluation")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`key` is the field of the indicator, or «planned1» and so on for the first quarter."""

    key: str
    label: str
    value: Callable[[IndicatorRow], Any]
    width: int = 16

    def as_sheet_column(self) -> Column:
        return Column(self.label, self.value, self.width)


def sheet_columns() -> list[SheetColumn]:
    columns = [
        SheetColumn("name", _("Indicator"), lambda row: row.indicator.name, 40),
        SheetColumn("formula", _("How it is worked out"), lambda row: row.indicator.formula, 40),
        SheetColumn("unit", _("Unit of measure"), lambda row: row.indicator.unit, 16),
        SheetColumn("target", _("Target for the year"), lambda row: number(row.indicator.target), 14),
        SheetColumn("direction", _("Sense"), lambda row: row.indicator.get_direction_display(), 18),
        SheetColumn("accumulates", _("How the year is read"), lambda row: row.indicator.get_accumulates_display(), 24),
    ]
    for quarter in QUARTERS:
        columns += _of_quarter(quarter)
    return columns


def _of_quarter(quarter: int) -> list[SheetColumn]:
    number_of = {"quarter": quarter}
    return [
        SheetColumn(f"planned{quarter}", _("Planned Q%(quarter)d") % number_of, _reading(quarter, "planned"), 12),
        SheetColumn(f"reached{quarter}", _("Reached Q%(quarter)d") % number_of, _reading(quarter, "reached"), 12),
        SheetColumn(
            f"evaluation{quarter}", _("Evaluation Q%(quarter)d") % number_of, _reading(quarter, "evaluation"), 40
        ),
    ]


def advance_columns() -> list[SheetColumn]:
    """What is worked out: it goes out, and is not read when it comes back."""
    return [
        SheetColumn("of_target", _("Share of the target (%)"), lambda row: number(row.advance.of_target), 14),
        SheetColumn("of_planned", _("Share of what was planned (%)"), lambda row: number(row.advance.of_planned), 14),
        SheetColumn("light", _("State"), lambda row: str(row.light.word), 18),
    ]


def _reading(quarter: int, name: str) -> Callable[[IndicatorRow], Any]:
    def value(row: IndicatorRow) -> Any:
        reading = row.readings[quarter]
        found = getattr(reading, name) if reading else None
        return number(found) if isinstance(found, Decimal) else found

    return value


def number(value: Decimal | None) -> int | float | None:
    """As a spreadsheet keeps it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
