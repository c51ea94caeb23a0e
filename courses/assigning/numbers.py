"""Employee numbers as Human Resources brings them: typed one by one, or as a column of a file."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from people.api import Employee, fold, read_table, text_of_cell

# The heading of the column that is meant, as `fold` leaves it: «No. de empleado», «Núm. empleado», «Clave», «Nómina» …
HEADING = re.compile(
    r"((n|no|n o|num|numero|clave|codigo|id)( de)?( la)? )?(empleado|empleada|trabajador|persona|nomina|control)"
    r"|numero|num|no|clave|id|matricula|expediente"
)
HEADINGS_WITHIN = 15


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """The people found (ids), and in words, row by row, what could not be read as somebody on the roll."""

    people: frozenset[int] = frozenset()
    faults: tuple[str, ...] = ()


def people_in_text(text: str) -> Named:
    """Numbers parted by lines, commas, semicolons or blanks; the line is told of those that are unknown."""
    rows = [(line, part) for line, row in enumerate(text.splitlines(), 1) for part in re.split(r"[\s,;]+", row) if part]
    return people_of(rows)


def people_in_file(data: bytes, *, file_name: str) -> Named:
    """Numbers of a CSV or XLSX file: the column with such a heading, else the first. Raises UnreadableRoster."""
    book = read_table(data, file_name=file_name)
    rows = next(sheet.rows for sheet in book.sheets if sheet.rows)
    place, after = _column_of(rows)
    return people_of(
        (number, written)
        for number, values in rows
        if number > after and place < len(values) and (written := _as_written(values[place]))
    )


def _column_of(rows) -> tuple[int, int]:
    """Place of the column with the numbers, and the row of its heading (0 when there is none)."""
    for number, values in rows[:HEADINGS_WITHIN]:
        for place, value in enumerate(values):
            if isinstance(value, str) and HEADING.fullmatch(fold(value)):
                return place, number
    return 0, 0


def _as_written(value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return text_of_cell(value).strip()


def people_of(rows: Iterable[tuple[int, str]]) -> Named:
    """The people on the roll with these numbers, given as (row, number); two queries. Lost leading zeros are mended."""
    rows = list(rows)
    by_number = {number.casefold(): pk for number, pk in Employee.objects.values_list("number", "pk")}
    without_zeros = defaultdict(set)
    for number, pk in by_number.items():
        without_zeros[number.lstrip("0")].add(pk)
    active = set(Employee.objects.active().values_list("pk", flat=True))
    people, faults = set(), []
    for row, written in rows:
        key = written.casefold()
        alike = without_zeros.get(key.lstrip("0"), set())
        pk = by_number.get(key) or (next(iter(alike)) if len(alike) == 1 else None)
        if pk is None:
            faults.append(_("Row %(row)d: nobody on the roster has the number «%(number)s».") % _told(row, written))
        elif pk not in active:
            faults.append(_("Row %(row)d: the person with the number «%(number)s» has left.") % _told(row, written))
        else:
            people.add(pk)
    return Named(frozenset(people), tuple(faults))


def _told(row: int, written: str) -> dict[str, int | str]:
    return {"row": row, "number": written[:40]}
