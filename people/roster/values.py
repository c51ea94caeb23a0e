"""One cell, one field: the value that is meant, or the reason why it cannot be taken."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ..curp import is_curp
from ..rfc import is_rfc
from . import columns as c
from .names import is_name
from .reading import Trouble, Value
from .words import fold

EARLIEST = dt.date(1940, 1, 1)
#: Somebody may be entered before the first day of work.
FURTHEST_AHEAD = dt.timedelta(days=366)
# Day 1 of Excel's calendar is 1 January 1900, with a 29 February 1900 that never was.
EXCEL_EPOCH = dt.date(1899, 12, 30)
SERIALS = range(14_000, 74_000)

MONTHS = {
    name: number
    for number, names in enumerate(
        "ene enero|feb febrero|mar marzo|abr abril|may mayo|jun junio|jul julio|ago agosto|"
        "sep sept septiembre setiembre|oct octubre|nov noviembre|dic diciembre".split("|"),
        start=1,
    )
    for name in names.split()
}
DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
IN_WORDS = re.compile(r"(\d{1,2}) (?:de )?([a-z]+) (?:del? )?(\d{4}|\d{2})")
NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
YES, NO = (
    {"si", "s", "x", "1", "verdadero", "true", "titular", "encargado", "encargada", "yes"},
    {"no", "n", "0", "falso", "false"},
)
FORMULA = re.compile(r"\s*(?:[=@]|[+-]\s*[A-Za-z(])")
MARKUP = re.compile(r"<[^>]*>?|&(?:[a-z]+|#\d+|#x[0-9a-f]+);|javascript:", re.IGNORECASE)
# «Ã±» is what «ñ» becomes when UTF-8 is read as Windows-1252 and saved again.
GARBLED = re.compile("[ÃÂ][\u0080-\u00bf\u2018-\u203a\u0152-\u0192\u20ac\u2122]|\ufffd")
# Emoji, arrows and other pictures; letters of any alphabet are none.
PICTURES = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")

LONGEST = {
    c.NUMBER: 20,
    c.GIVEN: 100,
    c.FIRST: 80,
    c.SECOND: 80,
    c.SURNAMES: 161,
    c.FULL_NAME: 250,
    c.FULL_NAME_GIVEN_FIRST: 250,
    c.EMAIL: 254,
    c.CURP: 40,
    c.RFC: 40,
    c.DEPARTMENT: 160,
    c.DEPARTMENT_CODE: 40,
    c.POST: 120,
    c.DOCUMENT: 200,
}
NAMES = {c.GIVEN, c.FIRST, c.SECOND, c.SURNAMES, c.FULL_NAME, c.FULL_NAME_GIVEN_FIRST}


class Unfit(ValueError):
    """The value cannot be taken; the message is the reason, for the person who keeps the file."""


def parse(name: str, value: Value, *, today: dt.date) -> Any:
    """The value of field `name`: str, date or bool, None when the cell says nothing; raises Unfit."""
    if isinstance(value, Trouble):
        raise Unfit(value.reason)
    if name in {c.HIRED, c.LEFT, c.SINCE}:
        return None if value is None else day_of(value, today=today)
    if name in {c.HEAD, c.ACTING}:
        return yes_or_no(value)
    text = as_text(value)
    if not text:
        return None
    _refuse_hostile(text)
    if len(text) > LONGEST[name]:
        raise Unfit(
            _("It has %(length)d characters and %(limit)d fit.") % {"length": len(text), "limit": LONGEST[name]}
        )
    return PARSERS.get(name, _any_text)(text, name)


def as_text(value: Value) -> str:
    """What a cell shows, for texts that a spreadsheet may have taken for a number or a day."""
    if value is None:
        return ""
    if isinstance(value, Trouble):
        return value.shown
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _refuse_hostile(text: str) -> None:
    if CONTROLS.search(text):
        raise Unfit(_("It has characters that cannot be seen. Type it again."))
    if MARKUP.search(text):
        raise Unfit(_("It has HTML code. Leave only the words."))
    if FORMULA.match(text):
        raise Unfit(_("It begins like a formula. Leave only the words."))
    if GARBLED.search(text):
        raise Unfit(_("Its accents are damaged. Type it again."))
    if PICTURES.search(text):
        raise Unfit(_("It has pictures or symbols. Leave only the words."))


def _any_text(text: str, _name: str) -> str:
    return text


def _number(text: str, _name: str) -> str:
    if not NUMBER.fullmatch(text):
        raise Unfit(_("An employee number has digits, letters, hyphens and points only, 20 at most."))
    return text


def _name(text: str, name: str) -> str:
    bare = text.replace(",", " ", 1) if name in {c.FULL_NAME, c.FULL_NAME_GIVEN_FIRST} else text
    if not is_name(bare):
        raise Unfit(_("It is no name of a person: only letters, hyphens, points and apostrophes belong there."))
    return text


def _email(text: str, _name: str) -> str:
    # Outlook's way of copying: «Ana López <ana@…>» was refused above, «mailto:» is harmless.
    address = text.removeprefix("mailto:").lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Unfit(_("It is no e-mail address.")) from error
    return address


def _curp(text: str, _name: str) -> str:
    curp = re.sub(r"[\s.-]", "", text.upper())
    if not is_curp(curp):
        raise Unfit(_("It is no valid CURP: check its 18 characters."))
    return curp


def _rfc(text: str, _name: str) -> str:
    rfc = re.sub(r"[\s.-]", "", text.upper())
    if not is_rfc(rfc):
        raise Unfit(_("It is no valid RFC of a person: check its 13 characters."))
    return rfc


PARSERS = {c.NUMBER: _number, c.EMAIL: _email, c.CURP: _curp, c.RFC: _rfc, **dict.fromkeys(NAMES, _name)}


def yes_or_no(value: Value) -> bool:
    """Whether the cell says yes; an empty one says no."""
    _refuse_hostile(as_text(value))
    text = fold(as_text(value))
    if text in YES:
        return True
    if not text or text in NO or as_text(value).strip() in {"-", "—"}:
        return False
    raise Unfit(_("Write «sí» or «no»."))


def day_of(value: Value, *, today: dt.date) -> dt.date:
    """The day of a date cell, of a serial number of Excel or of a text in the Mexican order; raises Unfit."""
    day = value if isinstance(value, dt.date) else _day_of_number(value) or _day_of_text(as_text(value), today=today)
    if day is None:
        raise Unfit(_("It is no day that exists. Write it as 31/12/2026."))
    if not EARLIEST <= day <= today + FURTHEST_AHEAD:
        raise Unfit(_("The year cannot be right: between 1940 and a year from today."))
    return day


def _day_of_number(value: Value) -> dt.date | None:
    text = as_text(value)
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in SERIALS:
        return EXCEL_EPOCH + dt.timedelta(days=int(float(text)))
    return None


def _day_of_text(text: str, *, today: dt.date) -> dt.date | None:
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups()[:3])
    elif found := DAY_FIRST.fullmatch(text):
        day, month, year = int(found[1]), int(found[2]), _whole_year(found[3], today)
    elif found := IN_WORDS.fullmatch(fold(text)):
        day, month, year = int(found[1]), MONTHS.get(found[2], 0), _whole_year(found[3], today)
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _whole_year(text: str, today: dt.date) -> int:
    """«24» is 2024 and «98» is 1998: nobody is hired more than a year ahead."""
    if len(text) == 4:
        return int(text)
    return int(text) + (2000 if int(text) + 2000 <= today.year + 1 else 1900)
