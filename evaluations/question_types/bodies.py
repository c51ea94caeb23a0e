"""The values of an author's body, whatever brought them: a form, a file, another program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..markup import clean_block, clean_inline, plain_text
from . import texts
from .numbers import canonical_number, exact, value_of

HUNDRED = Decimal(100)
#: Weights such as 33.33333 do not add up to 100 to the last digit.
NEARLY = Decimal("0.01")


def rows_of(body: Mapping, name: str) -> list[Mapping]:
    """The list under this name; what is no object in it, and what is no list, is left out."""
    value = body.get(name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list | tuple) else []


def lines_of(body: Mapping, name: str) -> list[str]:
    """The list of texts under this name."""
    value = body.get(name)
    return [str(line) for line in value if line is not None] if isinstance(value, list | tuple) else []


def line(value: Any) -> str:
    """Plain text on one line."""
    return "" if value is None else texts.one_line(str(value))


def inline(value: Any) -> str:
    return clean_inline("" if value is None else str(value))


def block(value: Any) -> str:
    return clean_block("" if value is None else str(value))


def one_of(value: Any, allowed: Iterable[str], default: str) -> str:
    return value if isinstance(value, str) and value in set(allowed) else default


def whole_number(value: Any) -> int:
    """A count, 0 where none is told."""
    number = value_of(canonical_number(value))
    return int(number) if number > 0 else 0


def share(weight: str) -> Decimal:
    """A weight in per cent as a part of one, from 0 to 1."""
    return clamp(value_of(weight) / HUNDRED)


def has_bad_weight(rows: Iterable[Mapping]) -> bool:
    """Whether the weight of one of them is no number from −100 to 100."""
    weights = [exact(row["weight"]) for row in rows]
    return any(weight is None or abs(weight) > HUNDRED for weight in weights)


def clamp(part: Decimal) -> Decimal:
    if part >= 1 - NEARLY / HUNDRED:
        return Decimal(1)
    return max(Decimal(0), part)


def repeats(written: Iterable[str], *, as_read: Callable[[str], str] = plain_text) -> bool:
    """Whether two of these say the same to a reader; pictures without words are not compared."""
    said = [words for words in (as_read(text).casefold() for text in written) if words]
    return len(set(said)) < len(said)
