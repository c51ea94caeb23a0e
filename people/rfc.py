"""The RFC of a natural person: four letters, a date and a homoclave with its check digit."""

import datetime as dt
import re

FORM = re.compile(r"([A-ZÑ&]{4})(\d{2})(\d{2})(\d{2})([A-Z0-9]{2})([0-9A])")
ORDER = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
# Issued for people without a registration of their own; it identifies nobody.
GENERIC = {"XAXX010101000", "XEXX010101000"}


def check_digit(rfc):
    """The last character of an RFC of 13, from its first twelve.

    Rule of the tax administration: each character's place in ORDER times 13 down to 2, added up; 11 minus the rest
    of dividing by 11, where 11 is written 0 and 10 is written A.
    """
    total = sum(ORDER.index(letter) * weight for letter, weight in zip(rfc[:12], range(13, 1, -1), strict=True))
    number = 11 - total % 11
    return {11: "0", 10: "A"}.get(number, str(number))


def is_rfc(value):
    """Whether `value` is the RFC of a person: 13 characters, a real date, the right check digit, not a generic one."""
    found = FORM.fullmatch(value or "")
    if not found or value in GENERIC:
        return False
    year, month, day = (int(found[group]) for group in (2, 3, 4))
    try:
        # The century is not written; 2000 and 1900 differ only for 29 February, which 2000 has.
        dt.date(2000 + year, month, day)
    except ValueError:
        return False
    return check_digit(value) == value[12]
