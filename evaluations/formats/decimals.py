"""Numbers of files as the canonical decimal strings of question bodies."""

from __future__ import annotations

import re
from decimal import Decimal

from ..question_types.numbers import read_number
from ..question_types.numbers import spell as canonical

__all__ = ["canonical", "decimal_of", "share"]

_WITH_POINT = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
LONGEST = 70


def decimal_of(text: str) -> Decimal | None:
    """The number that `text` says, exactly; None when it says none.

    Programs write «1e3» and «1250.5», people write «0,5» and «1,250» as well: those are read as a learner's are.
    """
    text = text.strip()
    if len(text) > LONGEST:
        return None
    return Decimal(text) if _WITH_POINT.fullmatch(text) else read_number(text)


def share(whole: int, parts: int) -> str:
    """`whole` divided into equal parts, to the five decimals that Moodle keeps of a weight."""
    return canonical(round(Decimal(whole) / parts, 5))
