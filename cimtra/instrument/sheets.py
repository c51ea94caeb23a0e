"""A version as a workbook and back: what is written and read again says the same."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from people.api import UnreadableRoster, fold, read_table, text_of_cell

from .reading import InstrumentFileError, checked
from .sheet_layout import (
    ASPECTS,
    BETWEEN,
    BLOCKS,
    COLUMNS,
    FIELDS,
    HELP,
    HELP_LINES,
    LAWS,
    NO,
    PARAGRAPH,
    VARIABLES,
    VERSION_ROWS,
    VERSION_SHEET,
    WORDS,
    YES,
    Column,
)

NOT_THERE = (None, "", [], {})
LARGEST_NUMBER = 1_000_000


def workbook_of(content: dict[str, Any] | None) -> bytes:
    """The content of a version as XLSX; the empty template for None."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    head = book.add_format({"bold": True, "bg_color": "#14505C", "font_color": "#FFFFFF", "text_wrap": True})
    # Typed as text, «1.10» keeps its zero.
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(VERSION_SHEET)
    sheet.set_column(0, 0, 36, book.add_format({"bold": True}))
    sheet.set_column(1, 1, 90, text)
    sheet.write_row(0, 0, ["Dato", "Valor"], head)
    for line, column in enumerate(VERSION_ROWS, start=1):
        sheet.write_string(line, 0, column.heading)
        _write(sheet, line, 1, _shown(column, _at(content or {}, column.path)), text)
    for name, columns in COLUMNS.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [column.heading for column in columns], head)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, text)
        for line, row in enumerate(_rows_for(name, content) if content else [], start=1):
            for place, column in enumerate(columns):
                _write(sheet, line, place, _shown(column, _at(row, column.path)), text)
    sheet = book.add_worksheet(HELP)
    sheet.set_column(0, 0, 110, text)
    for line, words in enumerate(HELP_LINES):
        sheet.write_string(line, 0, words)
    book.close()
    return file.getvalue()


