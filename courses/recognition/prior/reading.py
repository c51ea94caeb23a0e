"""From the sheet that RH keeps to rows of plain cells, whatever its columns are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.api import UnreadableRoster, fold, read_table

MOST_ROWS = 5_000
HEADING_ROWS = 30

COLUMNS = {
    "number": gettext_lazy("Employee number"),
    "course": gettext_lazy("Course"),
    "day": gettext_lazy("Day of completion"),
    "hours": gettext_lazy("Hours"),
    "institution": gettext_lazy("Institution"),
    "document": gettext_lazy("Document"),
}
HEADINGS = {
    "number": "numero de empleado|no de empleado|num de empleado|numero empleado|no empleado|num empleado|empleado|"
    "nomina|numero de nomina|no nomina|numero|clave|id empleado|employee number",
    "course": "curso|nombre del curso|capacitacion|titulo del curso|tema|requisito|clave del curso|course",
    "day": "fecha|fecha de termino|fecha de acreditacion|fecha de conclusion|fecha del curso|acreditado el|termino|"
    "completed on",
    "hours": "horas|duracion|carga horaria|total de horas|hrs|hours",
    "institution": "institucion|impartido por|organismo|instancia|imparte|institution",
    "document": "documento|constancia|folio|numero de constancia|comprobante|no de constancia|oficio|document",
}
_NAMES = {heading: name for name, headings in HEADINGS.items() for heading in headings.split("|")}
NEEDED = ("number", "course", "day")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file: its number there, and the cells by the names of COLUMNS."""

    number: int
    cells: dict[str, Any]


def rows_of(data: bytes, *, file_name: str) -> list[Row]:
    """The rows below the heading of the first sheet that has one; raises UnreadableRoster, fit for the screen."""
    for sheet in read_table(data, file_name=file_name).sheets:
        if sheet.is_hidden:
            continue
        for place, (_number, values) in enumerate(sheet.rows[:HEADING_ROWS]):
            names = _named(values)
            if all(name in names.values() for name in NEEDED):
                return _below(sheet.rows[place + 1 :], names)
    missing = ", ".join(f"«{COLUMNS[name]}»" for name in NEEDED)
    raise UnreadableRoster(_("No row has the headings of the table. These are needed: %(names)s.") % {"names": missing})


def _named(values: list[Any]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, value in enumerate(values):
        name = _NAMES.get(fold(value)) if isinstance(value, str) else None
        if name and name not in found.values():
            found[place] = name
    return found


def _below(rows: list[tuple[int, list[Any]]], names: dict[int, str]) -> list[Row]:
    if len(rows) > MOST_ROWS:
        limit = {"limit": MOST_ROWS}
        raise UnreadableRoster(_("The file has more than %(limit)d rows. Split it into several files.") % limit)
    found = []
    for number, values in rows:
        cells = {name: values[place] if place < len(values) else None for place, name in names.items()}
        if any(value is not None for value in cells.values()):
            found.append(Row(number, cells))
    return found
