"""Numbers as people in Mexico write them, read into exact decimals and spelt in one way."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, localcontext
from typing import Any

MAX_DIGITS = 20
MINUS_SIGNS = "-−–"
SPACES = re.compile(r"\s+")
IN_GROUPS = re.compile(r"\d{1,3}(?:[ ]\d{3})+|\d+")
PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
ONE_COMMA_OF_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")


def read_number(text: str) -> Decimal | None:
    """What a person typed as a number; None when it cannot be read as one.

    The decimal mark is a point or a comma. With both, the last one is the mark and the other groups thousands.
    A single comma before exactly three digits groups thousands, as is the custom in Mexico (1,234 is 1234), unless
    a zero stands before it; a single point is always the mark (1.234). Spaces may group thousands. There are no
    exponents and at most 20 digits, so that no number costs more to compare than another.
    """
    text = SPACES.sub(" ", _ascii_digits(text)).strip()
    sign = ""
    if text[:1] in {*MINUS_SIGNS, "+"}:
        sign = "-" if text[:1] in MINUS_SIGNS else ""
        text = text[1:].lstrip()
    whole, _mark, decimals = _at_decimal_mark(text)
    if not whole and not decimals:
        return None
    if decimals and not decimals.isdecimal():
        return None
    digits = _without_groups(whole) if whole else "0"
    if digits is None or len(digits.lstrip("0")) + len(decimals) > MAX_DIGITS:
        return None
    return Decimal(f"{sign}{digits}.{decimals or '0'}")


def _ascii_digits(text: str) -> str:
    """Digits of other scripts as ours. Unlike NFKC it leaves raised digits alone: 10² is not 102."""
    return "".join(letter if letter.isascii() else _ascii_digit(letter) for letter in text)


def _ascii_digit(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


def _at_decimal_mark(text: str) -> tuple[str, str, str]:
    """The text before the decimal mark, the mark and what follows; without a mark everything stands before."""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        mark = max(".,", key=text.rfind)
        return text.rpartition(mark)
    if points == 1:
        return text.partition(".")
    if commas == 1 and not ONE_COMMA_OF_THOUSANDS.fullmatch(text):
        return text.partition(",")
    return text, "", ""


def _without_groups(whole: str) -> str | None:
    """The digits of a whole number whose thousands are in groups of three, all parted alike; None if they are not."""
    separators = {letter for letter in whole if letter in "., "}
    if len(separators) > 1:
        return None
    for separator in separators:
        whole = whole.replace(separator, " ")
    return whole.replace(" ", "") if whole.isascii() and IN_GROUPS.fullmatch(whole) else None


def spell(number: Decimal) -> str:
    """The canonical spelling in a body: no exponent, no trailing zeros, a minus sign only before what is not zero."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def canonical_number(value: Any, default: str = "0") -> str:
    """A number of a body spelt canonically; what cannot be read stays as it is, so that its author can be told."""
    if value is None or isinstance(value, bool):
        return default
    text = str(value).strip()
    if not text:
        return default
    number = exact(text)
    if number is None:
        number = read_number(text)
    return text if number is None else spell(number)


def exact(text: str) -> Decimal | None:
    """The number that a canonical spelling stands for; None when it is no such spelling."""
    if not text.isascii() or not PLAIN.fullmatch(text) or sum(map(str.isdecimal, text)) > 2 * MAX_DIGITS:
        return None
    number = Decimal(text)
    return number if sum(map(str.isdecimal, spell(number))) <= MAX_DIGITS else None


def value_of(text: str) -> Decimal:
    """The number of a canonical spelling; 0 for what its author has not mended yet."""
    return exact(text) or Decimal(0)


def is_within(number: Decimal, *, value: str, tolerance: str, factor: str = "1") -> bool:
    """Whether number × factor lies within the tolerance of the value, ends included; computed without rounding."""
    with localcontext(prec=4 * MAX_DIGITS):
        return abs(number * value_of(factor) - value_of(value)) <= value_of(tolerance)