def _rows_for(name: str, content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if name == FIELDS:
        yield from content["fields"]
    for block in content["blocks"] if name != FIELDS else ():
        if name == BLOCKS:
            yield block
        for aspect in block["aspects"] if name != BLOCKS else ():
            if name == ASPECTS:
                yield {**aspect, "block": block["code"]}
            part = {VARIABLES: "subitems", LAWS: "legal_refs"}.get(name)
            for row in aspect[part] if part else ():
                yield {**row, "aspect": aspect["number"]}


def _at(row: dict[str, Any], path: str) -> Any:
    for name in path.split("."):
        row = (row or {}).get(name)
    return row


def _shown(column: Column, value: Any) -> Any:
    """What stands in the cell."""
    if value in NOT_THERE:
        return None
    if column.form == "yes":
        return YES if value else NO
    if column.form == "data":
        return json.dumps(value, ensure_ascii=False)
    if column.form == "paragraphs":
        return PARAGRAPH.join(value.splitlines())
    if column.form in WORDS:
        words = WORDS[column.form]
        return BETWEEN.join(words[one] for one in value) if isinstance(value, list) else words[value]
    return BETWEEN.join(value) if column.form == "lines" else value


def _write(sheet, line: int, place: int, value: Any, text) -> None:
    if isinstance(value, int | float | Decimal):
        sheet.write_number(line, place, value)
    elif value is not None:
        sheet.write_string(line, place, str(value), text)


def content_of_workbook(data: bytes, *, name: str) -> dict[str, Any]:
    """The content of a workbook, checked as that of a YAML file; raises InstrumentFileError."""
    try:
        book = read_table(data, file_name=name)
    except UnreadableRoster as error:
        raise InstrumentFileError(str(error)) from error
    sheets = {fold(sheet.name): sheet for sheet in book.sheets}
    missing = [one for one in (VERSION_SHEET, *COLUMNS) if fold(one) not in sheets and one != LAWS]
    if missing:
        raise InstrumentFileError(
            _("The workbook lacks the sheets %(sheets)s. Start from the template.") % {"sheets": ", ".join(missing)}
        )
    problems: list[str] = []
    content = _version(sheets[fold(VERSION_SHEET)], problems)
    tables = {
        one: list(_table(sheets[fold(one)], one, columns, problems))
        for one, columns in COLUMNS.items()
        if fold(one) in sheets
    }
    content |= _assembled(tables, problems)
    if problems:
        raise InstrumentFileError("\n".join(dict.fromkeys(problems)))
    return checked(content)


def _version(sheet, problems: list[str]) -> dict[str, Any]:
    said = {fold(text_of_cell(values[0])): (number, values) for number, values in sheet.rows if values[0] is not None}
    content: dict[str, Any] = {"instrument": {"version": {}}}
    for column in VERSION_ROWS:
        number, values = said.get(fold(column.heading), (0, []))
        value = _meant(column, values[1] if len(values) > 1 else None, f"{sheet.name}, {number}", problems)
        _put(content, column.path, value)
    return content


def _table(sheet, name: str, columns: tuple[Column, ...], problems: list[str]) -> Iterator[dict[str, Any]]:
    if not sheet.rows:
        return
    headings = [fold(text_of_cell(value)) for value in sheet.rows[0][1]]
    places = {column: headings.index(fold(column.heading)) for column in columns if fold(column.heading) in headings}
    for column in columns:
        if column.required and column not in places:
            problems.append(
                _("The sheet «%(sheet)s» lacks the column «%(column)s».") % {"sheet": name, "column": column.heading}
            )
            return
    for number, values in sheet.rows[1:]:
        row: dict[str, Any] = {}
        for column, place in places.items():
            where = f"{name}, {number}"
            value = _meant(column, values[place] if place < len(values) else None, where, problems)
            _put(row, column.path, value)
        yield row


def _put(row: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for name in parents:
        row = row.setdefault(name, {})
    if value is not None:
        row[last] = value


def _meant(column: Column, cell: Any, where: str, problems: list[str]) -> Any:
    """The value of a cell; None when it says nothing. What cannot be taken is added to `problems`."""
    if cell is None:
        return [] if column.form in ("lines", "evidence") else None
    try:
        if reason := getattr(cell, "reason", ""):
            raise ValueError(reason)
        text = text_of_cell(cell)
        return _READERS.get(column.form, _read_words)(column, text)
    except (ValueError, InvalidOperation) as error:
        reason = str(error) if not isinstance(error, InvalidOperation | json.JSONDecodeError) else ""
        problems.append(
            _("Sheet and row %(where)s: «%(value)s» does not fit the column «%(column)s». %(reason)s").strip()
            % {
                "where": where,
                "value": str(getattr(cell, "shown", cell))[:60],
                "column": column.heading,
                "reason": reason,
            }
        )
        return None


def _read_number(column: Column, text: str) -> int | float:
    number = Decimal(text.replace(",", "."))
    if not number.is_finite() or abs(number) > LARGEST_NUMBER:
        raise ValueError(_("The number is too large."))
    return int(number) if number == number.to_integral_value() else float(number)


def _read_yes(column: Column, text: str) -> bool:
    if fold(text) in ("si", "x", "verdadero", "true"):
        return True
    if fold(text) in ("no", "falso", "false"):
        return False
    raise ValueError(_("Write «sí» or «no»."))


def _read_words(column: Column, text: str) -> Any:
    known = {fold(word): key.value for key, word in WORDS[column.form].items()}
    known |= {fold(key.value): key.value for key in WORDS[column.form]}
    parts = [one for one in text.split(BETWEEN.strip()) if one.strip()]
    unknown = [one.strip() for one in parts if fold(one) not in known]
    if unknown:
        raise ValueError(_("Use these words: %(words)s.") % {"words": ", ".join(WORDS[column.form].values())})
    meant = [known[fold(one)] for one in parts]
    return meant if column.form == "evidence" else meant[0]


_READERS = {
    "text": lambda column, text: text,
    "paragraphs": lambda column, text: "\n".join(part.strip() for part in text.split(PARAGRAPH.strip())),
    "lines": lambda column, text: [part.strip() for part in text.split(BETWEEN.strip()) if part.strip()],
    "number": _read_number,
    "yes": _read_yes,
    "data": lambda column, text: json.loads(text),
}


def _assembled(tables: dict[str, list[dict[str, Any]]], problems: list[str]) -> dict[str, Any]:
    """The rows of the sheets hung on each other as in the YAML file."""
    hanging: dict[tuple[str, Any], list[dict[str, Any]]] = defaultdict(list)
    for name in (VARIABLES, LAWS):
        for row in tables.get(name, []):
            hanging[name, row.get("aspect")].append({key: row[key] for key in row if key != "aspect"})
    aspects: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in tables[ASPECTS]:
        number, block = row.get("number"), row.pop("block", None)
        subitems = [{**one, "inferred": one.get("origin") != "oficial"} for one in hanging.pop((VARIABLES, number), [])]
        aspects[block].append({**row, "subitems": subitems, "legal_refs": hanging.pop((LAWS, number), [])})
    blocks = [{**row, "aspects": aspects.pop(row.get("code"), [])} for row in tables[BLOCKS]]
    for block, rows in aspects.items():
        problems.append(
            _("Aspect %(number)s names the block «%(block)s», which is not on the sheet of blocks.")
            % {"number": rows[0].get("number"), "block": block}
        )
    for (name, number), _rows in hanging.items():
        problems.append(
            _("The sheet «%(sheet)s» names aspect %(number)s, which is not on the sheet of aspects.")
            % {"sheet": name, "number": number}
        )
    return {"fields": tables[FIELDS], "blocks": blocks}
