"""The CURP, Mexico's population code: its layout and check digit as RENAPO's instructions define them."""

import datetime as dt
import re

_STATES = "AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE"
_LAYOUT = re.compile(
    r"[A-Z][AEIOUX][A-Z]{2}(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})[HMX]"
    rf"(?:{_STATES})[B-DF-HJ-NP-TV-Z]{{3}}(?P<century>[0-9A-Z])\d"
)
_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"


def check_digit(first_17):
    """The digit 0–9 that closes a CURP whose first 17 characters are given."""
    weighted = sum(_ALPHABET.index(character) * (18 - place) for place, character in enumerate(first_17))
    return -weighted % 10


def is_curp(value):
    """Whether `value` (capitals, 18 characters) has a CURP's layout, a real birth date and the right check digit.

    X is a valid sex; the 17th character is a digit for births before 2000 and a letter from 2000 on.
    """
    found = _LAYOUT.fullmatch(value)
    if not found:
        return False
    century = 1900 if found["century"].isdigit() else 2000
    try:
        dt.date(century + int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return False
    return int(value[17]) == check_digit(value[:17])
