"""From the bytes of a file to sheets of plain values. Nothing in the file is trusted, and nothing in it is executed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _

#: Of the file as it is uploaded; ten thousand people fill less than 2 MB.
LARGEST_FILE = 10 * 1024 * 1024
#: People in one file. Rows beyond are told and left out, never half read.
MOST_PEOPLE = 10_000
#: What is read at all: a file with more rows than this is no roster.
MOST_ROWS = 20_000
MOST_COLUMNS = 120
LONGEST_CELL = 2_000

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF"


class UnreadableRoster(Exception):
    """No table can be read from the file; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell that cannot be taken as it stands: what it shows, and why."""

    shown: str
    reason: str


Value = str | int | float | dt.date | Trouble | None


@dataclass(slots=True)
class Sheet:
    """One table: rows as (number in the file, values from the first column on); empty rows are left out."""

    name: str
    rows: list[tuple[int, list[Value]]]
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: int = 0


@dataclass(slots=True)
class Book:
    sheets: list[Sheet]
    #: What RH should know of how the file was read.
    remarks: list[str] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def read(data: bytes, *, file_name: str) -> Book:
    """The sheets of a CSV or XLSX file, told apart by content; raises UnreadableRoster."""
    from .text_file import read_text
    from .workbook import read_workbook

    if not data.strip():
        raise UnreadableRoster(_("The file is empty."))
    if len(data) > LARGEST_FILE:
        limit = {"limit": LARGEST_FILE // 1024 // 1024}
        raise UnreadableRoster(_("The file is larger than %(limit)d MB. Leave only the table of people in it.") % limit)
    if data.startswith(_OLE):
        raise UnreadableRoster(
            _("The file is in the old .xls format or has a password. Save it as .xlsx without a password.")
        )
    if data.startswith(_PDF) or file_name.lower().endswith((".pdf", ".doc", ".docx", ".ods", ".xlsb")):
        raise UnreadableRoster(_("This kind of file cannot be read. Save the table as .xlsx or as CSV."))
    book = read_workbook(data) if data.startswith(_ZIP) else read_text(data)
    if not any(sheet.rows for sheet in book.sheets):
        raise UnreadableRoster(_("The file has no row with content."))
    return book


def too_many_rows() -> UnreadableRoster:
    return UnreadableRoster(
        _("The file has more than %(limit)s rows. Delete what is not the table of people and upload it again.")
        % {"limit": number_format(MOST_ROWS, force_grouping=True)}
    )
