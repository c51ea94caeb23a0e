"""Files that RH takes from an import: the template to fill in, and the refused rows with their reasons."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..identity import municipality
from ..models import Department, Post, RosterImport
from ..sheets import Column, xlsx_file
from . import columns as c
from .reading import LARGEST_FILE, MOST_PEOPLE

# The heading of the template, each as `columns` recognises it, with an example row.
TEMPLATE = {
    c.NUMBER: ("Número de empleado", "00123"),
    c.FIRST: ("Primer apellido", "Arechavaleta"),
    c.SECOND: ("Segundo apellido", "de la Peña"),
    c.GIVEN: ("Nombres", "Jimena"),
    c.CURP: ("CURP", ""),
    c.RFC: ("RFC", ""),
    c.EMAIL: ("Correo electrónico", ""),
    c.HIRED: ("Fecha de ingreso", "01/10/2024"),
    c.LEFT: ("Fecha de baja", ""),
    c.DEPARTMENT: ("Dependencia", ""),
    c.POST: ("Puesto", ""),
    c.SINCE: ("Fecha de nombramiento", ""),
    c.HEAD: ("Titular", "no"),
    c.ACTING: ("Encargado de despacho", "no"),
    c.DOCUMENT: ("Documento de nombramiento", ""),
}
LIST_SHEET = "Listas"
ROWS_WITH_LISTS = 2_000


@dataclass(frozen=True)
class _Row:
    row: int
    number: str
    name: str
    column: str
    value: str
    reason: str


def refused_xlsx(roster_import: RosterImport, refused: list[dict[str, Any]]) -> bytes:
    """The refused rows, one line per reason; `refused` as RosterImport.receipt keeps them."""
    columns = [
        Column(_("Row"), lambda one: one.row, 8),
        Column(_("Employee number"), lambda one: one.number, 16),
        Column(_("Name"), lambda one: one.name, 36),
        Column(_("Column"), lambda one: one.column, 26),
        Column(_("Value"), lambda one: one.value, 36),
        Column(_("Reason"), lambda one: one.reason, 70),
    ]
    return xlsx_file(
        title=_("Refused rows"),
        columns=columns,
        rows=list(_flat(refused)),
        criteria_title=_("About this file"),
        criteria=[
            (_("File"), roster_import.file_name),
            ("SHA-256", roster_import.sha256),
            (_("Uploaded"), roster_import.uploaded_at),
            (_("Refused rows"), len(refused)),
        ],
        author=municipality().name,
    )


def _flat(refused: list[dict[str, Any]]) -> Iterator[_Row]:
    for one in refused:
        for problem in one["problems"]:
            yield _Row(one["row"], one["number"], one["name"], problem["column"], problem["value"], problem["reason"])


def template_xlsx() -> bytes:
    """A workbook to fill in: instructions, the table with an example to replace, and lists of departments and posts."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#14505C", "font_color": "#FFFFFF", "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    # Text, so that Excel keeps leading zeros and does not turn days round.
    text = book.add_format({"num_format": "@"})
    table = book.add_worksheet("Plantilla")
    for place, (heading, example) in enumerate(TEMPLATE.values()):
        table.set_column(place, place, max(14, len(heading) + 2), text)
        table.write_string(0, place, heading, bold)
        table.write_string(1, place, example, text)
    table.freeze_panes(1, 0)
    departments, posts = _lists()
    _write_instructions(book.add_worksheet("Instrucciones"), wrap)
    lists = book.add_worksheet(LIST_SHEET)
    lists.set_column(0, 1, 48)
    for place, (heading, values) in enumerate((("Dependencias", departments), ("Puestos", posts))):
        lists.write_string(0, place, heading, bold)
        for line, value in enumerate(values, start=1):
            lists.write_string(line, place, value)
        field = c.DEPARTMENT if place == 0 else c.POST
        if values:
            column = list(TEMPLATE).index(field)
            source = f"={LIST_SHEET}!${'AB'[place]}$2:${'AB'[place]}${len(values) + 1}"
            # A name that is not in the list may be written too: the preview asks about it.
            table.data_validation(
                1, column, ROWS_WITH_LISTS, column, {"validate": "list", "source": source, "error_type": "information"}
            )
    book.close()
    return buffer.getvalue()


def _lists() -> tuple[list[str], list[str]]:
    offices = Department.objects.filter(is_active=True).exclude(
        kind__in=[Department.Kind.COMMISSION, Department.Kind.COUNCIL]
    )
    return list(offices.order_by("path").values_list("name", flat=True)), list(
        Post.objects.values_list("name", flat=True)
    )


def _write_instructions(sheet, wrap) -> None:
    sheet.set_column(0, 0, 100, wrap)
    lines = [
        _("Write one person per row on the first sheet and replace the example."),
        _("Everybody needs an employee number and a name; new people also the day of hiring, department and post."),
        _("An empty cell changes nothing for somebody who is on the roster already."),
        _("Days are written as 31/12/2026. Employee numbers keep their leading zeros."),
        _("Columns may be in any order, and others may stand beside them: on uploading you say which is which."),
        _("Nobody leaves because they are not in the file: it is proposed, and you tick it."),
        _("Nothing is saved before you have seen what changes and accepted it."),
        _("At most %(people)s people and %(size)d MB in one file.")
        % {"people": number_format(MOST_PEOPLE, force_grouping=True), "size": LARGEST_FILE // 1024 // 1024},
    ]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, wrap)
